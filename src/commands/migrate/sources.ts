import { observeStreams } from '../../apply/observe/observe.ts';
import { MIGRATED_FROM, type Original } from '../../conversion/datastream1/migrate.ts';
import { collectionKey } from '../../model/collection.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { ARCHIVED, type StreamDetail, type StreamRow } from '../../model/observed.ts';
import { describeRow, type IdentifiedRow, isIdentified } from '../../plan/match/unusable-rows.ts';
import { type NameIndex, nameIndex } from '../../plan/resolve/resolve.ts';
import type { RefusedStream } from '../../render/schemas/migrate.ts';
import { exportWithUniqueVariables } from '../import/unique-variables.ts';
import { type Connection, observePorts, openConnection } from '../session/connection.ts';
import { type Context, UsageError } from '../session/context.ts';
import { detailOrReason } from '../session/detail-or-reason.ts';
import type { MigrateOptions } from '../session/file-options.ts';

/** A stream to migrate, and where it was found. */
export interface Source extends Original {
  /** `streams/shop.yaml:12`, or `live stream 10012`. */
  readonly from: string;
  /** For a manifest: the folder to which its file references are relative. */
  readonly folder?: string;
  /** For a live stream. */
  readonly streamId?: number;
}

/** The streams that were found, and the account that was named or read; absent if manifests were sufficient. */
export interface Originals {
  readonly found: readonly Source[];
  /** Live streams that could not be read, and why. */
  readonly notRead: readonly RefusedStream[];
  readonly connection?: Connection;
}

/**
 * Finds the named streams. Manifests need no network access unless an account is named. The streams of that
 * account then count against limits, and their names are in use. Live streams are read if that was requested,
 * or if no manifest has the name and an account is given.
 * @param taken variables in use, in upper case; those of live streams are added
 * @throws {UsageError} if a name is not that of a DataStream 1 stream
 */
export async function findOriginals(
  context: Context,
  options: MigrateOptions,
  manifests: readonly Manifest[],
  taken: Set<string>,
): Promise<Originals> {
  const words = [...new Set(options.which)];
  const known = new Map(words.map((word) => [word, options.live ? undefined : named(word, manifests)]));
  const unknown = words.filter((word) => !known.get(word));
  const fromManifests = [...known.values()].filter((one) => one !== undefined).map(ofManifest);
  const asked = options.live || namesAccount(options);
  if (unknown.length === 0 && !asked) return { found: fromManifests, notRead: [] };
  if (!asked) throw new UsageError(noManifest(unknown, manifests, options));
  const connection = await openConnection(context, options);
  if (unknown.length === 0) return { found: fromManifests, notRead: [], connection };
  const live = await liveOriginals(context, connection, { words: unknown, manifests }, taken);
  return { found: [...fromManifests, ...live.found], notRead: live.notRead, connection };
}

function ofManifest(manifest: Manifest): Source {
  const { name, streamName, state, spec, source } = manifest;
  return {
    name,
    streamName,
    state,
    spec,
    live: false,
    from: `${source.file}:${source.line}`,
    folder: folderOf(source.file),
  };
}

