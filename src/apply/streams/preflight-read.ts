import { ApiError } from '../../api/errors/errors.ts';
import { capitalized } from '../../model/capitalized.ts';
import type { StreamDetail, StreamRow, UnusableRow } from '../../model/observed.ts';
import { type StableStatus, streamPhase } from '../../model/phase.ts';
import { keyById } from '../../model/resource-key.ts';
import { moved } from '../../plan/diff/base-version.ts';
import { desiredName, isNamed } from '../../plan/match/stream-name.ts';
import { describeRow, rowInTheWay } from '../../plan/match/unusable-rows.ts';
import { isTransitionOnly } from '../../plan/steps/transition-only.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';

/** The state of the account right before a write. */
export type PreflightResult =
  /** As planned. `detail` is absent for a create. */
  | { readonly tag: 'same'; readonly detail?: StreamDetail }
  /**
   * As planned except for the status: a write of this run to another stream has started a transition of this
   * one.
   */
  | { readonly tag: 'in-transition'; readonly detail: StreamDetail; readonly until: StableStatus }
  | { readonly tag: 'moved'; readonly error: string };

/**
 * Compares the account with the base of the plan: the stream itself, or for a create that no stream has its
 * name.
 * @param isForced read again, even if a response from the last minute is available
 * @throws {ApiError} if the account cannot be read
 */
export function freshRead(
  run: ApplyContext,
  itemProgress: ItemProgress,
  isForced: boolean,
): Promise<PreflightResult> {
  return itemProgress.next?.do === 'create'
    ? nameIsFree(run, itemProgress, isForced)
    : verifyBase(run, itemProgress);
}

/** A stream in a list that was just read, as the plan expects it. */
export interface ListedStream {
  readonly row: StreamRow;
  /** When the list was received; milliseconds on the monotonic clock. */
  readonly readAt: number;
}

/**
 * Looks up the stream of an item that is only activated or deactivated in a list that several writes share. The list has
 * version and status, and a version never changes.
 * @returns nothing if the stream has to be read itself: another write may need its content, the list does not show it as
 * planned, or a write of this run may have changed it since the list
 * @throws {ApiError} if the list cannot be read
 */
export async function listedAsPlanned(
  run: ApplyContext,
  itemProgress: ItemProgress,
): Promise<ListedStream | undefined> {
  const { item, collection, live } = itemProgress;
  if (!isTransitionOnly(item) || run.moved.has(keyById(collection, live.knownId))) return undefined;
  const list = await run.lists.next(collection);
  const row = list?.rows.find(({ streamId }) => streamId === live.knownId);
  if (!list || !row) return undefined;
  const { base } = itemProgress;
  const isAsPlanned = row.version === base.version && row.status === (live.status ?? base.status);
  return isAsPlanned ? { row, readAt: list.readAt } : undefined;
}

async function nameIsFree(
  run: ApplyContext,
  itemProgress: ItemProgress,
  isForced: boolean,
): Promise<PreflightResult> {
  const wanted = desiredName(itemProgress.item);
  const { rows, unusable } = await run.shared.list(itemProgress.collection, isForced);
  const taken = rows.find((row) => isNamed(row, wanted));
  const unclear = taken ? undefined : rowInTheWay(unusable, wanted);
  if (unclear) return { tag: 'moved', error: nameNotKnownFree(unclear) };
  if (!taken) return { tag: 'same' };
  const by = taken.modifiedBy === undefined ? '' : ` by ${taken.modifiedBy}`;
  const at = taken.modifiedDate === undefined ? '' : ` at ${taken.modifiedDate}`;
  const error = sentences(
    `A stream named ${JSON.stringify(wanted.streamName)} exists since the plan was made: ID ${taken.streamId}, last changed${by}${at}`,
    'Nothing was written; plan again',
  );
  return { tag: 'moved', error };
}

function nameNotKnownFree(row: UnusableRow): string {
  return sentences(
    `The list has a row that cannot be used and that may be this stream: ${describeRow(row)}`,
    'Nothing was written; run again',
  );
}

async function verifyBase(run: ApplyContext, itemProgress: ItemProgress): Promise<PreflightResult> {
  const detail = await readOrGone(run, itemProgress);
  if (!detail) {
    const error = `Stream ${itemProgress.live.knownId} no longer exists: another user deleted it. Nothing was written; plan again.`;
    return { tag: 'moved', error };
  }
  const sealed = run.seal(detail);
  const { base } = itemProgress;
  const why = moved(base, sealed, run.hash, itemProgress.live.status);
  if (why === undefined) return { tag: 'same', detail };
  const until = comesBack(itemProgress, detail);
  const isOurs = run.moved.has(keyById(itemProgress.collection, itemProgress.live.knownId));
  if (isOurs && until && moved(base, sealed, run.hash, detail.status) === undefined) {
    return { tag: 'in-transition', detail, until };
  }
  return { tag: 'moved', error: sentences(capitalized(why), 'Nothing more was written to it') };
}

/**
 * The status in which the stream's transition ends, if the next step expects that status. A transition to the
 * other status is never awaited, because the plan of the step assumed a different state.
 */
function comesBack({ live: { status }, base }: ItemProgress, detail: StreamDetail): StableStatus | undefined {
  const now = streamPhase(detail.status);
  const expected = streamPhase(status ?? base.status);
  if (now.tag !== 'in-transition' || expected.tag !== 'stable') return undefined;
  return expected.active === now.active ? now.towards : undefined;
}

/**
 * The item's stream, or `undefined` if it no longer exists.
 * @throws {ApiError}
 */
export async function readOrGone(
  run: ApplyContext,
  itemProgress: ItemProgress,
): Promise<StreamDetail | undefined> {
  try {
    return await run.reader.get(itemProgress.collection, itemProgress.live.knownId);
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'no-such-stream') return undefined;
    throw error;
  }
}
