import type { FilesBefore } from '../../manifest/previous-manifests.ts';
import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { lastApplied, lastComplete, type Recorded } from '../records/apply-record.ts';
import { unfinishedApply } from '../records/unfinished-apply.ts';
import { manifestsChanged } from './manifest-changes.ts';
import { changesIn, rangeSince } from './merged-since.ts';

/**
 * Merged changes that are not applied yet: merged since the last apply, or left unfinished by an apply of this commit.
 */
export interface Unapplied {
  /** The changed manifest files with their earlier content. */
  readonly before: FilesBefore;
  /** ISO 8601, UTC: when the first of these changes was merged. Absent if there are none, or if it is unknown. */
  readonly since?: string;
  /** It is unknown what was merged, so no difference is attributed to a merge. */
  readonly isUnknown?: true;
}

const NOTHING: Unapplied = { before: { files: [] }, isUnknown: true };

/**
 * Determines whether main is ahead of the last apply. In that case an apply is waiting for a reviewer or for its turn,
 * and what it is about to change is not drift.
 *
 * If this commit was already applied, nothing is waiting. If that apply was not complete, the comparison starts at the
 * last complete apply instead. If the changes cannot be determined, nothing counts as waiting, so that all differences
 * are reported.
 */
export async function unappliedOf(job: Job, recorded: readonly Recorded[]): Promise<Unapplied> {
  const { head } = job.trigger;
  const hasRun = recorded.some(({ record, entry }) => record.by === undefined && entry.commit === head);
  const unfinished = unfinishedApply(recorded, head);
  const last = (unfinished ? lastComplete(recorded) : lastApplied(recorded))?.entry.commit;
  if ((hasRun && !unfinished) || last === undefined) return NOTHING;
  try {
    const comparison = await job.forge.compare(last, head);
    if (comparison.mergeBase !== last) return NOTHING;
    const changes = await manifestsChanged(job, last, head);
    if (changes.tag === 'unknown') return notKnown(job, `${changes.why}.`);
    const since = comparison.since ?? (await firstMerge(job, last));
    return { before: changes.before, ...(since === undefined ? {} : { since }) };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return notKnown(job, error.message);
  }
}

/**
 * Finds when the first manifest change since a commit was merged, for comparisons with too many commits to read each
 * one.
 */
async function firstMerge(job: Job, base: string): Promise<string | undefined> {
  const range = await rangeSince(job, base);
  if (range.tag === 'unknown') return undefined;
  const merged = await changesIn(job, range);
  return merged.flatMap(({ mergedAt }) => mergedAt ?? []).sort()[0];
}

function notKnown({ reporter, clean }: Job, why: string): Unapplied {
  reporter.notice(
    clean(`Merged changes that are not applied yet cannot be distinguished from drift: ${why}`),
  );
  return NOTHING;
}