/** The folder of a file; empty if the file is in the working directory. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

const FROM = collectionKey(MIGRATED_FROM.collection);

function isOriginal({ collection }: Manifest): boolean {
  return collectionKey(collection) === FROM;
}

function named(word: string, manifests: readonly Manifest[]): Manifest | undefined {
  const manifest = manifests.find(({ name }) => name === word);
  if (!manifest || isOriginal(manifest)) return manifest;
  throw new UsageError(
    `${word} (${manifest.source.file}:${manifest.source.line}) is a ${manifest.collection.kind} manifest: there is nothing to migrate.`,
  );
}

function namesAccount({ simulator, endpoint, edgerc, section, accountKey }: MigrateOptions): boolean {
  return [simulator, endpoint, edgerc, section, accountKey].some((option) => option !== undefined);
}

function noManifest(
  words: readonly string[],
  manifests: readonly Manifest[],
  { streams }: MigrateOptions,
): string {
  const { title } = MIGRATED_FROM;
  const names = manifests.filter(isOriginal).map(({ name }) => name);
  const there = names.length === 0 ? 'There is none at all.' : `There are: ${names.join(', ')}.`;
  return `No ${title} manifest in ${streams} is called ${words.join(' or ')}. ${there} For live streams say --live, or name the account.`;
}

async function liveOriginals(
  context: Context,
  connection: Connection,
  { words, manifests }: { readonly words: readonly string[]; readonly manifests: readonly Manifest[] },
  taken: Set<string>,
): Promise<Omit<Originals, 'connection'>> {
  const { rows, unusable } = await connection.reader.list(MIGRATED_FROM.collection);
  const streams = [...rows.filter(({ status }) => status !== ARCHIVED), ...unusable.filter(isIdentified)];
  const chosen = [...new Set(words.map((word) => liveStream(word, streams)))];
  const usable = chosen.flatMap((one) => ('reason' in one ? [] : [one]));
  const observed = await observeStreams(usable, observePorts(context, connection, manifests));
  const names = nameIndex(observed);
  const found: Source[] = [];
  const notRead: RefusedStream[] = [];
  for (const row of chosen) {
    const detail = 'reason' in row ? `${describeRow(row)} in the list` : detailOrReason(observed, row);
    if (typeof detail === 'string')
      notRead.push({ name: row.name, reason: `Stream ${row.streamId}: ${detail}` });
    else found.push(liveOriginal(detail, names, taken));
  }
  return { found, notRead };
}

function liveOriginal(detail: StreamDetail, names: NameIndex, taken: Set<string>): Source {
  const { streamId, name } = detail;
  const { spec } = exportWithUniqueVariables(detail, names, name, taken);
  const fields = fieldIds(spec[FIELDS], names);
  return {
    name,
    streamName: name,
    state: 'active',
    spec: { ...spec, [FIELDS]: fields },
    live: true,
    fieldLabels: labelsOf(fields, names),
    from: `live stream ${streamId}`,
    streamId,
  };
}

const FIELDS = MIGRATED_FROM.lists.find(({ role }) => role === 'fields')?.member ?? '';

/** An account has its own names for fields, so only ids identify a field. */
function fieldIds(items: Json | undefined, names: NameIndex): readonly Json[] {
  if (!isArray(items)) return [];
  return items.map((item) => {
    if (typeof item !== 'string') return item;
    const [found, other] = names.find(MIGRATED_FROM.collection, FIELDS, item);
    return found && !other ? found.id : item;
  });
}

function labelsOf(fields: readonly Json[], names: NameIndex): ReadonlyMap<number, string> {
  const labels = fields.flatMap((id) => {
    const label = typeof id === 'number' ? names.label(MIGRATED_FROM.collection, FIELDS, id) : undefined;
    return typeof id === 'number' && label !== undefined ? [[id, label] as const] : [];
  });
  return new Map(labels);
}

/** A usable row, or one that identifies this stream although it cannot be used. */
type ListedStream = StreamRow | IdentifiedRow;

/** Ids take precedence. Otherwise a stream whose id is the name of another stream could not be selected. */
function liveStream(word: string, rows: readonly ListedStream[]): ListedStream {
  const numbered = rows.filter(({ streamId }) => String(streamId) === word);
  const matching = numbered.length > 0 ? numbered : rows.filter(({ name }) => name === word);
  const [first, second] = matching;
  if (!first) {
    throw new UsageError(`No live ${MIGRATED_FROM.title} stream has the name or id "${word}".`);
  }
  if (!second) return first;
  const ids = matching.map(({ streamId, groupId }) => `${streamId} (group ${groupId ?? 'unknown'})`);
  throw new UsageError(
    `"${word}" matches ${matching.length} live streams. Name one by id: ${ids.join(', ')}.`,
  );
}
