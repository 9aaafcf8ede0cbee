import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { StreamDetail } from '../../../src/model/observed.ts';
import { DEFAULT_LIMITS } from '../../../src/model/safety-limits.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { renderPlan } from '../../../src/render/plan/plan.ts';
import {
  CDN,
  cdnSpec,
  HTTPS,
  hash,
  itemOf,
  live,
  manifest,
  observed,
  planOf,
  TARGET,
} from '../../builders/streams.ts';

const EFFECT = 'secret-to-new-destination';
const DS1 = { kind: 'DataStream1' } as const;

const spec = (destination: JsonObject, more: JsonObject = {}) =>
  cdnSpec({ destination: { ...HTTPS, ...destination }, ...more });
const bank = manifest('bank', { spec: spec({ endpoint: 'https://bank.example.com/in' }) });
const S3: JsonObject = {
  destinationType: 'S3',
  displayName: 'Archive',
  bucket: 'logs',
  region: 'eu-central-1',
  path: 'akamai',
  accessKey: { env: 'AWS_KEY' },
  secretAccessKey: { env: 'AWS_SECRET' },
};

function effectsOf(
  manifests: readonly Manifest[],
  name: string,
  streams: readonly StreamDetail[] = [],
  before?: readonly Manifest[],
) {
  return itemOf(planBefore(manifests, streams, before), name).effects;
}

function planBefore(
  manifests: readonly Manifest[],
  streams: readonly StreamDetail[],
  before: readonly Manifest[] | undefined,
) {
  return makePlan({
    target: TARGET,
    manifests,
    observed: observed(streams, [CDN, DS1]),
    limits: DEFAULT_LIMITS,
    rotate: [],
    requestsUsed: 1,
    hash,
    ...(before ? { before } : {}),
  });
}

