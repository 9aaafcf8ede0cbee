import type { StreamReader } from '../../api/streams/client.ts';
import { mayUndoManualChange, wasChangedAndRestored } from '../../approval/changed-manually.ts';
import { readOptional } from '../../commands/session/optional-read.ts';
import type { Coverage } from '../../model/approval.ts';
import { collectionOf } from '../../model/collection.ts';
import type { Plan, PlanItem } from '../../model/plan.ts';

/**
 * Reads from a stream's activation history whether someone has changed its state and restored it since. Sends
 * one request, and only if the next step starts, stops or deletes the stream.
 * @param since ISO 8601, UTC: when that step was approved or recorded
 * @throws {ApiError} if the API does not return the history
 */
export async function undoesManualChange(
  reader: StreamReader,
  item: PlanItem,
  since: string,
): Promise<boolean> {
  if (item.streamId === undefined || !mayUndoManualChange(item)) return false;
  return wasChangedAndRestored(
    item,
    await reader.activationHistory(collectionOf(item), item.streamId),
    since,
  );
}

/**
 * Removes the coverage of steps that would undo a manual change. A stream whose history cannot be read stops
 * without stopping the others.
 */
export async function withoutManualChanges(
  reader: StreamReader,
  { items }: Plan,
  coverage: readonly Coverage[],
): Promise<readonly Coverage[]> {
  const judged: Coverage[] = [];
  for (const one of coverage) {
    const item = items.find(({ name }) => name === one.name);
    const since = one.tag === 'covered' ? one.since : undefined;
    const answer =
      item && since !== undefined ? await readOptional(() => undoesManualChange(reader, item, since)) : false;
    judged.push(answer === false ? one : coverageAfterManualChange(one, answer));
  }
  return judged;
}

function coverageAfterManualChange(one: Coverage, answer: true | undefined): Coverage {
  if (one.tag !== 'covered') return one;
  const approved = one.approved ? [one.approved] : [];
  const stopped = { tag: 'other-state', name: one.name, approved } as const;
  return answer ? stopped : { ...stopped, isUnread: true };
}
