import { expect, it } from 'vitest';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { isObject } from '../../src/model/json.ts';
import { secretMembers, VENDOR_DESTINATIONS } from '../../src/simulator/vendor/destinations.ts';
import { typesOnlyInV3 } from '../builders/destinations.ts';
import { describeWithReference } from '../reference.ts';
import { at, createSchema, detailSchema } from './openapi.ts';

/** Destination schemas by type. */
function destinationSchemas(schema: Json): ReadonlyMap<string, JsonObject> {
  const variants = at(schema, 'properties', 'destination', 'oneOf') as unknown as JsonObject[];
  return new Map(
    variants.map((variant) => [String(at(variant, 'properties', 'destinationType', 'enum', 0)), variant]),
  );
}

const membersOf = (schema: Json) => Object.keys(at(schema, 'properties') as JsonObject).sort();

/** Where the vendor's request and response schemas contradict other sources, with the source. */
const NOT_WRITE_ONLY: Readonly<Record<string, readonly string[]>> = {
  // The saved schema omits it, but the vendor's Terraform provider reads it from responses.
  ELASTICSEARCH: ['indexName'],
  // The request schema has it, but every document says it is fixed.
  S3_COMPATIBLE: ['compressLogs'],
};
/** In the saved schema, but never returned according to the vendor's Terraform provider. */
const WRITE_ONLY_ALL_THE_SAME: Readonly<Record<string, readonly string[]>> = {
  SUMO_LOGIC: ['collectorCode'],
};
/** Members that the saved schema lets a client choose ("if not set") and that the request schema lacks. */
const SETTABLE_BY_SAVED_FORM: Readonly<Record<string, readonly string[]>> = {
  ELASTICSEARCH: ['compressLogs'],
};

describeWithReference('the tables of simulator and cards against the official OpenAPI', () => {
  const v2Types = Object.keys(VENDOR_DESTINATIONS).filter((type) => !typesOnlyInV3().includes(type));

  function writeOnly(type: string): readonly string[] {
    const asked = membersOf(destinationSchemas(createSchema()).get(type) ?? null);
    const saved = membersOf(destinationSchemas(detailSchema()).get(type) ?? null);
    const never = asked.filter(
      (member) => !saved.includes(member) && !NOT_WRITE_ONLY[type]?.includes(member),
    );
    return [...never, ...(WRITE_ONLY_ALL_THE_SAME[type] ?? [])].sort();
  }

  it('knows every type of version 2 and those that version 3 adds', () => {
    expect([...destinationSchemas(createSchema()).keys()].sort()).toEqual(v2Types.toSorted());
    expect(DESTINATIONS.map(({ type }) => type).sort()).toEqual(Object.keys(VENDOR_DESTINATIONS).sort());
  });

  it.each(v2Types)('%s: write-only members are those in the request schema only', (type) => {
    const vendor = VENDOR_DESTINATIONS[type];
    expect(vendor ? [...secretMembers(vendor)].sort() : []).toEqual(writeOnly(type));
    const card = DESTINATIONS.find((known) => known.type === type);
    const carded = Object.entries(card?.members ?? {}).flatMap(([member, { writeOnly: w }]) =>
      w ? [member] : [],
    );
    expect(carded.sort()).toEqual(writeOnly(type));
  });

  it.each(v2Types)('%s: accepts and requires the members of the request schema', (type) => {
    const schema = destinationSchemas(createSchema()).get(type) ?? null;
    const common = ['destinationType', 'displayName'];
    const rules = VENDOR_DESTINATIONS[type]?.members ?? {};
    const more = SETTABLE_BY_SAVED_FORM[type] ?? [];
    for (const member of more) expect(membersOf(schema)).not.toContain(member);
    expect([...Object.keys(rules), ...common].sort()).toEqual([...membersOf(schema), ...more].sort());
    const needed = Object.entries(rules).flatMap(([member, { required }]) => (required ? [member] : []));
    expect([...needed, ...common].sort()).toEqual((at(schema, 'required') as string[]).toSorted());
  });

  it.each(v2Types)(
    '%s: the card has the members of the request schema, with the same required ones',
    (type) => {
      const schema = destinationSchemas(createSchema()).get(type) ?? null;
      const card = DESTINATIONS.find((known) => known.type === type);
      const settable = Object.entries(card?.members ?? {}).filter(
        ([, { constant: fixed }]) => fixed === undefined,
      );
      const common = ['destinationType', 'displayName'];
      const asked = membersOf(schema).filter(
        (member) => !NOT_WRITE_ONLY[type]?.includes(member) || member === 'indexName',
      );
      const more = SETTABLE_BY_SAVED_FORM[type] ?? [];
      expect([...settable.map(([member]) => member), ...common].sort()).toEqual([...asked, ...more].sort());
      const needed = settable.flatMap(([member, { required }]) => (required ? [member] : []));
      expect([...needed, ...common].sort()).toEqual((at(schema, 'required') as string[]).toSorted());
    },
  );

  it.each(v2Types)('%s: compressLogs is as documented', (type) => {
    const schema = destinationSchemas(createSchema()).get(type) ?? null;
    const member = (at(schema, 'properties') as JsonObject)['compressLogs'];
    const byDefault = isObject(member) ? (member['default'] ?? true) : true;
    expect(VENDOR_DESTINATIONS[type]?.compressed).toBe(byDefault);
    const card = DESTINATIONS.find((known) => known.type === type)?.members['compressLogs'];
    expect(card?.default ?? card?.constant).toBe(byDefault);
  });

  it.each(typesOnlyInV3())('%s: simulator and card agree', (type) => {
    const card = DESTINATIONS.find((known) => known.type === type);
    const settableOf = (known: typeof card) =>
      Object.fromEntries(
        Object.entries(known?.members ?? {}).filter(([, { constant: fixed }]) => fixed === undefined),
      );
    const vendor = VENDOR_DESTINATIONS[type];
    const marks = (members: Readonly<Record<string, { required?: true }>>, secret: (m: string) => boolean) =>
      Object.fromEntries(
        Object.entries(members).map(([m, rule]) => [m, [rule.required === true, secret(m)]]),
      );
    expect(marks(vendor?.members ?? {}, (m) => vendor?.members[m]?.secret === true)).toEqual(
      marks(settableOf(card), (m) => card?.members[m]?.writeOnly === true),
    );
    const { compressLogs } = card?.members ?? {};
    expect(compressLogs?.default ?? compressLogs?.constant).toBe(vendor?.compressed);
  });

  it.each(Object.entries(VENDOR_DESTINATIONS))(
    '%s: the card has the same family, formats and pairs',
    (type, vendor) => {
      const card = DESTINATIONS.find((known) => known.type === type);
      expect(card?.family).toBe(vendor.family);
      expect(card?.formats?.includes('STRUCTURED')).toBe(!vendor.jsonOnly);
      expect(card?.requiredTogether).toEqual(vendor.pairs);
    },
  );
});
