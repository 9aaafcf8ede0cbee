import { describe, expect, it, test } from 'vitest';
import { API_CARDS } from '../../src/collections/apis.ts';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import {
  apiTitle,
  logsStartText,
  longestTransition,
  streamTitle,
  transitionDuration,
} from '../../src/collections/texts.ts';

test.each([
  ['DataStream2', 'DataStream 2', 'about 60–90 minutes', 90],
  ['DataStream1', 'DataStream 1', 'about 15 minutes', 15],
] as const)('%s has a title and a duration', (kind, title, duration, minutes) => {
  expect(apiTitle(kind)).toBe(title);
  expect(transitionDuration(kind)).toBe(duration);
  expect(longestTransition(kind)).toBe(minutes);
});

test('a transition is overdue only after the longest time that the vendor documents', () => {
  expect(API_CARDS.map(({ kind, transition }) => [kind, transition.overdue])).toEqual([
    ['DataStream2', 180],
    ['DataStream1', 45],
  ]);
  for (const { transition } of API_CARDS) {
    expect(transition.least).toBeLessThanOrEqual(transition.most);
    expect(transition.most).toBeLessThan(transition.overdue);
  }
});

describe('the texts of a card', () => {
  it.each(STREAM_CARDS.map((card) => [card.title, card] as const))('%s', (title, { collection }) => {
    expect(streamTitle(collection)).toBe(title);
    expect(logsStartText(collection, 'stream ID 7001')).toMatch(/^they flow [^{}]+\.$/);
  });

  it('name the stream if the property requires it', () => {
    const naming = STREAM_CARDS.filter(({ collection }) => logsStartText(collection, '$&').includes('$&'));
    expect(naming.map(({ title }) => title)).toEqual(['CDN', 'DataStream 1']);
  });
});
