import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/api/connect.ts';
import type { StreamBody } from '../../../src/api/streams/client.ts';
import type { Transport } from '../../../src/api/transport/transport.ts';
import { networkFailure } from '../../../src/http/failure.ts';
import { type Fault, faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { ConnectionReset, simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import { memoryStore } from '../../../src/simulator/state/store.ts';
import { manualClock } from '../../manual-clock.ts';
import { DS1 } from '../datastream1-content.ts';

const GROUP = 21484;
const SECRET = 'secret-of-the-archive';

const spec = (streamName: string, more: StreamBody['spec'] = {}) => ({
  streamName,
  streamType: 'AGGREGATE',
  groupId: GROUP,
  contractId: 'C-0N7RAC7',
  timeFrame: 5,
  properties: [349772],
  datasetFields: [86, 77],
  ...more,
});

const connectors = {
  Sumo: {
    connectorType: 'SUMO_LOGIC',
    connectorName: 'Sumo',
    url: 'https://sumo.example.com/receiver/v1/http/CODE',
  },
  Archive: {
    connectorType: 'S3',
    connectorName: 'Archive',
    bucket: 'logs.example.com',
    region: 'AP_Mumbai',
    path: 'logs',
    accessKey: 'AKIAEXAMPLE',
    secretAccessKey: SECRET,
  },
};

/** A connection to a simulated account without streams. */
function simulated(faults: readonly Fault[] = []) {
  const clock = manualClock();
  const accountState = memoryStore(seededAccountWithoutStreams({ rate: { burst: 1_000_000, refill: 1 } }));
  const inner = simulatorTransport({ accountState, clock, faults: faultScript(faults) });
  const transport: Transport = async (request, signal) => {
    try {
      return await inner(request, signal);
    } catch (cause) {
      if (!(cause instanceof ConnectionReset)) throw cause;
      throw networkFailure(cause, true);
    }
  };
  const connection = connect({ to: { transport }, clock });
  const run = <T>(call: Promise<T>) => clock.runUntil(call);
  const stable = () => clock.advance(60 * 60_000);
  return { ...connection, run, stable };
}

describe('the client of DataStream 1 and the simulator', () => {
  it('handle the life cycle of a stream', async () => {
    const { writer, run, stable } = simulated();
    const body = (more: StreamBody['spec']) => ({ spec: spec('errors', more), carried: {} });
    const created = await run(writer.create(DS1, body({ connectors }), true));
    const { streamId } = created;
    expect(created).toMatchObject({ name: 'errors', version: 1, status: 'DEACTIVATED', groupId: GROUP });
    expect(created.body).toMatchObject({ streamType: 'AGGREGATE', timeFrame: 5 });
    expect(JSON.stringify(created)).not.toContain(SECRET);

    expect(await run(writer.activate(DS1, streamId))).toMatchObject({ version: 1, status: 'ACTIVATING' });
    await stable();
    const edited = await run(writer.update(DS1, streamId, body({ timeFrame: 15 }), true));
    expect(edited).toMatchObject({ version: 2, body: { timeFrame: 15, connectors: [] } });
    expect(['ACTIVATING', 'ACTIVATED']).toContain(edited.status);
    await stable();
    const { rows } = await run(writer.list(DS1));
    expect(rows.map((row) => [row.streamId, row.version, row.status])).toEqual([[streamId, 2, 'ACTIVATED']]);
    const { versions } = await run(writer.history(DS1, streamId, 1, 5));
    expect(versions.map(({ version, body: { timeFrame } }) => [version, timeFrame])).toEqual([
      [2, 15],
      [1, 5],
    ]);

    expect((await run(writer.deactivate(DS1, streamId))).status).toBe('DEACTIVATING');
    await stable();
    await run(writer.delete(DS1, streamId));
    expect(await run(writer.list(DS1))).toEqual({ rows: [], unusable: [] });
    await expect(run(writer.get(DS1, streamId))).rejects.toMatchObject({ kind: 'no-such-stream' });
  });

  it('return the other streams that an update affects', async () => {
    const { writer, run } = simulated();
    const first = await run(writer.create(DS1, { spec: spec('one'), carried: {} }, false));
    expect(first).not.toHaveProperty('affected');
    const second = await run(writer.create(DS1, { spec: spec('two'), carried: {} }, false));
    expect(second.affected).toEqual({
      streams: [{ streamId: first.streamId, name: 'one', version: 1 }],
      sources: [{ id: 349772, name: 'www.example.com' }],
    });
  });

  it('agree on groups, properties and fields', async () => {
    const { reader, run } = simulated();
    const groups = await run(reader.groups(DS1));
    expect(groups.map(({ id }) => id)).toContain(GROUP);
    const sources = await run(reader.sources(DS1, { groupId: GROUP }));
    expect(sources).toContainEqual({ id: 349772, name: 'www.example.com' });
    expect((await run(reader.sources(DS1, {}))).length).toBeGreaterThan(sources.length);
    const fields = await run(reader.fields(DS1));
    expect(fields).toEqual(expect.arrayContaining([expect.objectContaining({ id: 77, name: '2xx' })]));
    expect(fields.map(({ id }) => id)).toContain(72);
  });

  it.each<[string, Fault]>([
    ['the response', { method: 'POST', how: { do: 'lose-response' } }],
    [
      'every read after the response',
      { method: 'GET', path: 'streams/', times: 0, how: { do: 'lose-request' } },
    ],
    [
      'all requests after the response',
      { method: 'GET', path: 'streams/', times: 0, how: { do: 'respond', status: 503 } },
    ],
  ])('leave the outcome of a create unknown if %s is lost, and the create exists', async (_, fault) => {
    const { writer, run, requestsBy } = simulated([fault]);
    const create = writer.create(DS1, { spec: spec('errors'), carried: {} }, false);
    const error = await run(create.catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ name: 'ApiError', details: { happened: 'unknown' } });
    expect((await run(writer.list(DS1))).rows.map(({ name }) => name)).toEqual(['errors']);
    expect(requestsBy().DataStream1).toBe(fault.method === 'POST' ? 2 : 7);
  });

  it('report a refusal: it had no effect, with the reason', async () => {
    const { writer, run } = simulated();
    const wrong = writer.create(DS1, { spec: spec('raw', { timeFrame: 7 }), carried: {} }, false);
    const error = await run(wrong.catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ kind: 'refused', details: { happened: 'nothing', status: 400 } });
    expect(await run(writer.list(DS1))).toEqual({ rows: [], unusable: [] });
  });
});
