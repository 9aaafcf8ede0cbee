import { describe, expect, test } from 'vitest';
import { exportSpec } from '../../../src/conversion/stream-to-manifest.ts';
import { readManifests } from '../../../src/manifest/read-manifests.ts';
import { manifestText } from '../../../src/manifest/write.ts';
import { isFormError } from '../../../src/model/diagnostic.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { nameIndex } from '../../../src/plan/resolve/resolve.ts';
import { CDN, cdnSpec, HTTPS, itemOf, live, manifest, observed, planOf } from '../../builders/streams.ts';

const secret = { env: 'A_SECRET' };
const datadog = (endpoint: string): JsonObject => ({
  destinationType: 'DATADOG',
  displayName: 'd',
  endpoint,
  authToken: secret,
});
const s3 = (members: JsonObject): JsonObject => ({
  destinationType: 'S3',
  displayName: 's',
  bucket: 'b',
  region: 'eu-central-1',
  path: 'akamai',
  accessKey: secret,
  secretAccessKey: secret,
  ...members,
});
const delivery = (members: JsonObject): JsonObject => ({
  format: 'JSON',
  frequency: { intervalInSeconds: 30 },
  ...members,
});

/** Live specs with a value that a rule refuses, and the same spec with another refused value. */
const LIVE: readonly (readonly [title: string, live: JsonObject, other: JsonObject])[] = [
  [
    'a Datadog endpoint without a scheme',
    { destination: datadog('http-intake.logs.datadoghq.com/v1/input') },
    { destination: datadog('http-intake.logs.datadoghq.eu/v1/input') },
  ],
  ['no path in S3', { destination: s3({ path: '' }) }, { destination: s3({ path: 'x', bucket: '' }) }],
  [
    'a prefix with a dot',
    { destination: s3({}), deliveryConfiguration: delivery({ uploadFilePrefix: 'a.b' }) },
    { destination: s3({}), deliveryConfiguration: delivery({ uploadFilePrefix: 'a'.repeat(201) }) },
  ],
  [
    'an interval that is not documented',
    { deliveryConfiguration: delivery({ frequency: { intervalInSeconds: 300 } }) },
    { deliveryConfiguration: delivery({ frequency: { intervalInSeconds: 600 } }) },
  ],
  [
    'an e-mail address with a name',
    { notificationEmails: ['Ops <ops@example.com>'] },
    { notificationEmails: ['Ops <other@example.com>'] },
  ],
  ['an undocumented sampling percentage', { samplingPercentage: 200 }, { samplingPercentage: 300 }],
  [
    'a format that the destination does not accept',
    {
      destination: {
        destinationType: 'DYNATRACE',
        displayName: 'd',
        endpoint: 'https://a.live.dynatrace.com/api/v2/logs/ingest',
        authToken: secret,
      },
      deliveryConfiguration: delivery({ format: 'STRUCTURED', fieldDelimiter: 'SPACE' }),
    },
    {
      destination: {
        destinationType: 'DYNATRACE',
        displayName: 'd',
        endpoint: 'https://a.live.dynatrace.com/api/v2/logs/ingest',
        authToken: secret,
      },
      deliveryConfiguration: delivery({ format: 'XML' }),
    },
  ],
  [
    'a header name without a value',
    { destination: { ...HTTPS, customHeaderName: 'x-tenant' } },
    { destination: { ...HTTPS, customHeaderName: 'x-other' } },
  ],
];

function read(content: { readonly spec: JsonObject; readonly streamId?: number; readonly name?: string }) {
  const { name = 'web', ...rest } = content;
  const text = manifestText({ name, collection: CDN, state: 'active', ...rest });
  return readManifests([{ file: `${name}.yaml`, text }], [], 'streams');
}

function only(spec: JsonObject, streamId?: number): Manifest {
  const { manifests, findings } = read({ spec, ...(streamId === undefined ? {} : { streamId }) });
  expect(findings.filter(isFormError)).toEqual([]);
  const [found] = manifests;
  if (!found) throw new Error('no manifest');
  return found;
}

