import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { describeWithReference } from '../../reference.ts';
import { objectIn, START } from '../client.ts';
import { answerOf } from '../openapi.ts';
import {
  DAY,
  EDGE_ARCHIVE,
  HOUR,
  iso,
  LEGACY_DATADOG,
  MINUTE,
  metricsClient,
  rowsIn,
  seeded,
  sum,
} from './client.ts';

const WINDOW = { start: iso(START - 2 * HOUR), end: iso(START) };

describe('upload metrics are refused', () => {
  it.each([
    ['no start', { end: WINDOW.end }, 400],
    ['no end', { start: WINDOW.start }, 400],
    ['a time without zone', { ...WINDOW, start: '2026-03-01T10:00:00' }, 400],
    ['a time that is not ISO 8601', { ...WINDOW, end: 'now' }, 400],
    ['an empty period', { ...WINDOW, start: WINDOW.end }, 400],
    ['more than seven days', { ...WINDOW, start: iso(START - 7 * DAY - 1) }, 400],
    ['an end in the future', { ...WINDOW, end: iso(START + 1) }, 400],
    ['another interval', { ...WINDOW, aggregationInterval: 'MINUTE' }, 400],
    ['an interval in lower case', { ...WINDOW, aggregationInterval: 'hour' }, 400],
    ['another flag', { ...WINDOW, includeDetails: 'no' }, 400],
    ['a stream id that is not a number', { ...WINDOW, streamId: 'edge-archive' }, 400],
    ['an unknown stream', { ...WINDOW, streamId: 1 }, 400],
    ['a stream and a group', { ...WINDOW, streamId: EDGE_ARCHIVE, groupId: 21484 }, 400],
    ['an unknown group', { ...WINDOW, groupId: 1 }, 403],
  ])('for %s', async (_title, query, status) => {
    const answer = await metricsClient().metrics(query);
    expect(answer).toMatchObject({ status, body: { status, errors: [{ detail: expect.any(String) }] } });
  });
});

