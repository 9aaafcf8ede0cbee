import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileCache } from '../../src/apply/observe/version-cache.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { HTTPS } from '../builders/streams.ts';
import { Account, type Applied, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest, manifest1, PASSWORD, USER } from './manifests.ts';
import { temporaryFolder } from './temporary.ts';

const ENCODINGS: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => JSON.stringify(value).slice(1, -1),
  encodeURIComponent,
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`user:${value}`).toString('base64'),
  (value) => Buffer.from(value).toString('hex'),
];

function expectClean(text: string): void {
  for (const secret of [USER, PASSWORD]) {
    for (const encode of ENCODINGS) {
      expect(text).not.toContain(encode(secret));
      expect(text).not.toContain(JSON.stringify(encode(secret)).slice(1, -1));
    }
  }
}

const everything = ({ outcome, events, journal, plan }: Applied) =>
  JSON.stringify({ outcome, events, journal, plan });

describe('secrets', () => {
  const echo = ENCODINGS.map((encode) => `${encode(USER)} and ${encode(PASSWORD)}`).join(' ');
  const echoing = [400, 403, 500, 504].map((status) => [status] as const);

  test.each(echoing)('are redacted if a server repeats them in a %i', async (status) => {
    const account = new Account();
    const body = JSON.stringify({
      title: echo,
      detail: echo,
      errors: [{ detail: `bad value ${echo}` }],
      instance: echo,
    });
    const headers = { 'content-type': 'application/json' };
    const applied = await account.apply([manifest('web')], {
      faults: [fault({ do: 'respond', status, body, headers }, { method: 'POST' })],
    });
    expect(stepsText(applied.outcome, 'web')).toMatch(/^create failed/);
    expectClean(everything(applied));
  });

  test('are redacted if a server stores something else', async () => {
    const account = new Account();
    const applied = await account.apply([manifest('web')], {
      faults: [fault({ do: 'ignore-member', member: 'destination.displayName' }, { method: 'POST' })],
    });
    expectClean(everything(applied));
  });

  test('are in no output if a manifest has them in plain text', async () => {
    const account = new Account();
    const detail = `bad ${PASSWORD} at https://${USER}@logs.example.com and ${encodeURIComponent(PASSWORD)}`;
    const headers = { 'content-type': 'application/json' };
    const clear = manifest(
      'web',
      {},
      {
        destination: {
          destinationType: 'HTTPS',
          displayName: 'Log platform',
          endpoint: `https://${USER}@logs.example.com/x?token=${encodeURIComponent(PASSWORD)}`,
          authenticationType: 'NONE',
          customHeaderName: 'x-key',
          customHeaderValue: PASSWORD,
        },
      },
    );
    const applied = await account.apply([clear], {
      faults: [
        fault({ do: 'respond', status: 400, body: JSON.stringify({ detail }), headers }, { method: 'POST' }),
      ],
    });
    expect(errorOf(applied.outcome, 'web')).toContain('bad *** at');
    expectClean(JSON.stringify([applied.outcome, applied.events, applied.journal]));
  });

  test('are in no cache', async () => {
    const directory = path.join(temporaryFolder(), 'cache');
    const target = 'simulator';
    const cache = fileCache({ directory, target, key: 'key', listen: () => undefined });
    const account = new Account();
    const clear = manifest(
      'web',
      {},
      {
        destination: {
          ...HTTPS,
          endpoint: `https://user:${encodeURIComponent(PASSWORD)}@logs.example.com/x?token=${encodeURIComponent(USER)}`,
          customHeaderName: 'x-key',
          customHeaderValue: PASSWORD,
        },
      },
    );
    await account.apply([clear], { cache });
    const planned = await account.apply([clear], { cache });
    expect(planned.plan.items).toMatchObject([{ action: 'none' }]);
    const files = readdirSync(directory, { recursive: true }).map((name) =>
      path.join(directory, String(name)),
    );
    const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'utf8'));
    expect(texts).toHaveLength(1);
    expectClean(texts.join('\n'));
    expectClean(everything(planned));
  });
});

/** A URL whose query is a secret, and one whose path is too. What counts as a credential differs by type. */
const QUERY_URL = `https://logs.example.com/v1?key=${encodeURIComponent(PASSWORD)}`;
const TOKEN_URL = `https://logs.example.com/${encodeURIComponent(USER)}/${encodeURIComponent(PASSWORD)}?k=${encodeURIComponent(PASSWORD)}`;

const place = (connectorType: string, members: JsonObject): JsonObject => ({
  connectorType,
  connectorName: connectorType,
  ...members,
});

/**
 * Every type of connector. Members that may be given by reference are references, or in plain text if
 * possible.
 */
