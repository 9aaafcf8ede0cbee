import type { StreamList, StreamRow } from '../../model/observed.ts';
import { hasReached, phaseOf, type StableStatus } from '../../model/phase.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { WaitObservation } from '../items/write-result.ts';
import { snapshotOf } from './snapshot.ts';
import { unknownStatus } from './stream-texts.ts';
import { laterEdit } from './verify-write.ts';

/**
 * Lists the streams of a collection once.
 * @param waiting streams of this collection
 * @returns judges each waiting stream by its row
 * @throws {ApiError} if the list cannot be read
 */
export async function observeWaiting(
  run: ApplyContext,
  waiting: readonly ItemProgress[],
): Promise<(itemProgress: ItemProgress) => Promise<WaitObservation>> {
  const [first] = waiting;
  if (!first) throw new Error('bug: nothing is waited for');
  const listed = await run.shared.list(first.collection, true);
  return (itemProgress) => observeStream(run, itemProgress, listed);
}

async function observeStream(
  run: ApplyContext,
  itemProgress: ItemProgress,
  { rows, unusable }: StreamList,
): Promise<WaitObservation> {
  const row = rows.find((each) => each.streamId === itemProgress.live.id);
  const until = itemProgress.awaited;
  const mayBeUnusable = unusable.some(
    ({ streamId = itemProgress.live.id }) => streamId === itemProgress.live.id,
  );
  if (!row && mayBeUnusable) return { tag: 'unclear' };
  if (!row)
    return {
      tag: 'doubt',
      doubt: `Stream ${itemProgress.live.knownId} no longer exists: another user deleted it.`,
    };
  if (row.version < itemProgress.live.version) return { tag: 'behind' };
  if (row.version > itemProgress.live.version) {
    return {
      tag: 'failed',
      seen: snapshotOf(row),
      error: (await laterEdit(run, itemProgress, snapshotOf(row))).error,
    };
  }
  return observeStatus(row, until);
}

function observeStatus(row: StreamRow, until: StableStatus): WaitObservation {
  const seen = snapshotOf(row);
  const phase = phaseOf(row.collection, row.status);
  switch (phase.tag) {
    case 'in-transition':
      return { tag: 'in-transition', seen };
    case 'unknown':
      return { tag: 'failed', seen, error: unknownStatus(phase.status) };
    case 'stable':
      return hasReached(row.collection, row.status, until)
        ? { tag: 'arrived', seen }
        : { tag: 'doubt', doubt: describeReversion(row, until), revertedTo: seen };
    default:
      return phase satisfies never;
  }
}

function describeReversion(row: StreamRow, until: StableStatus): string {
  return sentences(
    `The stream ended as ${row.status} instead of ${until}: the transition failed, or another user changed it`,
    'Check its activation history and the e-mails from Akamai; run again to retry',
  );
}
