import { ApiError } from '../../api/errors/errors.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { WriteCheck, WriteStep } from '../items/write-result.ts';
import { verbsOf } from './verbs.ts';

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
    return await verbsOf(itemProgress.item).look(run, itemProgress, step);
  } catch (error) {
    if (error instanceof ApiError) return { tag: 'not-yet' };
    throw error;
  }
}
