import { describe, expect, it } from 'vitest';
import { contentProblem } from '../../../src/api/streams/content.ts';
import { STREAM_CARDS, streamCard } from '../../../src/collections/registry.ts';
import { CONNECTORS, DESTINATION_SETS, DESTINATIONS } from '../../../src/destinations/registry.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { MemberCard } from '../../../src/model/member-card.ts';

const cdn = streamCard({ kind: 'DataStream2', logType: 'cdn' });

const BODY: JsonObject = {
  properties: [{ propertyId: 1, propertyName: 'www.example.com' }],
  datasetFields: [{ datasetFieldId: 1000 }],
  deliveryConfiguration: {
    format: 'STRUCTURED',
    fieldDelimiter: 'SPACE',
    frequency: { intervalInSeconds: 30 },
  },
  destination: {
    destinationType: 'S3',
    displayName: 'Archive',
    bucket: 'logs',
    region: 'eu-central-1',
    path: '',
  },
};

/** The body with the member at a dotted path replaced, or removed. */
function bodyWith(path: string, value?: Json): JsonObject {
  const [member = '', ...rest] = path.split('.');
  const change = (object: JsonObject, name: string, names: readonly string[]): JsonObject => {
    const [next, ...others] = names;
    const inner = next === undefined ? value : change(Object(object[name]), next, others);
    const kept = Object.entries(object).filter(([key]) => key !== name);
    return Object.fromEntries(inner === undefined ? kept : [...kept, [name, inner]]);
  };
  return change(BODY, member, rest);
}

const NEEDED = [
  'properties',
  'datasetFields',
  'deliveryConfiguration',
  'deliveryConfiguration.format',
  'deliveryConfiguration.fieldDelimiter',
  'deliveryConfiguration.frequency',
  'deliveryConfiguration.frequency.intervalInSeconds',
  'destination',
  'destination.destinationType',
  'destination.displayName',
  'destination.bucket',
  'destination.region',
  'destination.path',
];

describe('the content of a stream in a response', () => {
  it('is readable with every documented member, and with empty lists', () => {
    expect(contentProblem(cdn, BODY)).toBeUndefined();
    expect(contentProblem(cdn, { ...BODY, properties: [], datasetFields: [] })).toBeUndefined();
  });

  it.each(NEEDED)('is unreadable without %s', (path) => {
    expect(contentProblem(cdn, bodyWith(path))).toBe(`the stream in it has no usable ${path}`);
    expect(contentProblem(cdn, bodyWith(path, null))).toContain(path);
  });

  it.each([
    ['properties', { propertyId: 1 }],
    ['properties', [null]],
    ['properties', [{ propertyName: 'www.example.com' }]],
    ['datasetFields', 'all'],
    ['destination', 'S3'],
    ['destination', []],
    ['destination.bucket', ['logs']],
    ['destination.compressLogs', true],
    ['deliveryConfiguration.frequency', 30],
    ['notificationEmails', 'ops@example.com'],
    ['samplingPercentage', true],
    ['collectMidgress', 'yes'],
  ] as const)('is unreadable with %s as %j', (path, value) => {
    const isRight = path === 'destination.compressLogs';
    expect(contentProblem(cdn, bodyWith(path, value)) === undefined).toBe(isRight);
  });

  it('needs no delimiter for JSON, no file names, and no list that is only returned', () => {
    const json = { ...BODY, deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } } };
    expect(contentProblem(cdn, json)).toBeUndefined();
    const appsec = { ...json, appSecConfigs: [{ appSecId: 1 }], datasetFields: null };
    expect(contentProblem(streamCard({ kind: 'DataStream2', logType: 'appsec' }), appsec)).toBeUndefined();
  });

  it('of an unknown destination type needs its type and name', () => {
    const destination = { destinationType: 'NEW', displayName: 'x', anything: {} };
    expect(contentProblem(cdn, { ...BODY, destination })).toBeUndefined();
  });
});

const isStated = ([, { absence }]: readonly [string, MemberCard]) => absence !== undefined;
const namesOf = (cards: readonly (readonly [string, MemberCard])[]) => cards.map(([name]) => name);

it.each([...STREAM_CARDS, ...DESTINATIONS, ...CONNECTORS].map((card) => [card.title, card] as const))(
  'the card of %s states for each member what its absence in a response means',
  (_, card) => {
    const delivery = 'delivery' in card ? card.delivery : undefined;
    const members = [...Object.entries(card.members), ...Object.entries(delivery ?? {})];
    expect(namesOf(members.filter(isStated))).toEqual(namesOf(members));
    for (const [name, { absence, nested = {}, schema }] of members) {
      expect(absence?.source, name).toBeTruthy();
      expect(Object.keys(nested), name).toEqual(Object.keys(Object(schema['properties'])));
      for (const { source } of Object.values(nested)) expect(source, name).toBeTruthy();
    }
    const lists = 'lists' in card ? [card, ...card.lists] : [];
    for (const { absence } of lists) expect(absence.source).toBeTruthy();
  },
);

it.each(DESTINATION_SETS)('a $noun without its name is unreadable', ({ name }) => {
  expect(name.absence?.means).toBe('unreadable');
});
