import type { StreamDetail } from '../../model/observed.ts';
import { desiredName, isNamed } from '../../plan/match/stream-name.ts';
import { isIdentified } from '../../plan/match/unusable-rows.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { WriteCheck, WriteStep } from '../items/write-result.ts';
import { readOrGone } from './preflight-read.ts';
import { describeRepeatedName } from './repeated-name.ts';
import { snapshotOf } from './snapshot.ts';
import { laterEdit, verifyEdit, verifyTransition } from './verify-write.ts';

/**
 * Reads once whether a write without a clear response happened.
 * @throws {ApiError} if the account cannot be read
 */
export function lookForWrite(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
): Promise<WriteCheck> {
  return step.do === 'create' ? lookForCreated(run, itemProgress) : lookAtStream(run, itemProgress, step);
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
    error: `Stream ${itemProgress.live.knownId} no longer exists: another user deleted it.`,
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
      return verifyEdit(run, itemProgress, detail, itemProgress.live.version + 1, 'look-up');
    case 'activate':
    case 'deactivate':
      return verifyTransition(run, itemProgress, detail);
    case 'delete':
      return detail.version > itemProgress.live.version
        ? laterEdit(run, itemProgress, snapshotOf(detail))
        : { tag: 'not-yet', status: detail.status };
    default:
      return step satisfies never;
  }
}
