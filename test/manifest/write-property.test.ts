import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseFile } from '../../src/manifest/parse.ts';
import { propertyManifestText } from '../../src/manifest/write-property.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { ACTIVATION_NETWORKS } from '../../src/model/property-logging.ts';
import { runs } from '../soak.ts';
import { SITE } from './bad-property-manifests.ts';

const manifestIn = (text: string) => {
  const { findings, properties } = parseFile('site.yaml', text);
  const [entry] = properties;
  expect([...findings, ...(entry?.findings ?? [])]).toEqual([]);
  if (!entry?.manifest) throw new Error('no manifest');
  const { source: _, ...content } = entry.manifest;
  return content;
};

test('a manifest is written in the style of the examples', () => {
  expect(
    propertyManifestText(manifestIn(SITE), { schemaPath: '../../schemas/property-logging.schema.json' }),
  ).toBe(`# yaml-language-server: $schema=../../schemas/property-logging.schema.json
apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata:
  name: site
spec:
  properties: [www.example.com, 349772]
  streams: [web, 7050]
  removeStreams: [old]
  datastream: { collectMidgressTraffic: true, samplingPercentage: 12.5 }
  report: { cookies: [consent], logCookies: SOME, logHost: true }
  activation:
    network: PRODUCTION
    notifyEmails: [cdn@example.com]
    note: CHG-1234
    complianceRecord:
      customerEmail: a@example.com
      noncomplianceReason: NONE
      peerReviewedBy: b@example.com
      ticketId: CHG-1234
      unitTested: true
  protect: true
`);
});

test('members without content are omitted', () => {
  const text = `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata:
  name: site
spec:
  properties: [www.example.com]
  streams: [web]
  activation: { network: NONE }
`;
  expect(propertyManifestText(manifestIn(text))).toBe(text);
});

/** Strings that look like other types of YAML, and strings with characters that have a meaning in YAML. */
const word = fc.oneof(
  fc.constantFrom(
    'on',
    'null',
    '~',
    '0x1f',
    '1e3',
    '12:30',
    '{ env: X }',
    '- a',
    '# a',
    "it's",
    'a: b',
    '*a',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
);
const text = word.filter((one) => !/\p{Cc}/u.test(one));
const name = text.filter((one) => !/[/*?]/.test(one));
const email = fc.constantFrom('a@example.com', "o'neil@example.com", '#x@example.com', 'null@example.com');
const property = fc.oneof(
  fc.integer({ min: 1, max: 900_000 }),
  text.map((one) => one.trim()).filter((one) => one !== '' && !/^(prp_)?\d*$/.test(one)),
);
const stream = fc.oneof(fc.integer({ min: 1, max: 900_000 }), text);
const unique = <T>(one: fc.Arbitrary<T>, minLength: number) =>
  fc.uniqueArray(one, { minLength, maxLength: 12 });
const options = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(members, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

const report = fc.oneof(
  fc.constant('required' as const),
  options({ logHost: fc.boolean(), logEdgeIP: fc.boolean(), logCookies: fc.constantFrom('OFF', 'ALL') }),
  options({ logReferer: fc.boolean() }).map((one) => ({
    ...one,
    logCookies: 'SOME',
    cookies: ['a', 'null'],
  })),
  text.map((customLogField) => ({ logCustomLogField: true, customLogField })),
);
const complianceRecord = fc.oneof(
  options({ ticketId: text }).map((one) => ({ ...one, noncomplianceReason: 'EMERGENCY' })),
  text.map((why) => ({ noncomplianceReason: 'OTHER', otherNoncomplianceReason: why })),
  fc.constant({
    noncomplianceReason: 'NONE',
    customerEmail: 'a@example.com',
    peerReviewedBy: 'b@example.com',
    unitTested: true,
  }),
);
const content = fc.record({
  name,
  properties: unique(property, 1),
  streams: unique(stream, 1),
  removeStreams: unique(stream, 0),
  datastream: options({
    samplingPercentage: fc.double({ min: 0, max: 100, noNaN: true }).map((one) => one + 0),
    collectMidgressTraffic: fc.boolean(),
  }),
  report,
  activation: fc
    .record(
      {
        network: fc.constantFrom(...ACTIVATION_NETWORKS),
        notifyEmails: unique(email, 1),
        note: fc.oneof(text, fc.constant('a\nb')),
        complianceRecord,
      },
      { requiredKeys: ['network', 'notifyEmails'], noNullPrototype: true },
    )
    .map(({ note, complianceRecord: record, ...rest }) => ({
      ...rest,
      ...(note === undefined ? {} : { note }),
      ...(record === undefined ? {} : { complianceRecord: record }),
    })),
  protect: fc.boolean(),
});

test('any manifest is the same after it was written and read', () => {
  fc.assert(
    fc.property(content, (given) => {
      const written = propertyManifestText(given);
      expect(manifestIn(written)).toEqual(given);
      // YAML 1.1 takes more strings for other types.
      expect(parse(written, { version: '1.1' })).toEqual(parse(written));
    }),
    { numRuns: runs(500) },
  );
});
