import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import { metricsApi } from '../../../src/api/metrics/client.ts';
import type { MetricsQuery } from '../../../src/api/metrics/read-metrics.ts';
import { createRedaction } from '../../../src/redaction/run-redaction.ts';
import { describeWithReference, reference } from '../../reference.ts';
import { recorded } from '../recorded.ts';

const PATH = '/datastream-config-api/v3/log/streams/metrics';
const QUERY = {
  of: { groupId: 21484 },
  interval: 'HOUR',
  from: Date.parse('2022-03-14T20:00:00Z'),
  to: Date.parse('2022-03-14T23:00:00Z'),
} satisfies MetricsQuery;

/** The metrics of one hour, as in the vendor's example. */
const ENTRY = {
  aggregationTime: '2022-03-14T22:00:00',
  streamId: 30000,
  successUploadsCount: 1000,
  recordsAttemptedUpload: 10000,
  recordsFailedUpload: 1000,
  uploadedBytes: 150000,
  failedUploadAttempts: [{ errorCode: '400', errorCount: 100 }],
  latencyBuckets: [{ latencyInSeconds: 30, recordsCount: 5000 }],
  uploadBuckets: [{ uploadTimeInMilliseconds: 600, recordsCount: 1000 }],
};

function answering(answer: unknown) {
  const transport = recorded({ [`GET ${PATH}`]: answer });
  return { transport, reader: metricsApi(transport, { redaction: createRedaction(['hush-hush']) }) };
}

const entries = (...list: readonly unknown[]) => ({ fileUploadMetrics: list });
const bucketsOf = async (answer: unknown, query: MetricsQuery = QUERY) =>
  (await answering(answer).reader.read(query)).buckets;

describe('requesting metrics', () => {
  it.each([
    ['of a group', { groupId: 21484 }, 'groupId=21484'],
    ['of a stream', { streamId: 30000 }, 'streamId=30000'],
  ])('%s sends one GET with details', async (_, of, parameter) => {
    const { reader, transport } = answering(entries());
    await reader.read({ ...QUERY, of });
    const times = 'start=2022-03-14T20%3A00%3A00Z&end=2022-03-14T23%3A00%3A00Z';
    const path = `${PATH}?${times}&${parameter}&aggregationInterval=HOUR&includeDetails=true`;
    expect(transport.seen).toEqual([{ method: 'GET', path }]);
  });
});

