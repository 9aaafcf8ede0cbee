import { missingSecrets } from '../apply/secrets.ts';
import type { ApplyRecord, Coverage, StoppedAccount, StreamRecord } from '../model/approval.ts';
import { collectionOf } from '../model/collection.ts';
import type { ApplyOutcome, ItemOutcome } from '../model/outcome.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { blockedThough, coverageOf, desiredDigest, type Evidence } from '../plan/approval.ts';
import { acts } from '../plan/fingerprint.ts';
import { DEFAULT_LIMITS, type Limits } from '../plan/observed.ts';
import { openWork } from '../plan/open-work.ts';
import { restrictPlan } from '../plan/restrict.ts';
import { applyExitCode, carryOut, type Ready, readyFrom, secretsFor } from './apply.ts';
import { openToWrite, type WritingConnection } from './connection.ts';
import type { Context, Result } from './context.ts';
import { type Gathered, gather, limits } from './gather.ts';
import type { ApplyOptions } from './options.ts';
import { accountsOf } from './stopped.ts';

/** What is known of agreement, and what earlier applies have begun. */
interface Known extends Evidence {
  /** What they left with steps to take; a stream that still stands as recorded goes on, here as in a watch. */
  readonly open: readonly StreamRecord[];
}

/** What gives an apply its authority. */
export type Authority =
  /** Reviewed plans, and what our own applies have done since. */
  | ({ readonly tag: 'approvals' } & Known)
  /**
   * Somebody named a plan's id: exactly this plan, whole, or what reviewed plans leave of it. An outcome prints the id of
   * what it stopped, while other streams may still be on their way.
   */
  | ({ readonly tag: 'plan-id'; readonly planId: string } & Known)
  /** The repository asks for none. */
  | { readonly tag: 'none' };

/** What an apply under an authority came to. */
export interface ApprovedApply {
  readonly tag: 'applied';
  /** All that there was to do. */
  readonly plan: Plan;
  /** Whether each stream of it was covered. */
  readonly coverage: readonly Coverage[];
  /** What came between approval and now, for streams that were stopped though something was approved of them. */
  readonly accounts: readonly StoppedAccount[];
  /** What became of the covered streams. */
  readonly outcome: ApplyOutcome;
  /** What there is to remember of them. */
  readonly streams: readonly StreamRecord[];
  /** Every approved step that was legal was taken. */
  readonly complete: boolean;
  /** Id of a plan of exactly the streams that stopped, once the others have come to rest. Absent: none stopped. */
  readonly stoppedId?: string;
  readonly exitCode: Result['exitCode'];
}

/**
 * Applies what its authority covers, stream by stream; streams that it does not cover stop alone. Every secret that will
 * be needed is looked for before the first write.
 */
