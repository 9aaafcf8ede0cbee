import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { isReference } from '../../../src/model/secret.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { latest } from '../../../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS } from '../../../src/simulator/state/settings.ts';
import { vendorFields } from '../../../src/simulator/vendor/fields.ts';
import { EXAMPLES } from '../../examples.ts';
import { objectIn, START, testClient, unmetered } from '../client.ts';

const accountState = seededAccount(START);

/** The documents of the example manifests of DataStream 2, by name. */
const manifests = new Map(
  readdirSync(EXAMPLES).flatMap((name) =>
    parseAllDocuments(readFileSync(`${EXAMPLES}${name}`, 'utf8')).flatMap((document) => {
      const { kind, metadata, spec } = document.toJS() as {
        kind: string;
        metadata: { name: string };
        spec: JsonObject;
      };
      return kind === 'DataStream2' ? [[metadata.name, spec] as const] : [];
    }),
  ),
);

function liveContent(name: string): JsonObject {
  const stream = accountState.streams.find((other) => latest(other).content['streamName'] === name);
  if (!stream) throw new Error(`no stream ${name}`);
  return latest(stream).content;
}

const statusOf = (name: string) =>
  accountState.streams.find((other) => latest(other).content['streamName'] === name)?.status;

/** A manifest's list as the API expects it. */
function asSent(list: Json | undefined, idMember: string, idOf: (item: Json) => Json): Json {
  return (isArray(list) ? list : []).map((item) => ({ [idMember]: idOf(item) }));
}

function sentSpec(name: string): JsonObject {
  const { logType, state: _, protect: __, groupId: ___, ...spec } = manifests.get(name) ?? {};
  const fields = vendorFields(logType === 'edns' ? 'edns' : 'cdn');
  const properties = accountState.accountObjects.properties;
  return {
    ...spec,
    streamName: name,
    datasetFields: asSent(
      spec['datasetFields'],
      'datasetFieldId',
      (item) => fields.find(({ id, key }) => id === item || key === item)?.id ?? null,
    ),
    ...(spec['zones'] ? { zones: asSent(spec['zones'], 'zoneName', (item) => item) } : {}),
    ...(spec['properties']
      ? {
          properties: asSent(
            spec['properties'],
            'propertyId',
            (item) =>
              properties.find((known) => known.propertyId === item || known.propertyName === item)
                ?.propertyId ?? null,
          ),
        }
      : {}),
  };
}

/** Members set by reference are not comparable on either side. */
function comparable(body: JsonObject, name: string): JsonObject {
  const wanted = manifests.get(name)?.['destination'];
  const references = Object.entries(isObject(wanted) ? wanted : {}).flatMap(([m, v]) =>
    isReference(v) ? [m] : [],
  );
  const destination = body['destination'];
  const rest = Object.entries(isObject(destination) ? destination : {}).filter(
    ([m]) => !references.includes(m),
  );
  return { ...body, destination: Object.fromEntries(rest) };
}

describe('the seeded account', () => {
  it('has the seven situations of the examples', () => {
    expect([...manifests.keys()].sort()).toEqual([
      'agent-analytics',
      'dns-queries',
      'edge-archive',
      'legacy-datadog',
      'security-splunk',
      'store-elastic',
    ]);
    expect(statusOf('agent-analytics')).toBeUndefined();
    expect(statusOf('dns-queries')).toBe('ACTIVATING');
    expect(statusOf('edge-archive')).toBe('ACTIVATED');
    expect(statusOf('legacy-datadog')).toBe('ACTIVATED');
    expect(statusOf('security-splunk')).toBe('INACTIVE');
    expect(statusOf('store-elastic')).toBe('ACTIVATED');
    expect(statusOf('portal-experiment')).toBe('ACTIVATED');
  });

  it.each(['dns-queries', 'legacy-datadog', 'security-splunk', 'store-elastic'])(
    'has %s as in its manifest',
    (name) => {
      expect(comparable(liveContent(name), name)).toEqual(comparable(sentSpec(name), name));
    },
  );

  it('has edge-archive with another path, one field less and an unknown member', () => {
    const wanted = comparable(sentSpec('edge-archive'), 'edge-archive');
    const live = comparable(liveContent('edge-archive'), 'edge-archive');
    expect(
      Object.keys(live).filter((member) => JSON.stringify(live[member]) !== JSON.stringify(wanted[member])),
    ).toEqual(expect.arrayContaining(['latencyProfile', 'datasetFields', 'destination']));
    const fields = wanted['datasetFields'];
    expect(live['datasetFields']).toEqual(isArray(fields) ? fields.slice(0, -1) : []);
    expect({ ...live, latencyProfile: undefined, datasetFields: 0, destination: 0 }).toEqual({
      ...wanted,
      latencyProfile: undefined,
      datasetFields: 0,
      destination: 0,
    });
    const path = (body: JsonObject) =>
      isObject(body['destination']) ? body['destination']['path'] : undefined;
    expect(path(live)).not.toBe(path(wanted));
  });

  it('ends the current transition after the duration of transitions', async () => {
    const client = testClient(unmetered(accountState));
    client.pass(DEFAULT_SETTINGS.transitionTime - 1);
    expect(objectIn(await client.call('GET', '/edns/streams/7070'))).toMatchObject({
      streamStatus: 'ACTIVATING',
    });
    client.pass(1);
    expect(objectIn(await client.call('GET', '/edns/streams/7070'))).toMatchObject({
      streamStatus: 'ACTIVATED',
    });
  });

  it('accepts its own edge-archive as an update, including the unknown member', async () => {
    const client = testClient(unmetered(accountState));
    const returned = objectIn(await client.call('GET', '/cdn/streams/7050'));
    const { compressLogs: _, ...destination } = returned['destination'] as JsonObject;
    const secrets = { accessKey: 'a', secretAccessKey: 'b' };
    const answer = await client.call('PUT', '/cdn/streams/7050?activate=true', {
      ...returned,
      destination: { ...destination, ...secrets },
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { latencyProfile: returned['latencyProfile'], latestVersion: 4 },
    });
  });

  it('keeps all streams within its limits and contains no secret', () => {
    expect(accountState.nextStreamId).toBeGreaterThan(
      Math.max(...accountState.streams.map(({ streamId }) => streamId)),
    );
    expect(accountState.settings).toEqual(DEFAULT_SETTINGS);
    expect(JSON.stringify(seededAccount(START))).toBe(JSON.stringify(accountState));
  });
});
