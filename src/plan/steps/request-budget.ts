import { streamCard } from '../../collections/registry.ts';
import { type AccountScope, type Observed, scopeOf } from '../../model/account.ts';
import { type Collection, collectionKey, streamCollection } from '../../model/collection.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { PlanItem, Resolved, Step } from '../../model/plan-item.ts';
import { blockedWith } from './shared-sources.ts';
import { acts, takes, writes } from './steps.ts';
import { isTransitionOnly, readsBeforeTransitions } from './transition-only.ts';

/** Responses that are already known when requests are counted. */
export interface KnownResponses {
  readonly rows?: Observed['rows'];
  /** Returns whether these names have already been looked up, so that apply sends no request for them. */
  readonly isLookedUp?: (collection: Collection, role: Resolved['role'], place: AccountScope) => boolean;
}

/**
 * Counts the HTTP requests that apply sends from the first step to the last, without polling. Each writing step needs
 * a fresh read and the write; creates of one collection share one list call as their fresh read. One request is added
 * if the response to a write contains only ids. One list call is added after each create if names may repeat. One
 * look-up is added for each scope whose names are in a write. One fresh read is added each time that a stream is found
 * in transition because another stream was updated. Activations and deactivations of one collection share a list as
 * their fresh read.
 */
export function requestsToApply(items: readonly PlanItem[], known: KnownResponses = {}): number {
  const { rows = new Map() } = known;
  const going = items.filter(acts);
  const creates = new Set(going.filter((item) => takes(item.steps, 'create')).map(collectionKey));
  const lookUps = new Set(going.flatMap((item) => lookUpsOf(item, known)));
  const shared = creates.size + lookUps.size + readsInVain(going, rows) - sharedReads(going);
  return going.reduce((sum, item) => sum + stepRequests(item), shared);
}

/** Counts the reads that are saved because activations and deactivations of one collection share lists. */
function sharedReads(items: readonly PlanItem[]): number {
  const counts = new Map<string, number>();
  for (const item of items.filter(isTransitionOnly)) {
    const key = collectionKey(item);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum + count - readsBeforeTransitions(count), 0);
}

function stepRequests(item: PlanItem): number {
  const { writesReturnIdsOnly, namesMayRepeat } = streamCard(streamCollection(item));
  const confirms = (step: Step) =>
    (writesReturnIdsOnly && step.do !== 'delete' ? 1 : 0) + (namesMayRepeat && step.do === 'create' ? 1 : 0);
  return item.steps
    .filter(writes)
    .reduce((sum, step) => sum + (step.do === 'create' ? 1 : 2) + confirms(step), 0);
}

/**
 * Streams are updated in the plan's order. A stream that another update re-activates waits until its transition ends,
 * and is then read again.
 */
function readsInVain(items: readonly PlanItem[], rows: Observed['rows']): number {
  const waiting = blockedWith(
    items.filter((item) => item.steps.some(writes)),
    rows,
  );
  return waiting.length === 0 ? 0 : waiting.length + readsInVain(waiting, rows);
}

/**
 * Names of sources are in a list of one group or contract, fields in one list of the collection. One request returns
 * the whole list.
 */
function lookUpsOf(item: PlanItem, { rows, isLookedUp }: KnownResponses): readonly string[] {
  if (!item.desired || !takes(item.steps, 'create', 'update')) return [];
  const collection = streamCollection(item);
  const place = scopeOfItem(item, rows?.get(collectionKey(item)));
  return item.desired.resolved
    .filter(({ role }) => !isLookedUp?.(collection, role, place))
    .map(
      ({ list, role }) => `${collectionKey(item)} ${list} ${role === 'fields' ? '' : JSON.stringify(place)}`,
    );
}

/** Returns the scope in which apply looks up names of sources. */
export function scopeOfItem({ desired, streamId }: PlanItem, rows: readonly StreamRow[] = []): AccountScope {
  const row = rows.find((one) => one.streamId === streamId);
  return scopeOf(desired?.spec, row);
}
