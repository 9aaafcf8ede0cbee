import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/model/event.ts';
import { progressLine } from '../../../src/render/progress/progress.ts';

const NOW = Date.UTC(2026, 10, 5, 0, 10);

const LINES: readonly (readonly [RunEvent, string | undefined])[] = [
  [
    { tag: 'paused', reason: 'rate-limit', milliseconds: 12_000 },
    'paused 12 s: the API limits requests per minute',
  ],
  [
    { tag: 'paused', reason: 'too-many-requests', milliseconds: 120_000 },
    'paused 2 min: the API returned 429, too many requests',
  ],
  [
    { tag: 'retrying', what: 'GET /streams', because: 'the API answered 503', milliseconds: 2000 },
    'GET /streams: again in 2 s, since the API answered 503',
  ],
  [
    { tag: 'retrying', what: 'GET /streams', because: 'the connection was refused', milliseconds: 2000 },
    'GET /streams: again in 2 s, since the connection was refused',
  ],
  [{ tag: 'reading', done: 3, total: 40 }, 'read 3 of 40 streams'],
  [{ tag: 'reading', done: 25, total: 40 }, 'read 25 of 40 streams'],
  [{ tag: 'reading', done: 40, total: 40 }, 'read 40 of 40 streams'],
  [{ tag: 'pulled', page: 1, records: 1 }, 'page 1, 1 record so far'],
  [
    { tag: 'pulled', page: 1200, pages: 5384, records: 1_200_000 },
    'page 1,200 of 5,384, 1,200,000 records so far',
  ],
  [{ tag: 'step-started', name: 'edge-archive', step: 'update' }, 'edge-archive: updating…'],
  [{ tag: 'write-started', name: 'edge-archive', step: 'update' }, undefined],
  [{ tag: 'write-ended', name: 'edge-archive', step: 'update' }, undefined],
  [
    {
      tag: 'step-done',
      name: 'edge-archive',
      step: 'update',
      streamId: 7121,
      version: 4,
      status: 'ACTIVATING',
    },
    'edge-archive: updated, stream 7121 version 4 ACTIVATING',
  ],
  [{ tag: 'step-done', name: 'edge-archive', step: 'delete' }, 'edge-archive: deleted'],
  [
    { tag: 'step-failed', name: 'edge-archive', step: 'create', error: 'the API answered 400' },
    'edge-archive: creating failed: the API answered 400',
  ],
  [
    { tag: 'looking-up', name: 'edge-archive', step: 'create', because: 'no answer in 60 s' },
    'edge-archive: creating had no clear outcome (no answer in 60 s); checking the account',
  ],
  [
    {
      tag: 'waiting',
      began: NOW,
      streams: [
        {
          name: 'edge-archive',
          kind: 'DataStream2',
          status: 'ACTIVATING',
          progress: 'in-transition',
          goal: 'ACTIVATED',
        },
      ],
    },
    '0 of 1 active · waiting 0 s',
  ],
  [
    { tag: 'warning', warning: { code: 'cache-unwritable', message: 'the cache cannot be written' } },
    'warning: the cache cannot be written',
  ],
  [{ tag: 'interrupted' }, 'interrupted: the request in flight is finished, nothing more is started'],
];

it.each(LINES)('reports %j', (event, line) => {
  expect(progressLine(event, { color: false, now: NOW })).toBe(line);
});

it('a progress message is one safe line, whatever the name', () => {
  const line = progressLine(
    { tag: 'step-started', name: 'a\n\u001b[2Jb', step: 'create' },
    { color: false, now: NOW },
  );
  expect(line).toBe('a\\u000a\\u001b[2Jb: creating…');
});

it('a progress message is broken between words if a width is given', () => {
  const event: RunEvent = {
    tag: 'step-failed',
    name: 'edge',
    step: 'create',
    error: 'the API answered 400, bad request',
  };
  const text = progressLine(event, { color: false, now: NOW, width: 24 }) ?? '';
  expect(text.split('\n')).toEqual(['edge: creating failed:', 'the API answered 400,', 'bad request']);
});

it('a progress message has colors only if requested', () => {
  const event: RunEvent = { tag: 'step-done', name: 'x', step: 'create' };
  expect(progressLine(event, { color: true, now: NOW })).toBe(
    '\u001b[1mx\u001b[0m: \u001b[32mcreated\u001b[0m',
  );
});
