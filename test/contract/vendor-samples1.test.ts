import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { datastream1 } from '../../src/api/datastream1/client.ts';
import { streamCard } from '../../src/collections/registry.ts';
import { destinationCard, destinationSet } from '../../src/destinations/registry.ts';
import { manifestText } from '../../src/manifest/write.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { SEEDED_OBJECTS } from '../../src/simulator/seed/account.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { recorded } from '../api/recorded.ts';
import { describeWithReference, reference } from '../reference.ts';
import { unmetered } from '../simulator/client.ts';
import { conversation, secretValue } from './conversation.ts';
import { complaints } from './exchanges.ts';
import { changesAfterImport, changesOf, imported } from './imported.ts';
import { OPERATIONS } from './operations1.ts';
import { DS1 } from './streams1.ts';

/** A sample, or nothing if the reference folder is absent: the tables of skipped tests are created anyway. */
function json(name: string): Json {
  const file = reference(`ds1-samples/${name}.json`);
  return file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
}

function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new Error('no object');
  return value;
}

const objects = (list: Json | undefined) => (isArray(list) ? list.filter(isObject) : []);
const numbers = (list: Json | undefined) => (isArray(list) ? list.map(Number) : []);

const TYPES = ['datadog', 'https', 's3', 'splunk', 'sumo-logic'] as const;

/** Every documented request: the create, the update, and the create with each of the connectors. */
const requests = (): readonly (readonly [string, JsonObject])[] => {
  const create = object(json('create-stream.request'));
  const connectors = TYPES.map((type) => json(`connector-${type}.request`));
  return [
    ['create', create],
    ['edit', object(json('edit-stream.request'))],
    ...TYPES.map((type, index) => [type, { ...create, connectors: [connectors[index] ?? null] }] as const),
    ['every connector', { ...create, connectors }],
  ];
};

/** The sample of an update has a null and omits connectors, which the product never does. */
function fixed({ timeFrame, ...body }: JsonObject): JsonObject {
  return { connectors: [], ...body, ...(timeFrame === null || timeFrame === undefined ? {} : { timeFrame }) };
}

/** The ways to provide values that act as credentials. */
type Giving = 'by reference' | 'in clear';

/** Connectors with other values in place of their secrets, and optionally of URLs that act as credentials. */
function bySecret(body: JsonObject, giving: Giving, put: (name: string) => Json): readonly JsonObject[] {
  const set = destinationSet(streamCard(DS1));
  return objects(body['connectors']).map((place, index) => {
    const card = destinationCard(set, String(place['connectorType']));
    const members = Object.entries(place).map(([member, value]): [string, Json] => {
      const { writeOnly, credential } = card?.members[member] ?? {};
      const hidden = writeOnly || (credential !== undefined && giving === 'by reference');
      return [member, hidden ? put(`SECRET_${index}_${member.toUpperCase()}`) : value];
    });
    return Object.fromEntries(members);
  });
}

/** A body as a user would copy it into a manifest: unchanged except for its secrets. */
function asManifest(body: JsonObject, giving: Giving): string {
  const { streamName, propertyIds = [], datasetFieldIds = [], ...spec } = body;
  return manifestText({
    name: String(streamName),
    collection: DS1,
    state: 'inactive',
    spec: {
      ...spec,
      properties: propertyIds,
      datasetFields: datasetFieldIds,
      connectors: bySecret(body, giving, (env) => ({ env })),
    },
  });
}

/** The sent body, its sets and its connectors in one order. */
function unordered(body: JsonObject): JsonObject {
  const { propertyIds, datasetFieldIds, connectors, ...rest } = body;
  const named = (one: JsonObject) => String(one['connectorName']);
  return {
    ...rest,
    propertyIds: numbers(propertyIds).toSorted((one, other) => one - other),
    datasetFieldIds: numbers(datasetFieldIds).toSorted((one, other) => one - other),
    connectors: objects(connectors).toSorted((one, other) => (named(one) < named(other) ? -1 : 1)),
  };
}

/** An account that has the resources in a sample. */
function accountStateOf(body: JsonObject): AccountState {
  const contractId = String(body['contractId']);
  const groupId = Number(body['groupId']);
  const [like] = SEEDED_OBJECTS.properties;
  const properties = numbers(body['propertyIds']).flatMap((propertyId) =>
    like ? [{ ...like, propertyId, propertyName: `p${propertyId}`, contractId, groupId }] : [],
  );
  const groups = [{ groupId, groupName: 'Group', contractIds: [contractId], childGroupIds: [] }];
  return {
    ...unmetered(seededAccountWithoutStreams()),
    accountObjects: { ...SEEDED_OBJECTS, groups, properties },
  };
}

/** A response as the client reads it. */
function read(value: JsonObject): Promise<StreamDetail> {
  const path = `/datastream-config-api/v1/datastream1/streams/${value['streamId']}`;
  return datastream1(recorded({ [`GET ${path}`]: value })).get(DS1, Number(value['streamId']));
}

