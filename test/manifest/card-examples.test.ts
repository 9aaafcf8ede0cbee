import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import { publishedSchemas } from '../../src/commands/session/published-schemas.ts';
import { displayName } from '../../src/destinations/members.ts';
import { CONNECTORS, DESTINATIONS } from '../../src/destinations/registry.ts';
import { parseFile } from '../../src/manifest/parse.ts';
import { EDITOR_KEYWORDS } from '../../src/manifest/schema/stream-schema.ts';
import type { StreamCard } from '../../src/model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { MemberCard } from '../../src/model/member-card.ts';
import { checkDestination } from '../../src/simulator/datastream2/check-destination.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { vendorFields1 } from '../../src/simulator/vendor/datastream1.ts';
import { vendorFields } from '../../src/simulator/vendor/fields.ts';
import {
  cdn,
  fullConnector,
  fullDestination,
  fullManifest,
  manifest,
  reference,
  withAggregate,
  withConnectors,
  wrong,
} from '../builders/schema-samples.ts';
import { PROJECT } from '../commands/workspace.ts';

/** Codes of all findings about a manifest, including warnings. */
function codesIn(text: string): readonly string[] {
  const { entries, findings } = parseFile('a.yaml', text);
  return [...findings, ...entries.flatMap((entry) => entry.findings)].map(({ code }) => code);
}

/** Expects neither the rules nor the schema to report a problem, except for a URL that contains a token. */
function expectClean(document: JsonObject, expected: readonly string[] = []): void {
  expect(wrong(document)).toEqual([]);
  expect([...new Set(codesIn(JSON.stringify(document)))]).toEqual(expected);
}

type Examples = readonly (readonly [member: string, example: Json])[];

function examplesOf(members: Readonly<Record<string, MemberCard>>): Examples {
  return Object.entries(members).flatMap(([member, { examples = [] }]) =>
    examples.map((example) => [member, example] as const),
  );
}

/** References for all credentials, so that the only literals are the ones under test. */
function byReference(members: Readonly<Record<string, MemberCard>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).flatMap(([member, { credential, writeOnly }]) =>
      credential || writeOnly ? [[member, reference]] : [],
    ),
  );
}

/** The value that the API receives for a reference. */
function resolved(member: MemberCard | undefined, value: Json): Json {
  return isObject(value) ? (member?.examples?.[0] ?? 'a secret') : value;
}

/** URLs whose documented form contains a token. The example shows its position. */
const HOLDS_A_TOKEN: readonly string[] = ['TRAFFICPEAK endpoint', 'SUMO_LOGIC url', 'HTTPS url'];

function expected(type: string, member: string): readonly string[] {
  return HOLDS_A_TOKEN.includes(`${type} ${member}`) ? ['literal-credential'] : [];
}

describe.each(DESTINATIONS.map((card) => [card.type, card] as const))('%s', (type, card) => {
  test.each(examplesOf({ ...card.members, displayName }))('%s: %j', (member, example) => {
    const destination = { ...fullDestination(card), ...byReference(card.members), [member]: example };
    expectClean(manifest({ ...cdn, destination }), expected(type, member));
    const sent = Object.entries(destination)
      .filter(([name]) => card.members[name]?.constant === undefined)
      .map(([name, value]) => [name, resolved(card.members[name], value)]);
    expect(checkDestination(Object.fromEntries(sent), DEFAULT_SETTINGS).findings).toEqual([]);
  });
});

describe.each(CONNECTORS.map((card) => [card.type, card] as const))('connector %s', (type, card) => {
  test.each(examplesOf(card.members))('%s: %j', (member, example) => {
    const connector = { ...fullConnector(card), ...byReference(card.members), [member]: example };
    expectClean(withConnectors(connector), expected(type, member));
  });
});

describe.each(STREAM_CARDS.map((card) => [card.title, card] as const))('%s', (_title, card) => {
  // The examples of DataStream 1 are those of AGGREGATE streams.
  const full = card.members['streamType'] ? withAggregate({}) : fullManifest(card);
  const withSpec = (members: JsonObject) => ({ ...full, spec: { ...specIn(full), ...members } });

  test.each(examplesOf(card.members))('%s: %j', (member, example) => {
    expectClean(withSpec({ [member]: example }));
  });
  test.each(examplesOf(card.delivery ?? {}))('deliveryConfiguration.%s: %j', (member, example) => {
    const delivery = { format: 'JSON', frequency: { intervalInSeconds: 30 }, [member]: example };
    expectClean(withSpec({ deliveryConfiguration: delivery }));
  });
  test.each(card.lists.map((list) => [list.member, list] as const))('%s', (member, list) => {
    if (list.readOnly) return expect(list.examples).toEqual([]);
    expect(list.examples).not.toEqual([]);
    expectClean(withSpec({ [member]: list.examples }));
    for (const example of list.examples) expectClean(withSpec({ [member]: [example] }));
    const unknown = list.role === 'fields' ? list.examples.filter((one) => !isField(card, one)) : [];
    expect(unknown).toEqual([]);
  });
});

function specIn(document: JsonObject): JsonObject {
  return isObject(document['spec']) ? document['spec'] : {};
}

/** Looks the field up in the simulator's own table by id, name or JSON key. */
function isField(card: StreamCard, example: Json): boolean {
  const { logType } = card.collection;
  const fields = logType === undefined ? vendorFields1('AGGREGATE') : vendorFields(logType);
  return fields.some(({ id, key, name }) => [id, key, name].some((one) => one === example));
}

describe.each([...publishedSchemas()].map(([file, text]) => [file, JSON.parse(text) as JsonObject] as const))(
  'schemas/%s',
  (_file, schema) => {
    const places = [...exampleNodes(schema, '#')];
    test('has examples that are valid where they are used', () => {
      const ajv = new Ajv({ strict: false, allErrors: true });
      ajv.addVocabulary([...EDITOR_KEYWORDS]);
      ajv.addSchema({ ...schema, $id: 'https://schemas.example.com/one' });
      const invalid = places.flatMap(({ pointer, examples }) => {
        const validate = ajv.compile({ $ref: `https://schemas.example.com/one${pointer}` });
        return examples.filter((example) => !validate(example)).map((example) => [pointer, example]);
      });
      expect(invalid).toEqual([]);
    });
  },
);

function* exampleNodes(
  node: Json,
  pointer: string,
): Generator<{ readonly pointer: string; readonly examples: readonly Json[] }> {
  if (isArray(node))
    for (const [index, item] of node.entries()) yield* exampleNodes(item, `${pointer}/${index}`);
  if (!isObject(node)) return;
  const { examples } = node;
  if (isArray(examples)) yield { pointer, examples };
  for (const [name, value] of Object.entries(node)) {
    if (name === 'examples') continue;
    const part = encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
    yield* exampleNodes(value, `${pointer}/${part}`);
  }
}

const DOCS = readdirSync(path.join(PROJECT, 'docs'), { recursive: true, encoding: 'utf8' });
const PAGES = ['README.md', ...DOCS.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)];

test.each(PAGES)('manifests in %s have no findings', (page) => {
  const text = readFileSync(path.join(PROJECT, page), 'utf8');
  for (const [, block = ''] of text.matchAll(/```ya?ml\n([\s\S]*?)```/g)) {
    if (/^kind: /m.test(block)) expect(codesIn(block)).toEqual([]);
  }
});
