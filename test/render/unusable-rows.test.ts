import { expect, test } from 'vitest';
import type { StatusReport } from '../../src/model/status.ts';
import { renderDrift } from '../../src/render/drift/drift.ts';
import { renderStatus } from '../../src/render/status/status.ts';
import { WORDS } from './github-words.ts';

const cdn = { kind: 'DataStream2', logType: 'cdn' } as const;
const REPORT: StatusReport = {
  formatVersion: 1,
  target: 'simulator',
  items: [
    {
      ...cdn,
      name: 'web',
      streamId: 7,
      status: 'unknown',
      reason: 'the list has a row that cannot be used',
      wanted: 'active',
      next: 'blocked',
      condition: 'unknown',
    },
  ],
  orphans: [],
  unusableRows: [
    { ...cdn, streamId: 7, name: 'web', reason: 'has no usable version' },
    { ...cdn, streamId: 8, reason: 'has no usable streamName' },
    { ...cdn, reason: 'is not an object' },
  ],
};

test('status shows rows that cannot be used, and why a stream is not known', () => {
  const text = renderStatus(REPORT, { format: 'terminal', color: false, width: 200, now: 0 });
  expect(text).toContain('the list has a row that cannot be used');
  expect(text).not.toContain('documents no such status');
  expect(text).toContain('while a row has no usable ID or name, no stream of its type is created');
  expect(text).toMatch(/web\s+CDN, stream 7: its row has no usable version/);
  expect(text).toMatch(/stream 8\s+CDN, stream 8: its row has no usable streamName/);
  expect(text).toMatch(/unknown stream\s+CDN: its row is not an object/);
});

test('the watch reports rows that cannot be used', () => {
  const view = {
    targetName: 'default',
    words: WORDS,
    status: REPORT,
    drift: [],
    actors: new Map(),
    lacking: [],
    postponed: [],
    activating: [],
    undone: new Map(),
    waiting: { items: [], isLate: false },
    place: 'summary',
    now: 0,
  } as const;
  const { text } = renderDrift(view, 60_000);
  expect(text).toContain('It cannot be read: the list has a row that cannot be used.');
  expect(text).toMatch(
    /Rows in the lists of streams that cannot be used: stream 7 .*, stream 8 .* and a stream is not an object/,
  );
});
