import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { https } from '../../../src/destinations/https.ts';
import { s3 } from '../../../src/destinations/s3.ts';
import type { StreamCard } from '../../../src/model/card.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { carriedPaths, compare } from '../../../src/plan/diff/compare.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import {
  answerTo,
  cardNames,
  detailOf,
  fullSpec,
  leanSpec,
  sha256,
  TARGET,
  withPart,
} from '../../builders/card-samples.ts';

function liveOf(card: StreamCard, body: JsonObject) {
  return canonicalLive(card, sealDetail(detailOf(card, body), TARGET, sha256));
}

function changes(card: StreamCard, spec: JsonObject, body: JsonObject) {
  const own = sealer(TARGET, card.collection, 7050, sha256);
  return compare(card, canonicalDesired(card, spec, 'web'), liveOf(card, body), own, cardNames);
}

describe('a destination with a new type', () => {
  const spec = fullSpec(cdn, https, 'JSON');
  const body = withPart(answerTo(cdn, s3, fullSpec(cdn, s3, 'JSON')), 'destination', (place) => ({
    ...place,
    new: 1,
  }));
  const made = changes(cdn, spec, body);
  const at = (path: string) => made.find((one) => one.path === path);

  it('is reported member by member: old ones removed, new ones added, secrets as references', () => {
    expect(at('/destination/destinationType')).toMatchObject({ before: 'S3', after: 'HTTPS' });
    expect(at('/destination/bucket')).toEqual({ path: '/destination/bucket', before: 'logs.example.com' });
    expect(at('/destination/new')).toEqual({ path: '/destination/new', before: 1 });
    expect(at('/destination/endpoint')).toEqual({
      path: '/destination/endpoint',
      after: 'https://logs.example.com/akamai',
    });
    expect(at('/destination/password')).toEqual({
      path: '/destination/password',
      after: 'env SECRET_PASSWORD',
      sensitive: true,
    });
    expect(at('/destination/displayName')).toBeUndefined();
  });

  it('loses file names that the new type does not have', () => {
    expect(at('/deliveryConfiguration/uploadFilePrefix')).toMatchObject({ before: 'logs' });
    expect(at('/deliveryConfiguration/uploadFilePrefix')).not.toHaveProperty('after');
  });
});

describe('a destination type that is new at the vendor', () => {
  const place = {
    destinationType: 'BUCKET_9',
    displayName: 'new',
    bucket: 'a',
    token: { env: 'TOKEN' },
    endpoint: 'https://a?b',
  };
  const spec = { ...leanSpec(cdn, s3, 'JSON'), destination: place };
  const returned = {
    destinationType: 'Bucket_9',
    displayName: 'new',
    bucket: 'a',
    endpoint: 'https://a?b',
    zone: 'eu',
  };
  const body = { ...answerTo(cdn, s3, spec), destination: returned };

  it('is compared for members that both sides have, with credentials sealed', () => {
    expect(changes(cdn, spec, body)).toEqual([]);
    const made = changes(
      cdn,
      spec,
      withPart(body, 'destination', (p) => ({ ...p, bucket: 'b', endpoint: 'https://a?c' })),
    );
    expect(made.map(({ path }) => path).toSorted()).toEqual(['/destination/bucket', '/destination/endpoint']);
    expect(JSON.stringify(made)).not.toMatch(/a\?[bc]/);
  });

  it.each<[string, Json, Json]>([
    ['a string', 'CANARY-1', 'CANARY-2'],
    ['a list', ['CANARY-0', 'CANARY-1'], ['CANARY-0', 'CANARY-2']],
    ['a list of objects', [{ value: 'CANARY-1' }], [{ value: 'CANARY-2' }]],
    ['an object', { value: 'CANARY-1', rounds: 1 }, { value: 'CANARY-2', rounds: 1 }],
  ])('is compared by its seal if its name suggests a secret: %s', (_, mine, theirs) => {
    const wanted = withPart(spec, 'destination', (p) => ({ ...p, secrets: mine }));
    const returned = (secrets: Json) => withPart(body, 'destination', (p) => ({ ...p, secrets }));
    expect(changes(cdn, wanted, returned(mine))).toEqual([]);
    const made = changes(cdn, wanted, returned(theirs));
    expect(made).toMatchObject([{ sensitive: true }]);
    expect(JSON.stringify(made)).not.toMatch(/CANARY|\$sealed/);
  });

  it('carries members that only the API has', () => {
    expect(carriedPaths(cdn, canonicalDesired(cdn, spec, 'web'), liveOf(cdn, body))).toEqual([
      '/destination/zone',
    ]);
  });

  it('compares file names only if both sides have them', () => {
    const named = withPart(spec, 'deliveryConfiguration', (part) => ({ ...part, uploadFilePrefix: 'mine' }));
    expect(changes(cdn, named, body)).toEqual([]);
    const live = withPart(body, 'deliveryConfiguration', (part) => ({ ...part, uploadFilePrefix: 'theirs' }));
    expect(changes(cdn, named, live).map(({ path }) => path)).toEqual([
      '/deliveryConfiguration/uploadFilePrefix',
    ]);
    expect(changes(cdn, spec, live)).toEqual([]);
  });
});
