import { ApiError } from '../../api/errors/errors.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { differs } from '../../plan/diff/base-version.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import { versionText } from './stream-texts.ts';

/**
 * Describes the versions from `first` to `last` that this run did not make: who made them, and when. Reads
 * the stream's history. A version with the content that this run sent counts as its own.
 */
export async function describeConcurrentEdits(
  run: ApplyContext,
  itemProgress: ItemProgress,
  streamId: number,
  first: number,
  last: number,
): Promise<string> {
  const unknown = `version ${last}; by whom could not be read`;
  try {
    const { versions } = await run.reader.history(itemProgress.collection, streamId, first, last);
    const theirs = versions.filter((detail) => detail.version >= first && !isOwn(run, itemProgress, detail));
    return theirs.length === 0 ? unknown : theirs.map(versionText).join(', ');
  } catch (error) {
    if (error instanceof ApiError) return unknown;
    throw error;
  }
}

function isOwn(run: ApplyContext, itemProgress: ItemProgress, detail: StreamDetail): boolean {
  const edits = itemProgress.next?.do === 'update' || itemProgress.next?.do === 'create';
  return edits && differs(itemProgress.item, detail, run.target, run.hash).length === 0;
}
