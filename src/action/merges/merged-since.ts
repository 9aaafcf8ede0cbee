import { type GitHub, GitHubError, type PullRequest } from '../../github/github.ts';
import type { FileBefore } from '../../workflow/previous-manifests.ts';
import type { Job } from '../runner/job.ts';
import { findGitFolder } from './git-folder.ts';
import { manifestsChanged } from './manifest-changes.ts';

/** What was merged since the last complete apply, or why that cannot be known. */
export type Range =
  | {
      readonly tag: 'known';
      /** Of these commits, those that may have changed a manifest. */
      readonly commits: readonly string[];
      /** There are more of them than are asked for their pull requests: the oldest are missing. */
      readonly isCut?: boolean;
      readonly isBehind: boolean;
      /** Manifest files that it touches, as they were. Absent: not known. */
      readonly before?: readonly FileBefore[];
      /** Why `before` is not known: a clause. */
      readonly whyUnknown?: string;
      /** Pull requests whose merge this commit already has were dealt with by the last complete apply. */
      readonly base: string;
    }
  | { readonly tag: 'unknown'; readonly why: string };

/** Of so few commits each one is asked for its pull requests, which needs no history of a path. */
const FEW_COMMITS = 10;
/** Commits that are asked for their pull requests: a request each. The newest ones. */
export const MOST_LOOKUPS = 200;
/** The most commits that are listed if no path shows which of them change manifests. */
const MOST_LISTED = 1_000;

/**
 * The commits since the last complete apply that may have changed a manifest. Without a complete apply before, a push tells
 * what it brought itself; a manual run does not.
 */
export async function rangeSince(job: Job, last: string | undefined): Promise<Range> {
  const { github: hub, event: occasion } = job;
  const { head } = occasion;
  const base = last ?? (occasion.tag === 'push' ? occasion.before : undefined);
  if (base === undefined) {
    const why =
      'There was no complete apply to this target yet, and this run is not a push that says which commits it brought.';
    return { tag: 'unknown', why };
  }
  if (base === head) return { tag: 'known', base, commits: [], isBehind: false, before: [] };
  const comparison = await comparedOrNothing(hub, base, head);
  if (!comparison) {
    const why = `GitHub does not have ${short(base)}, the last commit that was applied completely, or ${short(head)}: the history was rewritten.`;
    return { tag: 'unknown', why };
  }
  const { mergeBase, commits, lacksCommits } = comparison;
  const isFew = !lacksCommits && commits.length <= FEW_COMMITS;
  const relevant = isFew ? { commits, isCut: false } : await commitsAboutManifests(job, base, head);
  const changes = await manifestsChanged(job, mergeBase, head);
  const known = changes.tag === 'known' ? { before: changes.before } : { whyUnknown: changes.why };
  return { tag: 'known', base, ...relevant, isBehind: mergeBase === head, ...known };
}

/**
 * Commits of the manifest folder's history at `head` that are not in the one at `base`, whatever their dates are. Git
 * leaves out of such a history what a merge took from one side only, so the newest commit is always included: a push is asked for
 * the pull request that it merged. If the folder is not in this repository's git, any commit may be about manifests.
 */
async function commitsAboutManifests(
  { github: hub, inputs, run }: Job,
  base: string,
  head: string,
): Promise<{ readonly commits: readonly string[]; readonly isCut: boolean }> {
  const folder = await findGitFolder(inputs.streams, run);
  const now = await hub.commitsOn(folder.path, head);
  if (now.length === 0) {
    const { commits } = await hub.compare(base, head, MOST_LISTED);
    return newest([...new Set([...commits, head])]);
  }
  const before = new Set((await hub.commitsOn(folder.path, base)).map(({ sha }) => sha));
  const added = now.flatMap(({ sha }) => (before.has(sha) ? [] : [sha]));
  return newest([...new Set([head, ...added])].reverse());
}

/** @param commits oldest first */
function newest(commits: readonly string[]) {
  return { commits: commits.slice(-MOST_LOOKUPS), isCut: commits.length > MOST_LOOKUPS };
}

/** Newest first, each once: squashed, merged and rebased ones bring one commit or many. */
export async function pullRequestsIn(
  { github: hub, run }: Job,
  { commits, base }: Pick<Extract<Range, { readonly tag: 'known' }>, 'commits' | 'base'>,
): Promise<readonly PullRequest[]> {
  const found = new Map<number, PullRequest>();
  for (const sha of [...commits].reverse()) {
    for (const one of await mergedPullRequestsOf(hub, sha, run.branch)) found.set(one.number, one);
  }
  const since: PullRequest[] = [];
  for (const one of found.values()) if (!(await isIn(hub, one, base))) since.push(one);
  return since;
}

/** Pull requests that were merged into a branch with a commit. One into another branch agreed to nothing here, although its commits have come along. */
export async function mergedPullRequestsOf(
  hub: GitHub,
  sha: string,
  branch: string,
): Promise<readonly PullRequest[]> {
  const all = await hub.pullRequestsOf(sha);
  return all.filter(({ merged, baseBranch }) => merged && baseBranch === branch);
}

/** The history of a path may hold commits on one side only, although both sides have them. */
async function isIn(hub: GitHub, { mergeCommit }: PullRequest, base: string): Promise<boolean> {
  if (mergeCommit === undefined) return false;
  const comparison = await comparedOrNothing(hub, mergeCommit, base);
  return comparison?.mergeBase === mergeCommit;
}

/** Nothing if GitHub does not have one of the commits. */
export async function comparedOrNothing(hub: GitHub, base: string, head: string) {
  try {
    return await hub.compare(base, head);
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return undefined;
    throw error;
  }
}

export function short(sha: string): string {
  return sha.slice(0, 7);
}
