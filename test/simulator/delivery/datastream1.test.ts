import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { aggregateBody, rawBody } from '../../builders/datastream1-bodies.ts';
import { unmetered } from '../client.ts';
import { withBeacons } from '../pull.ts';
import { deliveringAccount, MINUTE, recordingPost } from './delivering.ts';

const STREAMS = '/datastream-config-api/v1/datastream1/streams';
const connector = (name: string) => ({
  connectorType: 'HTTPS',
  connectorName: name,
  url: `https://localhost:8443/${name}`,
});

/** An active stream of DataStream 1 with two HTTPS connectors, whose property logs to it, after some time. */
async function delivered(body: JsonObject, milliseconds: number, recordSize = 0) {
  const { post, received } = recordingPost(200);
  const first = withBeacons(unmetered(seededAccountWithoutStreams()));
  const account = deliveringAccount({ post, recordSize, first });
  const created = await account.send('POST', STREAMS, body);
  const { streamId } = created['streamVersionKey'] as { streamId: number };
  await account.send('PUT', `${STREAMS}/${streamId}/activate`);
  await account.pass(milliseconds);
  const linesTo = (name: string) =>
    received
      .filter(({ url }) => url.pathname === `/${name}`)
      .flatMap(({ body: bytes }) => Buffer.from(bytes).toString().trimEnd().split('\n'));
  return { account, streamId, linesTo, received };
}

describe('a stream of DataStream 1', () => {
  const connectors = [connector('a'), connector('b')];

  it('uploads the records that the Pull API returns to each of its HTTPS connectors', async () => {
    const { account, streamId, linesTo, received } = await delivered(rawBody({ connectors }), 5 * MINUTE);
    expect(received[0]?.headers).toEqual({ 'content-type': 'application/json' });
    expect(JSON.parse(linesTo('a')[0] ?? '')).toMatchObject({ id: streamId, type: 'Raw' });
    // Each uploader sends every minute, so records of two minutes ago have been sent.
    const pulled = (await account.pulled(streamId, 2 * MINUTE)).map((record) => JSON.stringify(record));
    expect(pulled.length).toBeGreaterThan(50);
    for (const name of ['a', 'b']) {
      const lines = linesTo(name);
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines).toEqual(expect.arrayContaining(pulled));
    }
    expect(account.accountState.current().delivered).toBeUndefined();
    expect(account.said).toEqual([
      expect.stringContaining(`stream ${streamId} (errors, a) uploads to localhost:8443`),
      expect.stringContaining(`stream ${streamId} (errors, b) uploads to localhost:8443`),
    ]);
  });

  it('uploads no record again after the clock was set back', async () => {
    const { account, linesTo } = await delivered(rawBody({ connectors: [connector('a')] }), 5 * MINUTE);
    const before = linesTo('a').length;
    account.clock.set(-3 * MINUTE);
    await account.pass(6 * MINUTE);
    const lines = linesTo('a');
    expect(lines.length).toBeGreaterThan(before);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('uploads the rows of its time frames once each', async () => {
    const { linesTo } = await delivered(aggregateBody({ timeFrame: 1, connectors }), 10 * MINUTE);
    const starts = linesTo('a').map((line) => String(JSON.parse(line).startTime));
    expect(new Set(starts).size).toBe(starts.length);
    expect(starts.length).toBeGreaterThanOrEqual(8);
    expect(linesTo('b').length).toBe(starts.length);
    expect(Object.keys(JSON.parse(linesTo('a')[0] ?? ''))).toContain('2xx');
  });

  it('pads its raw records to the requested length', async () => {
    const { linesTo } = await delivered(rawBody({ connectors: [connector('a')] }), 2 * MINUTE, 3000);
    const lines = linesTo('a');
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeGreaterThanOrEqual(2999);
  });
});