describe('a new stream whose secret another manifest sends to another receiver', () => {
  const attacker = manifest('metrics', {
    state: 'inactive',
    spec: spec({ endpoint: 'https://attacker.example/in', userName: { env: 'ANY' } }),
  });

  it('sends a secret to a new destination', () => {
    expect(effectsOf([bank, attacker], 'metrics')).toContain(EFFECT);
    expect(effectsOf([bank, attacker], 'bank')).toContain(EFFECT);
  });

  it('is reported in the first line, without a mention of unchanged production streams', () => {
    const plan = planOf([bank, attacker], [live(7, 'bank', { spec: bank.spec })]);
    const text = renderPlan(plan, { format: 'terminal', color: false, width: 120 });
    expect(text).toContain('Applying this sends a secret of 1 stream (metrics) to a new destination.');
    expect(text).not.toContain('without touching production');
  });

  it.each<[string, Manifest, boolean]>([
    ['the same host', manifest('b', { spec: spec({ endpoint: 'https://bank.example.com/other' }) }), false],
    ['another port', manifest('b', { spec: spec({ endpoint: 'https://bank.example.com:8443/in' }) }), true],
    [
      'a host in the user part of the URL',
      manifest('b', { spec: spec({ endpoint: 'https://bank.example.com@evil.example/' }) }),
      true,
    ],
    [
      'different secrets',
      manifest('b', {
        spec: spec({ endpoint: 'https://b.example.com', userName: { env: 'U' }, password: { env: 'P' } }),
      }),
      false,
    ],
    [
      'a variable in another case',
      manifest('b', {
        spec: spec({
          endpoint: 'https://b.example.com',
          userName: { env: 'U' },
          password: { env: 'log_password' },
        }),
      }),
      true,
    ],
    [
      'a header',
      manifest('b', {
        spec: spec({
          endpoint: 'https://b.example.com',
          authenticationType: 'NONE',
          userName: 'u',
          password: 'p',
          customHeaderName: 'x',
          customHeaderValue: { env: 'LOG_PASSWORD' },
        }),
      }),
      true,
    ],
    [
      'extra of the destination',
      manifest('b', {
        spec: spec({
          endpoint: 'https://b.example.com',
          userName: { env: 'U' },
          password: { env: 'P' },
          extra: { trace: [{ id: { env: 'LOG_PASSWORD' } }] },
        }),
      }),
      true,
    ],
    [
      'extra of the stream, which the API returns',
      manifest('b', {
        spec: spec(
          { endpoint: 'https://bank.example.com/in', userName: { env: 'U' }, password: { env: 'P' } },
          { extra: { note: { env: 'LOG_PASSWORD' } } },
        ),
      }),
      true,
    ],
    [
      'a second URL in extra',
      manifest('b', {
        spec: spec({ endpoint: 'https://bank.example.com/in', extra: { proxy: 'https://evil.example' } }),
      }),
      true,
    ],
    [
      'an endpoint by reference, whose value is unknown',
      manifest('b', { spec: spec({ endpoint: { env: 'URL' } }) }),
      true,
    ],
    [
      'another type',
      manifest('b', { spec: cdnSpec({ destination: { ...S3, accessKey: { env: 'LOG_PASSWORD' } } }) }),
      true,
    ],
    [
      'a type without a card',
      manifest('b', {
        spec: cdnSpec({
          destination: {
            destinationType: 'NEW',
            displayName: 'n',
            host: 'evil.example',
            token: { env: 'LOG_PASSWORD' },
          },
        }),
      }),
      true,
    ],
    [
      'a connector of DataStream 1',
      manifest('b', {
        collection: DS1,
        spec: {
          groupId: 1,
          connectors: [
            {
              connectorType: 'SPLUNK',
              connectorName: 'a',
              url: 'https://evil.example',
              authToken: { env: 'LOG_PASSWORD' },
            },
          ],
        },
      }),
      true,
    ],
    [
      'a connector of DataStream 1 at the same host',
      manifest('b', {
        collection: DS1,
        spec: {
          groupId: 1,
          connectors: [
            {
              connectorType: 'SPLUNK',
              connectorName: 'a',
              url: 'https://bank.example.com',
              authToken: { env: 'LOG_PASSWORD' },
            },
          ],
        },
      }),
      false,
    ],
  ])('%s', (_, other, expected) => {
    expect(effectsOf([bank, other], 'b').includes(EFFECT)).toBe(expected);
  });

  it('treats a vendor as one receiver, whatever the bucket', () => {
    const a = manifest('a', { spec: cdnSpec({ destination: S3 }) });
    const b = manifest('b', {
      spec: cdnSpec({ destination: { ...S3, bucket: 'other', region: 'us-east-1' } }),
    });
    expect(effectsOf([a, b], 'b')).not.toContain(EFFECT);
  });

  it('treats two file references as the same secret only if both paths lead to the same file', () => {
    const file = (name: string, folder: string, path: string, endpoint: string) =>
      manifest(name, {
        spec: spec({ endpoint, userName: { env: name }, password: { file: path } }),
        source: { file: `${folder}/${name}.yaml`, line: 1 },
      });
    const a = file('a', 'streams/a', 'key', 'https://a.example.com');
    expect(effectsOf([a, file('b', 'streams/b', 'key', 'https://b.example.com')], 'b')).not.toContain(EFFECT);
    expect(effectsOf([a, file('b', 'streams/b', '../a/./key', 'https://b.example.com')], 'b')).toContain(
      EFFECT,
    );
  });

  it('includes a manifest that the change removes', () => {
    expect(effectsOf([attacker], 'metrics', [], [bank])).toContain(EFFECT);
    expect(effectsOf([attacker], 'metrics')).not.toContain(EFFECT);
  });
});

