import { streamCard } from '../../collections/registry.ts';
import type { Observed } from '../../model/account.ts';
import { type Collection, collectionKey, collectionOf, KINDS, type Kind } from '../../model/collection.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Plan, PlanItem, Resolved, Step } from '../../model/plan.ts';
import { blockedWith } from './shared-sources.ts';
import { acts, takes, writes } from './transitions.ts';

/** What is at hand when requests are counted. */
export interface KnownResponses {
  readonly rows?: Observed['rows'];
  /** Whether this run has just looked these names up, so that applying sends no request for them. */
  readonly isLookedUp?: (collection: Collection, role: Resolved['role'], place: Place) => boolean;
}

/** Where sources are looked up. */
interface Place {
  readonly groupId?: number;
  readonly contractId?: string;
}

/**
 * HTTP requests that applying sends, from the first step to the last, not counting waits: a fresh read and the write
 * for each writing step (creates of one collection share one list call as their fresh read), one more where an answer
 * tells ids only, a list after each create where names may repeat, one look-up for each place whose names end in a write, and a fresh read in vain for each time that a
 * stream is found in transition because another one was edited.
 */
export function requestsToApply(items: readonly PlanItem[], known: KnownResponses = {}): number {
  const { rows = new Map() } = known;
  const going = items.filter(acts);
  const creates = new Set(going.filter((item) => takes(item.steps, 'create')).map(keyOf));
  const lookUps = new Set(going.flatMap((item) => lookUpsOf(item, known)));
  const shared = creates.size + lookUps.size + readsInVain(going, rows);
  return going.reduce((sum, item) => sum + stepRequests(item), shared);
}

/** A plan's request budget: what was sent, and what applying sends. */
export function requestsOf(
  items: readonly PlanItem[],
  used: number,
  known: KnownResponses = {},
): Plan['requests'] {
  const byKind = requestsByKind(items, known);
  return { used, apply: requestsToApply(items, known), ...(byKind ? { applyByKind: byKind } : {}) };
}

/** The same for each API apart: each has a budget of its own. Nothing where all go to one. */
function requestsByKind(
  items: readonly PlanItem[],
  known: KnownResponses,
): Partial<Record<Kind, number>> | undefined {
  const kinds = KINDS.filter((kind) => items.some((item) => item.kind === kind && acts(item)));
  if (kinds.length < 2) return undefined;
  const ofKind = (kind: Kind) =>
    requestsToApply(
      items.filter((item) => item.kind === kind),
      known,
    );
  return Object.fromEntries(kinds.map((kind) => [kind, ofKind(kind)]));
}

function stepRequests(item: PlanItem): number {
  const { writesReturnIdsOnly: answersIds, namesMayRepeat } = streamCard(collectionOf(item));
  const confirms = (step: Step) =>
    (answersIds && step.do !== 'delete' ? 1 : 0) + (namesMayRepeat && step.do === 'create' ? 1 : 0);
  return item.steps
    .filter(writes)
    .reduce((sum, step) => sum + (step.do === 'create' ? 1 : 2) + confirms(step), 0);
}

/** Streams are edited in the plan's order; those that an edit moves wait until it is over, and are read again then. */
function readsInVain(items: readonly PlanItem[], rows: Observed['rows']): number {
  const waiting = blockedWith(
    items.filter((item) => item.steps.some(writes)),
    rows,
  );
  return waiting.length === 0 ? 0 : waiting.length + readsInVain(waiting, rows);
}

function keyOf(item: PlanItem): string {
  return collectionKey(item);
}

/** Names of sources live in a list of one group or contract, fields in one of the collection: one request shows all. */
function lookUpsOf(item: PlanItem, { rows, isLookedUp }: KnownResponses): readonly string[] {
  if (!item.desired || !takes(item.steps, 'create', 'update')) return [];
  const collection = collectionOf(item);
  const place = placeOf(item, rows?.get(keyOf(item)));
  return item.desired.resolved
    .filter(({ role }) => !isLookedUp?.(collection, role, place))
    .map(({ list, role }) => `${keyOf(item)} ${list} ${role === 'fields' ? '' : JSON.stringify(place)}`);
}

/** As the manifest says, else as the stream's row does: where apply looks the names of its sources up. */
function placeOf({ desired, streamId }: PlanItem, rows: readonly StreamRow[] = []): Place {
  const { groupId, contractId } = { ...desired?.spec };
  const row = rows.find((one) => one.streamId === streamId);
  const group = typeof groupId === 'number' ? groupId : row?.groupId;
  const contract = typeof contractId === 'string' ? contractId : row?.contractId;
  return {
    ...(group === undefined ? {} : { groupId: group }),
    ...(contract === undefined ? {} : { contractId: contract }),
  };
}