describe('upload metrics', () => {
  it('cover seven days at most', async () => {
    const { status, body } = await metricsClient().metrics({ ...WINDOW, start: iso(START - 7 * DAY) });
    expect([status, Object.keys(body as JsonObject)]).toEqual([
      200,
      ['totalUploadCount', 'totalSuccessCount', 'totalErrorCount', 'fileUploadMetrics'],
    ]);
  });

  it('are those of one stream, of a group, or of all streams', async () => {
    const client = metricsClient();
    const ids = async (query: Parameters<typeof client.metrics>[0]) => [
      ...new Set(rowsIn(await client.metrics({ ...WINDOW, ...query })).map(({ streamId }) => streamId)),
    ];
    expect(await ids({ streamId: EDGE_ARCHIVE })).toEqual([EDGE_ARCHIVE]);
    const inGroup = await ids({ groupId: 21484 });
    expect(inGroup).toEqual(expect.arrayContaining([EDGE_ARCHIVE, LEGACY_DATADOG]));
    expect(await ids({ groupId: 21485 })).toEqual([]);
    expect(await ids({})).toEqual(inGroup);
  });

  it('have hourly intervals by default, which are sums of intervals of five minutes', async () => {
    const client = metricsClient();
    const read = async (more: Parameters<typeof client.metrics>[0]) =>
      rowsIn(await client.metrics({ ...WINDOW, streamId: EDGE_ARCHIVE, ...more }));
    const hours = await read({});
    expect(hours.map(({ at }) => at)).toEqual([START - 2 * HOUR, START - HOUR]);
    const fives = await read({ aggregationInterval: 'FIVE_MINUTE' });
    expect(fives).toHaveLength(24);
    const days = await read({ aggregationInterval: 'DAY' });
    expect(days.map(({ at }) => at)).toEqual([START - 12 * HOUR]);
    for (const [index, hour] of hours.entries()) {
      const parts = fives.slice(index * 12, index * 12 + 12);
      expect(hour.attempted).toBe(sum(parts.map(({ attempted }) => attempted)));
      expect(hour.successes).toBe(sum(parts.map(({ successes }) => successes)));
      expect(hour.upload['60']).toBe(sum(parts.map(({ upload }) => upload['60'] ?? 0)));
    }
  });

  it('count a record once in each histogram, with the documented ranges', async () => {
    const faults = [{ from: 0, errorCode: '500', share: 0.3 }];
    const rows = await metricsClient(seeded({ destinationFaults: faults })).recent(EDGE_ARCHIVE);
    expect(rows.length).toBeGreaterThan(20);
    for (const { attempted, failed, collection, upload } of rows) {
      expect(Object.keys(collection)).toEqual(['0', '30', '60', '120', '300']);
      expect(Object.keys(upload)).toEqual(['0', '30', '60', '120', '300', '600', '1800']);
      expect(sum(Object.values(collection))).toBe(attempted - failed);
      expect(sum(Object.values(upload))).toBe(attempted - failed);
    }
  });

  it('have totals: successful uploads and failed attempts', async () => {
    const client = metricsClient(seeded({ destinationFaults: [{ from: 0, errorCode: '500', share: 0.5 }] }));
    const answer = await client.metrics({ ...WINDOW, streamId: EDGE_ARCHIVE });
    const rows = rowsIn(answer);
    const succeeded = sum(rows.map(({ successes }) => successes));
    const failed = sum(rows.map(({ errors }) => errors['500'] ?? 0));
    expect(failed).toBeGreaterThan(0);
    expect(answer.body).toMatchObject({
      totalUploadCount: succeeded + failed,
      totalSuccessCount: succeeded,
      totalErrorCount: failed,
    });
  });

  it('without details have the number of successful and failed attempts only', async () => {
    const client = metricsClient();
    const { fileUploadMetrics } = objectIn(
      await client.metrics({ ...WINDOW, streamId: EDGE_ARCHIVE, includeDetails: 'false' }),
    );
    const [first] = rowsIn(await client.metrics({ ...WINDOW, streamId: EDGE_ARCHIVE }));
    expect((fileUploadMetrics as readonly JsonObject[])[0]).toEqual({
      timestamp: '2026-03-01T10:00:00',
      streamId: EDGE_ARCHIVE,
      successAttemptResponseCount: first?.successes,
      failAttemptResponseCount: 0,
    });
  });

  it('are the same in every response, except for the newest interval, which is incomplete', async () => {
    const client = metricsClient();
    client.pass(2 * MINUTE);
    const before = await client.recent(EDGE_ARCHIVE);
    client.pass(2 * MINUTE);
    const after = await client.recent(EDGE_ARCHIVE);
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
    const [older, newer] = [before.at(-1), after.at(-1)];
    expect([older?.at, newer?.at]).toEqual([START, START]);
    expect(older?.attempted).toBeLessThan(newer?.attempted ?? 0);
  });
});

describeWithReference('upload metrics by the official OpenAPI', () => {
  // The document asks for a date-time and prints times without zone, as the simulator does.
  const ajv = new Ajv({ strict: false, formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/ } });

  it.each(['FIVE_MINUTE', 'HOUR', 'DAY'])('are valid for %s', async (aggregationInterval) => {
    const destinationFaults = [{ from: START - HOUR, errorCode: '403', share: 0.5 }];
    const client = metricsClient(seeded({ destinationFaults }));
    const { body } = await client.metrics({ ...WINDOW, aggregationInterval });
    const validate = ajv.compile(answerOf('/log/streams/metrics', 'get', '200') as JsonObject);
    expect(validate(body) ? [] : validate.errors).toEqual([]);
    expect(objectIn({ status: 200, headers: {}, body })['fileUploadMetrics']).not.toEqual([]);
  });
});
