import type { StreamCard } from '../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { PROPERTY_LOGGING, propertyLoggingKey } from '../model/property-logging.ts';
import type { AcrossFinding } from './across-manifests.ts';
import { didYouMean } from './findings/did-you-mean.ts';
import { error, type Path, type Problem, type Problems, valueAt, warning } from './findings/problem.ts';
import { aStream, quoted } from './findings/wording.ts';
import type { Entry, PropertyEntry } from './parse.ts';
import { shortProperty } from './rules/property-logging.ts';
import { diagnostic } from './yaml/document.ts';

/** The folder of these manifests, in the manifest folder. Owners of properties can protect it with CODEOWNERS. */
export const PROPERTIES_FOLDER = 'properties';

/** Returns the name of a manifest as `--only` takes it; nothing if it has none. */
export function keyOf({ root }: PropertyEntry): string | undefined {
  const { metadata } = root;
  const name = isObject(metadata) ? metadata['name'] : undefined;
  return typeof name === 'string' ? propertyLoggingKey(name) : undefined;
}

/**
 * Finds problems of `PropertyLogging` manifests that depend on their place, on each other, or on the manifests of
 * streams.
 * @param streams all manifests of streams, those with errors included
 * @param folder the manifest folder, as the paths of files begin
 */
export function acrossProperties(
  entries: readonly PropertyEntry[],
  streams: readonly Entry[],
  folder: string,
): readonly AcrossFinding[] {
  const names = new Map<string, PropertyEntry>();
  const properties = new Map<Json, Mention>();
  const known = new Map(streams.map((stream) => [stream.draft.name, stream]));
  return entries.flatMap((entry) => [
    ...findingsOf(entry, placeRule(entry, folder)),
    ...duplicateNames(entry, names),
    ...duplicateProperties(entry, properties),
    ...findingsOf(entry, streamsRule(entry, known)),
  ]);
}

/** A property in a manifest. */
interface Mention {
  readonly entry: PropertyEntry;
  readonly path: Path;
}

function findingsOf(
  entry: PropertyEntry,
  problems: Iterable<Problem>,
  other?: PropertyEntry,
): readonly AcrossFinding[] {
  const involved = other ? [entry, other] : [entry];
  return [...problems].map((problem) => ({
    finding: diagnostic(entry.document, problem),
    names: involved.flatMap((one) => keyOf(one) ?? []),
    documents: involved.map(({ document }) => document),
  }));
}

function* placeRule({ document: { file } }: PropertyEntry, folder: string): Problems {
  const expected = folder === '.' ? PROPERTIES_FOLDER : `${folder}/${PROPERTIES_FOLDER}`;
  if (file.startsWith(`${expected}/`)) return;
  const message = `Manifests of kind ${PROPERTY_LOGGING} have to be in the folder ${quoted(expected)}, so that the owners of the properties can protect it.`;
  yield error(valueAt(['kind']), 'misplaced-manifest', message, 'Move the file there.');
}

function duplicateNames(entry: PropertyEntry, seen: Map<string, PropertyEntry>): readonly AcrossFinding[] {
  const key = keyOf(entry);
  const other = key === undefined ? undefined : seen.get(key);
  if (key !== undefined && !other) seen.set(key, entry);
  if (!other) return [];
  const path = ['metadata', 'name'];
  const message = `The name ${quoted(key ?? '')} is also that of the manifest at ${where(other, path)}.`;
  const hint = 'Give each manifest a name of its own.';
  return findingsOf(entry, [error(valueAt(path), 'duplicate-name', message, hint)], other);
}

/** An id and a name may refer to the same property. Only the API can resolve that, so plan checks it. */
function duplicateProperties(entry: PropertyEntry, seen: Map<Json, Mention>): readonly AcrossFinding[] {
  return itemsIn(entry, 'properties').flatMap(([item, path]) => {
    const short = shortProperty(item);
    const first = seen.get(short);
    if (!first) seen.set(short, { entry, path });
    if (!first || first.entry === entry) return [];
    const message = `The property ${shown(short)} is also in the manifest at ${where(first.entry, first.path)}.`;
    const hint = 'Describe each property in one manifest only.';
    return findingsOf(entry, [error(valueAt(path), 'duplicate-property', message, hint)], first.entry);
  });
}

type Streams = ReadonlyMap<string | undefined, Entry>;

