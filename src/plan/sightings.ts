import type { Observed } from '../model/account.ts';
import { type Collection, collectionKey, collectionOf } from '../model/collection.ts';
import type { StreamRow } from '../model/observed.ts';
import { streamPhase } from '../model/phase.ts';
import { keyById } from '../model/resource-key.ts';
import type { Sighting } from '../model/sighting.ts';
import { NO_UNUSABLE_ROWS } from './match/unusable-rows.ts';
import { isStartKnown, latestTransitions, type StartedTransition } from './transition-start.ts';

/** The input of `updateSightings`. */
export interface SightingInput {
  /** The managed streams of this run. */
  readonly items: readonly (Collection & { readonly streamId?: number })[];
  readonly observed: Pick<Observed, 'rows' | 'unusable'>;
  readonly transitions: readonly StartedTransition[];
  /** What earlier runs recorded. */
  readonly known: readonly Sighting[];
  /** ISO 8601, UTC: the time immediately before the lists were read. */
  readonly at: string;
}

/** The sightings to record, and the differences from the earlier ones. */
export interface SightingUpdate {
  readonly current: readonly Sighting[];
  readonly added: readonly Sighting[];
  readonly dropped: readonly Sighting[];
}

/**
 * Adds the managed streams that are in a transition whose start is not known. Drops those that are stable, in another
 * transition or deleted, and those whose start is known by now. A stream that this run did not read is kept.
 */
export function updateSightings(input: SightingInput): SightingUpdate {
  const { items, observed, known } = input;
  const rows = new Map(
    [...observed.rows.values()].flat().map((row) => [keyById(row.collection, row.streamId), row]),
  );
  const transitions = latestTransitions(input.transitions);
  const isOpen = (row: StreamRow) =>
    streamPhase(row.status).tag === 'in-transition' &&
    !isStartKnown(row, transitions.get(keyById(row.collection, row.streamId)));
  const kept = known.filter((sighting) => {
    const row = rows.get(keyById(sighting, sighting.streamId));
    return row ? isSame(row, sighting) && isOpen(row) : mayExist(sighting, observed);
  });
  const recorded = new Set(kept.map((sighting) => keyById(sighting, sighting.streamId)));
  const managed = new Set(
    items.flatMap((item) => (item.streamId === undefined ? [] : [keyById(item, item.streamId)])),
  );
  const added = [...managed].flatMap((key) => {
    const row = rows.get(key);
    return row && !recorded.has(key) && isOpen(row) ? [sightingFrom(row, input.at)] : [];
  });
  const dropped = known.filter((sighting) => !kept.includes(sighting));
  return { current: [...kept, ...added], added, dropped };
}

/** Returns the sighting of the current transition of a stream. */
export function sightingOf(row: StreamRow, sightings: readonly Sighting[]): Sighting | undefined {
  return sightings.find((sighting) => isSame(row, sighting));
}

function isSame(row: StreamRow, sighting: Sighting): boolean {
  const isStream = keyById(row.collection, row.streamId) === keyById(sighting, sighting.streamId);
  return isStream && row.status === sighting.status && row.version === sighting.version;
}

/**
 * Returns whether a stream without a usable row may still exist: its collection was not listed, or one of the unusable
 * rows may be its row.
 */
function mayExist(
  { streamId, ...sighting }: Sighting,
  { rows, unusable }: SightingInput['observed'],
): boolean {
  const key = collectionKey(sighting);
  const others = (unusable ?? NO_UNUSABLE_ROWS).get(key) ?? [];
  return !rows.has(key) || others.some((row) => row.streamId === undefined || row.streamId === streamId);
}

function sightingFrom({ collection, streamId, status, version }: StreamRow, at: string): Sighting {
  return { ...collectionOf(collection), streamId, status, version, firstSeenAt: at };
}
