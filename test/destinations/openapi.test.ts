import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { displayName } from '../../src/destinations/members.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import type { DestinationCard } from '../../src/model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { MemberCard } from '../../src/model/member-card.ts';
import { typesOnlyInV3 } from '../builders/destinations.ts';
import { describeWithReference, reference } from '../reference.ts';

/** Where a card differs from the OpenAPI, with the reason. A row that is no longer needed fails its test. */
const EXCEPTIONS = {
  /**
   * Write-only on the card, but in the saved schema. The vendor's Terraform provider treats it as not
   * returned.
   */
  secretYetReturned: ['SUMO_LOGIC/collectorCode'],
  /**
   * Missing in the saved schema, but not secret: Terraform reads the index, and compressLogs is fixed to
   * true.
   */
  omittedYetNoSecret: ['ELASTICSEARCH/indexName', 'S3_COMPATIBLE/compressLogs'],
  /**
   * Requests in the schema cannot set it, but the saved schema says "if not set", and the guide offers a
   * choice.
   */
  settableBySavedForm: ['ELASTICSEARCH/compressLogs'],
  /** Requests may contain it although "this value is always true". */
  fixedYetSettable: ['S3_COMPATIBLE/compressLogs'],
} as const;

/** A member of JSON by path. */
function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function branches(schema: Json | undefined): ReadonlyMap<string, JsonObject> {
  const all = at(schema, 'properties', 'destination', 'oneOf');
  const objects = isArray(all) ? all.filter(isObject) : [];
  return new Map(objects.map((branch) => [String(typeOf(branch)), branch]));
}

function typeOf(branch: JsonObject): Json | undefined {
  const types = at(branch, 'properties', 'destinationType', 'enum');
  return isArray(types) ? types[0] : undefined;
}

function propertiesOf(branch: JsonObject | undefined): Readonly<Record<string, JsonObject>> {
  const { destinationType: _type, ...properties } = Object(at(branch, 'properties'));
  return properties;
}

function requiredOf(branch: JsonObject | undefined): readonly string[] {
  const required = at(branch, 'required');
  return isArray(required) ? required.map(String).filter((member) => member !== 'destinationType') : [];
}

const file = reference('openapi/datastream-config-v2.openapi.json');
const openapi: Json = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
const json = ['content', 'application/json', 'schema'];
const requested = branches(at(openapi, 'paths', '/log/streams', 'post', 'requestBody', ...json));
const saved = branches(at(openapi, 'paths', '/log/streams/{streamId}', 'get', 'responses', '200', ...json));

