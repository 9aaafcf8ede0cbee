import { describe, expect, it, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { AllowedDestination, Policy } from '../../src/model/policy.ts';
import { findViolations } from '../../src/policy/check.ts';
import { CDN, cdnSpec } from '../builders/streams.ts';
import { policy, violations } from './policies.ts';

const FIRST = { collection: { kind: 'DataStream1' } } as const;
const https = (endpoint: unknown) => ({ destinationType: 'HTTPS', displayName: 'x', endpoint }) as JsonObject;
const s3 = (bucket: string) => ({ destinationType: 'S3', bucket, region: 'eu-central-1' });
const compatible = (endpoint: string, bucket: string) => ({
  ...{ destinationType: 'S3_COMPATIBLE', endpoint, bucket, region: 'r' },
});

type Row = readonly [allowed: AllowedDestination, destination: JsonObject, path: string | undefined];

const TABLE: readonly Row[] = [
  [{ type: 'HTTPS' }, https('https://a.example/'), undefined],
  [{ type: 'HTTPS' }, { ...https('https://a.example/'), destinationType: 'https' }, undefined],
  [{ type: 'S3' }, https('https://a.example/'), 'destination/endpoint'],
  [{ host: '*.example.com' }, https('https://logs.example.com/x'), undefined],
  [{ host: '*.example.com' }, https('https://LOGS.EXAMPLE.COM.:8443/x'), undefined],
  [{ host: '*.example.com' }, https('https://example.com/x'), 'destination/endpoint'],
  [{ host: '*.example.com' }, https('https://logs.example.com@evil.example/'), 'destination/endpoint'],
  [{ host: '*.example.com' }, https('https://evil.example/logs.example.com'), 'destination/endpoint'],
  [{ host: '*.example.com' }, https('https://evil.example#.example.com'), 'destination/endpoint'],
  [{ host: '*.example.com' }, https('https://logs.example.com.evil.example/'), 'destination/endpoint'],
  [{ host: '*.example.com' }, https('https://evil.example\\.example.com/'), 'destination/endpoint'],
  [{ host: '*' }, https({ env: 'URL' }), 'destination/endpoint'],
  [{ type: 'HTTPS' }, https({ env: 'URL' }), undefined],
  [{ host: 'BÜCHER.example' }, https('https://xn--bcher-kva.example'), undefined],
  [{ host: '*' }, s3('logs'), 'destination/bucket'],
  [{ type: 'S3', bucket: 'eu-*' }, s3('eu-logs'), undefined],
  [{ type: 'S3', bucket: 'eu-*' }, s3('EU-logs'), 'destination/bucket'],
  [{ bucket: 'eu-*' }, s3('eu-logs/../us-logs'), 'destination/bucket'],
  [{ bucket: 'eu-*' }, compatible('https://o.example.com', 'eu-1'), undefined],
  [{ bucket: 'eu-*', host: '*.example.com' }, compatible('o.example.com', 'eu-1'), undefined],
  [
    { bucket: 'eu-*', host: '*.example.com' },
    compatible('https://o.example.net', 'eu-1'),
    'destination/endpoint',
  ],
  [{ bucket: 'eu-*', host: '*.example.com' }, compatible('o.example.com', 'us-1'), 'destination/endpoint'],
  [
    { type: 'AZURE', account: 'example*', bucket: 'akamai' },
    { destinationType: 'AZURE', accountName: 'examplelogs', containerName: 'akamai' },
    undefined,
  ],
  [
    { account: 'example*' },
    { destinationType: 'GCS', projectId: 'other', bucket: 'logs' },
    'destination/bucket',
  ],
  [{ host: '*.example.com' }, compatible('https://o.example.com', 'evil.example/x?'), 'destination/bucket'],
  [
    { host: '*.example.com' },
    { ...compatible('https://o.example.com', 'logs'), region: 'evil.example/x?' },
    'destination/region',
  ],
  [{ bucket: 'eu-logs' }, { ...s3('eu-logs'), region: 'evil.example/x?' }, 'destination/region'],
  [
    { bucket: 'akamai' },
    { destinationType: 'AZURE', accountName: 'evil.example/x?', containerName: 'akamai' },
    'destination/accountName',
  ],
  [{ type: 'S3' }, { ...s3('eu-logs'), region: 'evil.example/x?' }, undefined],
  [{ host: '*', type: 'HTTPS' }, { destinationType: 'NEW', endpoint: 'https://a.example' }, 'destination'],
];

describe('a destination', () => {
  it.each(TABLE)('%j against %j: %s', (allowed, destination, path) => {
    const found = path === undefined ? [] : [`allowedDestinations ${path}`];
    expect(violations({ allowedDestinations: [allowed] }, { destination })).toEqual(found);
  });

  it('may match any of several, and none of none', () => {
    const destination = s3('eu-logs');
    expect(
      violations({ allowedDestinations: [{ type: 'HTTPS' }, { bucket: 'eu-*' }] }, { destination }),
    ).toEqual([]);
    expect(violations({ allowedDestinations: [] }, { destination })).toHaveLength(1);
  });

  it('is judged for each connector of DataStream 1, in both forms of a spec', () => {
    const connectors = [
      { connectorType: 'S3', connectorName: 'Archive', bucket: 'eu-logs' },
      { connectorType: 'HTTPS', connectorName: 'Search', url: 'https://evil.example/' },
    ];
    const rules = { allowedDestinations: [{ type: 'S3' }, { host: '*.example.com' }] };
    const found = ['allowedDestinations connectors/Search/url'];
    expect(violations(rules, { connectors }, FIRST)).toEqual(found);
    const [archive, search] = connectors;
    const byName = { Archive: archive ?? {}, Search: search ?? {} };
    expect(violations(rules, { connectors: byName }, FIRST)).toEqual(found);
    expect(violations(rules, { connectors: [] }, FIRST)).toEqual([]);
  });
});

test('the message names the address and what is allowed, and no secret', () => {
  const allowedDestinations = [{ type: 'HTTPS', host: '*.example.com' }, { type: 'S3' }];
  const texts = (endpoint: unknown) =>
    findViolations([policy({ allowedDestinations })], {
      ...{ name: 'web', collection: CDN, spec: cdnSpec({ destination: https(endpoint) }) },
    }).map(({ message, hint }) => `${message} ${hint}`);
  expect(texts('https://me:canary@evil.example/canary?key=canary')).toEqual([
    'The destination HTTPS (host evil.example) is not allowed by the policy at datastream.yaml:3: Privacy rules. Allowed: HTTPS (host *.example.com); S3.',
  ]);
  expect(texts({ env: 'URL' })).toEqual([
    'The destination HTTPS cannot be compared with those allowed by the policy at datastream.yaml:3: Privacy rules. Write endpoint as a plain address, or allow its type without host, bucket and account. Allowed: HTTPS (host *.example.com); S3.',
  ]);
});

describe('sampling', () => {
  it.each<[Partial<Policy>, JsonObject, Parameters<typeof violations>[2], number]>([
    [{ samplingAtMost: 10 }, { samplingPercentage: 10 }, {}, 0],
    [{ samplingAtMost: 10 }, { samplingPercentage: 11 }, {}, 1],
    [{ samplingAtMost: 10 }, {}, {}, 1],
    [{ samplingAtMost: 100 }, {}, {}, 0],
    [{ samplingAtMost: 25 }, { streamType: 'RAW' }, FIRST, 0],
    [{ samplingAtMost: 24 }, { streamType: 'RAW' }, FIRST, 1],
    [{ samplingAtMost: 24 }, { streamType: 'AGGREGATE' }, FIRST, 0],
  ])('%j of %j', (rules, spec, stream, count) => {
    expect(violations(rules, spec, stream)).toHaveLength(count);
  });
});
