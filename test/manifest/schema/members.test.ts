import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { DESTINATION_SETS, destinationSet } from '../../../src/destinations/registry.ts';
import { destinationSchema } from '../../../src/manifest/schema/destination.ts';
import { specSchema } from '../../../src/manifest/schema/spec.ts';
import { streamSchema } from '../../../src/manifest/schema/stream-schema.ts';
import type { ListCard } from '../../../src/model/card.ts';
import { collectionKey } from '../../../src/model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { MemberCard } from '../../../src/model/member-card.ts';

const schema = streamSchema();

/** The schema of a member, with references resolved. */
function memberOf(parent: JsonObject, member: string): JsonObject {
  const properties = isObject(parent['properties']) ? parent['properties'] : {};
  const found = properties[member];
  if (!isObject(found)) throw new Error(`no schema for ${member}`);
  const target = found['$ref'];
  if (typeof target !== 'string') return found;
  const definitions = isObject(schema['definitions']) ? schema['definitions'] : {};
  const resolved = definitions[target.replace('#/definitions/', '')];
  return isObject(resolved) ? resolved : {};
}

/** What an editor can show next to the description: at least one of these. */
function showsValues(found: JsonObject): boolean {
  return (
    ['examples', 'enum', 'const', 'default', 'not', 'anyOf', 'defaultSnippets'].some((key) => key in found) ||
    found['type'] === 'boolean'
  );
}

describe('every member of every card is in the schema, with a description and values to choose from', () => {
  const of = (cards: Readonly<Record<string, MemberCard>>) => Object.entries(cards);
  function check(parent: JsonObject, members: readonly (readonly [string, MemberCard | ListCard])[]): void {
    for (const [member, card] of members) {
      const found = memberOf(parent, member);
      expect(String(found['description']), member).toContain(card.description);
      expect(showsValues(found), `${member} shows no values`).toBe(true);
    }
  }
  const destinations = DESTINATION_SETS.flatMap((set) => set.cards.map((card) => ({ set, card })));
  it.each(destinations)('$set.noun $card.type', ({ set, card }) => {
    check(destinationSchema(set, card), of({ [set.nameMember]: set.name, ...card.members }));
  });
  it.each(STREAM_CARDS.map((card) => [collectionKey(card.collection), card] as const))('%s', (_key, card) => {
    const spec = specSchema(card);
    check(spec, [...of(card.members), ...card.lists.map((list) => [list.member, list] as const)]);
    if (card.delivery) check(memberOf(spec, 'deliveryConfiguration'), of(card.delivery));
    expect(memberOf(spec, destinationSet(card).member)).toHaveProperty('description');
  });

  it('and so is every object member, at any depth', () => {
    expect(undescribed(schema, '')).toEqual([]);
  });
});

/** Paths of members without a description. */
function undescribed(value: Json, path: string): readonly string[] {
  if (isArray(value)) return value.flatMap((item, index) => undescribed(item, `${path}/${index}`));
  if (!isObject(value)) return [];
  const { properties, if: _condition, examples: _examples, ...rest } = value;
  const members = isObject(properties) ? Object.entries(properties) : [];
  // Under allOf, and in rules for new streams, a branch repeats a member that is described elsewhere.
  const own = /allOf|-new\b/.test(path)
    ? []
    : members.filter(([, card]) => isObject(card) && !('description' in card) && !('$ref' in card));
  return [
    ...own.map(([member]) => `${path}/${member}`),
    ...members.flatMap(([member, card]) => undescribed(card, `${path}/${member}`)),
    ...Object.entries(rest).flatMap(([key, inner]) => undescribed(inner, `${path}/${key}`)),
  ];
}

describe('the schema', () => {
  it('is valid draft-07', () => {
    expect(new Ajv().validateSchema(schema)).toBe(true);
  });
  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
