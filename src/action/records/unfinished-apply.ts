import type { Unfinished } from '../../render/drift/drift.ts';
import type { WatchReport } from '../../workflow/watch.ts';
import { lastComplete, type Recorded } from './deployment-record.ts';

/**
 * The newest apply of a commit, where it has left something of what was merged. Another one of the same commit that was
 * complete has dealt with all of it.
 */
export function unfinishedApply(recorded: readonly Recorded[], sha: string): Recorded | undefined {
  if (lastComplete(recorded)?.deployment.sha === sha) return undefined;
  const newest = recorded.find(({ record, deployment }) => record.by === undefined && deployment.sha === sha);
  return newest?.record.complete ? undefined : newest;
}

/** What a watch found, and the apply to which a part of it goes back. */
type Explained<F> = F & { readonly unfinished?: Unfinished };

/**
 * What an unfinished apply has left does not wait for one any more: it differs, and by nobody's hand.
 *
 * @param found where such an apply is known, `waiting` is what stands as the last complete apply left it
 * @param isKnown it is known what was merged since that one
 */
export function leftBy<F extends Pick<WatchReport, 'drift' | 'waiting'>>(
  found: F,
  apply: Recorded | undefined,
  isKnown: boolean,
): Explained<F> {
  if (!apply) return found;
  const { drift, waiting } = found;
  const names = isKnown ? { names: new Set(waiting.map(({ name }) => name)) } : {};
  return {
    ...found,
    drift: [...drift, ...waiting],
    waiting: [],
    unfinished: { ...endingOf(apply), ...names },
  };
}

function endingOf({ record, deployment }: Recorded): Unfinished {
  const { sha, logUrl } = deployment;
  return {
    sha,
    ending: record.refused ? { tag: 'refused' } : { tag: 'failed', stopped: record.stopped ?? 0 },
    ...(logUrl === undefined ? {} : { url: logUrl }),
  };
}