const NOTHING = { changes: [], actions: ['none'], orphans: [] };

describeWithReference("the vendor's samples of requests to DataStream 1", () => {
  const cases = requests().flatMap(([name, body]) =>
    (['by reference', 'in clear'] as const).map((giving) => [name, giving, fixed(body)] as const),
  );

  it.each(cases)('%s is documented by the table, and %s is sent unchanged', async (_, giving, body) => {
    const [create] = OPERATIONS.filter(({ method }) => method === 'POST');
    expect(complaints(create?.request ?? { not: {} }, body)).toEqual([]);
    const run = conversation(accountStateOf(body));
    const { outcome } = await run.apply(asManifest(body, giving));
    expect(outcome.outcome, JSON.stringify(outcome.items)).toBe('converged');
    const created = run.exchanges.find(({ method }) => method === 'POST');
    const sent = { ...body, connectors: bySecret(body, giving, secretValue) };
    expect(unordered(JSON.parse(created?.body ?? 'null'))).toEqual(unordered(sent));
  });

  it.each(cases)('%s as an update, secrets %s, is sent unchanged', async (_, giving, body) => {
    const run = conversation(accountStateOf(body));
    const { streamName, streamType } = body;
    const fields = numbers(body['datasetFieldIds']).slice(1);
    const own = streamType === 'RAW' ? { sampleRate: 10 } : { timeFrame: 60 };
    await run.apply(asManifest({ ...body, ...own, datasetFieldIds: fields, connectors: [] }, giving));
    const { outcome } = await run.apply(asManifest(body, giving));
    expect(outcome.outcome, JSON.stringify(outcome.items)).toBe('converged');
    const edited = run.exchanges.filter(({ method }) => method === 'PUT');
    expect(edited, String(streamName)).toHaveLength(1);
    const sent = { ...body, connectors: bySecret(body, giving, secretValue) };
    expect(unordered(JSON.parse(edited[0]?.body ?? 'null'))).toEqual(unordered(sent));
  });

  it.each(cases)('%s, once live, secrets %s: an empty plan, also after import', async (_, giving, body) => {
    const run = conversation(accountStateOf(body));
    const text = asManifest(body, giving);
    await run.apply(text);
    const [row] = (await run.reader.list(DS1)).rows;
    const detail = await run.reader.get(DS1, row?.streamId ?? 0);
    expect(changesOf(text, detail)).toEqual(NOTHING);
    expect(changesAfterImport(detail)).toEqual(NOTHING);
    const plan = await run.plan(imported(detail));
    expect(plan.items.flatMap(({ changes, steps }) => [...changes, ...steps])).toEqual([]);
  });
});

describeWithReference("the vendor's samples of answers of DataStream 1", () => {
  const answers: readonly (readonly [string, string])[] = [
    ['list-properties.response', 'GET /properties/group/{groupId}'],
    ['list-datasets-aggregated.response', 'GET /datasets/{type}'],
    ['list-groups.response', 'GET /groups'],
    ['list-streams.response', 'GET /streams'],
    ['create-stream.response.202', 'POST /streams'],
    ['get-stream.response', 'GET /streams/{streamId}'],
    ['edit-stream.response.202', 'PUT /streams/{streamId}'],
    ['delete-stream.response.200', 'DELETE /streams/{streamId}'],
    ['activate-stream.response.202', 'PUT /streams/{streamId}/activate'],
    ['deactivate-stream.response.202', 'PUT /streams/{streamId}/deactivate'],
  ];

  it.each(answers)('%s is documented by the table', (name, operation) => {
    const row = OPERATIONS.find(({ method, path }) => `${method} ${path}` === operation);
    expect(complaints(row?.answer ?? { not: {} }, json(name))).toEqual([]);
  });

  it('the detail: import, then an empty plan', async () => {
    const detail = await read(object(json('get-stream.response')));
    expect(changesAfterImport(detail)).toEqual(NOTHING);
  });

  /** The documents contain one complete stream, and of others only their row and the members of a request. */
  const returned = requests().flatMap(([name, body]) =>
    objects(json('list-streams.response')).map(
      (row) => [name, String(row['streamName']), row, body] as const,
    ),
  );

  it.each(returned)(
    'the content of %s in the stream %s: import, then an empty plan',
    async (_, __, row, body) => {
      const { currentVersionId: ___, archived: ____, ...head } = row;
      const connectors = objects(body['connectors']).map(
        ({ accessKey: _key, secretAccessKey: _secret, authToken: _token, ...place }, index) => ({
          connectorId: index + 1,
          ...place,
        }),
      );
      const { streamType, timeFrame = null, datasetFieldIds } = body;
      const datasetFields = numbers(datasetFieldIds).map((datasetFieldId) => ({ datasetFieldId }));
      const datasets = [{ datasetGroupName: 'group', datasetFields }];
      const detail = await read({ ...head, streamType: streamType ?? '', timeFrame, datasets, connectors });
      expect(changesAfterImport(detail)).toEqual(NOTHING);
    },
  );
});
