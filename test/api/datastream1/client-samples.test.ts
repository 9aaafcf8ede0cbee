import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { datastream1 } from '../../../src/api/datastream1/client.ts';
import { encodeBody } from '../../../src/api/datastream1/encode.ts';
import { problem } from '../../../src/api/transport/problem-details.ts';
import { streamCard } from '../../../src/collections/registry.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { describeWithReference, reference } from '../../reference.ts';
import { answer, BASE, BODY, DETAIL, DS1, STREAMS } from '../datastream1-content.ts';
import { recorded } from '../recorded.ts';

const json = (name: string): Json =>
  JSON.parse(readFileSync(reference(`ds1-samples/${name}.json`) ?? name, 'utf8'));

const object = (value: Json | undefined): JsonObject => {
  if (!isObject(value)) throw new Error('a sample is an object');
  return value;
};

const list = (value: Json | undefined) => (isArray(value) ? value : []);

/**
 * A request as planning passes it to the client: lists by their own names, connectors by theirs, no nulls.
 */
function canonical(request: JsonObject): JsonObject {
  const { propertyIds = [], datasetFieldIds = [], connectors = [], ...rest } = request;
  const named = list(connectors).map((item) => [String(object(item)['connectorName']), object(item)]);
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)),
    properties: propertyIds,
    datasetFields: datasetFieldIds,
    ...(named.length > 0 ? { connectors: Object.fromEntries(named) } : {}),
  };
}

const encode = (spec: JsonObject) => encodeBody(streamCard(DS1), { spec, carried: {} });

describeWithReference('the documented samples of DataStream 1', () => {
  it('list: every row with its version and status, without archived ones', async () => {
    const transport = recorded({ [`GET ${STREAMS}`]: json('list-streams.response') });
    const { rows, unusable } = await datastream1(transport).list(DS1);
    expect(unusable).toEqual([]);
    expect(rows.map(({ streamId, version, status }) => [streamId, version, status])).toEqual([
      [6483, 2, 'ACTIVATED'],
      [4654, 3, 'ACTIVATING'],
      [7755, 2, 'DEACTIVATING'],
      [2459, 4, 'ACTIVATING'],
    ]);
    expect(rows[3]?.sources).toEqual([
      { id: 46337, name: 'property-name.com' },
      { id: 163203, name: 'property-name1.com' },
    ]);
  });

  it('detail: version, date, fields and connectors', async () => {
    const sample = json('get-stream.response');
    const reader = datastream1(recorded({ [`GET ${STREAMS}/10187`]: sample }));
    const detail = await reader.get(DS1, 10187);
    expect(detail).toMatchObject({ version: 23, status: 'ACTIVATED', modifiedDate: '2020-08-02T08:23:31Z' });
    const { datasets: _, ...rest } = object(sample);
    const { datasetFields, ...body } = detail.body;
    expect(body).toEqual(rest);
    const ids = list(datasetFields).map((field) => object(field)['datasetFieldId']);
    expect(ids).toEqual([86, 77, 78, 79, 80, 81, 82, 83, 84, 85, 91]);
  });

  it('groups, properties and data sets', async () => {
    const reader = datastream1(
      recorded({
        [`GET ${BASE}/groups`]: json('list-groups.response'),
        [`GET ${BASE}/properties/group/84992`]: json('list-properties.response'),
        [`GET ${BASE}/properties/group/59395`]: [json('object-property')],
        [`GET ${BASE}/datasets/AGGREGATED`]: json('list-datasets-aggregated.response'),
        [`GET ${BASE}/datasets/RAW`]: [json('object-dataset-raw-network')],
      }),
    );
    expect(await reader.groups(DS1)).toEqual([
      { id: 84992, name: 'Example Group1', contractIds: ['1-GNSLXD'] },
      { id: 59395, name: 'Sample Group1', contractIds: ['1-GNLXD'] },
    ]);
    expect((await reader.sources(DS1, {})).map(({ id }) => id)).toEqual([382631, 347459, 389150]);
    const fields = await reader.fields(DS1);
    expect(fields.slice(0, 2)).toEqual([
      { id: 72, name: 'nw' },
      { id: 73, name: 'nwType' },
    ]);
    expect(fields).toHaveLength(16);
  });

  it('a group as an object', async () => {
    const reader = datastream1(recorded({ [`GET ${BASE}/groups`]: [json('object-group')] }));
    expect(await reader.groups(DS1)).toEqual([
      { id: 49851, name: 'Example Group Name', contractIds: ['1-GNLXD'] },
    ]);
  });

  it.each(['create', 'edit'] as const)('the response to a write: %s', async (name) => {
    const key = answer(202, json(`${name}-stream.response.202`));
    const verbs = datastream1(
      recorded({
        [`POST ${STREAMS}`]: key,
        [`PUT ${STREAMS}/6286`]: key,
        [`GET ${STREAMS}/6286`]: { ...DETAIL, streamId: 6286 },
      }),
    );
    const write = name === 'create' ? verbs.create(DS1, BODY, true) : verbs.update(DS1, 6286, BODY, true);
    expect((await write).affected).toEqual({
      streams: [{ streamId: 6285, name: 'test stream', version: 1 }],
      sources: [{ id: 87202, name: 'property.com' }],
    });
  });

  it.each(['activate', 'deactivate'] as const)('the response to a transition: %s', async (verb) => {
    const path = `${STREAMS}/6301`;
    const key = answer(202, json(`${verb}-stream.response.202`));
    const verbs = datastream1(recorded({ [`PUT ${path}/${verb}`]: key, [`GET ${path}`]: DETAIL }));
    expect(await verbs[verb](DS1, 6301)).not.toHaveProperty('affected');
  });

  it('the response to a delete', async () => {
    const returned = answer(200, json('delete-stream.response.200'));
    await datastream1(recorded({ [`DELETE ${STREAMS}/6301`]: returned })).delete(DS1, 6301);
  });

  it('an error', () => {
    const body = JSON.stringify(json('error-problem.response.400'));
    const error = problem({ method: 'POST', path: STREAMS }, { status: 400, headers: {}, body });
    expect(error).toMatchObject({
      kind: 'refused',
      message: `POST ${STREAMS} was refused (400): Expiry Date of Previous Key is required.`,
      details: { instance: '8ed959ae-bc22-43f4-893c-2f293518f258', happened: 'nothing' },
    });
  });

  it('the request of a create', () => {
    const sample = object(json('create-stream.request'));
    expect(encode(canonical(sample))).toEqual(sample);
  });

  it('the request of an update, except the null, and with the connectors that it omits', () => {
    const sample = object(json('edit-stream.request'));
    const { timeFrame: _, ...rest } = sample;
    expect(encode(canonical(sample))).toEqual({ ...rest, connectors: [] });
  });

  it.each(['datadog', 'https', 's3', 'splunk', 'sumo-logic'])('the connector %s', (name) => {
    const sample = json(`connector-${name}.request`);
    expect(encode(canonical({ connectors: [sample] }))['connectors']).toEqual([sample]);
  });
});
