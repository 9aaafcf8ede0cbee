import { Ajv } from 'ajv';
import { describe, expect, it, test } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { type CommandEvent, logEventLine } from '../../../src/render/progress/log-event.ts';
import { LOG_EVENT_SCHEMA } from '../../../src/render/schemas/log-event.ts';
import { HOSTILE } from '../hostile.ts';

const NOW = Date.UTC(2026, 0, 5, 9);
const isEvent = new Ajv({ strict: true }).compile(LOG_EVENT_SCHEMA);
const STEP = { name: 'web', step: 'update' } as const;
const ATTEMPT = { id: 2, attempt: 1, method: 'GET', path: '/x' };
const FINDING = {
  severity: 'error',
  code: 'unknown-member',
  message: 'Wrong.',
  file: 'a.yaml',
  line: 2,
  column: 3,
} as const;

/** Every event, with and without its optional members. */
const EVENTS: readonly (RunEvent | CommandEvent)[] = [
  { tag: 'command-started', command: 'plan', version: '1.2.3' },
  { tag: 'command-ended', exitCode: 3, milliseconds: 12 },
  {
    tag: 'command-ended',
    exitCode: 1,
    milliseconds: 12,
    outcome: 'failed',
    problems: [
      { problem: 'refused', code: 'policy', message: 'No.' },
      { problem: 'failed', name: 'web', step: 'update', message: 'No.' },
    ],
  },
  { tag: 'error', failure: { code: 'usage', message: 'Wrong.' } },
  {
    tag: 'error',
    failure: { code: 'refused', message: 'No.', hint: 'Fix.', stream: 7, request: 'PUT /x', status: 400 },
    target: 'x',
  },
  { tag: 'message', text: 'two\nlines' },
  { tag: 'finding', finding: { ...FINDING, hint: 'Fix it.', rule: 'value' } },
  { tag: 'warning', warning: { code: 'manifest-not-read', message: 'The cache does not work.' } },
  { tag: 'interrupted' },
  { tag: 'paused', reason: 'rate-limit', milliseconds: 3000.5 },
  { tag: 'paused', api: 'DataStream 2', reason: 'too-many-requests', milliseconds: 3000 },
  { tag: 'retrying', what: 'GET /x', because: 'status 503', milliseconds: 1000 },
  { tag: 'reading', done: 1, total: 2 },
  { tag: 'reading', done: 1, total: 2, what: 'versions' },
  { tag: 'pulled', page: 1, records: 0 },
  { tag: 'pulled', page: 1, pages: 2, records: 10 },
  { tag: 'step-started', ...STEP },
  { tag: 'step-done', ...STEP },
  { tag: 'step-done', ...STEP, streamId: 7, version: 2, status: 'ACTIVATING' },
  { tag: 'step-failed', ...STEP, error: 'refused' },
  { tag: 'looking-up', ...STEP, because: 'the connection was reset' },
  {
    tag: 'affected',
    name: 'web',
    affected: { streams: [{ streamId: 1, name: 'x', version: 2 }], sources: [] },
  },
  {
    tag: 'waiting',
    began: NOW,
    streams: [
      { name: 'a', kind: 'DataStream2', progress: 'done', goal: 'DEACTIVATED' },
      {
        name: 'b',
        kind: 'DataStream1',
        status: 'ACTIVATING',
        progress: 'in-transition',
        goal: 'ACTIVATED',
        since: NOW,
        expectedEnd: NOW,
      },
    ],
  },
  { tag: 'request', ...ATTEMPT, content: { bytes: 2, type: 'application/json', text: '{}' } },
  {
    tag: 'response',
    ...ATTEMPT,
    milliseconds: 20,
    status: 200,
    headers: { date: 'x' },
    content: { bytes: 9 },
  },
  { tag: 'response', ...ATTEMPT, milliseconds: 20, because: 'the connection was reset' },
];

describe('an event in a log', () => {
  it.each(EVENTS.map((event) => [event.tag, event] as const))('%s is as its schema says', (tag, event) => {
    const parsed = JSON.parse(logEventLine(event, NOW) ?? '');
    expect(isEvent(parsed), JSON.stringify([parsed, isEvent.errors])).toBe(true);
    expect(parsed).toMatchObject({ event: tag, time: '2026-01-05T09:00:00.000Z' });
    expect(parsed.message).not.toBe('');
  });

  it('of every kind in the schema is tested', () => {
    const declared = (
      LOG_EVENT_SCHEMA['oneOf'] as readonly { properties: { event: { const: string } } }[]
    ).map(({ properties }) => properties.event.const);
    expect([...new Set(EVENTS.map(({ tag }) => tag))].toSorted()).toEqual(declared.toSorted());
  });

  it('is not written for the start and the end of a write, which its steps report', () => {
    expect(logEventLine({ tag: 'write-started', ...STEP }, NOW)).toBeUndefined();
    expect(logEventLine({ tag: 'write-ended', ...STEP }, NOW)).toBeUndefined();
  });

  it('has no colors', () => {
    const text = '\u001b[31mred\u001b[0m\n';
    expect(JSON.parse(logEventLine({ tag: 'message', text }, NOW) ?? '').message).toBe('red');
  });
});

test.each(HOSTILE)('a text cannot end its line or control a terminal: %j', (text) => {
  const line = logEventLine({ tag: 'retrying', what: text, because: text, milliseconds: 1 }, NOW) ?? '';
  expect(line).not.toMatch(/\p{Cc}|\u202e|##\[|##vso/u);
  expect(JSON.parse(line).request).toBe(text);
});
