import { ApiError } from '../../api/errors/errors.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { Step } from '../../model/plan.ts';
import { desiredName, isNamed } from '../../plan/match/stream-name.ts';
import { isIdentified } from '../../plan/match/unusable-rows.ts';
import { type ItemProgress, snapshotOf } from './item-progress.ts';
import { sentences } from './messages.ts';
import type { ApplyContext } from './ports.ts';
import { readOrGone } from './preflight-read.ts';
import { describeRepeatedName } from './repeated-name.ts';
import { laterEdit, verifyEdit, verifyTransition } from './verify-write.ts';
import type { WriteCheck } from './write-result.ts';

/** A step that sends a request. */
export type WriteStep = Exclude<Step, { do: 'await' }>;

const FIRST_PAUSE = 1000;
const LOOKUP = 30_000;
/** The text of a 504 response asks for two minutes, so the server may continue for that long. Milliseconds. */
const LOOKUP_AFTER_GATEWAY_TIMEOUT = 150_000;

/**
 * Looks for the result of a write that has no clear response, at growing intervals, since the server may
 * still be working. The write is never sent again: the next run reads the actual state.
 * @param because why there is no clear response, as a sentence
 */
export async function findOutcome(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  because: string,
  status?: number,
): Promise<WriteCheck> {
  run.listen({
    tag: 'looking-up',
    name: itemProgress.name,
    step: step.do,
    because: run.secrets.redact(because),
  });
  const end = run.clock.monotonic() + lookupTime(run, status);
  let latest: WriteCheck = { tag: 'not-yet' };
  for (let pause = FIRST_PAUSE; latest.tag === 'not-yet' && run.clock.monotonic() < end; pause *= 2) {
    if (!(await slept(run, Math.min(pause, end - run.clock.monotonic())))) break;
    latest = await look(run, itemProgress, step);
  }
  return latest.tag === 'not-yet' ? outcomeUnknown(step, because, latest.status) : latest;
}

function lookupTime(run: ApplyContext, status: number | undefined): number {
  return run.options.lookup ?? (status === 504 ? LOOKUP_AFTER_GATEWAY_TIMEOUT : LOOKUP);
}

/** @returns false if the user stopped the run */
export async function slept(run: ApplyContext, milliseconds: number): Promise<boolean> {
  if (run.signal.aborted) return false;
  try {
    await run.clock.sleep(milliseconds, run.signal);
    return true;
  } catch (error) {
    if (run.signal.aborted) return false;
    throw error;
  }
}

function outcomeUnknown(step: WriteStep, because: string, status: string | undefined): WriteCheck {
  const seen = status === undefined ? '' : `: its status is ${status}`;
  const error = sentences(
    `Outcome unknown: ${because}`,
    `No read shows so far that the ${step.do} happened${seen}`,
    'It is not sent again in this run; run again to see the actual state',
  );
  return { tag: 'failed', error, unknown: true };
}

/** Reads once. A read that fails proves nothing. */
async function look(run: ApplyContext, itemProgress: ItemProgress, step: WriteStep): Promise<WriteCheck> {
  try {
    return step.do === 'create'
      ? await lookForCreated(run, itemProgress)
      : await lookAtStream(run, itemProgress, step);
  } catch (error) {
    if (error instanceof ApiError) return { tag: 'not-yet' };
    throw error;
  }
}

/**
 * No stream had the name right before the create. A stream that has it now is either the new one or one that
 * another user created.
 */
async function lookForCreated(run: ApplyContext, itemProgress: ItemProgress): Promise<WriteCheck> {
  const { rows, unusable } = await run.shared.list(itemProgress.collection, true);
  const wanted = desiredName(itemProgress.item);
  // The stream itself is read next, so a row without a version is sufficient.
  const listed = [...rows, ...unusable.filter(isIdentified)];
  const row = listed.find((each) => isNamed(each, wanted));
  if (!row) return { tag: 'not-yet' };
  const repeated = describeRepeatedName(itemProgress, listed);
  if (repeated !== undefined) return { tag: 'failed', error: repeated };
  return verifyEdit(
    run,
    itemProgress,
    await run.reader.get(itemProgress.collection, row.streamId),
    1,
    'look-up',
  );
}

async function lookAtStream(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: Exclude<WriteStep, { do: 'create' }>,
) {
  const detail = await readOrGone(run, itemProgress);
  if (!detail) return gone(itemProgress, step);
  return checkRead(run, itemProgress, step, detail);
}

function gone(itemProgress: ItemProgress, step: WriteStep): WriteCheck {
  if (step.do === 'delete') return { tag: 'happened' };
  return {
    tag: 'failed',
    error: `Stream ${itemProgress.knownId} no longer exists: another user deleted it.`,
  };
}

async function checkRead(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: Exclude<WriteStep, { do: 'create' }>,
  detail: StreamDetail,
): Promise<WriteCheck> {
  switch (step.do) {
    case 'update':
      return verifyEdit(run, itemProgress, detail, itemProgress.version + 1, 'look-up');
    case 'activate':
    case 'deactivate':
      return verifyTransition(run, itemProgress, detail);
    case 'delete':
      return detail.version > itemProgress.version
        ? laterEdit(run, itemProgress, snapshotOf(detail))
        : { tag: 'not-yet', status: detail.status };
    default:
      return step satisfies never;
  }
}