describeWithReference('destination cards against the official OpenAPI', () => {
  const known = DESTINATIONS.filter((card) => !typesOnlyInV3().includes(card.type));
  const excepted = (list: readonly string[], type: string) =>
    list.filter((row) => row.startsWith(`${type}/`)).map((row) => row.slice(type.length + 1));

  it('has the same types in requests, responses and cards', () => {
    const types = known.map((card) => card.type).sort();
    expect([...requested.keys()].sort()).toEqual(types);
    expect([...saved.keys()].sort()).toEqual(types);
  });

  const each = it.each(known.map((card) => [card.type, card] as const));
  const members = (card: DestinationCard): readonly (readonly [string, MemberCard])[] =>
    Object.entries({ displayName, ...card.members });
  const namesOf = (card: DestinationCard, wanted: (returnedMembers: MemberCard) => boolean) =>
    members(card)
      .filter(([, returnedMembers]) => wanted(returnedMembers))
      .map(([member]) => member)
      .sort();

  each('%s: what requests may hold', (type, card) => {
    const bySavedForm = excepted(EXCEPTIONS.settableBySavedForm, type);
    const settable = namesOf(card, (returnedMembers) => returnedMembers.constant === undefined).filter(
      (m) => !bySavedForm.includes(m),
    );
    const inRequests = [...settable, ...excepted(EXCEPTIONS.fixedYetSettable, type)].sort();
    expect(Object.keys(propertiesOf(requested.get(type))).sort()).toEqual(inRequests);
  });

  each('%s: write-only members are those of requests that answers do not have', (type, card) => {
    const returnedMembers = Object.keys(propertiesOf(saved.get(type)));
    const absent = Object.keys(propertiesOf(requested.get(type))).filter(
      (member) => !returnedMembers.includes(member),
    );
    const secrets = [...absent, ...excepted(EXCEPTIONS.secretYetReturned, type)].filter(
      (member) => !excepted(EXCEPTIONS.omittedYetNoSecret, type).includes(member),
    );
    expect(namesOf(card, (member) => member.writeOnly === true)).toEqual(secrets.sort());
    for (const member of excepted(EXCEPTIONS.secretYetReturned, type))
      expect(returnedMembers).toContain(member);
    for (const member of excepted(EXCEPTIONS.omittedYetNoSecret, type)) expect(absent).toContain(member);
  });

  each('%s: required members', (type, card) => {
    expect(namesOf(card, (returnedMembers) => returnedMembers.required === true)).toEqual(
      [...requiredOf(requested.get(type))].sort(),
    );
  });

  each('%s: defaults', (type, card) => {
    const inRequests = Object.entries(propertiesOf(requested.get(type))).map(([member, schema]) => [
      member,
      schema['default'],
    ]);
    const bySavedForm = excepted(EXCEPTIONS.settableBySavedForm, type);
    for (const member of bySavedForm) {
      const text = String(propertiesOf(saved.get(type))[member]?.['description']);
      expect([/`true` by default/.test(text), card.members[member]?.default]).toEqual([true, true]);
    }
    const inCard = members(card)
      .filter(([member]) => !bySavedForm.includes(member))
      .map(([member, returnedMembers]) => [member, returnedMembers.default]);
    const given = (rows: readonly (readonly unknown[])[]) =>
      Object.fromEntries(rows.filter(([, value]) => value !== undefined));
    expect(given(inCard)).toEqual(given(inRequests));
  });

  each('%s: fixed members are returned with one value and cannot be set', (type, card) => {
    const settable = propertiesOf(requested.get(type));
    const fixed = namesOf(card, (returnedMembers) => returnedMembers.constant !== undefined);
    const onlyReturned = Object.keys(propertiesOf(saved.get(type))).filter((member) => !(member in settable));
    const notFixed = [...card.readOnly, ...excepted(EXCEPTIONS.settableBySavedForm, type)];
    const expected = onlyReturned.filter((member) => !notFixed.includes(member));
    expect(fixed).toEqual([...expected, ...excepted(EXCEPTIONS.fixedYetSettable, type)].sort());
    for (const member of fixed) {
      const schema = propertiesOf(saved.get(type))[member] ?? settable[member];
      expect(String(schema?.['description']), member).toMatch(/always `true`/);
      expect(card.members[member]?.constant).toBe(true);
    }
  });

  each('%s: members that are returned and never sent', (type, card) => {
    const returnedMembers = propertiesOf(saved.get(type));
    const own = Object.keys(returnedMembers).filter(
      (member) => !members(card).some(([name]) => name === member),
    );
    // `mTLS` is how API v1 and the vendor's Go client spell `mTlsEnabled`.
    expect(card.readOnly.filter((member) => member !== 'mTLS').sort()).toEqual(own.sort());
  });

  each('%s: types and choices', (type, card) => {
    for (const [member, schema] of Object.entries(propertiesOf(requested.get(type)))) {
      const mine = member === 'displayName' ? displayName : card.members[member];
      const choices = (from: JsonObject | undefined) =>
        isArray(from?.['enum']) ? [...from['enum']].sort() : undefined;
      expect(choices(mine?.schema), member).toEqual(choices(schema));
      if (mine?.schema['type'] !== undefined) expect(mine.schema['type'], member).toBe(schema['type']);
    }
  });
});
