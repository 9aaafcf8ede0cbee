import { STREAM_CARDS, streamCard } from '../log-types/registry.ts';
import { loadManifests } from '../manifest/load.ts';
import type { Report, StreamCard } from '../model/card.ts';
import type { Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { StreamRow } from '../model/observed.ts';
import { isNamed } from '../plan/naming.ts';
import type { Connection } from './connection.ts';
import { type Context, UsageError } from './context.ts';

/** The stream that logs are pulled of, and which report it makes, where that is known. */
export interface PulledStream {
  readonly streamId: number;
  readonly report?: Report;
}

type Pulling = StreamCard & { readonly pull: NonNullable<StreamCard['pull']> };

const PULLING = STREAM_CARDS.filter(isPulling);

/**
 * The manifest of that name, if there is one.
 * @throws {UsageError} for one whose logs cannot be pulled
 */
export async function manifestNamed(
  context: Context,
  folder: string,
  name: string,
): Promise<Manifest | undefined> {
  if (!(await context.files.exists(folder))) return undefined;
  const { manifests, findings } = await loadManifests({ directory: folder });
  const found = manifests.find((manifest) => manifest.name === name);
  if (!found && findings.some(({ severity, code }) => severity === 'error' && code !== 'no-manifest')) {
    context.say(
      `The manifests in ${folder} have errors (run validate); ${name} is looked for among live streams.`,
    );
  }
  if (found && !isPulling(streamCard(found.collection))) throw notPulled(found);
  return found;
}

function notPulled({ name, collection, source }: Manifest): UsageError {
  const { kind } = collection;
  return new UsageError(
    `"${name}" (${source.file}:${source.line}) is a ${kind} stream, and ${kind} has no pull mode: its logs go to its ` +
      `destination only. Logs are pulled of ${titles()} streams.`,
  );
}

/**
 * Finds the live stream. A manifest that is bound by `spec.streamId` needs no request; otherwise it takes one list
 * call, and where no manifest tells which report the stream makes, a read of the stream too.
 * @throws {UsageError} where there is none, or more than one
 */
export async function findStream(
  { reader }: Pick<Connection, 'reader'>,
  name: string,
  manifest: Manifest | undefined,
): Promise<PulledStream> {
  const card = manifest && streamCard(manifest.collection);
  if (manifest && card && isPulling(card)) {
    const rows = manifest.streamId === undefined ? await reader.list(card.collection) : [];
    const streamId = manifest.streamId ?? oneOf(rows, manifest).streamId;
    return withReport(streamId, card, manifest.spec[card.pull.member]);
  }
  const rows = (await Promise.all(PULLING.map(({ collection }) => reader.list(collection)))).flat();
  const row = liveStream(rows, name);
  const { body } = await reader.get(row.collection, row.streamId);
  const own = streamCard(row.collection);
  return isPulling(own) ? withReport(row.streamId, own, body[own.pull.member]) : { streamId: row.streamId };
}

function withReport(streamId: number, { pull }: Pulling, type: Json | undefined): PulledStream {
  const report = typeof type === 'string' ? new Map(Object.entries(pull.reports)).get(type) : undefined;
  return { streamId, ...(report ? { report } : {}) };
}

function oneOf(rows: readonly StreamRow[], { name, streamName, spec, source }: Manifest): StreamRow {
  const fitting = rows.filter((row) => isNamed(row, { streamName, groupId: spec['groupId'] }));
  const [first, second] = fitting;
  const where = `"${name}" (${source.file}:${source.line})`;
  if (!first) throw new UsageError(`${where} has no live stream yet: plan and apply it first.`);
  if (second) throw new UsageError(`${where} fits ${choice(fitting)}. Bind it with spec.streamId.`);
  return first;
}

function liveStream(rows: readonly StreamRow[], word: string): StreamRow {
  // Ids first: then every stream can be named, also one whose id is another one's name.
  const numbered = rows.filter((row) => String(row.streamId) === word);
  const fitting = numbered.length > 0 ? numbered : rows.filter((row) => row.name === word);
  const [first, second] = fitting;
  if (!first) throw new UsageError(unknown(rows, word));
  if (second) throw new UsageError(`"${word}" fits ${choice(fitting)}. Name it by its id.`);
  return first;
}

function choice(rows: readonly StreamRow[]): string {
  const each = rows.map(
    ({ streamId, groupId }) => `${streamId}${groupId === undefined ? '' : ` (group ${groupId})`}`,
  );
  return `${rows.length} live streams: ${each.join(', ')}`;
}

function unknown(rows: readonly StreamRow[], word: string): string {
  const some = rows.slice(0, 10).map((row) => `${row.name} (${row.streamId})`);
  const there = rows.length === 0 ? 'none' : `${some.join(', ')}${rows.length > some.length ? ', …' : ''}`;
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
