import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { DOCTOR_SCHEMA } from '../../../src/render/schemas/doctor.ts';
import { examine, grants } from './doctor.ts';

const DAY = 24 * 3_600_000;

test('an account without problems: every API is read once, with GET only, and the report follows its schema', async () => {
  const { report, requests, exitCode } = await examine();
  expect(report.checks.filter(({ status }) => status === 'problem')).toEqual([]);
  expect(exitCode).toBe(0);
  expect(requests.map(({ method }) => method)).toEqual(requests.map(() => 'GET'));
  expect(requests.length).toBe(report.requests);
  expect(report.requests).toBe(13);
  const check = new Ajv({ strict: true, formats: { timestamp: true } }).compile(DOCTOR_SCHEMA);
  expect(check(report), JSON.stringify(check.errors)).toBe(true);
});

describe('grants', () => {
  test('write access is reported as it was granted, and never tried', async () => {
    const { check, requests } = await examine({ settings: grants({ readOnly: ['datastream-config'] }) });
    expect(check('access', 'DataStream 2 cdn')).toMatchObject({
      status: 'ok',
      message: '5 streams; read works; write access is not granted (READ-ONLY).',
      hint: expect.stringContaining('The API client that runs apply needs READ-WRITE.'),
    });
    expect(check('access', 'Property Manager')?.message).toBe('read works, and write access is granted.');
    expect(requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('without access to its own grants, write access is unknown', async () => {
    const { check, exitCode } = await examine({ settings: grants({ lacking: ['identity-management'] }) });
    expect(check('access', 'DataStream 2 cdn')?.message).toBe(
      '5 streams; read works; whether write works cannot be known without writing.',
    );
    expect(check('api-client')).toMatchObject({
      status: 'skipped',
      hint: expect.stringContaining('READ-ONLY'),
    });
    expect(exitCode).toBe(0);
  });

  test('what manifests need is a problem, what they do not need is skipped', async () => {
    const { check, exitCode } = await examine({ settings: grants({ lacking: ['datastream-config'] }) });
    expect(exitCode).toBe(1);
    expect(check('access', 'DataStream 2 cdn')).toMatchObject({ status: 'problem' });
    expect(check('access', 'DataStream 1')).toMatchObject({ status: 'problem' });
    expect(check('access', 'DataStream 2 gtm')).toMatchObject({
      status: 'skipped',
      message: 'The API client has no access (403), and no manifest uses it.',
    });
    expect(check('groups')).toMatchObject({ status: 'skipped' });
    expect(check('access', 'Property Manager')).toMatchObject({ status: 'ok' });
  });

  test('Property Manager is a warning, because only a check of properties needs it', async () => {
    const { check, exitCode } = await examine({ settings: grants({ lacking: ['property-manager'] }) });
    expect(check('access', 'Property Manager')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('`--check-properties` does not work without it.'),
    });
    expect(exitCode).toBe(0);
  });

  test.each([
    [grants({ isLocked: true }), 'problem', /is locked/],
    [grants({ expiresAt: Date.now() - DAY }), 'problem', /expired on/],
    [grants({ expiresAt: Date.now() + 5 * DAY + 3_600_000 }), 'warning', /expires in 5 days/],
    [grants({ expiresAt: Date.now() + 90 * DAY }), 'ok', /its credential expires on/],
  ] as const)('the state of the API client: %o', async (settings, status, message) => {
    const { check } = await examine({ settings });
    expect(check('api-client')).toMatchObject({ status, message: expect.stringMatching(message) });
  });
});

describe('groups', () => {
  test('a group that a manifest names and the API client does not see is named with its manifest', async () => {
    const { check } = await examine({
      prepare: async (place) => {
        const text = await place.context.files.read('streams/edge-archive.yaml');
        await place.write('streams/edge-archive.yaml', text.replace('groupId: 21484', 'groupId: 99999'));
      },
    });
    expect(check('groups')).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('99999 (streams/edge-archive.yaml)'),
    });
  });

  test('a blocked group counts as one that is not visible', async () => {
    const { check } = await examine({ settings: grants({ blockedGroups: [21484] }) });
    expect(check('groups')?.message).toMatch(/21484 \(streams\/[\w-]+\.yaml, blocked\)/);
  });
});

describe('account key', () => {
  test('it is a problem if the API client may not use one', async () => {
    const { check } = await examine({ options: { accountKey: '1-ABCDE' } });
    expect(check('account')).toMatchObject({
      status: 'problem',
      message: 'The API client may not use account keys.',
    });
  });

  test('it is accepted if requests with it are successful', async () => {
    const settings = grants({ allowsAccountSwitch: true });
    const { check, requests } = await examine({ settings, options: { accountKey: '1-ABCDE' } });
    expect(check('account')?.status).toBe('ok');
    expect(requests.every(({ path }) => path.includes('accountSwitchKey=1-ABCDE'))).toBe(true);
  });
});

test('the rate limit: what other tools have used is a warning', async () => {
  const { check } = await examine();
  expect(check('rate-limit', 'DataStream 2')?.status).toBe('ok');
  const used = await examine({
    faults: [
      {
        path: '/log/',
        times: 0,
        how: { do: 'respond', status: 200, body: '{"groups":[]}', headers: { 'x-ratelimit-remaining': '1' } },
      },
    ],
  });
  expect(used.check('rate-limit', 'DataStream 2')).toMatchObject({ status: 'warning' });
});
