import { type GitHubComment, GitHubError, type PullRequest } from '../../github/github.ts';
import type { Authority } from '../../workflow/coverage.ts';
import { isEdited, isNewer } from '../marked/marker.ts';
import { type MarkedComment, markedComments } from '../marked/sticky-comment.ts';
import { allStreams, lastApplied, lastComplete, type Recorded } from '../records/deployment-record.ts';
import type { Merged } from '../records/merged.ts';
import { latestRecords, openRecords } from '../records/reconcile.ts';
import type { Job } from '../runner/job.ts';
import {
  comparedOrNothing,
  MOST_LOOKUPS,
  mergedPullRequestsOf,
  pullRequestsIn,
  type Range,
  rangeSince,
  short,
} from './merged-since.ts';

/** What allows this apply to write, and the pull requests that receive its outcome. */
export type ApprovalSearch =
  | {
      readonly tag: 'found';
      readonly authority: Authority;
      /** Newest first. */
      readonly merged: readonly Merged[];
      /** For the log: why a merged pull request approves nothing. */
      readonly notes: readonly string[];
      /** This run's commit is older than the last applied commit, so it does not include everything that was merged. */
      readonly isBehind: boolean;
      /**
       * Why none of the merged changes count as approved, in complete sentences. The run then writes nothing new, and
       * prints the command to run.
       */
      readonly whyNothing?: string;
    }
  | { readonly tag: 'refused'; readonly message: string };

/**
 * Finds what authorizes this run: a plan id that someone entered, the approvals in the plans of the pull requests
 * merged since the last complete apply, or nothing if the repository requires no approval.
 * @throws {GitHubError} if GitHub does not respond
 */
export async function findAuthority(job: Job, recorded: readonly Recorded[]): Promise<ApprovalSearch> {
  const { inputs, event } = job;
  if (event.tag === 'pull-request' || event.tag === 'merge-group') {
    return refused('Only what is merged is applied: run the command apply on pushes to main and manually.');
  }
  const needsApproval = inputs.planId === undefined && inputs.requireApprovedPlan;
  const { range, merged } = await orUnknown(needsApproval, () => mergedSince(job, recorded));
  if (inputs.planId === undefined) {
    const newer = await newerApply(job, recorded);
    if (newer !== undefined) return refused(tooLate(newer));
  }
  const isBehind = range.tag === 'known' && range.isBehind;
  const known = { tag: 'found', merged, isBehind } as const;
  const approvals = merged.flatMap((one) => one.approvals);
  const before = range.tag === 'known' ? range.before : undefined;
  const evidence = {
    approvals,
    records: allStreams(recorded),
    open: openRecords(recorded),
    latest: latestRecords(recorded),
    ...(before ? { before } : {}),
  };
  if (inputs.planId !== undefined) {
    return { ...known, authority: { tag: 'plan-id', planId: inputs.planId, ...evidence }, notes: [] };
  }
  if (!inputs.requireApprovedPlan) return { ...known, authority: { tag: 'none' }, notes: [] };
  const authority = { tag: 'approvals', ...evidence } as const;
  if (range.tag === 'unknown') {
    return {
      ...known,
      authority: { ...authority, approvals: [] },
      notes: [range.why],
      whyNothing: range.why,
    };
  }
  return { ...known, authority, notes: notesOf(job, range, merged) };
}

interface MergedSince {
  readonly range: Range;
  readonly merged: readonly Merged[];
}

async function mergedSince(job: Job, recorded: readonly Recorded[]): Promise<MergedSince> {
  const range = await rangeSince(job, lastComplete(recorded)?.deployment.sha);
  const merged: Merged[] = [];
  for (const one of await pullRequestsOf(job, range)) merged.push(await approvedBy(job, one));
  return { range, merged };
}

/** If it is unknown what was merged, at least the pull request of this push receives instructions. */
async function pullRequestsOf(job: Job, range: Range): Promise<readonly PullRequest[]> {
  if (range.tag === 'known') return pullRequestsIn(job, range);
  return mergedPullRequestsOf(job.github, job.event.head, job.run.branch);
}

/**
 * A run that is authorized by something other than approvals works without them: the recovery path must not depend on
 * all of GitHub.
 */
async function orUnknown(isNeeded: boolean, find: () => Promise<MergedSince>): Promise<MergedSince> {
  try {
    return await find();
  } catch (error) {
    if (isNeeded || !(error instanceof GitHubError)) throw error;
    return { range: { tag: 'unknown', why: error.message }, merged: [] };
  }
}

