import { streamCard } from '../collections/registry.ts';
import type { Collection } from '../model/collection.ts';
import type { Activation, StreamRow } from '../model/observed.ts';
import { type StableStatus, streamPhase } from '../model/phase.ts';
import { keyById } from '../model/resource-key.ts';

/**
 * A transition that an apply started, from its journal. A stream can only be reported as reverted if there is such a
 * record.
 */
export interface StartedTransition extends Collection {
  readonly streamId: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The status before the transition. */
  readonly from: string;
  readonly towards: StableStatus;
}

/**
 * Returns the time since when a stream has its status, in milliseconds since 1970. Activating: since its last change
 * or the recorded start, whichever is later. If another stream's update may have re-activated it, only the recorded
 * start counts. Deactivating: since the recorded start, since no update deactivates a stream, and stopping a stream
 * does not change its version. Stable: from the activation history.
 */
export function sinceOf(
  row: StreamRow,
  transition: StartedTransition | undefined,
  history: readonly Activation[],
): number | undefined {
  const phase = streamPhase(row.status);
  if (phase.tag === 'unknown') return undefined;
  if (phase.tag === 'stable') {
    return latest(history.filter(({ status }) => status === row.status).map((a) => time(a.modifiedDate)));
  }
  const started = transition?.towards === phase.towards ? time(transition.startedAt) : undefined;
  const { editReactivatesSharedSources } = streamCard(row.collection);
  const isEdit = phase.active && !editReactivatesSharedSources;
  return latest([started, isEdit ? time(row.modifiedDate) : undefined]);
}

/**
 * Returns whether the start of a stream's transition is known.
 *
 * @param transition the latest recorded transition of the stream
 */
export function isStartKnown(row: StreamRow, transition: StartedTransition | undefined): boolean {
  return sinceOf(row, transition, []) !== undefined;
}

/** Returns the latest started transition of each stream, by `keyById`. */
export function latestTransitions(
  transitions: readonly StartedTransition[],
): ReadonlyMap<string, StartedTransition> {
  const byStream = new Map<string, StartedTransition>();
  for (const transition of transitions) {
    const key = keyById(transition, transition.streamId);
    const known = byStream.get(key);
    const isLater = !known || (time(known.startedAt) ?? 0) <= (time(transition.startedAt) ?? 0);
    if (isLater) byStream.set(key, transition);
  }
  return byStream;
}

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((t) => t !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Parses a date to milliseconds since 1970; `undefined` if the API returned an invalid date. */
export function time(date: string | undefined): number | undefined {
  const milliseconds = Date.parse(date ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
