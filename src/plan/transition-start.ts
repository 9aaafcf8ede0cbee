import { streamCard } from '../collections/registry.ts';
import { type Collection, collectionKey } from '../model/collection.ts';
import type { Activation, StreamRow } from '../model/observed.ts';
import { phaseOf, type StableStatus } from '../model/phase.ts';

/** A movement that an apply started, from its journal. Only where there is such a record can a stream have fallen back. */
export interface StartedTransition extends Collection {
  readonly streamId: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The status before it. */
  readonly from: string;
  readonly towards: StableStatus;
}

/** The key of a stream, as activation histories and transitions are kept by it. */
export function historyKey(collection: Collection, streamId: number): string {
  return `${collectionKey(collection)}/${streamId}`;
}

/**
 * Being activated: since its last change or the recorded start, whichever is later; since the recorded start alone where
 * another stream's edit may have moved it. Being deactivated: since the recorded start alone, since no edit deactivates, and
 * stopping is no change of a version. Settled: what the history says.
 */
export function sinceOf(
  row: StreamRow,
  movement: StartedTransition | undefined,
  history: readonly Activation[],
): number | undefined {
  const phase = phaseOf(row.status);
  if (phase.tag === 'unknown') return undefined;
  if (phase.tag === 'settled') {
    return latest(history.filter(({ status }) => status === row.status).map((a) => time(a.modifiedDate)));
  }
  const started = movement?.towards === phase.towards ? time(movement.startedAt) : undefined;
  const { editReactivatesSharedSources: movesSharing } = streamCard(row.collection);
  const isEdit = phase.towards === 'ACTIVATED' && !movesSharing;
  return latest([started, isEdit ? time(row.modifiedDate) : undefined]);
}

/** Whether it is known when the transition of a stream started. @param movement the latest that is recorded of it */
export function isStartKnown(row: StreamRow, movement: StartedTransition | undefined): boolean {
  return sinceOf(row, movement, []) !== undefined;
}

export function latestMovements(
  movements: readonly StartedTransition[],
): ReadonlyMap<string, StartedTransition> {
  const byStream = new Map<string, StartedTransition>();
  for (const movement of movements) {
    const key = historyKey(movement, movement.streamId);
    const known = byStream.get(key);
    const isLater = !known || (time(known.startedAt) ?? 0) <= (time(movement.startedAt) ?? 0);
    if (isLater) byStream.set(key, movement);
  }
  return byStream;
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((t) => t !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Milliseconds since 1970; nothing where the API sent something that is no date. */
export function time(date: string | undefined): number | undefined {
  const milliseconds = Date.parse(date ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
