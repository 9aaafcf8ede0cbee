import { GitHubError } from '../../github/github.ts';
import type { FileBefore } from '../../workflow/previous-manifests.ts';
import { lastApplied, lastComplete, type Recorded } from '../records/deployment-record.ts';
import { unfinishedApply } from '../records/unfinished-apply.ts';
import type { Job } from '../runner/job.ts';
import { manifestsChanged } from './manifest-changes.ts';
import { pullRequestsIn, rangeSince } from './merged-since.ts';

/** What was merged since the last apply, or was left by one of this commit, and is not applied. */
export interface Unapplied {
  /** Manifest files that it touches, as they were. */
  readonly before: readonly FileBefore[];
  /** ISO 8601, UTC: when the first of it was merged. Absent: nothing was, or it is not known. */
  readonly since?: string;
  /** What was merged is not known, so that nothing is held to be of it. */
  readonly isUnknown?: true;
}

const NOTHING: Unapplied = { before: [], isUnknown: true };

/**
 * Looks whether main is ahead of the last apply: one waits for a reviewer or for its turn then, and what it is about to do is
 * no drift. An apply of this very commit has had its say; where that was not the last word on all that was merged, it is since
 * the last complete one that is looked. Where this cannot be known nothing is held to be waiting, so that it is reported.
 */
export async function unappliedOf(job: Job, recorded: readonly Recorded[]): Promise<Unapplied> {
  const { head } = job.event;
  const hasRun = recorded.some(
    ({ record, deployment }) => record.by === undefined && deployment.sha === head,
  );
  const unfinished = unfinishedApply(recorded, head);
  const last = (unfinished ? lastComplete(recorded) : lastApplied(recorded))?.deployment.sha;
  if ((hasRun && !unfinished) || last === undefined) return NOTHING;
  try {
    const comparison = await job.github.compare(last, head);
    if (comparison.mergeBase !== last) return NOTHING;
    const changes = await manifestsChanged(job, last, head);
    if (changes.tag === 'unknown') return notKnown(job, `${changes.why}.`);
    const since = comparison.since ?? (await firstMerge(job, last));
    return { before: changes.before, ...(since === undefined ? {} : { since }) };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return notKnown(job, error.message);
  }
}

/** When the first change of a manifest since a commit was merged: for comparisons of too many commits to be read one by one. */
async function firstMerge(job: Job, base: string): Promise<string | undefined> {
  const range = await rangeSince(job, base);
  if (range.tag === 'unknown') return undefined;
  const merged = await pullRequestsIn(job, range);
  return merged.flatMap(({ mergedAt }) => mergedAt ?? []).sort()[0];
}

function notKnown({ runner: face, clean }: Job, why: string): Unapplied {
  face.notice(clean(`What is merged and not applied yet is not told apart from drift: ${why}`));
  return NOTHING;
}
