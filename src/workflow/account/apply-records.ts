import { desiredDigest } from '../../approval/approval.ts';
import type { Context } from '../../commands/session/context.ts';
import type { ApplyRecord, StreamRecord } from '../../model/approval.ts';
import { defined } from '../../model/defined.ts';
import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import { phaseOf } from '../../model/phase.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { identityOf } from '../../model/resource-key.ts';
import { typeOf } from '../../plan/resources/resource-types.ts';

/**
 * The recorded state of each stream after the apply. The steps of a stream that could not be changed yet,
 * because it is in transition, are left to a watch. Other streams without any completed step have no record.
 */
export function recordsOf(plan: Plan, outcome: ApplyOutcome, hash: Context['hash']): readonly StreamRecord[] {
  return outcome.items.flatMap((result) => {
    const item = plan.items.find(({ name }) => name === result.name);
    const isTouched = result.steps.some((step) => step.do !== 'await' && step.result === 'done');
    const isWaiting = result.steps[0]?.result === 'pending';
    if (!item || !(isTouched || isWaiting)) return [];
    return [recordOf(plan, item, result, hash)];
  });
}

function recordOf(plan: Plan, item: PlanItem, result: ItemOutcome, hash: Context['hash']): StreamRecord {
  const isLeft = (place: number) => ['pending', 'not-run'].includes(result.steps[place]?.result ?? '');
  const failed = result.steps.some((step) => step.result === 'failed');
  return {
    ...identityOf(result),
    desired: desiredDigest(plan.target, item, hash),
    ...recordedBase(item),
    ...(result.version === undefined ? {} : { version: result.version }),
    ...(result.status === undefined ? {} : { status: result.status }),
    left: failed
      ? []
      : afterTransition(
          item,
          result.status,
          item.steps.filter((_, place) => isLeft(place)),
        ),
  };
}

/** Returns what the apply started from. */
export function recordedBase(item: PlanItem): Pick<StreamRecord, 'base' | 'baseContent'> {
  const { base, baseContent } = typeOf(item).approvalBase(item);
  return { base, ...defined({ baseContent }) };
}

/**
 * DataStream 1: an update of another stream has started a transition of this one too, so its own steps have
 * to wait for it.
 */
function afterTransition(
  item: PlanItem,
  status: string | undefined,
  left: PlanItem['steps'],
): PlanItem['steps'] {
  const phase = phaseOf(item, status ?? '');
  if (phase.tag !== 'in-transition' || left.length === 0 || left[0]?.do === 'await') return left;
  return [{ do: 'await', until: phase.towards }, ...left];
}

/** The record of a run, to be stored. */
export function recordFor(
  { streams, complete, account }: Pick<ApplyRecord, 'streams' | 'complete'> & { readonly account?: string },
  run: Pick<
    ApplyRecord,
    'run' | 'attempt' | 'by' | 'refused' | 'stopped' | 'notSelected' | 'comments' | 'freezeOverride'
  >,
): ApplyRecord {
  const target = account === undefined ? {} : { target: account };
  return { formatVersion: 1, kind: 'datastream-apply', ...run, ...target, complete, streams };
}
