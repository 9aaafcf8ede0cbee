import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import {
  aggregateBody,
  ask1,
  connector1,
  created1,
  rawBody,
  seeded1,
} from '../builders/datastream1-bodies.ts';
import { describeWithReference, reference } from '../reference.ts';
import { type Answer, objectIn, testClient } from './client.ts';

function sample(name: string): Json {
  const file = reference(`ds1-samples/${name}.json`);
  return file === undefined ? null : (JSON.parse(readFileSync(file, 'utf8')) as Json);
}

/** Member names of a value, combined for all items of its lists: `a`, `a[].b`. */
function namesIn(value: Json, at = ''): readonly string[] {
  if (isArray(value)) return [...new Set(value.flatMap((item) => namesIn(item, `${at}[]`)))].sort();
  if (!isObject(value)) return [];
  const names = Object.entries(value).flatMap(([name, inner]) => [
    `${at}.${name}`,
    ...namesIn(inner, `${at}.${name}`),
  ]);
  return [...new Set(names)].sort();
}

/** A documented request with the properties, group and contract of the simulated account. */
const adapted = (name: string, change: JsonObject = {}): JsonObject => ({
  ...(sample(name) as JsonObject),
  groupId: 21484,
  contractId: 'C-0N7RAC7',
  propertyIds: [349778],
  ...change,
});

describeWithReference('the documented samples of DataStream 1', () => {
  it('a create is accepted', async () => {
    const answer = await ask1(testClient(), 'POST', '/streams', adapted('create-stream.request'));
    expect(answer.status).toBe(202);
  });

  it('an update is accepted, with null and missing connectors', async () => {
    const client = testClient();
    const id = await created1(client, rawBody());
    const answer = await ask1(client, 'PUT', `/streams/${id}`, adapted('edit-stream.request'));
    expect(answer.status).toBe(202);
  });

  it.each(['datadog', 'https', 's3', 'splunk', 'sumo-logic'])('a %s connector is accepted', async (name) => {
    const connectors = [sample(`connector-${name}.request`)];
    const answer = await ask1(testClient(), 'POST', '/streams', aggregateBody({ connectors }));
    expect(answer.status).toBe(202);
  });

  /** The stream of the documented detail has one connector of type Datadog. */
  const detail = async (): Promise<Answer> => {
    const client = testClient();
    const { service: _, ...datadog } = connector1('DATADOG');
    const fields = [86, 77, 78, 79, 80, 81, 82, 83, 84, 85, 91];
    const id = await created1(client, aggregateBody({ connectors: [datadog], datasetFieldIds: fields }));
    return ask1(client, 'GET', `/streams/${id}`);
  };

  it.each<readonly [string, () => Promise<Answer>]>([
    ['get-stream.response', detail],
    ['list-streams.response', () => ask1(seeded1(), 'GET', '/streams')],
    ['list-datasets-aggregated.response', () => ask1(seeded1(), 'GET', '/datasets/AGGREGATED')],
    ['list-groups.response', () => ask1(seeded1(), 'GET', '/groups')],
    ['list-properties.response', () => ask1(seeded1(), 'GET', '/properties/group/21484')],
    [
      'create-stream.response.202',
      () => ask1(seeded1(), 'POST', '/streams', aggregateBody({ propertyIds: [349772] })),
    ],
    [
      'edit-stream.response.202',
      () =>
        ask1(
          seeded1(),
          'PUT',
          '/streams/6285',
          aggregateBody({ streamName: 'edge-errors-trial', propertyIds: [349774] }),
        ),
    ],
    ['activate-stream.response.202', () => ask1(seeded1(), 'PUT', '/streams/6285/activate')],
    ['deactivate-stream.response.202', () => ask1(seeded1(), 'PUT', '/streams/6301/deactivate')],
    ['delete-stream.response.200', () => ask1(seeded1(), 'DELETE', '/streams/6285')],
    ['error-problem.response.400', () => ask1(seeded1(), 'POST', '/streams', {})],
  ])('%s has the members of our response', async (name, ask) => {
    expect(namesIn((await ask()).body)).toEqual(namesIn(sample(name)));
  });

  it('data sets match the documented ones, including all members', async () => {
    const aggregated = await ask1(seeded1(), 'GET', '/datasets/AGGREGATED');
    expect(aggregated.body).toEqual(sample('list-datasets-aggregated.response'));
    const raw = await ask1(seeded1(), 'GET', '/datasets/RAW');
    expect(raw.body).toContainEqual(sample('object-dataset-raw-network'));
    expect(objectIn(await detail())['datasets']).toEqual(
      (sample('get-stream.response') as JsonObject)['datasets'],
    );
  });

  it('dates and types of scalars match the documented ones', async () => {
    const returned = objectIn(await detail());
    const documented = sample('get-stream.response') as JsonObject;
    for (const [member, value] of Object.entries(documented)) {
      expect([member, typeof returned[member]]).toEqual([member, typeof value]);
    }
    const date = /^\d\d-\d\d-\d{4} \d\d:\d\d:\d\d GMT$/;
    for (const member of ['createdDate', 'modifiedDate']) {
      expect(returned[member]).toMatch(date);
      expect(documented[member]).toMatch(date);
    }
  });
});
