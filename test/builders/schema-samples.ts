import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { parseFile } from '../../src/manifest/parse.ts';
import { EDITOR_KEYWORDS, streamSchema } from '../../src/manifest/schema/stream-schema.ts';
import type { StreamCard } from '../../src/model/card.ts';
import type { Kind } from '../../src/model/collection.ts';
import type { DestinationCard } from '../../src/model/destination-card.ts';
import { isArray, type Json, type JsonObject } from '../../src/model/json.ts';
import type { MemberCard } from '../../src/model/member-card.ts';

/** Manifests for tests of the schema, generated from the cards, and two validators for them. */
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
  // Optimizing takes longer than it saves.
  code: { optimize: false },
});
ajv.addVocabulary([...EDITOR_KEYWORDS]);
let compiled: ValidateFunction | undefined;

/** Compiles the schema when it is first needed: most tests that import this file need only the samples. */
function validator(): ValidateFunction {
  compiled ??= ajv.compile(streamSchema());
  return compiled;
}

/** Schema errors as `pointer keyword`. `if` is omitted, since it only repeats that a branch failed. */
export function wrong(manifest: unknown): readonly string[] {
  const validate = validator();
  validate(manifest);
  const errors: readonly ErrorObject[] = validate.errors ?? [];
  return errors
    .filter((error) => error.keyword !== 'if')
    .map((error) => `${error.instancePath} ${error.keyword}`);
}

/** True if loading accepts the text. The rules must not contradict what editors report. */
export function parses(manifest: unknown): boolean {
  const [entry] = parseFile('a.yaml', JSON.stringify(manifest)).entries;
  return entry?.findings.every(({ severity }) => severity !== 'error') === true;
}

/** A document around a `spec`. */
export function manifest(spec: JsonObject, kind: Kind = 'DataStream2'): JsonObject {
  return { apiVersion: 'datastream-gitops/v1', kind, metadata: { name: 'a' }, spec };
}

/** A reference for a write-only member. */
export const reference = { env: 'A_SECRET' };
/** The required members of a destination. */
const https: JsonObject = {
  destinationType: 'HTTPS',
  displayName: 'Logs',
  endpoint: 'https://logs.example.com/',
  authenticationType: 'NONE',
};

/** A stream without the members that its log type requires. */
export const cdnWithoutLists: JsonObject = {
  state: 'active',
  deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
  destination: https,
};

/** A stream of the log type that a manifest need not name. */
export const cdn: JsonObject = {
  ...cdnWithoutLists,
  properties: ['www.example.com'],
  datasetFields: ['cp'],
};

/** A manifest whose destination has these additional members. */
export const withDestination = (members: JsonObject) =>
  manifest({ ...cdn, destination: { ...https, ...members } });

/** A stream of DataStream 1 without connectors: its logs are only pulled. */
export const aggregate: JsonObject = {
  state: 'active',
  streamType: 'AGGREGATE',
  contractId: 'C-1',
  groupId: 21484,
  properties: ['www.example.com'],
  datasetFields: ['2xx'],
  connectors: [],
};

/** A manifest of DataStream 1 with additional members. */
export const withAggregate = (members: JsonObject) => manifest({ ...aggregate, ...members }, 'DataStream1');

/** A manifest of DataStream 1 with these connectors. */
export const withConnectors = (...connectors: readonly Json[]) => withAggregate({ connectors });

/** A value that the schema of a member accepts: an example, a constant, or the first choice. */
function sample({ schema: literal, writeOnly, examples, constant: fixed }: MemberCard): Json {
  if (writeOnly) return reference;
  if (fixed !== undefined) return fixed;
  const choices = literal['enum'];
  if (isArray(choices)) return choices[0] ?? null;
  if (literal['type'] === 'boolean') return true;
  if (literal['type'] === 'integer') return 1;
  return examples?.[0] ?? 'text';
}

/** A destination with every member of its card. */
export function fullDestination(card: DestinationCard): JsonObject {
  return { destinationType: card.type, displayName: 'Logs', ...full(card) };
}

/** A connector with every member of its card. */
export function fullConnector(card: DestinationCard): JsonObject {
  return { connectorType: card.type, connectorName: 'Logs', ...full(card) };
}

function full({ members }: DestinationCard): JsonObject {
  return Object.fromEntries(
    Object.entries(members).map(([member, memberCard]) => [member, sample(memberCard)]),
  );
}

/** A manifest with every member of its card, except those of streams of another type. */
export function fullManifest(card: StreamCard): JsonObject {
  const { kind, logType } = card.collection;
  const lists = card.lists.filter((list) => !list.readOnly).map((list) => [list.member, list.examples]);
  const own = Object.fromEntries(
    Object.entries(card.members).map(([member, memberCard]) => [member, sample(memberCard)]),
  );
  const members = Object.entries(own).filter(([member]) => {
    const only = card.members[member]?.onlyWhen;
    return !only || own[only.member] === only.equals;
  });
  const fields = card.fields.filter(({ onlyWhen: only }) => !only || own[only.member] === only.equals);
  return manifest(
    {
      ...(card.delivery ? cdnWithoutLists : aggregate),
      ...(logType === undefined ? {} : { logType }),
      ...Object.fromEntries(lists),
      ...Object.fromEntries(members),
      ...(fields.length > 0 ? { datasetFields: fields.map(({ key }) => key) } : {}),
    },
    kind,
  );
}

/** The card of a type that exists. */
export function card(type: string): DestinationCard {
  const found = DESTINATIONS.find((candidate) => candidate.type === type);
  if (!found) throw new Error(`no card ${type}`);
  return found;
}
