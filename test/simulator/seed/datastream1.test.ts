import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { isReference } from '../../../src/model/secret.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { latest } from '../../../src/simulator/state/account-state.ts';
import { vendorFields1 } from '../../../src/simulator/vendor/datastream1.ts';
import { ask1, seeded1, statuses1 } from '../../builders/datastream1-bodies.ts';
import { EXAMPLES } from '../../examples.ts';
import { objectIn, START } from '../client.ts';

const accountState = seededAccount(START);

function live(name: string): JsonObject {
  const stream = accountState.datastream1.streams.find(
    (other) => latest(other).content['streamName'] === name,
  );
  if (!stream) throw new Error(`no stream ${name}`);
  return latest(stream).content;
}

const ids = <Item>(
  list: Json | undefined,
  known: readonly Item[],
  idOf: (item: Item, word: Json) => number | undefined,
) =>
  (list as readonly Json[]).map((word) => {
    const id = known.map((item) => idOf(item, word)).find((found) => found !== undefined);
    if (id === undefined) throw new Error(`nothing is called ${String(word)}`);
    return id;
  });

/** An example manifest as a request, without references. */
function wanted(name: string): JsonObject {
  const { kind, metadata, spec } = parse(readFileSync(`${EXAMPLES}${name}.yaml`, 'utf8')) as {
    readonly kind: string;
    readonly metadata: JsonObject;
    readonly spec: JsonObject;
  };
  expect(kind).toBe('DataStream1');
  const { state, properties, datasetFields, connectors, ...rest } = spec;
  expect(state).toBe('active');
  const fields = vendorFields1(rest['streamType'] === 'RAW' ? 'RAW' : 'AGGREGATE');
  return {
    ...rest,
    streamName: metadata['name'] ?? '',
    propertyIds: ids(
      properties,
      accountState.accountObjects.properties,
      ({ propertyId, propertyName }, word) => (propertyName === word ? propertyId : undefined),
    ),
    datasetFieldIds: ids(datasetFields, fields, ({ id, key }, word) => (key === word ? id : undefined)),
    connectors: (connectors as readonly Json[]).map(comparable),
  };
}

/** References are not comparable, and ids belong to the server. */
function comparable(connector: Json): JsonObject {
  const members = isObject(connector) ? Object.entries(connector) : [];
  return Object.fromEntries(members.filter(([name, value]) => !isReference(value) && name !== 'connectorId'));
}

describe('the streams of DataStream 1 in the seeded account', () => {
  it('are three: one equal to its manifest, one different, one unmanaged', () => {
    expect(statuses1(accountState)).toEqual({
      'edge-errors-trial': 'DEACTIVATED',
      'origin-health': 'ACTIVATED',
      'edge-samples': 'ACTIVATED',
    });
    for (const { streamId } of accountState.datastream1.streams) expect(Math.floor(streamId / 1000)).toBe(6);
    expect(accountState.datastream1.nextStreamId).toBe(6400);
  });

  it('include origin-health, which matches its manifest', () => {
    expect(live('origin-health')).toEqual(wanted('origin-health'));
    expect(live('origin-health')['connectors']).toEqual([]);
  });

  it('include edge-samples with one field less and another folder', () => {
    const [returned, asked] = [live('edge-samples'), wanted('edge-samples')];
    const changed = Object.keys(asked).filter(
      (member) => JSON.stringify(returned[member]) !== JSON.stringify(asked[member]),
    );
    expect(changed.toSorted()).toEqual(['connectors', 'datasetFieldIds']);
    expect((asked['datasetFieldIds'] as readonly Json[]).slice(0, -1)).toEqual(returned['datasetFieldIds']);
    const connectors = (returned['connectors'] as readonly Json[]).map(comparable);
    const [s3, https] = asked['connectors'] as unknown as readonly JsonObject[];
    expect(connectors).toEqual([{ ...s3, path: 'samples/{year}/{month}/{day}' }, https]);
    expect(s3?.['path']).not.toBe('samples/{year}/{month}/{day}');
  });

  it('share properties, so that an update affects others', async () => {
    const client = seeded1();
    const secrets = { accessKey: 'a', secretAccessKey: 'b' };
    const [s3, https] = wanted('edge-samples')['connectors'] as unknown as readonly JsonObject[];
    const connectors = [
      { ...s3, ...secrets },
      { ...https, url: 'https://viewer.example.com/x' },
    ];
    const answer = await ask1(client, 'PUT', '/streams/6310', { ...wanted('edge-samples'), connectors });
    expect(answer.status).toBe(202);
    expect(objectIn(answer)).toMatchObject({
      affectedStreams: [{ streamName: 'edge-samples' }, { streamName: 'origin-health' }],
      affectedProperties: [{ propertyName: 'www.example.com' }],
    });
  });
});
