import { defined } from '../../model/defined.ts';
import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import { hasReached, type StableStatus } from '../../model/phase.ts';
import type { Plan } from '../../model/plan.ts';
import { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext, ApplyOptions, ApplyPorts } from '../items/ports.ts';
import type { WaitLimits } from '../items/resource-verbs.ts';
import type { WriteStep } from '../items/write-result.ts';
import { skipAfterFailures, takeStepsInOrder } from './order.ts';
import { itemBlocked, journalArrival, stepDone, stepFailed } from './report-step.ts';
import { isHeldBack, takeWriteStep } from './send-step.ts';
import { openContext, verbsOf } from './verbs.ts';
import { waitForTransitions } from './wait.ts';

/**
 * Applies a plan. It takes every possible step of one item after another, in the plan's order. An item that
 * waits for a transition is left to a later run. With `wait`, its next steps are taken as soon as its resource
 * is stable. The failure of one item does not stop the others. A refused plan writes nothing.
 * @returns the result of every step, including expected failures
 */
export async function applyPlan(plan: Plan, ports: ApplyPorts, options: ApplyOptions): Promise<ApplyOutcome> {
  const run = openContext(plan, ports, options);
  const tracks = plan.items.map((item) => new ItemProgress(item, verbsOf(item).open(run, item)));
  if (isAllowed(plan)) await runItems(run, tracks);
  return outcomeOf(plan, tracks, run);
}

function isAllowed(plan: Plan): boolean {
  return plan.applyable && plan.refusals.length === 0;
}

async function runItems(run: ApplyContext, tracks: readonly ItemProgress[]): Promise<void> {
  const advance = (itemProgress: ItemProgress) =>
    takeStepsInOrder(itemProgress, tracks, (one) => takeSteps(run, one));
  for (const itemProgress of tracks) await advance(itemProgress);
  const { wait: limit, poll } = run.options;
  if (limit !== undefined) await waitForTransitions(run, tracks, { limit, ...defined({ poll }) }, advance);
  skipAfterFailures(tracks);
  if (run.signal.aborted && tracks.some((itemProgress) => itemProgress.next))
    run.listen({ tag: 'interrupted' });
}

/** Takes steps until one has to wait, one fails, or none is left. */
async function takeSteps(run: ApplyContext, itemProgress: ItemProgress): Promise<void> {
  while (itemProgress.state === 'going' && itemProgress.next && !run.signal.aborted) {
    const { next } = itemProgress;
    if (next.do === 'await') await arriveOrWait(run, itemProgress, next.until);
    else if (isForLaterRun(run, itemProgress, next)) itemProgress.postpone();
    else await takeWrite(run, itemProgress);
  }
}

function isForLaterRun(run: ApplyContext, itemProgress: ItemProgress, step: WriteStep): boolean {
  const isLate = step.do === 'delete' && !itemProgress.live.wasInactiveAtStart;
  return isLate || isHeldBack(run, itemProgress, step);
}

/**
 * Sends one write and records its result. Listeners are notified of its start and its end, whatever the
 * result. A step that was not sent, since the run was stopped or the step may not be taken any more, stays the next one.
 */
async function takeWrite(run: ApplyContext, itemProgress: ItemProgress): Promise<void> {
  const { next: step } = itemProgress;
  if (!step || step.do === 'await') throw new Error(`${itemProgress.name}: no write to take`);
  run.listen({ tag: 'write-started', name: itemProgress.name, step: step.do });
  try {
    await writeAndRecord(run, itemProgress, step);
  } finally {
    run.listen({ tag: 'write-ended', name: itemProgress.name, step: step.do });
  }
}

async function writeAndRecord(run: ApplyContext, itemProgress: ItemProgress, step: WriteStep): Promise<void> {
  const verdict = await takeWriteStep(run, itemProgress, step);
  switch (verdict.tag) {
    case 'done':
      if (verdict.base) itemProgress.rebase(verdict.base);
      itemProgress.live.startTransition(run.clock.now());
      await verbsOf(itemProgress.item).noteSideEffects(run, itemProgress, step, verdict.affected);
      stepDone(run, itemProgress, verdict.seen);
      return;
    case 'failed':
      stepFailed(run, itemProgress, verdict.error, verdict.seen);
      return;
    case 'blocked':
      itemBlocked(run, itemProgress, step.do, verdict);
      return;
    case 'held':
      itemProgress.hold(verdict.seen, verdict.until);
      return;
    case 'interrupted':
      return;
    default:
      return verdict satisfies never;
  }
}

/** Some transitions end with the response that starts them. Short ones are waited for. */
async function arriveOrWait(
  run: ApplyContext,
  itemProgress: ItemProgress,
  until: StableStatus,
): Promise<void> {
  const { item, live } = itemProgress;
  const { status } = live;
  if (status === undefined || !hasReached(item, status, until)) {
    itemProgress.wait();
    const limits = verbsOf(item).briefWait?.(until);
    if (limits) await waitForTransitions(run, [itemProgress], shortened(run, limits), async () => undefined);
    return;
  }
  const seen = { id: live.knownId, version: live.version, status };
  await journalArrival(run, itemProgress, until, seen, 'done');
  stepDone(run, itemProgress, seen);
}

/** A user who wants to look more often gets that for short waits too. */
function shortened({ options }: ApplyContext, limits: WaitLimits): WaitLimits {
  const { poll = Number.POSITIVE_INFINITY } = options;
  return { ...limits, poll: Math.min(limits.poll ?? poll, poll) };
}

function outcomeOf(plan: Plan, tracks: readonly ItemProgress[], run: ApplyContext): ApplyOutcome {
  const items = tracks.map((itemProgress) => itemProgress.outcome());
  return {
    formatVersion: 1,
    target: plan.target,
    outcome: isAllowed(plan) ? runOutcome(items, tracks, run.signal) : 'refused',
    requests: run.requests(),
    items,
    refusals: plan.refusals,
    warnings: plan.warnings,
  };
}

/**
 * The result of the run. A resource that has to be deleted and still exists is left to a later run, even if
 * every step of this run is done.
 */
function runOutcome(
  items: readonly ItemOutcome[],
  tracks: readonly ItemProgress[],
  { aborted }: AbortSignal,
): ApplyOutcome['outcome'] {
  if (aborted && tracks.some((itemProgress) => itemProgress.next)) return 'interrupted';
  const results = new Set(items.flatMap((item) => item.steps.map((step) => step.result)));
  if (results.has('failed') || items.some((item) => item.reason !== undefined)) return 'failed';
  const isLeft =
    results.has('pending') ||
    results.has('not-run') ||
    tracks.some((itemProgress) => itemProgress.isUndeleted);
  return isLeft ? 'progressing' : 'converged';
}
