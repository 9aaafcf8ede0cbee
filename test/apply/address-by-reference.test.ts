import { expect, test } from 'vitest';
import { HTTPS } from '../builders/streams.ts';
import { Account, errorOf, HOUR, stepsText } from './account.ts';
import { manifest, PASSWORD, USER } from './manifests.ts';

const live = manifest('web');
const byReference = manifest(
  'web',
  {},
  { notificationEmails: ['a@example.com'], destination: { ...HTTPS, endpoint: { env: 'LOG_URL' } } },
);
const env = (url: string) => ({ LOG_USER: USER, LOG_PASSWORD: PASSWORD, LOG_URL: url });

async function accountWithLiveStream(): Promise<Account> {
  const account = new Account();
  await account.converge([live]);
  return account;
}

test('an address by reference with another host than the live stream is not written: no plan could show it', async () => {
  const account = await accountWithLiveStream();
  const { plan, outcome, requests } = await account.apply([byReference], {
    env: env('https://evil.example.net/in'),
  });
  expect(plan.items[0]?.effects).not.toContain('secret-to-new-destination');
  expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
  expect(errorOf(outcome, 'web')).toMatch(/leads to another place.*--rotate "web"/);
  expect(errorOf(outcome, 'web')).not.toContain('evil.example.net');
  expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
});

test('an address by reference with the host of the live stream is written', async () => {
  const account = await accountWithLiveStream();
  const { outcome } = await account.apply([byReference], {
    env: env('https://logs.example.com/akamai?token=1'),
    wait: HOUR,
  });
  expect(outcome.outcome).toBe('converged');
});

test('--rotate announces that secrets may have a new receiver, and then an address by reference may name it', async () => {
  const account = await accountWithLiveStream();
  const { plan, outcome } = await account.apply([byReference], {
    env: env('https://new.example.net/in'),
    rotate: ['web'],
    wait: HOUR,
  });
  expect(plan.items[0]?.effects).toContain('secret-to-new-destination');
  expect(outcome.outcome).toBe('converged');
});
