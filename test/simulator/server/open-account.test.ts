import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAccount, type ServedAccount } from '../../../src/simulator/server/open-account.ts';
import { START } from '../client.ts';

/** The settings of an account as its requests see them. */
async function settingsOf(options: Partial<ServedAccount>) {
  const opened = await openAccount({ transitionTime: 1000, clock: { now: () => START }, ...options });
  return opened.accountState.change((accountState) => ({ accountState, result: accountState.settings }));
}

it('the requested traffic replaces that of the account, and nothing else of its traffic', async () => {
  const usual = await settingsOf({});
  const busy = await settingsOf({ visitorsPerMinute: 5 });
  expect(busy.traffic).toEqual({ ...usual.traffic, requestsPerMinute: 5 });
});

it('a file keeps the traffic of an earlier run, unless another one is requested', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'datastream-account-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'account.json');
  await settingsOf({ file, visitorsPerMinute: 5 });
  expect(await settingsOf({ file })).toMatchObject({
    traffic: { requestsPerMinute: 5 },
    transitionTime: 1000,
  });
  expect(await settingsOf({ file, visitorsPerMinute: 7, transitionTime: 2000 })).toMatchObject({
    traffic: { requestsPerMinute: 7 },
    transitionTime: 2000,
  });
});
