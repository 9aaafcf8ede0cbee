import type { StreamReader } from '../api/streams/client.ts';
import { mayUndoManualChange, wasChangedAndRestored } from '../approval/changed-manually.ts';
import { readOptional } from '../commands/session/optional-read.ts';
import type { Coverage } from '../model/approval.ts';
import { collectionOf } from '../model/collection.ts';
import type { Plan, PlanItem } from '../model/plan.ts';

/**
 * Asks a stream's activation history whether somebody has moved it there and back since. One request, and only where the
 * next step starts it, stops it or deletes it.
 * @param since ISO 8601, UTC: when that step was agreed to or recorded
 * @throws {ApiError} where the API does not tell
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

/** Coverage without what would overrule somebody. One stream whose history cannot be read stops alone. */
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
  const stopped = { tag: 'other-standing', name: one.name, approved } as const;
  return answer ? stopped : { ...stopped, isUnread: true };
}
