import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { datastream1 } from '../../../src/collections/datastream1.ts';
import { migrate } from '../../../src/conversion/datastream1/migrate.ts';
import { CONNECTORS } from '../../../src/destinations/registry.ts';
import { parseFile } from '../../../src/manifest/parse.ts';
import { manifestText } from '../../../src/manifest/write.ts';
import type { DestinationCard } from '../../../src/model/destination-card.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { MemberCard } from '../../../src/model/member-card.ts';

const text = fc
  .string({ minLength: 1, maxLength: 20 })
  .filter((s) => s.trim() !== '' && !/\p{C}/u.test(s) && s !== '__proto__');
const env = fc.stringMatching(/^[A-Z]{1,8}$/).map((name) => ({ env: `X_${name}` }));

const url = fc.oneof(
  env,
  fc.constantFrom(
    'https://logs.example.com',
    'https://logs.example.com/akamai?token=t',
    'https://me:pass@logs.example.com/a',
    'https://splunk.example.com/services/collector/raw',
    'https://splunk.example.com/services/collector/event',
    'https://collectors.example.com/receiver/v1/http/CODE==',
  ),
);

function member(name: string, card: MemberCard): fc.Arbitrary<Json> {
  if (name === 'url') return url;
  return card.writeOnly ? env : text;
}

function connector(card: DestinationCard): fc.Arbitrary<JsonObject> {
  const required = Object.entries(card.members).filter(([, one]) => one.required);
  const members: Record<string, fc.Arbitrary<Json>> = {
    connectorType: fc.constant(card.type),
    connectorName: text,
    ...Object.fromEntries(Object.entries(card.members).map(([name, one]) => [name, member(name, one)])),
  };
  const requiredKeys = ['connectorType', 'connectorName', ...required.map(([name]) => name)];
  return fc.record(members, { requiredKeys });
}

const fieldsOf = (type: string) =>
  fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(
        ...datastream1.fields
          .filter(({ onlyWhen: only }) => only?.equals === type)
          .flatMap(({ id, name }) => [id, name]),
      ),
      fc.integer({ min: 103, max: 200 }),
    ),
    { minLength: 1, maxLength: 12 },
  );

/** A numeric string is an id, and 0 is not one. */
const propertyName = text.filter((name) => !/^\s*(prp_)?\d/i.test(name));

const REQUIRED = ['streamType', 'contractId', 'groupId', 'properties', 'datasetFields', 'connectors'];

const spec: fc.Arbitrary<JsonObject> = fc.constantFrom('RAW', 'AGGREGATE').chain((streamType) => {
  const members: Record<string, fc.Arbitrary<Json>> = {
    streamType: fc.constant(streamType),
    contractId: fc.constantFrom('C-1', 'ctr_C-1'),
    groupId: fc.integer({ min: 1, max: 99_999 }),
    properties: fc.uniqueArray(fc.oneof(propertyName, fc.integer({ min: 1, max: 999 })), {
      minLength: 1,
      maxLength: 15,
      selector: (one) => String(one).trim(),
    }),
    datasetFields: fieldsOf(streamType),
    connectors: fc.uniqueArray(fc.oneof(...CONNECTORS.map(connector)), {
      maxLength: 4,
      selector: ({ connectorName }) => String(connectorName).trim(),
    }),
    ...(streamType === 'RAW'
      ? { sampleRate: fc.integer({ min: 1, max: 100 }) }
      : { timeFrame: fc.constantFrom(1, 5, 15, 30, 60) }),
  };
  return fc.record(members, { requiredKeys: REQUIRED });
});

function loaded(file: string): readonly Manifest[] {
  const { findings, entries } = parseFile('x.yaml', file);
  const all = [...findings, ...entries.flatMap((entry) => entry.findings)];
  expect(
    all.filter(({ severity }) => severity === 'error'),
    file,
  ).toEqual([]);
  return entries.flatMap(({ manifest }) => (manifest ? [manifest] : []));
}

it('any DataStream 1 manifest becomes valid DataStream 2 manifests, or is refused', () => {
  fc.assert(
    fc.property(text, spec, (name, members) => {
      const before = {
        name,
        collection: datastream1.collection,
        state: 'active',
        spec: members,
      } as const;
      const [manifest] = loaded(manifestText(before));
      if (!manifest) throw new Error('the arbitrary makes manifests that do not load');
      const results = migrate(
        { ...manifest, live: false },
        (connectorName, of) => `X_${connectorName.length}_${of.toUpperCase()}`,
      );
      expect(results.length).toBeGreaterThan(0);
      for (const result of results) {
        if (result.tag === 'refused') {
          expect(result.reason).toMatch(/\.$/);
          continue;
        }
        const after = { name, collection: cdn.collection, state: 'inactive', spec: result.spec } as const;
        const [written] = loaded(manifestText(after));
        expect(written?.spec['properties']).toEqual(manifest.spec['properties']);
      }
    }),
  );
});
