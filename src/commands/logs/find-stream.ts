import type { StreamReader } from '../../api/streams/client.ts';
import { STREAM_CARDS, streamCard } from '../../collections/registry.ts';
import { loadManifests } from '../../manifest/load.ts';
import type { Report, StreamCard } from '../../model/card.ts';
import { isFormError } from '../../model/diagnostic.ts';
import type { Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { ARCHIVED, type StreamRow } from '../../model/observed.ts';
import { isNamed } from '../../plan/match/stream-name.ts';
import { describeRow, isIdentified } from '../../plan/match/unusable-rows.ts';
import type { Connection } from '../session/connection.ts';
import { type Context, UsageError } from '../session/context.ts';
import type { LogsOptions } from '../session/inspection-options.ts';
import type { ConfigurationOptions } from '../session/option-groups.ts';

/** The stream whose logs are pulled, and the report that it produces, if known. */
export interface PulledStream {
  readonly streamId: number;
  readonly report?: Report;
  /** Present if the stream was read. */
  readonly status?: string;
}

type Pulling = StreamCard & { readonly pull: NonNullable<StreamCard['pull']> };

const PULLING = STREAM_CARDS.filter(isPulling);

/**
 * The manifest of that name, if there is one.
 * @throws {UsageError} if its logs cannot be pulled
 */
export async function manifestNamed(
  context: Context,
  { streams: folder, name, configuration }: Pick<LogsOptions, 'streams' | 'name'> & ConfigurationOptions,
): Promise<Manifest | undefined> {
  if (!(await context.files.exists(folder))) return undefined;
  const { manifests, findings } = await loadManifests({ directory: folder, configuration });
  const found = manifests.find((manifest) => manifest.name === name);
  if (!found && findings.some((finding) => isFormError(finding) && finding.code !== 'no-manifest')) {
    context.say(
      `The manifests in ${folder} have errors (run validate); searching the live streams for ${name} instead.`,
    );
  }
  if (found && !isPulling(streamCard(found.collection))) throw notPulled(found);
  return found;
}

function notPulled({ name, collection, source }: Manifest): UsageError {
  const { kind } = collection;
  return new UsageError(
    `"${name}" (${source.file}:${source.line}) is a ${kind} stream, and ${kind} has no pull mode: its logs go to its ` +
      `destination only. Logs are pulled from ${titles()} streams.`,
  );
}

/**
 * Finds the live stream. A manifest with `spec.streamId` needs no request. Otherwise one list call is sent.
 * The stream is read as well if no manifest says which report it produces, or if another report is requested.
 * @param asked the requested report, if any; the manifest may be newer than the live stream
 * @throws {UsageError} if there is no such stream, or more than one
 */
export async function findStream(
  { reader }: Pick<Connection, 'reader'>,
  name: string,
  manifest: Manifest | undefined,
  asked?: Report,
): Promise<PulledStream> {
  const card = manifest && streamCard(manifest.collection);
  if (manifest && card && isPulling(card)) {
    const row = manifest.streamId === undefined ? await listedOf(reader, card, manifest) : undefined;
    const streamId = manifest.streamId ?? row?.streamId ?? 0;
    const found = withReport(streamId, card, manifest.spec[card.pull.member]);
    if (asked !== undefined && asked !== found.report) return liveReport(reader, card, streamId);
    return { ...found, ...(row?.status === undefined ? {} : { status: row.status }) };
  }
  const row = liveStream(await listAll(reader, PULLING), name);
  const own = streamCard(row.collection);
  return isPulling(own) ? liveReport(reader, own, row.streamId) : { streamId: row.streamId };
}

/**
 * The part of a row that reading logs needs. Rows that planning cannot use are sufficient if they have an id
 * and a name.
 */
type ListedStream = Pick<StreamRow, 'collection' | 'streamId' | 'name' | 'groupId'> &
  Partial<Pick<StreamRow, 'status'>>;

interface Listed {
  readonly rows: readonly ListedStream[];
  /** Rows without an id or a name, each as a clause. */
  readonly unidentified: readonly string[];
}

async function listAll(reader: StreamReader, cards: readonly StreamCard[]): Promise<Listed> {
  const lists = await Promise.all(cards.map(({ collection }) => reader.list(collection)));
  const unusable = lists.flatMap((list) => list.unusable);
  return {
    rows: [...lists.flatMap(({ rows }) => rows), ...unusable.filter(isIdentified)],
    unidentified: unusable.filter((row) => !isIdentified(row)).map(describeRow),
  };
}

async function listedOf(reader: StreamReader, card: StreamCard, manifest: Manifest): Promise<ListedStream> {
  return oneOf(await listAll(reader, [card]), manifest);
}

/** Reads which report the live stream produces. */
async function liveReport(reader: StreamReader, card: Pulling, streamId: number): Promise<PulledStream> {
  const { body, status } = await reader.get(card.collection, streamId);
  return { ...withReport(streamId, card, body[card.pull.member]), status };
}

function withReport(streamId: number, { pull }: Pulling, type: Json | undefined): PulledStream {
  const report = typeof type === 'string' ? new Map(Object.entries(pull.reports)).get(type) : undefined;
  return { streamId, ...(report ? { report } : {}) };
}

function oneOf({ rows, unidentified }: Listed, { name, streamName, spec, source }: Manifest): ListedStream {
  const fitting = preferred(rows.filter((row) => isNamed(row, { streamName, groupId: spec['groupId'] })));
  const [first, second] = fitting;
  const where = `"${name}" (${source.file}:${source.line})`;
  if (!first && unidentified.length > 0) {
    throw new UsageError(`${where} is not found among the live streams.${unusableRows(unidentified)}`);
  }
  if (!first) throw new UsageError(`${where} has no live stream yet: plan and apply it first.`);
  if (second) throw new UsageError(`${where} matches ${choice(fitting)}. Bind it with spec.streamId.`);
  return first;
}

function liveStream({ rows, unidentified }: Listed, word: string): ListedStream {
  // Ids take precedence. Otherwise a stream whose id is the name of another stream could not be selected.
  const numbered = rows.filter((row) => String(row.streamId) === word);
  const fitting = numbered.length > 0 ? numbered : preferred(rows.filter((row) => row.name === word));
  const [first, second] = fitting;
  if (!first) throw new UsageError(`${unknown(rows, word)}${unusableRows(unidentified)}`);
  if (second) throw new UsageError(`"${word}" matches ${choice(fitting)}. Name it by its id.`);
  return first;
}

function unusableRows(unidentified: readonly string[]): string {
  if (unidentified.length === 0) return '';
  return ` Rows of the list that cannot be used: ${unidentified.join('; ')}. Bind the manifest with spec.streamId, or run again.`;
}

/** Prefers live streams to archived ones. The logs of an archived stream remain available for a while. */
function preferred(fitting: readonly ListedStream[]): readonly ListedStream[] {
  const live = fitting.filter(isLive);
  return live.length > 0 ? live : fitting;
}

function isLive({ status }: ListedStream): boolean {
  return status !== ARCHIVED;
}

function choice(rows: readonly ListedStream[]): string {
  const each = rows.map(
    ({ streamId, groupId }) => `${streamId}${groupId === undefined ? '' : ` (group ${groupId})`}`,
  );
  return `${rows.length} ${rows.every(isLive) ? 'live' : 'archived'} streams: ${each.join(', ')}`;
}

function unknown(rows: readonly ListedStream[], word: string): string {
  const live = rows.filter(isLive);
  const some = live.slice(0, 10).map((row) => `${row.name} (${row.streamId})`);
  const there = live.length === 0 ? 'none' : `${some.join(', ')}${live.length > some.length ? ', …' : ''}`;
  return (
    `No manifest and no live ${titles()} stream has the name or id "${word}". There are: ${there}. ` +
    'Other streams have no pull mode.'
  );
}

function titles(): string {
  return PULLING.map(({ title }) => title).join(' or ');
}

function isPulling(card: StreamCard): card is Pulling {
  return card.pull !== undefined;
}
