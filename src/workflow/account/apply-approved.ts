import { targetDigest } from '../../approval/approval.ts';
import {
  blockedThough,
  coveredNames,
  isOtherPlan,
  isRequested,
  stoppedNames,
} from '../../approval/coverage.ts';
import { printPlan } from '../../commands/apply.ts';
import { carryOut, readyFrom, withFreezes } from '../../commands/session/carry-out.ts';
import { exclusively, type OpenToWrite, type WritingConnection } from '../../commands/session/connection.ts';
import type { Context, Result } from '../../commands/session/context.ts';
import { applyExitCode } from '../../commands/session/exit-codes.ts';
import type { ApplyOptions } from '../../commands/session/options.ts';
import { limits, type PlanResult, readAndPlan } from '../../commands/session/read-and-plan.ts';
import type { Coverage, StreamRecord } from '../../model/approval.ts';
import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { propertyLoggingKey } from '../../model/property-logging.ts';
import type { Limits } from '../../model/safety-limits.ts';
import type { SatisfiedRotation, StopExplanation } from '../../model/stop-explanation.ts';
import { restrictPlan } from '../../plan/subset.ts';
import { recordsOf } from './apply-records.ts';
import { type Authority, coverageUnder, planIdOf } from './authority.ts';
import { explainStopped } from './explain-stopped.ts';
import { satisfiedRotations } from './satisfied-rotations.ts';

/** The result of an apply under an authority. */
export interface ApprovedApply {
  readonly tag: 'applied';
  /** Digest of the account, for records. */
  readonly account: string;
  /** The plan of all changes, covered or not. */
  readonly plan: Plan;
  /** Whether each stream of the plan is covered. */
  readonly coverage: readonly Coverage[];
  /**
   * Explains what changed between approval and now, for streams that were stopped although a change to them
   * was approved. It sends requests, so the writes have to be recorded first.
   */
  readonly explanations: () => Promise<readonly StopExplanation[]>;
  /** Approved rotations that another version has satisfied. */
  readonly satisfied: readonly SatisfiedRotation[];
  /** The result for the covered streams. */
  readonly outcome: ApplyOutcome;
  /** The records to keep of them. */
  readonly streams: readonly StreamRecord[];
  /** True if everything that was merged or requested has been tried. */
  readonly complete: boolean;
  /** The number of changes outside of the selection. Absent if the run is not complete for another reason too. */
  readonly notSelected?: number;
  /**
   * The id of a plan for exactly the streams that stopped, valid as soon as the others are stable. Absent if
   * none stopped.
   */
  readonly stoppedId?: string;
  readonly exitCode: Result['exitCode'];
}

/**
 * Applies the changes that the authority covers, stream by stream. A stream that is not covered stops without
 * stopping the others. Every secret that is needed is checked before the first write.
 * @param selection the names of the manifests to apply. Everything is planned all the same, because plan ids and limits
 * are about all of it. Absent: all
 */
export function applyApproved(
  context: Context,
  options: ApplyOptions,
  authority: Authority,
  selection?: ReadonlySet<string>,
): Promise<ApprovedApply | Rejected> {
  const isSelected = (name: string) => selection?.has(manifestOf(name)) ?? true;
  return exclusively(context, (open) => applyCovered(context, options, { authority, isSelected }, open));
}

/** What an apply may write, and which streams it is for. */
interface Scope {
  readonly authority: Authority;
  readonly isSelected: (name: string) => boolean;
}

/** An item is a stream, or one property of its manifest: `PropertyLogging/NAME/PROPERTY`. */
function manifestOf(name: string): string {
  return name.startsWith(propertyLoggingKey('')) ? name.slice(0, name.lastIndexOf('/')) : name;
}

type Rejected = PlanResult<WritingConnection> & { readonly tag: 'rejected' };

