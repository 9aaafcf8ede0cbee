import type { Authority } from '../commands/coverage.ts';
import type { FileBefore } from '../commands/earlier.ts';
import type { GivenApproval } from '../model/approval.ts';
import { filesSince } from './before.ts';
import { type Hub, HubError, type HubPullRequest } from './hub.ts';
import type { Job } from './job.ts';
import { allStreams, lastApplied, lastComplete, type Recorded } from './records.ts';
import { latestRecords, openRecords } from './settled.ts';
import { markedComments } from './sticky.ts';

/** A merged pull request and what its plan for this target approved. */
export interface Merged {
  readonly pullRequest: HubPullRequest;
  readonly approvals: readonly GivenApproval[];
}

/** By what an apply may write, and the pull requests that want to hear of it. */
export type Found =
  | {
      readonly tag: 'found';
      readonly authority: Authority;
      /** Newest first. */
      readonly merged: readonly Merged[];
      /** For the log: why something that was merged approves nothing. */
      readonly notes: readonly string[];
      /** An older commit than the one that was applied last: its run has come too late to be the last word. */
      readonly isBehind: boolean;
    }
  | { readonly tag: 'refused'; readonly message: string };

/** What was merged since the last complete apply, or why that cannot be known. */
type Range =
  | {
      readonly tag: 'known';
      readonly commits: readonly string[];
      readonly isBehind: boolean;
      /** Manifest files that it touches, as they were. Absent: they are too many. */
      readonly before?: readonly FileBefore[];
    }
  | { readonly tag: 'unknown'; readonly why: string };

const WAY_OUT =
  'Look at a plan, and if it is right, run the apply workflow by hand (workflow_dispatch) with the plan id that it prints.';

/**
 * Finds what gives this run its authority: a plan id that somebody typed, nothing where the repository asks for nothing, or
 * the plans of the pull requests that were merged since the last complete apply.
 * @throws {HubError} where GitHub cannot be asked
 */