export async function applyApproved(
  context: Context,
  options: ApplyOptions,
  authority: Authority,
): Promise<ApprovedApply | (Gathered<WritingConnection> & { readonly tag: 'rejected' })> {
  const gathered = await gather(context, options, openToWrite);
  if (gathered.tag === 'rejected') return gathered;
  const { plan } = gathered;
  const coverage = coverageUnder(plan, authority, context.hash);
  const covered = new Set(coverage.flatMap((one) => (one.tag === 'covered' ? [one.name] : [])));
  const chosen = restrictPlan(plan, covered, limits(options.allow), context.hash);
  const ready: Ready = { ...readyFrom(gathered), plan: chosen };
  const secrets = await missingSecrets(chosen, secretsFor(context, options));
  const outcome = secrets.length === 0 ? await carryOut(context, options, ready) : lacking(chosen, secrets);
  const accounts = await accountsOf(
    context,
    gathered,
    coverage,
    authority.tag === 'none' ? [] : authority.records,
  );
  return {
    tag: 'applied',
    plan,
    coverage,
    accounts,
    outcome,
    streams: recordsOf(chosen, outcome, context.hash),
    complete: secrets.length === 0 && isComplete(outcome) && !isHeldUp(plan, authority),
    ...stoppedIdOf(plan, coverage, limits(options.allow), context.hash),
    exitCode: exitCodeOf(coverage, outcome, plan),
  };
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

function coverageUnder(plan: Plan, authority: Authority, hash: Context['hash']): readonly Coverage[] {
  switch (authority.tag) {
    case 'approvals':
      return coverageBy(plan, authority, hash);
    case 'plan-id':
      return coverageById(plan, authority, hash);
    case 'none':
      return plan.items.filter(acts).map(({ name }) => ({ tag: 'covered', name, by: 'main' }));
    default:
      return authority satisfies never;
  }
}

/** By reviewed plans, and by an apply that they let begin. */
function coverageBy(plan: Plan, known: Known, hash: Context['hash']): readonly Coverage[] {
  const begun = new Set(
    openWork(plan, known.open, hash).flatMap((one) =>
      one.tag === 'due' || one.tag === 'moving' || one.tag === 'closed' ? [one.item.name] : [],
    ),
  );
  return coverageOf(plan, known, hash).map((one) =>
    one.tag !== 'covered' && begun.has(one.name)
      ? { tag: 'covered', name: one.name, by: 'an earlier apply' }
      : one,
  );
}

function coverageById(
  plan: Plan,
  { planId, ...known }: Extract<Authority, { readonly tag: 'plan-id' }>,
  hash: Context['hash'],
): readonly Coverage[] {
  const acting = plan.items.filter(acts).map(({ name }) => name);
  const byId = (name: string): Coverage => ({ tag: 'covered', name, by: 'the plan id' });
  if (plan.fingerprint === planId) return acting.map(byId);
  const coverage = coverageBy(plan, known, hash);
  const left = restrictPlan(plan, new Set(stoppedNames(coverage)), DEFAULT_LIMITS, hash);
  if (left.fingerprint !== planId) return acting.map((name) => ({ tag: 'not-approved', name }));
  return coverage.map((one) => (one.tag === 'covered' ? one : byId(one.name)));
}

function stoppedNames(coverage: readonly Coverage[]): readonly string[] {
  return coverage.flatMap((one) => (one.tag === 'covered' ? [] : [one.name]));
}

/** Nothing is written, by any stream: a run that cannot be carried out whole is not begun. */
function lacking(plan: Plan, secrets: Awaited<ReturnType<typeof missingSecrets>>): ApplyOutcome {
  const problems = new Map(secrets.map(({ name, problems: found }) => [name, found.join(' ')]));
  const items = plan.items.map((item): ItemOutcome => {
    const reason = problems.get(item.name);
    const steps = item.steps.map((step) => ({ do: step.do, result: 'not-run' as const }));
    const identity = { name: item.name, ...collectionOf(item) };
    return { ...identity, ...seenOf(item), steps, ...(reason === undefined ? {} : { reason }) };
  });
  const { target, requests, refusals, warnings } = plan;
  return { formatVersion: 1, target, outcome: 'failed', requests: requests.used, items, refusals, warnings };
}

function seenOf({
  streamId,
  baseVersion,
  status,
}: PlanItem): Pick<ItemOutcome, 'streamId' | 'version' | 'status'> {
  return {
    ...(streamId === undefined ? {} : { streamId }),
    ...(baseVersion === undefined ? {} : { version: baseVersion }),
    ...(status === undefined ? {} : { status }),
  };
}

/**
 * What each stream was left as. One that could not be touched yet, since it is in motion, leaves its steps to a watch;
 * others to which nothing was done leave no record.
 */
export function recordsOf(plan: Plan, outcome: ApplyOutcome, hash: Context['hash']): readonly StreamRecord[] {
  return outcome.items.flatMap((result) => {
    const item = plan.items.find(({ name }) => name === result.name);
    const isTouched = result.steps.some((step) => step.do !== 'await' && step.result === 'done');
    const isWaiting = result.steps[0]?.do === 'await' && result.steps[0].result === 'pending';
    if (!item || !(isTouched || isWaiting)) return [];
    return [recordOf(plan, item, result, hash)];
  });
}

function recordOf(plan: Plan, item: PlanItem, result: ItemOutcome, hash: Context['hash']): StreamRecord {
  const isLeft = (place: number) => ['pending', 'not-run'].includes(result.steps[place]?.result ?? '');
  const failed = result.steps.some((step) => step.result === 'failed');
  return {
    name: item.name,
    ...collectionOf(item),
    ...(result.streamId === undefined ? {} : { streamId: result.streamId }),
    desired: desiredDigest(plan.target, item, hash),
    base: item.baseVersion ?? null,
    ...(result.version === undefined ? {} : { version: result.version }),
    ...(result.status === undefined ? {} : { status: result.status }),
    left: failed ? [] : item.steps.filter((_, place) => isLeft(place)),
  };
}

/** An approved stream that is blocked today has not had its turn. */
function isHeldUp(plan: Plan, authority: Authority): boolean {
  if (authority.tag === 'approvals') return blockedThough(plan, authority.approvals).length > 0;
  return plan.summary.blocked > 0;
}

/** Pending is complete: what is in motion cannot be taken further now. */
function isComplete({ outcome, items }: ApplyOutcome): boolean {
  if (outcome === 'failed' || outcome === 'refused') return false;
  return items.every(({ steps }) =>
    steps.every((step, place) => step.result !== 'not-run' || waits(steps, place)),
  );
}

/** A step behind one that is pending has its turn later. */
function waits(steps: ItemOutcome['steps'], place: number): boolean {
  return steps.slice(0, place).some((step) => step.result === 'pending');
}

/** 3: there was something to do and none of it was covered, or the run was refused; 1: some of it stopped. */
function exitCodeOf(coverage: readonly Coverage[], outcome: ApplyOutcome, plan: Plan): Result['exitCode'] {
  const stopped = stoppedNames(coverage).length;
  if (stopped > 0 && stopped === coverage.length) return 3;
  const code = applyExitCode(outcome, false);
  return code === 0 && stopped + plan.summary.blocked > 0 ? 1 : code;
}

/** A record of a run for somebody to keep. */
export function recordFor(
  { streams, complete }: Pick<ApprovedApply, 'streams' | 'complete'>,
  run: Pick<ApplyRecord, 'run' | 'attempt' | 'by' | 'refused' | 'stopped'>,
): ApplyRecord {
  return { formatVersion: 1, kind: 'datastream-apply', ...run, complete, streams };
}
