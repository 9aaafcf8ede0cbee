import type { ListCard, StreamCard } from '../../model/card.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import type { NameIndex } from '../resolve/resolve.ts';

/** A live or planned stream, and its sources. */
export interface SourceUsage {
  readonly card: StreamCard;
  /** `web` for a managed stream, `stream 12 ("old")` for an unmanaged stream. */
  readonly who: string;
  readonly ids: readonly Json[];
}

/** The sources of a planned stream. */
export function plannedUsage(card: StreamCard, spec: JsonObject, who: string): SourceUsage {
  const ids = spec[sourcesOf(card)?.member ?? ''];
  return { card, who, ids: isArray(ids) ? ids : [] };
}

/** The sources of a live stream, as its list row has them. */
export function liveUsage(card: StreamCard, row: StreamRow, who: string): SourceUsage {
  return { card, who, ids: row.sources.map(({ id }) => id) };
}

/**
 * Warns about sources that more streams use than the vendor allows (three for a property). Streams outside the
 * repository count too, so validation, which knows manifests only, cannot check this.
 */
export function crowdedSources(claims: readonly SourceUsage[], names: NameIndex): readonly Warning[] {
  const crowds = new Map<string, OverusedSource>();
  for (const claim of claims) {
    for (const id of new Set(claim.ids)) join(crowds, claim, id);
  }
  return [...crowds.values()].filter((crowd) => crowd.who.length > crowd.most).map((c) => warning(c, names));
}

/** The streams that use one source. */
interface OverusedSource {
  readonly collection: Collection;
  readonly list: ListCard;
  readonly most: number;
  readonly id: Json;
  readonly who: string[];
}

function join(crowds: Map<string, OverusedSource>, { card, who }: SourceUsage, id: Json): void {
  const list = sourcesOf(card);
  if (list?.streamsPerItem === undefined) return;
  const key = `${collectionKey(card.collection)} ${String(id)}`;
  const crowd = crowds.get(key);
  if (crowd) crowd.who.push(who);
  else crowds.set(key, { collection: card.collection, list, most: list.streamsPerItem, id, who: [who] });
}

function sourcesOf(card: StreamCard): ListCard | undefined {
  return card.lists.find((list) => list.role === 'sources');
}

function warning({ collection, list, most, id, who }: OverusedSource, names: NameIndex): Warning {
  const label =
    typeof id === 'number' || typeof id === 'string' ? names.label(collection, list.member, id) : undefined;
  const source = label === undefined ? String(id) : `${label} (${String(id)})`;
  const message = `The ${list.noun} ${source} would be in ${who.length} streams (${who.join(', ')}), and the vendor documents ${most} at most: it may refuse the write`;
  return { code: 'crowded-source', message };
}
