import { ApiError } from '../../api/errors/errors.ts';
import type { StreamBody } from '../../api/streams/client.ts';
import type { StreamDetail, WrittenStream } from '../../model/observed.ts';
import { findOutcome, type WriteStep } from './find-outcome.ts';
import { type ItemProgress, snapshotOf } from './item-progress.ts';
import { apiCause, failureText } from './messages.ts';
import type { ApplyContext } from './ports.ts';
import { freshRead, type PreflightResult } from './preflight-read.ts';
import { dropUsedNames } from './prepare.ts';
import { findRepeatedName } from './repeated-name.ts';
import { journalWrite } from './report-step.ts';
import { verifyEdit, verifyTransition } from './verify-write.ts';
import type { WriteCheck, WriteResult } from './write-result.ts';

/** Sends the request of a step once, verifies its result, and journals both. */
export async function send(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  body: () => StreamBody,
): Promise<WriteResult> {
  run.listen({ tag: 'step-started', name: itemProgress.name, step: step.do });
  await journalWrite(run, itemProgress, step, { tag: 'begun' });
  const sent = await sendOnce(run, itemProgress, step, body);
  const verdict = step.do === 'create' ? await withNameChecked(run, itemProgress, sent) : sent;
  await journalWrite(run, itemProgress, step, verdict);
  return verdict;
}

/** Returns the result if the account is not as planned, so that nothing is sent. */
export function stopped(fresh: Exclude<PreflightResult, { tag: 'same' }>): WriteResult {
  switch (fresh.tag) {
    case 'moved':
      return { tag: 'failed', error: fresh.error };
    case 'in-transition':
      return { tag: 'held', seen: snapshotOf(fresh.detail), until: fresh.until };
    default:
      return fresh satisfies never;
  }
}

/**
 * Returns the result of an error before the write was sent, so that nothing has changed. Any error that is not
 * expected is a bug and is thrown again.
 */
export function notSent(error: unknown, itemProgress: ItemProgress): WriteResult {
  if (error instanceof ApiError && error.kind === 'aborted') return { tag: 'interrupted' };
  return { tag: 'failed', error: failureText(error, itemProgress.item) };
}

/**
 * Checks the name after a create. If another stream has the same name, nothing more is written to the new
 * one.
 */
async function withNameChecked(
  run: ApplyContext,
  itemProgress: ItemProgress,
  verdict: WriteResult,
): Promise<WriteResult> {
  if (verdict.tag !== 'done' || !verdict.seen) return verdict;
  const error = await findRepeatedName(run, itemProgress, verdict.seen.id);
  return error === undefined ? verdict : { tag: 'failed', error, seen: verdict.seen };
}

async function sendOnce(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  body: () => StreamBody,
): Promise<WriteResult> {
  const gate = confirmation(run, itemProgress);
  try {
    const answer = await call(run, itemProgress, step, body, gate.confirm);
    const verdict = resultOf(await checkResponse(run, itemProgress, step, answer));
    return verdict.tag === 'done' && answer?.affected ? { ...verdict, affected: answer.affected } : verdict;
  } catch (error) {
    const calledOff = gate.calledOff();
    if (calledOff) return calledOff;
    if (isRefusal(error)) await dropUsedNames(run, itemProgress);
    if (!(error instanceof ApiError) || error.details.happened === 'nothing')
      return notSent(error, itemProgress);
    return resultOf(
      await findOutcome(run, itemProgress, step, apiCause(error, itemProgress.item), error.details.status),
    );
  }
}

function isRefusal(error: unknown): boolean {
  const status = error instanceof ApiError ? error.details.status : undefined;
  return status !== undefined && status >= 400 && status < 500;
}

/**
 * Repeats the read before a write that was delayed. The result that stops the write is kept in addition to
 * the error that is thrown.
 */
function confirmation(run: ApplyContext, itemProgress: ItemProgress) {
  let calledOff: WriteResult | undefined;
  const confirm = async (): Promise<void> => {
    calledOff = await reconfirm(run, itemProgress);
    if (calledOff) throw new Error('the write was called off before it was sent');
  };
  return { confirm, calledOff: () => calledOff };
}

async function reconfirm(run: ApplyContext, itemProgress: ItemProgress): Promise<WriteResult | undefined> {
  if (run.signal.aborted) return { tag: 'interrupted' };
  try {
    const fresh = await freshRead(run, itemProgress, true);
    return fresh.tag === 'same' ? undefined : stopped(fresh);
  } catch (error) {
    return notSent(error, itemProgress);
  }
}

/** Sends the request. The response to a delete has no body. */
async function call(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  body: () => StreamBody,
  confirm: () => Promise<void>,
): Promise<WrittenStream | undefined> {
  const { writer } = run;
  const { collection } = itemProgress;
  switch (step.do) {
    case 'create':
      return writer.create(collection, body(), step.activate, { confirm });
    case 'update':
      return writer.update(collection, itemProgress.knownId, body(), step.activate, { confirm });
    case 'activate':
      return writer.activate(collection, itemProgress.knownId, { confirm });
    case 'deactivate':
      return writer.deactivate(collection, itemProgress.knownId, { confirm });
    case 'delete':
      await writer.delete(collection, itemProgress.knownId, { confirm });
      return undefined;
    default:
      return step satisfies never;
  }
}

async function checkResponse(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  answer: WrittenStream | undefined,
): Promise<WriteCheck> {
  if (!answer) return { tag: 'happened' };
  const judgement = await checkDetail(run, itemProgress, step, answer);
  if (judgement.tag !== 'not-yet') return judgement;
  return findOutcome(
    run,
    itemProgress,
    step,
    `the API accepted the ${step.do}, but its response does not show it`,
  );
}

function checkDetail(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  answer: StreamDetail,
): Promise<WriteCheck> {
  if (step.do === 'create') return verifyEdit(run, itemProgress, answer, 1, 'response');
  if (step.do === 'update')
    return verifyEdit(run, itemProgress, answer, itemProgress.version + 1, 'response');
  return verifyTransition(run, itemProgress, answer);
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
