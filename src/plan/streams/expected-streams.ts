import { streamCard } from '../../collections/registry.ts';
import { traitPath } from '../../collections/texts.ts';
import type { Observed } from '../../model/account.ts';
import type { ListCard, StreamCard } from '../../model/card.ts';
import { collectionOf } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { isArray, isObject, type Json, pointerSteps } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import { streamPhase } from '../../model/phase.ts';
import type { Plan } from '../../model/plan.ts';
import type { ExpectedStream, PropertyName } from '../../model/property.ts';
import { keyById } from '../../model/resource-key.ts';
import { canonicalLive, itemId } from '../canonical/canonical.ts';
import { type NameIndex, nameIndex } from '../resolve/name-index.ts';

/** A property that manifests name, and the streams that they describe for it. */
export interface ExpectedProperty {
  readonly property: PropertyName;
  readonly streams: readonly ExpectedStream[];
}

/** What a plan knows about its streams. */
interface Known {
  readonly plan: Pick<Plan, 'items'>;
  readonly manifests: readonly Manifest[];
  readonly observed: Observed;
}

/**
 * Returns the properties of Property Manager that the manifests name, in the order of the manifests, each with all
 * streams that it should have. A manifest that deletes its stream names the properties of the live stream.
 */
export function expectedProperties(known: Known): readonly ExpectedProperty[] {
  const names = nameIndex(known.observed);
  const rows = new Map(
    [...known.observed.rows.values()].flat().map((row) => [keyById(row.collection, row.streamId), row]),
  );
  const items = new Map(known.plan.items.map((item) => [item.name, item]));
  const found = new Map<string, { property: PropertyName; streams: ExpectedStream[] }>();
  for (const manifest of known.manifests) {
    const list = streamCard(manifest.collection).lists.find((one) => one.rulesNameStream);
    if (!list) continue;
    const { streamId } = items.get(manifest.name) ?? {};
    const key = streamId === undefined ? '' : keyById(manifest.collection, streamId);
    const sides = { manifest, row: rows.get(key), detail: known.observed.details.get(key), names };
    for (const id of new Set(itemsOf(sides, list))) {
      const property = propertyName(sides, list, id);
      const entry = found.get(String(id)) ?? { property, streams: [] };
      entry.streams.push(expectedStream(sides, list, id));
      found.set(String(id), entry);
    }
  }
  return [...found.values()];
}

/**
 * Returns the IDs of the streams that are not active and that share the limit of active streams in one behavior, in
 * ascending order, those without a manifest included.
 */
export function inactiveStreams({ rows }: Pick<Observed, 'rows'>): readonly number[] {
  const inactive = [...rows.values()].flat().filter(({ collection, status }) => {
    const { lists } = streamCard(collection);
    const isNamed = lists.some(({ rulesNameStream }) => rulesNameStream === 'by-integration-type');
    const phase = streamPhase(status);
    return isNamed && phase.tag === 'stable' && !phase.active;
  });
  return inactive.map(({ streamId }) => streamId).sort((a, b) => a - b);
}

/** The manifest and the live stream of one stream. */
export interface Sides {
  /** Without members in `spec`, those of the live stream are used. */
  readonly manifest: Pick<Manifest, 'name' | 'collection' | 'state' | 'spec'>;
  /** Absent if the stream does not exist. */
  readonly row: StreamRow | undefined;
  readonly detail: StreamDetail | undefined;
  readonly names: NameIndex;
}

/** The items of a list of the manifest: ids, and names that are not known. Without a list, those of the live stream. */
export function itemsOf(
  { manifest, row, detail, names }: Sides,
  list: ListCard,
): readonly (number | string)[] {
  const { collection, spec } = manifest;
  const stated = spec[list.member];
  if (stated === undefined && row && list.role === 'sources' && row.sources.length > 0) {
    return row.sources.map(({ id }) => id);
  }
  const live = stated === undefined && detail ? liveList(streamCard(collection), detail, list) : undefined;
  const items = stated ?? live;
  return (isArray(items) ? items : [])
    .map((item) => itemId(list, item))
    .filter((item) => typeof item === 'number' || typeof item === 'string')
    .map((item) => {
      if (typeof item === 'number') return item;
      const [only, ...others] = names.find(collection, list.member, item);
      return only && others.length === 0 ? only.id : item;
    });
}

function liveList(card: StreamCard, detail: StreamDetail, list: ListCard): Json | undefined {
  return canonicalLive(card, detail).spec[list.member];
}

function propertyName({ manifest, row, names }: Sides, list: ListCard, id: number | string): PropertyName {
  if (typeof id === 'string') return { propertyName: id };
  const returned = row?.sources.find((source) => source.id === id)?.name;
  const propertyName = returned ?? names.label(manifest.collection, list.member, id);
  return { propertyId: id, ...defined({ propertyName }) };
}

/** Returns a stream as far as one of its properties has to match it. */
export function expectedStream(sides: Sides, list: ListCard, id: number | string): ExpectedStream {
  const { manifest, row, detail } = sides;
  const card = streamCard(manifest.collection);
  const fields = card.lists.find(({ role }) => role === 'fields');
  const phase = row && streamPhase(row.status);
  const productId = detail?.body['productId'];
  return {
    ...collectionOf(manifest.collection),
    name: manifest.name,
    ...defined({
      streamId: row?.streamId,
      integrationType: integrationTypeOf(detail, list, id),
      productId: typeof productId === 'string' ? productId : undefined,
      samplingPercentage: loggedShare(manifest, list),
    }),
    state: manifest.state,
    isLive: phase?.tag === 'stable' && phase.active,
    fields: fields ? itemsOf(sides, fields) : [],
  };
}

/** The share of logs that the manifest states. The rules override it for streams with an integration type only. */
function loggedShare({ collection, spec }: Sides['manifest'], list: ListCard): number | undefined {
  const path = traitPath(collection, 'logged-share');
  if (path === undefined || list.rulesNameStream !== 'by-integration-type') return undefined;
  const value = pointerSteps(path).reduce<Json | undefined>(
    (at, step) => (isObject(at) ? at[step] : undefined),
    spec,
  );
  return typeof value === 'number' ? value : undefined;
}

/** The integration type of one property of the stream, otherwise that of the stream. */
function integrationTypeOf(
  detail: StreamDetail | undefined,
  list: ListCard,
  id: number | string,
): string | undefined {
  if (list.rulesNameStream === 'always') return 'PM_DEPENDENT';
  const items = detail?.body[list.member];
  const item = (isArray(items) ? items : []).find(
    (one) => isObject(one) && itemId(list, one[list.idMember] ?? null) === id,
  );
  const own = isObject(item) ? item['integrationType'] : undefined;
  return typeof own === 'string' ? own : detail?.integrationType;
}
