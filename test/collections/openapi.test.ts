import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cdn } from '../../src/collections/cdn.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { MemberCard } from '../../src/model/member-card.ts';
import { describeWithReference, reference } from '../reference.ts';

/** Where the cdn card differs from the v2 OpenAPI, with the reason: API v3 (migration page). */
const V3 = {
  /** New in v3. */
  added: ['samplingPercentage'],
  /** Required in v2, optional in v3. */
  optional: ['contractId', 'groupId'],
  /** New in responses. */
  result: ['integrationType'],
};

/** Members that every stream has and that no card lists. */
const COMMON = ['streamName', 'deliveryConfiguration', 'destination'];

function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

const objectAt = (value: Json | undefined, ...path: readonly string[]): JsonObject => {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
};
const textsAt = (value: Json | undefined, ...path: readonly string[]): readonly string[] => {
  const found = at(value, ...path);
  return isArray(found) ? found.map(String) : [];
};
const sorted = (texts: readonly string[]) => [...texts].sort();
const without = (texts: readonly string[], drop: readonly string[]) =>
  texts.filter((text) => !drop.includes(text));

const file = reference('openapi/datastream-config-v2.openapi.json');
const openapi: Json = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
const body = ['content', 'application/json', 'schema'];
const create = objectAt(openapi, 'paths', '/log/streams', 'post', 'requestBody', ...body);
const edit = objectAt(openapi, 'paths', '/log/streams/{streamId}', 'put', 'requestBody', ...body);
const detail = objectAt(openapi, 'paths', '/log/streams/{streamId}', 'get', 'responses', '200', ...body);

const lists = cdn.lists.map((list) => list.member);
const cards: Readonly<Record<string, MemberCard>> = cdn.members;
const names = (result: Readonly<Record<string, MemberCard>>, wanted: (card: MemberCard) => boolean) =>
  Object.keys(result).filter((member) => result[member] && wanted(result[member]));

const defaultOf = (member: string) => cards[member]?.default;
const deliveryCards: Readonly<Record<string, MemberCard>> = cdn.delivery ?? {};
const schemaOf = (member: string) => deliveryCards[member]?.schema;

describeWithReference('the cdn card against the official OpenAPI', () => {
  it('sends the members of a create', () => {
    const mine = without([...COMMON, ...lists, ...Object.keys(cards)], V3.added);
    expect(sorted(mine)).toEqual(sorted(Object.keys(objectAt(create, 'properties'))));
  });
  it('omits from an update what an update does not have', () => {
    const dropped = without(
      Object.keys(objectAt(create, 'properties')),
      Object.keys(objectAt(edit, 'properties')),
    );
    expect(cdn.immutable).toEqual(dropped);
  });
  it('requires what a create requires', () => {
    const required = cdn.lists.filter((list) => list.required).map((list) => list.member);
    const mine = [...COMMON, ...required, ...names(cards, (card) => card.required === true), ...V3.optional];
    expect(sorted(mine)).toEqual(sorted(textsAt(create, 'required')));
  });
  it('sets the documented defaults', () => {
    expect(defaultOf('collectMidgress')).toBe(at(create, 'properties', 'collectMidgress', 'default'));
  });
  it('knows which members of a response are the server’s own', () => {
    const result = Object.keys(objectAt(detail, 'properties'));
    const own = without(result, Object.keys(objectAt(create, 'properties')));
    expect(sorted(without(cdn.readOnly, V3.result))).toEqual(sorted(own));
  });
  it('has no secret outside destinations', () => {
    const result = Object.keys(objectAt(detail, 'properties'));
    const absent = without(Object.keys(objectAt(create, 'properties')), result);
    expect(absent).toEqual([]);
    expect(names(cards, (card) => card.writeOnly === true)).toEqual([]);
    expect(names(deliveryCards, (card) => card.writeOnly === true)).toEqual([]);
  });
  it.each(cdn.lists)('identifies items of $member the same way', (list) => {
    const item = objectAt(detail, 'properties', list.member, 'items');
    const result = Object.keys(objectAt(item, 'properties'));
    expect(sorted([list.idMember, ...list.nameMembers])).toEqual(sorted(result));
    const sent = objectAt(create, 'properties', list.member, 'items', 'properties');
    expect(Object.keys(sent)).toEqual([list.idMember]);
    expect(at(sent, list.idMember, 'type')).toBe('integer');
  });
});

describeWithReference('delivery against the official OpenAPI', () => {
  const delivery = objectAt(create, 'properties', 'deliveryConfiguration');
  it('has its members', () => {
    expect(sorted(Object.keys(deliveryCards))).toEqual(sorted(Object.keys(objectAt(delivery, 'properties'))));
  });
  it('requires what it requires', () => {
    expect(sorted(names(deliveryCards, (card) => card.required === true))).toEqual(
      sorted(textsAt(delivery, 'required')),
    );
  });
  it.each(['format', 'fieldDelimiter'])('%s has its choices', (member) => {
    expect(deliveryCards[member]?.schema['enum']).toEqual(at(delivery, 'properties', member, 'enum'));
  });
  it('has its intervals', () => {
    const path = ['properties', 'intervalInSeconds', 'enum'];
    expect(at(schemaOf('frequency'), ...path)).toEqual(at(delivery, 'properties', 'frequency', ...path));
  });
  it.each([
    ['uploadFilePrefix', 200],
    ['uploadFileSuffix', 10],
  ])('%s has the default and the length in its description', (member, length) => {
    const words = String(at(delivery, 'properties', member, 'description'));
    expect(words).toContain(`it defaults to \`${deliveryCards[member]?.default}\``);
    expect(words).toContain(`at most ${length} characters`);
    expect(deliveryCards[member]?.schema['maxLength']).toBe(length);
  });
});

describeWithReference('fields of cdn against the official OpenAPI', () => {
  it('are those of its example', () => {
    const path = [
      'paths',
      '/log/datasets-fields',
      'get',
      'responses',
      '200',
      'content',
      'application/json',
      'example',
    ];
    const rows = at(openapi, ...path, 'datasetFields');
    const official = (isArray(rows) ? rows : []).map((row) => ({
      id: at(row, 'datasetFieldId'),
      key: at(row, 'datasetFieldJsonKey'),
      name: at(row, 'datasetFieldName'),
      group: at(row, 'datasetFieldGroup'),
    }));
    const byId = (a: { id?: unknown }, b: { id?: unknown }) => Number(a.id) - Number(b.id);
    // Added after the v2 OpenAPI: the vendor's field table and public Terraform modules have them.
    const later = [2026, 2027, 2028, 2084];
    expect(cdn.fields.map(({ id }) => id)).toEqual(expect.arrayContaining(later));
    const described = cdn.fields
      .filter(({ id }) => !later.includes(id))
      .map(({ id, key, name, group }) => ({ id, key, name, group }));
    expect([...described].sort(byId)).toEqual(official.sort(byId));
  });
});

describe('texts of names', () => {
  it.each([
    ['uploadFileSuffix', 'ds', true],
    ['uploadFileSuffix', 'a/b', false],
    ['uploadFileSuffix', 'a%b', false],
    ['uploadFileSuffix', 'a?b', false],
    ['uploadFileSuffix', '.log', true],
  ])('%s %s: %s', (member, text, accepted) => {
    expect(new RegExp(String(deliveryCards[member]?.schema['pattern']), 'u').test(text)).toBe(accepted);
  });
});
