import type { StreamReader } from '../../api/streams/client.ts';
import { STREAM_CARDS, streamCard } from '../../collections/registry.ts';
import { type Collection, collectionKey, KINDS, type Kind } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { LoggingRules } from '../../model/logging-rules.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow } from '../../model/observed.ts';
import { streamPhase } from '../../model/phase.ts';
import { match } from '../../plan/match/match.ts';
import { namedAnywhere, namedEverywhere } from '../../properties/named-everywhere.ts';
import type { ImportedProperty } from '../../render/schemas/import-properties.ts';

/** The active streams that a manifest of properties can name, by generation of the API and ID. */
export type NameableStreams = Readonly<Record<Kind, ReadonlyMap<number, Nameable>>>;

/** How a manifest can name a stream. */
interface Nameable {
  /** `metadata.name`. Absent: by ID. */
  readonly name?: string;
}

/** The lists that rule trees name streams of. */
const COLLECTIONS = STREAM_CARDS.filter(({ lists }) => lists.some(({ rulesNameStream }) => rulesNameStream));

/**
 * Lists the streams that manifests of properties can name: those of manifests by name, and active CDN streams of
 * DataStream 2 by ID.
 * @throws {ApiError} if a list cannot be read
 */
export async function listNameable(
  manifests: readonly Manifest[],
  reader: Pick<StreamReader, 'list'>,
): Promise<NameableStreams> {
  const nameable = { DataStream2: new Map<number, Nameable>(), DataStream1: new Map<number, Nameable>() };
  for (const { collection } of COLLECTIONS) {
    const key = collectionKey(collection);
    const own = manifests.filter((manifest) => collectionKey(manifest.collection) === key);
    if (own.length === 0 && !isNamedById(collection)) continue;
    const { rows, unusable } = await reader.list(collection);
    const { matches } = match(own, { rows: new Map([[key, rows]]), unusable: new Map([[key, unusable]]) });
    const managed = new Map(
      matches.flatMap((one) => (one.tag === 'stream' ? [[one.row, one.manifest]] : [])),
    );
    for (const row of rows) {
      const manifest = managed.get(row);
      const isNameable = manifest ? manifest.state === 'active' : isNamedById(collection) && isActive(row);
      if (isNameable) nameable[collection.kind].set(row.streamId, defined({ name: manifest?.name }));
    }
  }
  return nameable;
}

/** IDs in manifests of properties are those of streams of DataStream 2. */
function isNamedById({ kind }: Collection): boolean {
  return kind === 'DataStream2';
}

function isActive({ status }: StreamRow): boolean {
  const phase = streamPhase(status);
  return phase.tag === 'stable' && phase.active;
}

/** Returns the streams for the manifest of a property with these rules, and the other streams that the rules name. */
export function streamsFor(
  rules: LoggingRules,
  nameable: NameableStreams,
): Pick<ImportedProperty, 'streams' | 'otherStreams'> {
  const streams = KINDS.flatMap((kind) =>
    namedEverywhere(rules, kind).flatMap((streamId) => {
      const found = nameable[kind].get(streamId);
      return found ? [{ kind, ...found, streamId }] : [];
    }),
  );
  const isIncluded = (kind: Kind, id: number) =>
    streams.some((stream) => stream.kind === kind && stream.streamId === id);
  const otherStreams = KINDS.flatMap((kind) =>
    namedAnywhere(rules, kind)
      .filter((streamId) => !isIncluded(kind, streamId))
      .map((streamId) => ({ kind, streamId })),
  );
  return { streams, otherStreams };
}

/** Returns the properties that manifests of streams name, each name and ID once. */
export function namedProperties(manifests: readonly Manifest[]): readonly (string | number)[] {
  const named = manifests
    .filter(({ state }) => state !== 'absent')
    .flatMap(({ collection, spec }) =>
      streamCard(collection).lists.flatMap(({ member, rulesNameStream }) =>
        rulesNameStream ? [spec[member]].flat() : [],
      ),
    );
  return [...new Set(named.filter((item) => typeof item === 'string' || typeof item === 'number'))];
}
