import { expect, it } from 'vitest';
import { logEvents } from '../../../src/receive/admin/log.ts';
import { manualClock } from '../../manual-clock.ts';

it('wrong credentials are logged at most once a minute, with a count', async () => {
  const clock = manualClock();
  const said: string[] = [];
  const log = logEvents((line) => said.push(line), clock);
  for (let i = 0; i < 5; i += 1) log.onAuthFailure('basic');
  await clock.advance(60_000);
  log.onAuthFailure('header');
  expect(said).toEqual(['receive: 1 request was unauthorized', 'receive: 5 requests were unauthorized']);
});

it('the first failed write and the recovery are logged', () => {
  const said: string[] = [];
  const log = logEvents((line) => said.push(line), manualClock());
  log.onWritten(1, []);
  log.onWriteError(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  log.onWriteError(new Error('again'));
  log.onWritten(1, []);
  expect(said).toEqual([
    'receive: writing fails (ENOSPC); requests are answered 503',
    'receive: writing works again',
  ]);
});