async function applyCovered(
  context: Context,
  options: ApplyOptions,
  { authority, isSelected }: Scope,
  open: OpenToWrite,
): Promise<ApprovedApply | Rejected> {
  const gathered = await readAndPlan(context, options, open);
  if (gathered.tag === 'rejected') return gathered;
  const plan = authority.tag === 'none' ? gathered.plan : withoutUnknownAuthors(gathered.plan);
  const coverage = await coverageUnder(gathered, options, authority, context.hash, isSelected);
  const allHeld = heldItems(plan, authority);
  const held = allHeld.filter(({ name }) => isSelected(name));
  const names = new Set([...coveredNames(coverage), ...held.map(({ name }) => name)]);
  const covered = restrictPlan(plan, names, limits(options), context.hash);
  const chosen = withFreezes(context, options, covered);
  const ready = readyFrom({ ...gathered, plan: chosen });
  printPlan(context, options, ready.plan);
  const outcome = await carryOut(context, options, ready);
  const { approvals, records } = authority.tag === 'none' ? { approvals: [], records: [] } : authority;
  const isWhole =
    isComplete(outcome) &&
    stoppedNames(coverage).length === 0 &&
    !isOtherPlan(planIdOf(authority), coverage) &&
    held.length === 0;
  const omitted = coverage.filter(({ tag }) => tag === 'not-selected').length + allHeld.length - held.length;
  return {
    tag: 'applied',
    account: targetDigest(plan.target, context.hash),
    plan,
    coverage,
    explanations: () => explainStopped(context, gathered, coverage, records),
    satisfied: satisfiedRotations(plan, approvals, records),
    outcome,
    streams: recordsOf(chosen, outcome, context.hash),
    complete: isWhole && omitted === 0,
    ...(isWhole && omitted > 0 ? { notSelected: omitted } : {}),
    ...stoppedIdOf(plan, coverage, limits(options), context.hash),
    exitCode: exitCodeOf(context, coverage, outcome, held, authority),
  };
}

/** Without warnings about versions that a plan cannot attribute. Approvals and records show who made them. */
function withoutUnknownAuthors(plan: Plan): Plan {
  return { ...plan, warnings: plan.warnings.filter(({ code }) => code !== 'rotation-satisfied') };
}

function stoppedIdOf(
  plan: Plan,
  coverage: readonly Coverage[],
  allowed: Limits,
  hash: Context['hash'],
): Pick<ApprovedApply, 'stoppedId'> {
  const stopped = new Set(stoppedNames(coverage));
  return stopped.size === 0 ? {} : { stoppedId: restrictPlan(plan, stopped, allowed, hash).fingerprint };
}

/**
 * The blocked streams whose change was approved. They stay pending: their approval remains valid until they can be
 * applied. The outcome contains them with the reason.
 */
function heldItems(plan: Plan, authority: Authority): readonly PlanItem[] {
  if (authority.tag === 'approvals') return blockedThough(plan, authority.approvals);
  return plan.items.filter(({ action }) => action === 'blocked');
}

/**
 * Whether the apply is complete. Pending steps count as complete, since a stream in transition cannot be
 * changed further now.
 */
function isComplete({ outcome, items }: ApplyOutcome): boolean {
  if (outcome === 'failed' || outcome === 'refused' || outcome === 'interrupted') return false;
  return items.every(({ steps }) =>
    steps.every((step, place) => step.result !== 'not-run' || waits(steps, place)),
  );
}

/** A step after a pending one is taken later. */
function waits(steps: ItemOutcome['steps'], place: number): boolean {
  return steps.slice(0, place).some((step) => step.result === 'pending');
}

/**
 * The exit code. 3: there were changes and none of them was covered, or the run was refused. 1: some streams
 * stopped.
 */
function exitCodeOf(
  context: Pick<Context, 'signal'>,
  coverage: readonly Coverage[],
  outcome: ApplyOutcome,
  held: readonly PlanItem[],
  authority: Authority,
): Result['exitCode'] {
  if (isOtherPlan(planIdOf(authority), coverage)) return 3;
  const stopped = stoppedNames(coverage).length;
  const asked = coverage.filter(isRequested).length;
  if (stopped > 0 && stopped === asked) return 3;
  const code = applyExitCode(context, outcome, false);
  return code === 0 && (stopped > 0 || held.length > 0) ? 1 : code;
}
