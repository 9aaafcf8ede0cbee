import { ApiError } from '../../api/errors/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { hiddenMove } from '../../plan/credentials/secret-address.ts';
import { bodyFor, lossyMembers } from '../../plan/diff/base-version.ts';
import { isLiveValue } from '../../plan/streams/value-rules.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { PreparedRequest } from '../items/resource-verbs.ts';
import type { WriteResult, WriteStep } from '../items/write-result.ts';
import { checkPrecondition } from './preconditions.ts';
import {
  freshRead,
  type ListedStream,
  listedAsPlanned,
  type PreflightResult,
  readOrGone,
} from './preflight-read.ts';
import { guardContent, prepare } from './prepare-content.ts';
import { sendWrite } from './send-write.ts';
import { snapshotOf } from './snapshot.ts';

/**
 * Prepares one write: its content, the fresh read that is compared with the base, and the last checks.
 * @throws {ApiError} if the account cannot be read
 */
export async function prepareWrite(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
): Promise<WriteResult | PreparedRequest> {
  const ready = await readyToWrite(run, itemProgress, step);
  if ('tag' in ready) return ready;
  const listed = await listedAsPlanned(run, itemProgress);
  if (listed) return prepareTransition(run, itemProgress, step, listed);
  const fresh = await freshRead(run, itemProgress, false);
  if (fresh.tag !== 'same') return stopped(fresh);
  if (run.signal.aborted) return { tag: 'interrupted' };
  const precondition = checkPrecondition(step, fresh.detail);
  if (precondition.tag === 'forbidden') return { tag: 'failed', error: precondition.error };
  if (precondition.tag === 'unnecessary' && fresh.detail)
    return { tag: 'done', seen: snapshotOf(fresh.detail) };
  const hidden =
    step.do === 'update' && fresh.detail && hiddenMove(itemProgress.item, fresh.detail, ready.spec);
  if (hidden) return { tag: 'failed', error: sentences(`Nothing was written: ${hidden}`) };
  const lossy = sendsContent(itemProgress, step) && fresh.detail ? lossyMembers(fresh.detail) : [];
  const refused = [...lossy, ...refusedValues(run, itemProgress, ready.spec, fresh.detail)];
  if (refused.length > 0) return { tag: 'failed', error: sentences('Nothing was written', ...refused) };
  const body = () => bodyFor(itemProgress.item, fresh.detail, ready.spec);
  return { tag: 'ready', send: (confirm) => sendWrite(run, itemProgress, step, body, { confirm }) };
}

/**
 * Prepares an activation or a deactivation of a stream that a list shows as planned. It sends no content, and the content
 * of a version never changes.
 */
function prepareTransition(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  { row, readAt }: ListedStream,
): WriteResult | PreparedRequest {
  if (run.signal.aborted) return { tag: 'interrupted' };
  const precondition = checkPrecondition(step, row);
  switch (precondition.tag) {
    case 'forbidden':
      return { tag: 'failed', error: precondition.error };
    case 'unnecessary':
      return { tag: 'done', seen: snapshotOf(row) };
    case 'allowed':
      return {
        tag: 'ready',
        send: (confirm) =>
          redactingErrors(run, itemProgress, () =>
            sendWrite(run, itemProgress, step, noBody, { confirm, readAt }),
          ),
      };
    default:
      return precondition satisfies never;
  }
}

/**
 * A refusal may repeat credentials of the live stream, which a list does not have. They are read before the error is
 * shown, so that they are redacted in it.
 */
async function redactingErrors<T>(
  run: ApplyContext,
  itemProgress: ItemProgress,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof ApiError && error.details.status !== undefined) await redactLive(run, itemProgress);
    throw error;
  }
}

async function redactLive(run: ApplyContext, itemProgress: ItemProgress): Promise<void> {
  try {
    const detail = await readOrGone(run, itemProgress);
    if (detail) run.seal(detail);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

function noBody(): never {
  throw new Error('bug: an activation or a deactivation has no body');
}

/**
 * Compares the stream with the base again.
 * @returns the result that stops the write; `undefined` if nothing has changed
 * @throws {ApiError} if the account cannot be read
 */
export async function confirmWrite(
  run: ApplyContext,
  itemProgress: ItemProgress,
): Promise<WriteResult | undefined> {
  const fresh = await freshRead(run, itemProgress, true);
  return fresh.tag === 'same' ? undefined : stopped(fresh);
}

/** Returns the result if the account is not as planned, so that nothing is sent. */
function stopped(fresh: Exclude<PreflightResult, { tag: 'same' }>): WriteResult {
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
 * Resolved values that break a rule. Values that the live stream already has are valid.
 * @param spec with resolved values; empty if the step needs none
 */
function refusedValues(
  run: ApplyContext,
  { item, collection }: ItemProgress,
  spec: JsonObject,
  live: StreamDetail | undefined,
): readonly string[] {
  return run.secrets
    .check(collection, item.desired?.spec ?? {}, spec)
    .filter(({ path, member }) => !isLiveValue(live, spec, path, member))
    .map(({ message }) => message);
}

/** True for a create or an update, and for the first write of a stream that an update follows. */
function sendsContent({ isUntouched, item }: ItemProgress, step: WriteStep): boolean {
  if (step.do === 'create' || step.do === 'update') return true;
  return isUntouched && item.steps.some((later) => later.do === 'update');
}

/**
 * Prepares content for the update itself, and once before the first write of a stream that an update follows.
 */
async function readyToWrite(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
): Promise<WriteResult | { readonly spec: JsonObject }> {
  if (!sendsContent(itemProgress, step)) {
    await guardContent(run, itemProgress);
    return { spec: {} };
  }
  const prepared = await prepare(run, itemProgress);
  switch (prepared.tag) {
    case 'ready':
      return { spec: prepared.spec };
    case 'stale':
      return { tag: 'failed', error: prepared.error };
    case 'missing':
      return itemProgress.isUntouched
        ? { tag: 'blocked', code: 'missing-secret', reason: prepared.error }
        : { tag: 'failed', error: prepared.error };
    default:
      return prepared satisfies never;
  }
}
