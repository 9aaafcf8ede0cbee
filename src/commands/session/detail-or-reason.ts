import type { Observed } from '../../model/account.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';

/**
 * The content of a listed stream, or why it is not known, as a sentence. The other streams of the run are not
 * affected.
 */
export function detailOrReason(
  { details, unreadable }: Pick<Observed, 'details' | 'unreadable'>,
  { collection, streamId }: StreamRow,
): StreamDetail | string {
  const key = keyById(collection, streamId);
  return unreadable?.get(key) ?? details.get(key) ?? 'it was deleted after it was listed.';
}
