import { expect, it } from 'vitest';
import { logEvents } from '../../../src/receive/admin/log.ts';
import { type RejectedPart, WriteError } from '../../../src/receive/output/sink.ts';
import { manualClock } from '../../manual-clock.ts';

const REJECTED: RejectedPart = { reason: 'json', kind: 'body', bytes: Buffer.from('a') };

function testLog() {
  const clock = manualClock();
  const said: string[] = [];
  return { clock, said, log: logEvents((line) => said.push(line), clock) };
}

it('wrong credentials are logged at most once a minute, with a count, also if nothing follows', async () => {
  const { clock, said, log } = testLog();
  for (let i = 0; i < 5; i += 1) log.onAuthFailure('basic');
  expect(said).toEqual(['receive: 1 request was unauthorized']);
  await clock.advance(59_999);
  expect(said).toHaveLength(1);
  await clock.advance(1);
  expect(said[1]).toBe('receive: 4 requests were unauthorized');
  log.onAuthFailure('header');
  await clock.advance(59_999);
  expect(said).toHaveLength(2);
  await clock.advance(1);
  expect(said[2]).toBe('receive: 1 request was unauthorized');
  await clock.advance(120_000);
  log.onAuthFailure('header');
  expect(said).toHaveLength(4);
});

it('what was counted is logged at the end', () => {
  const { said, log } = testLog();
  for (let i = 0; i < 3; i += 1) {
    log.onAuthFailure('basic');
    log.onWritten(0, [REJECTED]);
  }
  log.end();
  expect(said.slice(2)).toEqual([
    'receive: 2 requests were unauthorized',
    'receive: 2 requests were unreadable, in whole or in part',
  ]);
});

it('the first failed write and the recovery are logged', () => {
  const { said, log } = testLog();
  log.onWritten(1, []);
  log.onWriteError(new WriteError('ENOSPC'));
  log.onWriteError(new WriteError('EIO'));
  log.onWritten(1, []);
  expect(said).toEqual([
    'receive: writes fail (ENOSPC); requests are rejected with 503',
    'receive: writes succeed again',
  ]);
});

it('a bug is logged with its location, and without its message, which may contain a part of a request', async () => {
  const { clock, said, log } = testLog();
  for (let i = 0; i < 3; i += 1) log.onBug(new TypeError('CANARY\n    at CANARY'));
  log.onBug('CANARY');
  expect(said.join()).toMatch(
    /^receive: 1 request was rejected with 503\. This is a bug in datastream; please report it: TypeError at .*log\.test\.ts:\d+:\d+\)?$/,
  );
  await clock.advance(60_000);
  expect(said[1]).toBe(
    'receive: 3 requests were rejected with 503. This is a bug in datastream; please report it: a thrown string',
  );
  expect(said.join()).not.toContain('CANARY');
});
