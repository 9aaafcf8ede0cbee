import { streamCard } from '../../collections/registry.ts';
import { destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Observed } from '../../model/account.ts';
import type { ListCard } from '../../model/card.ts';
import type { Change } from '../../model/change.ts';
import { COLLECTION_OF_IDS, type Collection, collectionKey, type Kind } from '../../model/collection.ts';
import { pointerSteps } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { streamPhase } from '../../model/phase.ts';
import type { PropertyLoggingInput } from '../../model/plan-input.ts';
import type { ExpectedStream } from '../../model/property.ts';
import { keyById } from '../../model/resource-key.ts';
import { idsIn } from '../../properties/behaviors/datastream.ts';
import { canonicalLive, withExtra } from '../canonical/canonical.ts';
import { match } from '../match/match.ts';
import { nameIndex } from '../resolve/name-index.ts';
import { receiverText } from '../steps/personal-data.ts';
import { expectedStream, itemsOf, type Sides } from '../streams/expected-streams.ts';

/** A stream that the manifest of a property names. */
export interface NamedStreamOfProperty {
  readonly kind: Kind;
  /** As messages name it: `web-access-logs`, `stream 7050`. */
  readonly label: string;
  /** Absent for a stream that no manifest describes. */
  readonly manifest?: Manifest;
  /** Absent: the stream does not exist. */
  readonly streamId?: number;
  /** The live status. */
  readonly status?: string;
  /** Returns the stream as far as a property has to match it. */
  readonly expectedBy: (propertyId: number) => ExpectedStream;
  /** Returns the destinations of the stream by type and address. */
  readonly receivers: () => readonly string[];
  /** Returns whether a property is among the sources of the stream, now or after its manifest is applied. */
  readonly includes: (propertyId: number) => 'live' | 'desired' | 'no';
}

/** Finds streams by the names of their manifests, or by id. An id is that of a CDN stream of DataStream 2. */
export type FindStream = (named: string | number) => NamedStreamOfProperty | undefined;

/** Creates the look-up of the streams that manifests of properties name. */
export function streamFinder({ streams }: PropertyLoggingInput, observed: Observed): FindStream {
  const listed = streams.filter(({ collection }) => observed.rows.has(collectionKey(collection)));
  const names = nameIndex(observed);
  const byName = new Map<string, NamedStreamOfProperty>();
  const byId = new Map<number, NamedStreamOfProperty>();
  const enter = (manifest: Sides['manifest'], row: Sides['row'], of?: Manifest) => {
    const { collection } = manifest;
    const list = propertiesOf(collection);
    if (!list) return;
    const detail = row && observed.details.get(keyById(collection, row.streamId));
    const sides = { manifest, row, detail, names };
    const stream: NamedStreamOfProperty = {
      kind: collection.kind,
      label: of ? JSON.stringify(of.name) : `stream ${row?.streamId}`,
      expectedBy: (propertyId) => expectedStream(sides, list, propertyId),
      receivers: () => receiversOf(sides),
      includes: (propertyId) => sourceState(sides, list, propertyId),
      ...(of ? { manifest: of } : {}),
      ...(row ? { streamId: row.streamId, status: row.status } : {}),
    };
    if (of) byName.set(of.name, stream);
    if (row && collectionKey(collection) === collectionKey(COLLECTION_OF_IDS)) byId.set(row.streamId, stream);
  };
  for (const row of [...observed.rows.values()].flat()) {
    enter({ name: row.name, collection: row.collection, state: 'active', spec: {} }, row);
  }
  for (const one of match(listed, observed).matches) {
    enter(one.manifest, one.tag === 'stream' ? one.row : undefined, one.manifest);
  }
  return (named) => (typeof named === 'number' ? byId.get(named) : byName.get(named));
}

/** If the list of streams omits the sources, or a name cannot be resolved, the property counts as a source. */
function sourceState(sides: Sides, list: ListCard, propertyId: number): 'live' | 'desired' | 'no' {
  const { sources = [] } = sides.row ?? {};
  const isListed = sources.some(({ id }) => id === propertyId);
  if (isListed || (sides.row && sources.length === 0)) return 'live';
  const items = itemsOf(sides, list);
  return items.includes(propertyId) || items.some((item) => typeof item === 'string') ? 'desired' : 'no';
}

/** The destinations of the manifest. Without a manifest, those of the live stream. */
function receiversOf({ manifest, detail }: Sides): readonly string[] {
  const card = streamCard(manifest.collection);
  const stated = destinationPaths(card, withExtra(card, manifest.spec));
  const live = stated.length === 0 && detail ? destinationPaths(card, canonicalLive(card, detail).spec) : [];
  return [...stated, ...live].map(({ value }) => receiverText(destinationSet(card), value));
}

/** The list of a stream whose properties have to name it in their rule trees. */
function propertiesOf(collection: Collection): ListCard | undefined {
  return streamCard(collection).lists.find(({ rulesNameStream }) => rulesNameStream !== undefined);
}

/** Returns whether a stream is active, and not in transition. */
export function isActive({ status }: NamedStreamOfProperty): boolean {
  const phase = status === undefined ? undefined : streamPhase(status);
  return phase?.tag === 'stable' && phase.active;
}

/** Adds the names of streams to the changes of options that name streams. */
export function withStreamNames(changes: readonly Change[], { rows }: Observed): readonly Change[] {
  const named = [...rows.values()].flat().filter(({ collection }) => propertiesOf(collection) !== undefined);
  return changes.map((change) => {
    const kind = KIND_OF_OPTION[pointerSteps(change.path).at(-1) ?? ''];
    const ids = new Set([...idsIn(change.before), ...idsIn(change.after)]);
    const labels = named
      .filter(({ collection, streamId }) => collection.kind === kind && ids.has(streamId))
      .map(({ streamId, name }) => [String(streamId), name]);
    return labels.length === 0 ? change : { ...change, labels: Object.fromEntries(labels) };
  });
}

const KIND_OF_OPTION: Readonly<Record<string, Kind>> = {
  logStreamName: 'DataStream2',
  datastreamIds: 'DataStream1',
};
