import { apiCard } from '../collections/apis.ts';
import type { Observed } from '../model/account.ts';
import { type Collection, collectionOf, isStream } from '../model/collection.ts';
import { defined } from '../model/defined.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Activation, StreamRow, UnusableRow } from '../model/observed.ts';
import { streamPhase } from '../model/phase.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanItem } from '../model/plan-item.ts';
import { keyById } from '../model/resource-key.ts';
import type { Sighting } from '../model/sighting.ts';
import type { Condition, StatusItem, StatusReport, UnusableRowReport } from '../model/status.ts';
import { type BlockingRow, blockingRow, NO_UNUSABLE_ROWS, unusableReason } from './match/unusable-rows.ts';
import { sightingOf } from './sightings.ts';
import { latestTransitions, type StartedTransition, sinceOf, time } from './transition-start.ts';

const MINUTE = 60_000;

/** The input of `statusReport`. */
export interface StatusInput {
  readonly plan: Plan;
  /** The manifests that the plan was made from. */
  readonly manifests: readonly Manifest[];
  readonly observed: Observed;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** Minutes after which a transition is overdue. Default: the value on the card. */
  readonly overdueMinutes?: number;
  /** In any order; only the latest one of each stream counts. */
  readonly transitions?: readonly StartedTransition[];
  /** Activation histories by `keyById`, for the streams whose history was read. */
  readonly histories?: ReadonlyMap<string, readonly Activation[]>;
  /** Sightings of transitions whose start is not known. */
  readonly sightings?: readonly Sighting[];
}

/**
 * Reports the state of every managed stream: its status, since when, what comes next, and the earliest time of an
 * update.
 */
export function statusReport(input: StatusInput): StatusReport {
  const wanted = new Map(input.manifests.map((manifest) => [manifest.name, manifest]));
  const { unusable = NO_UNUSABLE_ROWS } = input.observed;
  const rows = rowsById(input.observed);
  const transitions = latestTransitions(input.transitions ?? []);
  const items = input.plan.items.filter(isStream).map((item): StatusItem => {
    const { name } = item;
    const manifest = wanted.get(name);
    if (!manifest) throw new Error(`the plan has an item ${name} that no manifest names`);
    const common = { name, ...collectionOf(item), wanted: manifest.state, next: nextOf(item) };
    const key = item.streamId === undefined ? '' : keyById(item, item.streamId);
    const row = rows.get(key);
    const blocking = row ? undefined : blockingRow(manifest, unusable, false);
    if (blocking) return { ...common, ...unknownStream(blocking) };
    if (!row) return { ...common, ...withoutStream(input.plan, name) };
    const live = liveOf(row, transitions.get(key), input.histories?.get(key) ?? []);
    return { ...common, ...liveMembers(live, input) };
  });
  const unusableRows = [...unusable.values()].flat().map(rowReport);
  return {
    formatVersion: 1,
    target: input.plan.target,
    items,
    orphans: input.plan.orphans,
    ...(unusableRows.length === 0 ? {} : { unusableRows }),
  };
}

function rowReport({ collection, streamId, name, reason }: UnusableRow): UnusableRowReport {
  return {
    ...collectionOf(collection),
    ...defined({ streamId, name }),
    reason,
  };
}

function unknownStream(
  blocking: BlockingRow,
): Pick<StatusItem, 'streamId' | 'status' | 'condition' | 'reason'> {
  const { streamId } = blocking.row;
  return {
    ...(blocking.isOwn && streamId !== undefined ? { streamId } : {}),
    status: 'unknown',
    condition: 'unknown',
    reason: unusableReason(blocking),
  };
}

/** There is no stream, or there are several with the same name and the right one cannot be determined. */
function withoutStream(plan: Plan, name: string): Pick<StatusItem, 'status' | 'condition'> {
  const ambiguous = plan.refusals.some(({ code, names }) => code === 'ambiguous' && names.includes(name));
  return ambiguous
    ? { status: 'ambiguous', condition: 'unknown' }
    : { status: 'absent', condition: 'stable' };
}

/**
 * Returns the streams whose activation history is needed to determine whether they reverted. For these streams, a
 * recorded transition ended in the opposite state. Another reason may be that a user changed the stream after the
 * transition.
 */
export function historiesToRead(
  observed: Observed,
  transitions: readonly StartedTransition[],
): readonly { readonly collection: Collection; readonly streamId: number }[] {
  const rows = rowsById(observed);
  return [...latestTransitions(transitions)].flatMap(([key, startedTransition]) => {
    const row = rows.get(key);
    return row && endedElsewhere(row.status, startedTransition)
      ? [{ collection: row.collection, streamId: row.streamId }]
      : [];
  });
}

/** A live stream, with times in milliseconds since 1970. */
interface Live {
  readonly row: StreamRow;
  /** The time since when it has its status, if known. */
  readonly since: number | undefined;
  readonly reverted: boolean;
}

function liveOf(
  row: StreamRow,
  recorded: StartedTransition | undefined,
  history: readonly Activation[],
): Live {
  const startedTransition = recorded && !arrived(recorded, history) ? recorded : undefined;
  return {
    row,
    since: sinceOf(row, startedTransition, history),
    reverted: startedTransition !== undefined && endedElsewhere(row.status, startedTransition),
  };
}

function liveMembers({ row, since, reverted }: Live, input: StatusInput) {
  const { transition } = apiCard(row.collection.kind);
  const seen = since === undefined ? sightingOf(row, input.sightings ?? []) : undefined;
  const from = since ?? time(seen?.firstSeenAt);
  const changing = streamPhase(row.status).tag === 'in-transition';
  const overdue = (input.overdueMinutes ?? transition.overdue) * MINUTE;
  return {
    streamId: row.streamId,
    version: row.version,
    status: row.status,
    ...defined({ modifiedBy: row.modifiedBy, modifiedDate: row.modifiedDate }),
    ...(since === undefined ? {} : { since: isoDate(since) }),
    ...(seen === undefined ? {} : { firstSeen: seen.firstSeenAt }),
    condition: conditionOf(row.status, reverted, from !== undefined && input.now - from > overdue),
    ...(changing && since !== undefined ? { earliestEdit: isoDate(since + transition.most * MINUTE) } : {}),
  };
}

function conditionOf(status: string, reverted: boolean, late: boolean): Condition {
  const phase = streamPhase(status);
  switch (phase.tag) {
    case 'stable':
      return reverted ? 'reverted' : 'stable';
    case 'in-transition':
      return late ? 'overdue' : 'in-transition';
    case 'unknown':
      return 'unknown';
    default:
      return phase satisfies never;
  }
}

/** Returns whether a stream is stable, but in the opposite state of the transition's goal. */
function endedElsewhere(status: string, startedTransition: StartedTransition): boolean {
  const phase = streamPhase(status);
  return phase.tag === 'stable' && phase.as !== startedTransition.towards;
}

function arrived(startedTransition: StartedTransition, history: readonly Activation[]): boolean {
  const start = time(startedTransition.startedAt) ?? 0;
  return history.some((a) => a.status === startedTransition.towards && (time(a.modifiedDate) ?? 0) >= start);
}

function nextOf(item: PlanItem): string {
  return item.action === 'blocked' ? 'blocked' : (item.steps[0]?.do ?? 'none');
}

function rowsById(observed: Observed): ReadonlyMap<string, StreamRow> {
  const rows = [...observed.rows.values()].flat();
  return new Map(rows.map((row) => [keyById(row.collection, row.streamId), row]));
}

function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