const connectors = (inClear: boolean): readonly JsonObject[] => {
  const url = inClear ? TOKEN_URL : { env: 'TOKEN_URL' };
  const query = inClear ? QUERY_URL : { env: 'QUERY_URL' };
  const token = { env: 'LOG_PASSWORD' };
  const keys = { accessKey: { env: 'LOG_USER' }, secretAccessKey: token };
  return [
    place('S3', { bucket: 'logs', region: 'AP_Mumbai', path: 'a', ...keys }),
    place('DATADOG', { url: query, authToken: token }),
    place('SPLUNK', { url: 'https://splunk.example.com/raw', authToken: token }),
    place('SUMO_LOGIC', { url }),
    place('HTTPS', { url }),
  ];
};

function first(inClear: boolean, timeFrame = 5): Manifest {
  return manifest1('health', {}, { timeFrame, connectors: connectors(inClear) });
}

describe('secrets of connectors', () => {
  const env = { LOG_USER: USER, LOG_PASSWORD: PASSWORD, TOKEN_URL, QUERY_URL };
  const said = [...ENCODINGS.map((encode) => `${encode(USER)} ${encode(PASSWORD)}`), TOKEN_URL].join(' ');
  const failures = [400, 403, 500, 504].flatMap((status) =>
    [false, true].map((inClear) => [status, inClear ? 'in clear' : 'by reference', inClear] as const),
  );
  const whole = ({ outcome, events, journal, plan }: Applied, inClear: boolean) =>
    JSON.stringify([outcome, events, journal, inClear ? [] : plan]);

  test.each(failures)(
    'are redacted if a server repeats them in a %i, URLs %s',
    async (status, _, inClear) => {
      const account = new Account();
      await account.apply([first(inClear)], { env, wait: 10 * HOUR });
      const errors = [{ title: said, detail: said, type: said }];
      const body = JSON.stringify({ title: said, instance: said, errors });
      const headers = { 'content-type': 'application/json' };
      const applied = await account.apply([first(inClear, 60)], {
        env,
        faults: [fault({ do: 'respond', status, body, headers }, { method: 'PUT', times: 0 })],
      });
      expect(stepsText(applied.outcome, 'health')).toMatch(/^update failed/);
      expectClean(whole(applied, inClear));
    },
  );

  test.each([false, true])(
    'are in no cache and in no plan of the live stream (in plain text: %s)',
    async (inClear) => {
      const directory = path.join(temporaryFolder(), 'cache');
      const cache = fileCache({ directory, target: 'simulator', key: 'key', listen: () => undefined });
      const account = new Account();
      await account.apply([first(inClear)], { env, cache, wait: 10 * HOUR });
      const planned = await account.apply([first(inClear)], { env, cache });
      expect(planned.plan.items).toMatchObject([{ action: 'none' }]);
      const files = readdirSync(directory, { recursive: true }).map((name) =>
        path.join(directory, String(name)),
      );
      const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'utf8'));
      expect(texts.length).toBeGreaterThan(0);
      expectClean(texts.join('\n'));
      expectClean(everything(planned));
    },
  );

  test('are not printed if the live URL differs from the manifest', async () => {
    const account = new Account();
    await account.apply([first(true)], { env, wait: 10 * HOUR });
    const url = 'https://logs.example.com/in';
    const { spec, ...rest } = first(true);
    const moved = connectors(true).map((one) =>
      String(one['url']).includes(encodeURIComponent(PASSWORD)) ? { ...one, url } : one,
    );
    const applied = await account.apply([{ ...rest, spec: { ...spec, connectors: moved } }], { env });
    expect(stepsText(applied.outcome, 'health')).toBe('update done, await pending');
    expectClean(everything(applied));
  });
});

describe('a missing secret', () => {
  const wanted = manifest('web');
  const other = manifest(
    'zone',
    {},
    {
      properties: [349774],
      destination: { ...HTTPS, authenticationType: 'NONE', userName: { env: 'LOG_USER' } },
    },
  );

  test('blocks its stream before the first write, says where, and the others continue', async () => {
    const account = new Account();
    const { outcome, journal } = await account.apply([wanted, other], { env: { LOG_USER: USER } });
    expect(outcome.outcome).toBe('failed');
    expect(errorOf(outcome, 'web')).toMatch(
      /^Missing secret \(streams\/web\.yaml:3\)\. spec\.destination\.password: env LOG_PASSWORD is not set/,
    );
    expect(stepsText(outcome, 'web')).toBe('create not-run, await not-run');
    expect(journal.some((entry) => entry.name === 'web')).toBe(false);
  });

  test('prevents the deactivation of an active stream if its update could not follow', async () => {
    const account = new Account();
    await account.converge([wanted]);
    const inactive = manifest('web', { state: 'inactive' }, { datasetFields: [1000] });
    const { outcome, requests } = await account.apply([inactive], { env: {} });
    expect(requests).toEqual([]);
    expect(stepsText(outcome, 'web')).toBe('deactivate not-run, await not-run, update not-run');
  });

  test('does not matter to steps that send no content', async () => {
    const account = new Account();
    await account.converge([wanted]);
    const { outcome } = await account.apply([manifest('web', { state: 'inactive' })], { env: {} });
    expect(stepsText(outcome, 'web')).toBe('deactivate done, await pending');
  });
});
