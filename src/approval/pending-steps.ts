import type { Hash } from '../model/account.ts';
import type { RecordComparison, StreamRecord } from '../model/approval.ts';
import { canonicalJson } from '../model/json.ts';
import { hasReached, leadsToActive, phaseOf } from '../model/phase.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanItem, Step } from '../model/plan-item.ts';
import { idOf, isSameResource } from '../model/resource-key.ts';
import { unmetNeeds } from '../plan/resources/needs.ts';
import { typeOf } from '../plan/resources/resource-types.ts';
import { acts, takes } from '../plan/steps/steps.ts';
import { desiredDigest } from './approval.ts';

/** The state of a stream for which an apply recorded further steps. */
export type OpenStream<R extends StreamRecord = StreamRecord> =
  /** The stream is stable in the recorded state, and the recorded next step is also the plan's: it may be taken. */
  | { readonly tag: 'due'; readonly record: R; readonly item: PlanItem }
  /** The recorded transition is not finished. */
  | { readonly tag: 'in-transition'; readonly record: R; readonly item: PlanItem }
  /** The stream cannot be read, so the record stays open. A later run may find it due. */
  | { readonly tag: 'unreadable'; readonly record: R; readonly item: PlanItem }
  /** All recorded steps are done. */
  | { readonly tag: 'closed'; readonly record: R; readonly item: PlanItem }
  /** The transition ended in the opposite state. It is reported and never retried. */
  | { readonly tag: 'reverted'; readonly record: R; readonly item: PlanItem }
  /** The manifest, the version or the steps have changed, so the record is no longer valid. */
  | { readonly tag: 'overtaken'; readonly record: R; readonly item?: PlanItem };

/**
 * Compares the recorded remaining steps of applies with the live streams and the current manifests. A step is due only
 * if everything matches. A mismatch never leads to more steps.
 *
 * @param plan of the current manifests
 */
export function openWork<R extends StreamRecord>(
  plan: Plan,
  records: readonly R[],
  hash: Hash,
): readonly OpenStream<R>[] {
  return records.filter(({ left }) => left.length > 0).map((record) => reportedStateOf(plan, record, hash));
}

function reportedStateOf<R extends StreamRecord>(plan: Plan, record: R, hash: Hash): OpenStream<R> {
  const item = plan.items.find((one) => isOfRecord(one, record));
  if (!item) return { tag: 'overtaken', record };
  const comparison = typeOf(item).compareRecord(item, record);
  if (comparison === 'unclear') return { tag: 'unreadable', record, item };
  if (!wants(plan, item, record, hash)) return { tag: 'overtaken', record, item };
  const tag = comparedState(comparison, record, item);
  // What it needs may still be in transition. A step is due only after that.
  const isWaiting = tag === 'due' && unmetNeeds(item, plan.items).length > 0;
  return { tag: isWaiting ? 'in-transition' : tag, record, item };
}

function comparedState(
  comparison: Exclude<RecordComparison, 'unclear'>,
  record: StreamRecord,
  item: PlanItem,
): OpenStream['tag'] {
  switch (comparison) {
    case 'same-version':
      return pendingStateOf(record, item);
    case 'same-content':
      return continuedState(record, item);
    case 'reached':
      return item.steps.length > 0 ? 'in-transition' : 'closed';
    case 'other':
      return 'overtaken';
    default:
      return comparison satisfies never;
  }
}

/**
 * The state if only the version differs from the record. A run that ended before it wrote its record may have taken some
 * of the recorded steps.
 */
function continuedState({ left }: StreamRecord, { steps }: PlanItem): OpenStream['tag'] {
  const isRest = canonicalJson(left.slice(-steps.length)) === canonicalJson(steps);
  if (!isRest || steps.length === 0 || takes(steps, 'create', 'delete')) return 'overtaken';
  return steps[0]?.do === 'await' ? 'in-transition' : 'due';
}

function isOfRecord(item: PlanItem, record: StreamRecord): boolean {
  const id = idOf(item);
  // An unreadable row may have neither id nor name. Then only the manifest's name identifies the stream.
  if (id === undefined && !item.unreadable) return false;
  return (id === undefined || id === idOf(record)) && isSameResource(item, record);
}

/** A stream with nothing to do has no spec in the plan. Then there is also nothing that could be applied wrongly. */
function wants(plan: Plan, item: PlanItem, record: StreamRecord, hash: Hash): boolean {
  return item.desired === undefined || desiredDigest(plan.target, item, hash) === record.desired;
}

function pendingStateOf({ left, status }: StreamRecord, item: PlanItem): OpenStream['tag'] {
  const [wait, ...rest] = left;
  const phase = phaseOf(item, item.status ?? '');
  if (phase.tag === 'unknown') return 'overtaken';
  // A run that was stopped between two writes leaves a stable stream. The next write is due if the status has not
  // changed since.
  if (wait?.do !== 'await') return item.status === status && isNext(left, item) ? 'due' : 'overtaken';
  if (phase.tag === 'in-transition') return phase.towards === wait.until ? 'in-transition' : 'overtaken';
  if (!hasReached(item, item.status, wait.until)) return 'reverted';
  // The record of a deactivation before a delete is complete when the stream is inactive: a delete requires an apply.
  const isDone = rest.length === 0 && (!acts(item) || takes(item.steps, 'delete'));
  if (isDone) return 'closed';
  return isNext(rest, item) ? 'due' : 'overtaken';
}

/**
 * Returns the streams that an apply has stopped in order to delete them and that have not changed since. The merge
 * that requested this approved both steps. A watch leaves the delete to the next apply.
 *
 * @param records the newest record of each stream
 */
export function deletesBegun<R extends StreamRecord>(
  plan: Plan,
  records: readonly R[],
  hash: Hash,
): readonly { readonly item: PlanItem; readonly record: R }[] {
  return records.flatMap((record) => {
    const item = plan.items.find((one) => isOfRecord(one, record));
    return item && isDeleteOf(item, record, plan.target, hash) ? [{ item, record }] : [];
  });
}

function isDeleteOf(item: PlanItem, record: StreamRecord, target: string, hash: Hash): boolean {
  const [step, ...others] = item.steps;
  const { status = '', version, desired } = record;
  const wasStopped = leadsToActive(record, status) === false;
  const isStill = item.baseVersion === version && desiredDigest(target, item, hash) === desired;
  return step?.do === 'delete' && others.length === 0 && wasStopped && isStill;
}

/**
 * Returns whether the recorded steps are the plan's steps. Creates and deletes require an apply, whatever a record
 * contains.
 */
function isNext(steps: readonly Step[], item: PlanItem): boolean {
  if (steps.length === 0 || takes(steps, 'create', 'delete')) return false;
  return canonicalJson(steps) === canonicalJson(item.steps);
}
