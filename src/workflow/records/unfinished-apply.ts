import type { Unfinished } from '../../render/drift/drift.ts';
import type { WatchReport } from '../account/watch.ts';
import { lastComplete, type Recorded } from './apply-record.ts';

/**
 * Returns the newest apply of a commit if it left some of the merged changes unapplied. If another apply of the same
 * commit was complete, nothing is left.
 */
export function unfinishedApply(recorded: readonly Recorded[], sha: string): Recorded | undefined {
  if (lastComplete(recorded)?.entry.commit === sha) return undefined;
  const newest = recorded.find(({ record, entry }) => record.by === undefined && entry.commit === sha);
  return newest?.record.complete ? undefined : newest;
}

/** The findings of a watch, and the apply that left part of them. */
type Explained<F> = F & { readonly unfinished?: Unfinished };

/**
 * Moves what an unfinished apply left from `waiting` to `drift`: it does not wait for an apply any more. It differs,
 * but nobody changed it manually. What an apply of a selection omitted still waits.
 * @param found if there is an unfinished apply, `waiting` contains what still is as the last complete apply left it
 * @param isKnown whether it is known what was merged since the last complete apply
 */
export function leftBy<F extends Pick<WatchReport, 'drift' | 'waiting'>>(
  found: F,
  apply: Recorded | undefined,
  isKnown: boolean,
): Explained<F> {
  const isOmitted = apply?.record.notSelected !== undefined;
  if (!apply || (isOmitted && isKnown)) return found;
  const { drift, waiting } = found;
  const names = isKnown ? { names: new Set(waiting.map(({ name }) => name)) } : {};
  return {
    ...found,
    drift: [...drift, ...waiting],
    waiting: [],
    unfinished: { ...endingOf(apply), ...names },
  };
}

function endingOf({ record, entry }: Recorded): Unfinished {
  const { commit: sha, url: logUrl } = entry;
  return {
    sha,
    ending: record.refused
      ? { tag: 'refused' }
      : record.notSelected === undefined
        ? { tag: 'failed', stopped: record.stopped ?? 0 }
        : { tag: 'selected' },
    ...(logUrl === undefined ? {} : { url: logUrl }),
  };
}