describe('reading metrics', () => {
  it('returns the numbers of each interval', async () => {
    expect(await bucketsOf(entries({ ...ENTRY, unknownMember: [1] }))).toEqual([
      {
        streamId: 30000,
        start: Date.parse('2022-03-14T22:00:00Z'),
        successfulUploads: 1000,
        recordsAttempted: 10000,
        recordsFailed: 1000,
        bytes: 150000,
        failedAttempts: [{ code: '400', count: 100 }],
        collection: [{ from: 30, records: 5000 }],
        upload: [{ from: 600, records: 1000 }],
      },
    ]);
  });

  it.each([
    ['without a zone, which is UTC', '2022-03-14T22:00:00', '22:00'],
    ['in UTC', '2022-03-14T22:00:00Z', '22:00'],
    ['with an offset', '2022-03-14T23:00:00+01:00', '22:00'],
    ['with an offset without a colon', '2022-03-14T20:30:00.000-0100', '21:30'],
    ['without seconds', '2022-03-14T22:05', '22:05'],
  ])('reads a time %s', async (_, aggregationTime, clock) => {
    const [bucket] = await bucketsOf(entries({ ...ENTRY, aggregationTime }));
    expect(bucket?.start).toBe(Date.parse(`2022-03-14T${clock}:00Z`));
  });

  it('omits intervals outside of the requested time, and other streams than the requested one', async () => {
    const at = (aggregationTime: string, streamId = 30000) => ({ ...ENTRY, aggregationTime, streamId });
    const answer = entries(
      at('2022-03-14T19:55:00'),
      at('2022-03-14T20:00:00'),
      at('2022-03-14T23:00:00'),
      at('2022-03-14T21:00:00', 40000),
    );
    const starts = (query: MetricsQuery) =>
      bucketsOf(answer, query).then((buckets) => buckets.map(({ start }) => new Date(start).getUTCHours()));
    expect(await starts(QUERY)).toEqual([20, 21]);
    expect(await starts({ ...QUERY, of: { streamId: 30000 } })).toEqual([20]);
  });

  it('accepts what the schema does not require', async () => {
    const { aggregationTime, streamId, successUploadsCount, failedUploadAttempts } = ENTRY;
    const least = { aggregationTime, streamId, successUploadsCount, failedUploadAttempts };
    expect(await bucketsOf(entries(least))).toMatchObject([
      { recordsAttempted: 0, recordsFailed: 0, bytes: 0, collection: [], upload: [] },
    ]);
    expect(await bucketsOf({ totalUploadCount: 0 })).toEqual([]);
  });

  it('masks secrets in error codes, and shortens the codes', async () => {
    const failedUploadAttempts = [
      { errorCode: `denied for hush-hush ${'x'.repeat(100)}`, errorCount: 1 },
      { errorCode: 403, errorCount: 2 },
    ];
    const [bucket] = await bucketsOf(entries({ ...ENTRY, failedUploadAttempts }));
    expect(bucket?.failedAttempts[0]?.code).toMatch(/^denied for \*\*\* x{40,}$/);
    expect(bucket?.failedAttempts[0]?.code).toHaveLength(60);
    expect(bucket?.failedAttempts[1]).toEqual({ code: '403', count: 2 });
  });

  it.each<[string, unknown, string]>([
    ['a list', [], 'it is not an object'],
    ['no list of metrics', { totalUploadCount: 5 }, 'it has no list of metrics'],
    ['another type of list', { fileUploadMetrics: {} }, 'it has no list of metrics'],
    ['an interval that is no object', entries(1), 'is not an object'],
    ['no stream', entries({ ...ENTRY, streamId: undefined }), 'no usable streamId'],
    ['a stream id as text', entries({ ...ENTRY, streamId: '7' }), 'no usable streamId'],
    ['no time', entries({ ...ENTRY, aggregationTime: undefined }), 'no usable aggregationTime'],
    [
      'a day without a time',
      entries({ ...ENTRY, aggregationTime: '2022-03-14' }),
      'no usable aggregationTime',
    ],
    [
      'a day that does not exist',
      entries({ ...ENTRY, aggregationTime: '2022-13-14T00:00:00' }),
      'no usable aggregationTime',
    ],
    [
      'no number of uploads',
      entries({ ...ENTRY, successUploadsCount: undefined }),
      'no usable successUploadsCount',
    ],
    ['a negative number', entries({ ...ENTRY, recordsFailedUpload: -1 }), 'no usable recordsFailedUpload'],
    ['a fraction', entries({ ...ENTRY, recordsAttemptedUpload: 0.5 }), 'no usable recordsAttemptedUpload'],
    ['a number that is not exact', entries({ ...ENTRY, uploadedBytes: 1e300 }), 'no usable uploadedBytes'],
    [
      'no list of failures',
      entries({ ...ENTRY, failedUploadAttempts: undefined }),
      'no usable failedUploadAttempts',
    ],
    [
      'a failure without a code',
      entries({ ...ENTRY, failedUploadAttempts: [{ errorCount: 1 }] }),
      'no usable failedUploadAttempts',
    ],
    ['a histogram of texts', entries({ ...ENTRY, latencyBuckets: ['30'] }), 'no usable latencyBuckets'],
    [
      'a range without records',
      entries({ ...ENTRY, uploadBuckets: [{ uploadTimeInMilliseconds: 3 }] }),
      'no usable uploadBuckets',
    ],
    ['a truncated response', '{"fileUploadMetrics":[{"a":', 'it is not JSON'],
    ['nothing', '', 'it is empty'],
  ])('refuses %s', async (_, answer, why) => {
    const error = await bucketsOf(answer).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreadable', details: { request: `GET ${PATH}` } });
    expect(String(error)).toContain(why);
  });

  it('never fails in any other way, whatever the response is', async () => {
    const member = fc.constantFrom(...Object.keys(ENTRY), 'fileUploadMetrics');
    const hostile = fc.jsonValue().map((value) => value);
    await fc.assert(
      fc.asyncProperty(member, hostile, async (name, value) => {
        const answer =
          name === 'fileUploadMetrics' ? { [name]: value } : entries({ ...ENTRY, [name]: value });
        const read = await bucketsOf(answer).catch((error: unknown) => error);
        if (!(read instanceof ApiError)) expect(read).toBeInstanceOf(Array);
        else expect(read.kind).toBe('unreadable');
      }),
    );
  });

  it.each([
    [403, 'forbidden'],
    [401, 'unauthorized'],
  ])('an error %i names the grant', async (status, kind) => {
    const answer = { status, headers: {}, body: JSON.stringify({ title: 'No access for hush-hush' }) };
    const error = await bucketsOf(answer).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind, details: { hint: expect.stringContaining('"Datastream Config"') } });
    expect(String(error)).not.toContain('hush-hush');
  });
});

describeWithReference('the official example', () => {
  it('is read completely', async () => {
    const file = reference('openapi/datastream-config-v2.openapi.json') ?? '';
    const { paths } = JSON.parse(readFileSync(file, 'utf8'));
    const { example } = paths['/log/streams/metrics'].get.responses['200'].content['application/json'];
    const buckets = await bucketsOf(example);
    expect(buckets.map(({ streamId }) => streamId)).toEqual([30000, 40000]);
    expect(buckets.reduce((sum, one) => sum + one.successfulUploads, 0)).toBe(example.totalSuccessCount);
    expect(buckets[1]?.failedAttempts).toEqual([
      { code: '404', count: 59 },
      { code: '503', count: 3 },
    ]);
    expect(buckets[0]?.upload).toHaveLength(7);
  });
});
