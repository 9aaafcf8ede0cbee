import { ApiError } from '../../api/errors/errors.ts';
import { freezeInForce, isHeldByFreeze } from '../../model/freeze.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { apiCause } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { PreparedRequest } from '../items/resource-verbs.ts';
import { notSent, type WriteCheck, type WriteResult, type WriteStep } from '../items/write-result.ts';
import { findOutcome } from './find-outcome.ts';
import { journalWrite } from './report-step.ts';
import { verbsOf } from './verbs.ts';

/**
 * Takes one write step: prepares it, which reads and compares the resource again, sends one request, and verifies the
 * result.
 */
export async function takeWriteStep(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
): Promise<WriteResult> {
  try {
    const prepared = await verbsOf(itemProgress.item).prepare(run, itemProgress, step);
    // Reading may have waited for the rate limit.
    if (prepared.tag === 'ready' && isHeldBack(run, itemProgress, step)) return { tag: 'interrupted' };
    return prepared.tag === 'ready' ? await send(run, itemProgress, step, prepared) : prepared;
  } catch (error) {
    return notSent(error, itemProgress.item);
  }
}

/** Returns whether a step must not be taken now: a freeze is in force, or it is no time to write its resource type. */
export function isHeldBack(run: ApplyContext, { item }: ItemProgress, step: WriteStep): boolean {
  const { options, clock } = run;
  const isFrozen = isHeldByFreeze(step) && freezeInForce(options.freezes ?? [], clock.now()) !== undefined;
  return isFrozen || verbsOf(item).mayWrite?.(run) === false;
}

/** Sends the request of a step once, verifies its result, and journals both. */
async function send(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  prepared: PreparedRequest,
): Promise<WriteResult> {
  run.listen({ tag: 'step-started', name: itemProgress.name, step: step.do });
  await journalWrite(run, itemProgress, step, { tag: 'begun' });
  const verdict = await withoutConflict(
    run,
    itemProgress,
    step,
    await sendOnce(run, itemProgress, step, prepared),
  );
  await journalWrite(run, itemProgress, step, verdict);
  return verdict;
}

/** If another resource is in conflict with the written one, nothing more is written to it. */
async function withoutConflict(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  verdict: WriteResult,
): Promise<WriteResult> {
  if (verdict.tag !== 'done' || !verdict.seen) return verdict;
  const error = await verbsOf(itemProgress.item).findConflict(run, itemProgress, step, verdict.seen);
  return error === undefined ? verdict : { tag: 'failed', error, seen: verdict.seen };
}

async function sendOnce(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  prepared: PreparedRequest,
): Promise<WriteResult> {
  const gate = confirmation(run, itemProgress, step);
  try {
    const { check, affected } = await prepared.send(gate.confirm);
    const verdict = resultOf(check.tag === 'not-yet' ? await findUnseen(run, itemProgress, step) : check);
    return verdict.tag === 'done' && affected ? { ...verdict, affected } : verdict;
  } catch (error) {
    const calledOff = gate.calledOff();
    if (calledOff) return calledOff;
    if (isRefusal(error)) await verbsOf(itemProgress.item).forgetReads(run, itemProgress);
    if (!(error instanceof ApiError) || error.details.happened === 'nothing')
      return notSent(error, itemProgress.item);
    return resultOf(
      await findOutcome(run, itemProgress, step, apiCause(error, itemProgress.item), error.details.status),
    );
  }
}

function findUnseen(run: ApplyContext, itemProgress: ItemProgress, step: WriteStep): Promise<WriteCheck> {
  const because = `the API accepted the ${step.do}, but its response does not show it`;
  return findOutcome(run, itemProgress, step, because);
}

function isRefusal(error: unknown): boolean {
  const status = error instanceof ApiError ? error.details.status : undefined;
  return status !== undefined && status >= 400 && status < 500;
}

/**
 * Repeats the read before a write that was delayed. The result that stops the write is kept in addition to
 * the error that is thrown.
 */
function confirmation(run: ApplyContext, itemProgress: ItemProgress, step: WriteStep) {
  let calledOff: WriteResult | undefined;
  const confirm = async (): Promise<void> => {
    calledOff = await reconfirm(run, itemProgress, step);
    if (calledOff) throw new Error('the write was called off before it was sent');
  };
  return { confirm, calledOff: () => calledOff };
}

async function reconfirm(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
): Promise<WriteResult | undefined> {
  if (run.signal.aborted || isHeldBack(run, itemProgress, step)) return { tag: 'interrupted' };
  try {
    return await verbsOf(itemProgress.item).confirm(run, itemProgress);
  } catch (error) {
    return notSent(error, itemProgress.item);
  }
}

function resultOf(judgement: WriteCheck): WriteResult {
  switch (judgement.tag) {
    case 'happened':
      return {
        tag: 'done',
        ...(judgement.seen ? { seen: judgement.seen } : {}),
        ...(judgement.base ? { base: judgement.base } : {}),
      };
    case 'failed':
      return judgement;
    case 'not-yet':
      throw new Error('a look-up ended without a judgement');
    default:
      return judgement satisfies never;
  }
}