describe('a new destination of a secret in an update', () => {
  const other = manifest('other', { spec: spec({ endpoint: 'https://other.example.com/in' }) });
  const edited = manifest('bank', {
    spec: { ...bank.spec, notificationEmails: ['a@example.com'] },
  });

  it('is not reported if the shared secret was already sent there', () => {
    expect(effectsOf([edited, other], 'bank', [live(7, 'bank', { spec: bank.spec })])).not.toContain(EFFECT);
  });

  it('is reported if the reference changes', () => {
    const own = manifest('bank', {
      spec: spec({ endpoint: 'https://bank.example.com/in', userName: { env: 'U' }, password: { env: 'P' } }),
    });
    expect(effectsOf([edited, other], 'bank', [live(7, 'bank', { spec: own.spec })], [own, other])).toContain(
      EFFECT,
    );
    expect(
      effectsOf([edited, other], 'bank', [live(7, 'bank', { spec: own.spec })], [edited, other]),
    ).not.toContain(EFFECT);
  });

  it('is reported if the live stream does not have the secret yet', () => {
    const before = live(7, 'bank', {
      spec: cdnSpec({
        destination: {
          destinationType: 'HTTPS',
          displayName: 'Log platform',
          endpoint: 'https://bank.example.com/in',
          authenticationType: 'NONE',
        },
      }),
    });
    expect(effectsOf([bank, other], 'bank', [before])).toContain(EFFECT);
  });

  it('is reported if a connector is added', () => {
    const splunk = (name: string, host: string) => ({
      connectorType: 'SPLUNK',
      connectorName: name,
      url: `https://${host}`,
      authToken: { env: 'T' },
    });
    const ds1 = (connectors: readonly JsonObject[]) =>
      manifest('old', { collection: DS1, spec: { groupId: 1, connectors } });
    const was = ds1([splunk('a', 'a.example.com')]);
    const now = ds1([splunk('a', 'a.example.com'), splunk('b', 'evil.example')]);
    expect(effectsOf([now], 'old', [live(8, 'old', { collection: DS1, spec: was.spec })])).toContain(EFFECT);
  });
});

describe('changed references, compared with the files before the change', () => {
  const stream = live(7, 'bank', { spec: bank.spec });
  const reference = (password: JsonObject, parts: Partial<Manifest> = {}) =>
    manifest('bank', { spec: spec({ endpoint: 'https://bank.example.com/in', password }), ...parts });
  const warnings = (now: readonly Manifest[], before: readonly Manifest[] | undefined) => {
    const plan = planBefore(now, [stream], before);
    expect(itemOf(plan, now[0]?.name ?? '').action).toBe('none');
    return plan.warnings.filter(({ code }) => code === 'reference-changed').map(({ message }) => message);
  };

  it('are a warning even if nothing else changes', () => {
    expect(warnings([reference({ env: 'B' })], [reference({ env: 'A' })])).toEqual([
      'password: reference env A → env B, sent with the next update',
    ]);
  });

  it('name the other streams that receive the same secret', () => {
    const other = manifest('other', {
      spec: spec({ endpoint: 'https://o.example.com', password: { env: 'B' } }),
    });
    const [message] = warnings([reference({ env: 'B' }), other], [reference({ env: 'A' }), other]);
    expect(message).toContain('"other" sends the same secret to another host');
  });

  it('include those of a manifest that moved to a folder where its path leads to another file', () => {
    const at = (folder: string) => ({ source: { file: `${folder}/bank.yaml`, line: 1 } });
    const moved = [reference({ file: 'key' }, at('streams/b'))];
    expect(warnings(moved, [reference({ file: 'key' }, at('streams/a'))])).toEqual([
      'password: reference file streams/a/key → file key, sent with the next update',
    ]);
  });

  it('follow the stream of a manifest with a new name', () => {
    const renamed = { ...reference({ env: 'B' }), name: 'renamed', streamName: 'bank' };
    expect(warnings([renamed], [reference({ env: 'A' })])).toHaveLength(1);
  });

  it('are not reported if unchanged, in a new manifest, or without the files before the change', () => {
    const now = [reference({ env: 'A' })];
    expect(warnings(now, now)).toEqual([]);
    expect(warnings(now, [])).toEqual([]);
    expect(warnings(now, undefined)).toEqual([]);
  });
});