function* streamsRule(entry: PropertyEntry, known: Streams): Problems {
  const added = new Map<Json, Json>();
  for (const [item, path] of itemsIn(entry, 'streams')) {
    const identity = identityOf(item, known);
    yield* referenceRule(item, path, known);
    yield* addedRule(item, path, known);
    const same = added.get(identity);
    if (same === undefined) added.set(identity, item);
    else if (same !== item) {
      const message = `${shown(item)} is the same stream as ${shown(same)} in "streams"; it counts once.`;
      yield warning(valueAt(path), 'duplicate-item', message, 'Keep one of them.');
    }
  }
  for (const [item, path] of itemsIn(entry, 'removeStreams')) {
    yield* referenceRule(item, path, known);
    if (!added.has(identityOf(item, known))) continue;
    const message = `The stream ${shown(item)} is in "streams" and in "removeStreams".`;
    yield error(valueAt(path), 'added-and-removed', message, 'Remove it from one of them.');
  }
}

/** Checks that a name is that of a stream that rule trees can name. */
function* referenceRule(item: Json, path: Path, known: Streams): Problems {
  if (typeof item !== 'string' || item === '') return;
  const stream = known.get(item);
  if (!stream) {
    const message = `No manifest of a stream is called ${quoted(item)}.`;
    const isId = /^[0-9]+$/.test(item);
    const meant = isId ? 'Write an id without quotes.' : didYouMean(item, namesIn(known));
    const hint = meant ?? 'Write metadata.name of a manifest, or the id of a stream.';
    yield error(valueAt(path), 'unknown-stream', message, hint);
  } else if (stream.draft.card && !isNamedByRules(stream.draft.card)) {
    const message = `${quoted(item)} is ${aStream(stream.draft.card.title)}, which no property logs to.`;
    yield error(valueAt(path), 'stream-without-properties', message, 'Remove it.');
  }
}

function* addedRule(item: Json, path: Path, known: Streams): Problems {
  const { card, spec } = streamOf(item, known)?.draft ?? {};
  const state = spec?.['state'];
  const place = valueAt(path);
  if (card && !isNamedByRules(card)) return;
  if (state === 'absent') {
    const message = `The stream ${shown(item)} is absent, so properties cannot log to it.`;
    yield error(place, 'absent-stream', message, 'Move it to removeStreams, or remove it.');
  } else if (state === 'inactive') {
    const message = `The stream ${shown(item)} is inactive. Properties name it once it is active.`;
    yield warning(place, 'inactive-stream', message, 'Set its state to active, or remove it here.');
  }
}

function isNamedByRules({ lists }: StreamCard): boolean {
  return lists.some(({ rulesNameStream }) => rulesNameStream !== undefined);
}

/** Returns the manifest that an item means: by name, or by the id of the CDN stream that it is bound to. */
function streamOf(item: Json, known: Streams): Entry | undefined {
  if (typeof item === 'string') return known.get(item);
  return [...known.values()].find((stream) => idOf(stream) === item);
}

function identityOf(item: Json, known: Streams): Json {
  const stream = typeof item === 'string' ? known.get(item) : undefined;
  return (stream && idOf(stream)) ?? item;
}

/** Returns the id of a CDN stream of DataStream 2: ids in this kind of manifest are those of that collection. */
function idOf({ draft: { card, spec } }: Entry): Json | undefined {
  const isCdn = card?.lists.some(({ rulesNameStream }) => rulesNameStream === 'by-integration-type');
  return isCdn ? spec?.['streamId'] : undefined;
}

function namesIn(known: Streams): readonly string[] {
  return [...known].flatMap(([name, { draft }]) =>
    name !== undefined && (!draft.card || isNamedByRules(draft.card)) ? [name] : [],
  );
}

function itemsIn({ root }: PropertyEntry, member: string): readonly (readonly [Json, Path])[] {
  const spec: JsonObject = isObject(root['spec']) ? root['spec'] : {};
  const items = spec[member];
  if (!isArray(items)) return [];
  return items.flatMap((item, index): readonly [Json, Path][] =>
    typeof item === 'string' || typeof item === 'number' ? [[item, ['spec', member, index]]] : [],
  );
}

function shown(item: Json): string {
  return typeof item === 'string' ? quoted(item) : String(item);
}

function where({ document }: PropertyEntry, path: Path): string {
  const { file, line, column } = document.position(valueAt(path));
  return `${file}:${line}:${column}`;
}