describe.each(LIVE)('%s', (_title, members, others) => {
  const spec = cdnSpec(members);
  const other = cdnSpec(others);
  const stream = live(7, 'web', { spec });
  const neighbour = manifest('next', { spec: cdnSpec({ collectMidgress: true }) });
  const second = live(8, 'next');

  test('is imported with an empty plan', () => {
    const exported = exportSpec(stream, nameIndex(observed([stream])));
    const { manifests, findings } = read({ spec: exported.spec, streamId: 7 });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const plan = planOf(manifests, [stream]);
    expect(itemOf(plan, 'web').action).toBe('none');
    expect(plan.warnings).toEqual([]);
  });

  test.each([
    ['by id', 7],
    ['by name', undefined],
  ])('is not reported if the live stream has it, found %s', (_how, id) => {
    expect(itemOf(planOf([only(spec, id)], [stream]), 'web').action).toBe('none');
    const changed = only({ ...spec, collectMidgress: true }, id);
    expect(itemOf(planOf([changed], [stream]), 'web').action).toBe('update');
  });

  test('blocks only that stream if the live stream has another value', () => {
    const plan = planOf([only(other, 7), neighbour], [stream, second]);
    const [finding] = only(other, 7).valueFindings ?? [];
    expect(itemOf(plan, 'web')).toMatchObject({
      action: 'blocked',
      steps: [],
      reasonCode: finding?.code,
    });
    expect(itemOf(plan, 'web').reason).toMatch(
      /^web\.yaml:\d+:\d+: .* The live stream has another value there\.$/s,
    );
    expect(itemOf(plan, 'next').action).toBe('update');
    expect(plan.applyable).toBe(true);
  });

  test('blocks only the new stream', () => {
    const plan = planOf([only(other), neighbour], [second]);
    expect(itemOf(plan, 'web').action).toBe('blocked');
    expect(itemOf(plan, 'next').action).toBe('update');
  });

  test('is an offline error without streamId and a warning with it', () => {
    const severities = (streamId?: number) =>
      read({ spec: other, ...(streamId === undefined ? {} : { streamId }) })
        .findings.filter(({ rule }) => rule === 'value')
        .map(({ severity }) => severity);
    expect(new Set(severities())).toEqual(new Set(['error']));
    expect(new Set(severities(7))).toEqual(new Set(['warning']));
  });
});

test('a malformed document is an error in a bound manifest too', () => {
  const { findings, manifests } = read({
    spec: cdnSpec({ destination: { ...HTTPS, endpont: 'x' } }),
    streamId: 7,
  });
  expect(findings.filter(isFormError).map(({ code }) => code)).toContain('unknown-member');
  expect(manifests).toEqual([]);
});

test('value rules do not apply to a stream that is to be deleted', () => {
  const doomed = { ...only(cdnSpec({ samplingPercentage: 300 })), state: 'absent' as const };
  expect(itemOf(planOf([doomed], [live(7, 'web', { status: 'INACTIVE' })]), 'web').action).toBe('delete');
});

describe('a credential in the path of an endpoint', () => {
  const key = 'canary0123456789';
  const place = { destination: datadog(`https://http-intake.logs.datadoghq.com/v1/input/${key}`) };
  const stream = live(7, 'web', { spec: cdnSpec(place) });

  test('blocks a new stream', () => {
    expect(itemOf(planOf([only(cdnSpec(place))], []), 'web').action).toBe('blocked');
  });

  test('is a warning for a live stream, with the name of the intended member and without the credential', () => {
    const plan = planOf([only(cdnSpec(place))], [stream]);
    expect(itemOf(plan, 'web').action).toBe('none');
    expect(plan.warnings.map(({ code }) => code)).toContain('credential-in-path');
    expect(JSON.stringify(plan)).not.toContain(key);
  });
});
