import type { Hash } from '../model/account.ts';
import type { StreamRecord } from '../model/approval.ts';
import { collectionKey } from '../model/collection.ts';
import { canonicalJson } from '../model/json.ts';
import { phaseOf } from '../model/phase.ts';
import type { Plan, PlanItem, Step } from '../model/plan.ts';
import { acts, takes } from '../plan/steps/transitions.ts';
import { desiredDigest } from './approval.ts';

/** How a stream stands that an apply left with steps to take. */
export type OpenStream<R extends StreamRecord = StreamRecord> =
  /** It has settled where the record says, and the recorded next step is the plan's own: it may be taken. */
  | { readonly tag: 'due'; readonly record: R; readonly item: PlanItem }
  /** The recorded movement is still under way. */
  | { readonly tag: 'moving'; readonly record: R; readonly item: PlanItem }
  /** The stream cannot be read, so the record stays open: a later run may find it due. */
  | { readonly tag: 'unreadable'; readonly record: R; readonly item: PlanItem }
  /** Everything that was recorded is done. */
  | { readonly tag: 'closed'; readonly record: R; readonly item: PlanItem }
  /** The movement ended on the other side. Reported, never tried again. */
  | { readonly tag: 'fell-back'; readonly record: R; readonly item: PlanItem }
  /** The manifest, the version or the steps are others by now: the record says nothing any more. */
  | { readonly tag: 'overtaken'; readonly record: R; readonly item?: PlanItem };

/**
 * Holds what an apply recorded as still to do against what is live and what the manifests want now. A step is due only
 * if everything agrees; whatever does not makes it do less.
 * @param plan of the manifests as they are now
 */
export function openWork<R extends StreamRecord>(
  plan: Plan,
  records: readonly R[],
  hash: Hash,
): readonly OpenStream<R>[] {
  return records.filter(({ left }) => left.length > 0).map((record) => reportedStateOf(plan, record, hash));
}

function reportedStateOf<R extends StreamRecord>(plan: Plan, record: R, hash: Hash): OpenStream<R> {
  const item = plan.items.find((one) => isSameStream(one, record));
  if (!item) return { tag: 'overtaken', record };
  if (item.unreadable) return { tag: 'unreadable', record, item };
  const isStill = item.baseVersion === record.version && wants(plan, item, record, hash);
  if (!isStill) return { tag: 'overtaken', record, item };
  return { tag: pendingStateOf(record, item), record, item };
}

function isSameStream(item: PlanItem, record: StreamRecord): boolean {
  if (collectionKey(item) !== collectionKey(record)) return false;
  // A row may say neither; then the manifest's name is what is left.
  if (item.unreadable && item.streamId === undefined) return item.name === record.name;
  return record.streamId !== undefined && item.streamId === record.streamId;
}

/** A stream with nothing to do carries no spec in the plan; then there is nothing that could be done wrong either. */
function wants(plan: Plan, item: PlanItem, record: StreamRecord, hash: Hash): boolean {
  return item.desired === undefined || desiredDigest(plan.target, item, hash) === record.desired;
}

function pendingStateOf({ left, status }: StreamRecord, item: PlanItem): OpenStream['tag'] {
  const [wait, ...rest] = left;
  const phase = phaseOf(item.status ?? '');
  if (phase.tag === 'unknown') return 'overtaken';
  // A run that was stopped between two writes leaves a stream at rest: due is the next one, while nobody has moved it.
  if (wait?.do !== 'await') return item.status === status && isNext(left, item) ? 'due' : 'overtaken';
  if (phase.tag === 'moving') return phase.towards === wait.until ? 'moving' : 'overtaken';
  if (phase.active !== (wait.until === 'ACTIVATED')) return 'fell-back';
  // What was deactivated to be deleted has come as far as it was sent: a delete takes an apply.
  const isDone = rest.length === 0 && (!acts(item) || takes(item.steps, 'delete'));
  if (isDone) return 'closed';
  return isNext(rest, item) ? 'due' : 'overtaken';
}

/**
 * Streams that an apply has stopped in order to delete them, and that stand as it left them: the merge that wanted this has
 * agreed to both. A watch leaves them to the next apply.
 * @param records the newest word on each stream
 */
export function deletesBegun<R extends StreamRecord>(
  plan: Plan,
  records: readonly R[],
  hash: Hash,
): readonly { readonly item: PlanItem; readonly record: R }[] {
  return records.flatMap((record) => {
    const item = plan.items.find((one) => isSameStream(one, record));
    return item && isDeleteOf(item, record, plan.target, hash) ? [{ item, record }] : [];
  });
}

function isDeleteOf(item: PlanItem, record: StreamRecord, target: string, hash: Hash): boolean {
  const [step, ...others] = item.steps;
  const { status = '', version, desired } = record;
  const phase = phaseOf(status);
  const wasStopped =
    phase.tag === 'moving' ? phase.towards !== 'ACTIVATED' : phase.tag === 'settled' && !phase.active;
  const isStill = item.baseVersion === version && desiredDigest(target, item, hash) === desired;
  return step?.do === 'delete' && others.length === 0 && wasStopped && isStill;
}

/** The recorded steps are the plan's own. Creates and deletes take an apply, whatever a record says. */
function isNext(steps: readonly Step[], item: PlanItem): boolean {
  if (steps.length === 0 || takes(steps, 'create', 'delete')) return false;
  return canonicalJson(steps) === canonicalJson(item.steps);
}
