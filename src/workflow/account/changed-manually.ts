import type { StreamReader } from '../../api/streams/client.ts';
import { mayUndoManualChange, stoppedByHistory, wasChangedAndRestored } from '../../approval/validity.ts';
import { readOptional } from '../../commands/session/optional-read.ts';
import type { Coverage } from '../../model/approval.ts';
import { streamCollection } from '../../model/collection.ts';
import type { Activation } from '../../model/observed.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';

/**
 * Reads from a stream's activation history whether someone has changed its state and restored it since.
 * @param since ISO 8601, UTC: when the next step was approved or recorded
 * @throws {ApiError} if the API does not return the history
 */
export async function undoesManualChange(
  reader: StreamReader,
  item: PlanItem,
  since: string,
): Promise<boolean> {
  return wasChangedAndRestored(item, await historyOf(reader, item), since);
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
    const isOpen = item && one.tag === 'covered' && one.since !== undefined;
    judged.push(
      isOpen ? stoppedByHistory(one, item, await readOptional(() => historyOf(reader, item))) : one,
    );
  }
  return judged;
}

/** Sends one request, and only if the next step starts, stops or deletes the stream. */
async function historyOf(reader: StreamReader, item: PlanItem): Promise<readonly Activation[]> {
  if (item.streamId === undefined || !mayUndoManualChange(item)) return [];
  return await reader.activationHistory(streamCollection(item), item.streamId);
}
