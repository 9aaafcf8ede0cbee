import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { baseOf, moved } from '../../src/plan/diff/base-version.ts';
import { cdnSpec, HTTPS, hash, live, manifest, planOf } from '../builders/streams.ts';

const S3: JsonObject = {
  destinationType: 'S3',
  displayName: 'Archive',
  bucket: 'example-logs',
  region: 'eu-central-1',
  path: 'akamai',
};

/**
 * The staleness of a write that was planned from one response, checked against another response of the same
 * version.
 */
function whyStale(before: JsonObject, after: JsonObject): string | undefined {
  const stream = (body: JsonObject) => live(7, 'web', { spec: cdnSpec({ destination: S3 }), body });
  return moved(baseOf(stream(before), hash), stream(after), hash);
}

const DELIVERY = { format: 'JSON', frequency: { intervalInSeconds: 30 } };

test.each<[string, JsonObject]>([
  ['a member that the product does not know', { latencyProfile: { name: 'low' } }],
  ['an unknown member of the destination', { destination: { ...S3, newMember: true } }],
  ['an unknown member of the delivery', { deliveryConfiguration: { ...DELIVERY, newMember: true } }],
  ['the product', { productId: 'Dynamic_Site_Accelerator' }],
  ['the sampling percentage', { samplingPercentage: 100 }],
  [
    'file name affixes',
    { deliveryConfiguration: { ...DELIVERY, uploadFilePrefix: 'mine', uploadFileSuffix: 'logs' } },
  ],
])('a write is not stale if %s is in only one of the two responses', (_what, body) => {
  const plain = { deliveryConfiguration: DELIVERY, destination: S3 };
  expect(whyStale(plain, { ...plain, ...body })).toBeUndefined();
  expect(whyStale({ ...plain, ...body }, plain)).toBeUndefined();
});

test.each<[string, JsonObject]>([
  ['the bucket', { destination: { ...S3, bucket: 'other' } }],
  ['the interval', { deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 60 } } }],
  ['a data set field', { datasetFields: [{ datasetFieldId: 1000 }] }],
])('a write is stale if %s differs, also if the version is the same', (_what, body) => {
  const plain = { deliveryConfiguration: DELIVERY, destination: S3 };
  expect(whyStale(plain, { ...plain, ...body })).toContain('does not hold what the plan was made from');
});

test('a plan does not depend on members that are only in some responses', () => {
  const plan = (body: JsonObject) => {
    const edited = cdnSpec({ destination: HTTPS, datasetFields: [1000, 1002] });
    return planOf([manifest('web', { spec: edited })], [live(7, 'web', { body })]).fingerprint;
  };
  expect(plan({ latencyProfile: 'low' })).toBe(plan({}));
});