export async function findAuthority(job: Job, recorded: readonly Recorded[]): Promise<Found> {
  const { inputs, occasion } = job;
  if (occasion.tag === 'pull-request' || occasion.tag === 'merge-group') {
    return refused(
      'Only what is merged is applied: let the command apply run on pushes to main and by hand.',
    );
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
  if (range.tag === 'unknown') return refused(`${range.why} ${WAY_OUT}`);
  const authority = { tag: 'approvals', ...evidence } as const;
  return { ...known, authority, notes: notesOf(job, range.commits, merged) };
}

interface MergedSince {
  readonly range: Range;
  readonly merged: readonly Merged[];
}

async function mergedSince(job: Job, recorded: readonly Recorded[]): Promise<MergedSince> {
  const range = await rangeOf(job, lastComplete(recorded)?.deployment.sha);
  return { range, merged: range.tag === 'known' ? await mergedBy(job, range.commits) : [] };
}

/** What goes by something else than approvals goes without them too: the way out must not need all of GitHub. */
async function orUnknown(isNeeded: boolean, find: () => Promise<MergedSince>): Promise<MergedSince> {
  try {
    return await find();
  } catch (error) {
    if (isNeeded || !(error instanceof HubError)) throw error;
    return { range: { tag: 'unknown', why: error.message }, merged: [] };
  }
}

/**
 * The commit of the newest apply where this run is of an older one: somebody ran an old run again, or it was held up.
 * Writing would take back what was merged since.
 */
async function newerApply(
  { hub, occasion }: Job,
  recorded: readonly Recorded[],
): Promise<string | undefined> {
  const newest = lastApplied(recorded)?.deployment.sha;
  if (newest === undefined || newest === occasion.head) return undefined;
  const comparison = await compared(hub, newest, occasion.head);
  return comparison?.mergeBase === occasion.head ? newest : undefined;
}

function tooLate(newer: string): string {
  return `The newer commit ${short(newer)} was applied already, and this run would take back what it brought. Run the apply of the newest commit again instead.`;
}

function refused(message: string): Found {
  return { tag: 'refused', message };
}

/** Without a complete apply before, a push tells what it brought itself; a run by hand does not. */
async function rangeOf(job: Job, last: string | undefined): Promise<Range> {
  const { hub, occasion } = job;
  const base = last ?? (occasion.tag === 'push' ? occasion.before : undefined);
  const { head } = occasion;
  if (base === undefined) {
    return {
      tag: 'unknown',
      why: 'No apply to this target was complete yet, and this run is no push that tells what it brought.',
    };
  }
  if (base === head) return { tag: 'known', commits: [], isBehind: false, before: [] };
  const between = `what was merged between ${short(base)}, the last complete apply, and ${short(head)}`;
  const comparison = await compared(hub, base, head);
  if (!comparison)
    return { tag: 'unknown', why: `GitHub does not know ${between}: the history was rewritten.` };
  const { commits, mergeBase, lacksCommits } = comparison;
  if (lacksCommits)
    return {
      tag: 'unknown',
      why: `GitHub tells only a part of ${between}: there are too many commits.`,
    };
  const before = await filesSince(job, comparison);
  return { tag: 'known', commits, isBehind: mergeBase === head, ...(before ? { before } : {}) };
}

async function compared(hub: Hub, base: string, head: string) {
  try {
    return await hub.compare(base, head);
  } catch (error) {
    if (error instanceof HubError && error.kind === 'missing') return undefined;
    throw error;
  }
}

function short(sha: string): string {
  return sha.slice(0, 7);
}

/** Newest first, each once: squashed, merged and rebased ones bring one commit or many. */
async function mergedBy(job: Job, commits: readonly string[]): Promise<readonly Merged[]> {
  const found = new Map<number, HubPullRequest>();
  for (const sha of [...commits].reverse()) {
    const all = await job.hub.pullRequestsOf(sha);
    // One that was merged into another branch agreed to nothing here, although its commits have come along.
    const here = all.filter(({ merged, baseBranch }) => merged && baseBranch === job.run.branch);
    for (const one of here) found.set(one.number, one);
  }
  const merged: Merged[] = [];
  for (const pullRequest of found.values()) merged.push(await approvedBy(job, pullRequest));
  return merged;
}

/**
 * What the newest plan of a pull request's last commit says, if it is ours and about this target. A comment that was written
 * after the merge, by a plan that ran again or by somebody's hand, was not what was agreed to.
 */
async function approvedBy({ hub, inputs }: Job, pullRequest: HubPullRequest): Promise<Merged> {
  const { commentAuthor, targetName } = inputs;
  const comments = await hub.comments(pullRequest.number);
  const { mergedAt } = pullRequest;
  const seen = comments.filter(({ updatedAt }) => mergedAt === undefined || updatedAt <= mergedAt);
  const plans = markedComments(seen, commentAuthor, { kind: 'plan', target: targetName })
    .filter(({ marker }) => marker.head === pullRequest.head)
    .sort((a, b) => b.marker.run - a.marker.run || b.marker.attempt - a.marker.attempt);
  const [newest] = plans;
  const by = `#${pullRequest.number}`;
  const given = {
    by,
    ...(mergedAt === undefined ? {} : { at: mergedAt }),
    ...(newest ? { plannedAt: newest.comment.updatedAt } : {}),
  };
  return { pullRequest, approvals: (newest?.marker.approvals ?? []).map((one) => ({ ...one, ...given })) };
}

function notesOf({ inputs }: Job, commits: readonly string[], merged: readonly Merged[]): readonly string[] {
  if (commits.length > 0 && merged.length === 0) {
    return ['These commits came without a pull request, so nobody has agreed to a plan of them.'];
  }
  const silent = merged.filter(({ approvals }) => approvals.length === 0);
  return silent.map(
    ({ pullRequest: { number, head } }) =>
      `#${number} approves nothing: it has no plan of ours for ${inputs.targetName} at its last commit ${short(head)}, or one without changes.`,
  );
}
