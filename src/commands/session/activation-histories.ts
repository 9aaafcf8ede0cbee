import type { StreamReader } from '../../api/streams/client.ts';
import type { Observed } from '../../model/account.ts';
import type { Activation } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import { historiesToRead, type StatusInput } from '../../plan/status.ts';
import type { StartedTransition } from '../../plan/transition-start.ts';

/**
 * Reads the history of streams that do not have the status in which a recorded transition had to end. It
 * shows whether the transition reverted or the stream was changed again.
 */
export async function readHistories(
  reader: StreamReader,
  observed: Observed,
  started: readonly StartedTransition[],
): Promise<NonNullable<StatusInput['histories']>> {
  const read = new Map<string, readonly Activation[]>();
  for (const { collection, streamId } of historiesToRead(observed, started)) {
    read.set(keyById(collection, streamId), await reader.activationHistory(collection, streamId));
  }
  return read;
}