/**
 * Returns the commit of the newest apply if this run is for an older commit: someone re-ran an old run, or it was
 * delayed. Writing would revert what was merged since.
 */
async function newerApply(
  { github, event }: Job,
  recorded: readonly Recorded[],
): Promise<string | undefined> {
  const newest = lastApplied(recorded)?.deployment.sha;
  if (newest === undefined || newest === event.head) return undefined;
  const comparison = await comparedOrNothing(github, newest, event.head);
  return comparison?.mergeBase === event.head ? newest : undefined;
}

function tooLate(newer: string): string {
  return `The newer commit ${short(newer)} was applied already, and this run would take back what it brought. Run the apply of the newest commit again instead.`;
}

function refused(message: string): ApprovalSearch {
  return { tag: 'refused', message };
}

/**
 * Returns what the newest plan for a pull request's last commit approves, if the comment is ours and for this target. A
 * comment written after the merge does not count: nobody agreed to it. A re-run plan or an edit can cause that.
 */
async function approvedBy({ github, inputs }: Job, pullRequest: PullRequest): Promise<Merged> {
  const { commentAuthor, targetName } = inputs;
  const comments = await github.comments(pullRequest.number);
  const { mergedAt } = pullRequest;
  const seen = comments.filter(({ updatedAt }) => mergedAt === undefined || updatedAt <= mergedAt);
  const plans = markedComments(seen, commentAuthor, { kind: 'plan', target: targetName })
    .filter(({ marker }) => marker.head === pullRequest.head)
    .sort((a, b) => (isNewer(a.marker, b.marker) ? -1 : 1));
  const [newest] = plans;
  const whyNot = whyNotCounted(newest, { comments: seen, pullRequest, inputs });
  if (whyNot !== undefined) return { pullRequest, approvals: [], whyNot };
  const by = `#${pullRequest.number}`;
  const given = {
    by,
    ...(mergedAt === undefined ? {} : { at: mergedAt }),
    ...(newest ? { plannedAt: newest.comment.updatedAt } : {}),
  };
  return { pullRequest, approvals: (newest?.marker.approvals ?? []).map((one) => ({ ...one, ...given })) };
}

/** Why a comment with a plan of the last commit does not count: someone edited it, or another author wrote it. */
function whyNotCounted(
  newest: MarkedComment | undefined,
  {
    comments,
    pullRequest: { number, head },
    inputs: { commentAuthor, targetName },
  }: Pick<Merged, 'pullRequest'> & Pick<Job, 'inputs'> & { readonly comments: readonly GitHubComment[] },
): string | undefined {
  if (newest) {
    if (!isEdited(newest.comment.body)) return undefined;
    return `The plan comment on #${number} was edited after it was written, so it approves nothing. Run Plan again before merging; now apply by plan id.`;
  }
  const kind = { kind: 'plan', target: targetName } as const;
  const authors = new Set(comments.map(({ author }) => author));
  const other = [...authors].find((author) =>
    markedComments(comments, author, kind).some(({ marker }) => marker.head === head),
  );
  if (other === undefined) return undefined;
  return `The plan comment on #${number} was written by ${other}, and only those of ${commentAuthor} count. If the workflows comment as ${other}, set comment-author: ${other}.`;
}

function notesOf(
  { inputs }: Job,
  { commits, isCut, whyUnknown }: Extract<Range, { readonly tag: 'known' }>,
  merged: readonly Merged[],
): readonly string[] {
  const limits = [
    ...(whyUnknown === undefined
      ? []
      : [`It is not known which manifests were changed by what was merged: ${whyUnknown}.`]),
    ...(isCut
      ? [
          `More than ${MOST_LOOKUPS} commits since the last complete apply may have changed manifests, and the newest ${MOST_LOOKUPS} were asked for their pull requests. What older ones approved does not count in this run: apply it by plan id.`,
        ]
      : []),
  ];
  if (commits.length > 0 && merged.length === 0) {
    return [...limits, 'These commits came without a pull request, so nobody has agreed to a plan of them.'];
  }
  const silent = merged.filter(({ approvals }) => approvals.length === 0);
  const reasons = silent.map(
    ({ pullRequest: { number, head }, whyNot }) =>
      whyNot ??
      `#${number} approves nothing: it has no plan of ours for ${inputs.targetName} at its last commit ${short(head)}, or one without changes.`,
  );
  return [...limits, ...reasons];
}
