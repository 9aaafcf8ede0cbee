import { expect, test } from 'vitest';
import { missingSecrets } from '../../src/apply/execute/check-secrets.ts';
import { secretSource } from '../../src/apply/secrets/resolve.ts';
import { resolvedFaults } from '../../src/manifest/rules/resolved-values.ts';
import { HTTPS, planOf } from '../builders/streams.ts';
import { Account, errorOf, HOUR, stepsText } from './account.ts';
import { manifest, PASSWORD, USER } from './manifests.ts';

const WRONG = 'http://canary.example.com/in';
const byReference = (members = {}) =>
  manifest('web', {}, { ...members, destination: { ...HTTPS, endpoint: { env: 'LOG_URL' } } });
const env = (url: string) => ({ LOG_USER: USER, LOG_PASSWORD: PASSWORD, LOG_URL: url });

test('a resolved value is validated like a literal before anything is written, and is never shown', async () => {
  const source = secretSource({ env: env(WRONG), manifestDirectory: 'streams' }, undefined, resolvedFaults);
  const missing = await missingSecrets(planOf([byReference()], []), source);
  expect(missing.map(({ name }) => name)).toEqual(['web']);
  expect(missing[0]?.problems.join()).toContain(
    'The value of env LOG_URL breaks a rule: "endpoint" must begin with https://.',
  );
  expect(JSON.stringify(missing)).not.toContain('canary');
});

test('a new invalid value stops the update of that stream before it is sent', async () => {
  const account = new Account();
  await account.converge([manifest('web')]);
  const changed = byReference({ notificationEmails: ['a@example.com'] });
  const { outcome, requests } = await account.apply([changed], { env: env(WRONG), rotate: ['web'] });
  expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
  expect(errorOf(outcome, 'web')).toMatch(/Nothing was written.*env LOG_URL breaks a rule/);
  expect(errorOf(outcome, 'web')).not.toContain('canary');
  expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
});

test('a value that the live stream already has is sent again', async () => {
  const sumo = (endpoint: string | { readonly env: string }) => ({
    destinationType: 'SUMO_LOGIC',
    displayName: 'Logs',
    endpoint,
    collectorCode: { env: 'LOG_PASSWORD' },
  });
  const live = 'https://sumo.example.com/another/form';
  const account = new Account();
  await account.converge([manifest('web', {}, { destination: sumo(live) })]);
  const destination = sumo({ env: 'LOG_URL' });
  const changed = manifest('web', {}, { destination, notificationEmails: ['a@example.com'] });
  const other = await account.apply([changed], { env: env('https://sumo.example.com/third/form') });
  expect(errorOf(other.outcome, 'web')).toMatch(/breaks a rule/);
  const same = await account.apply([changed], { env: env(live), wait: HOUR });
  expect(same.outcome.outcome).toBe('converged');
});
