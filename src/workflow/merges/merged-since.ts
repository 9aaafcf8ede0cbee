import type { FilesBefore } from '../../manifest/previous-manifests.ts';
import { type ChangeRequest, type Forge, ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { findGitFile, findGitFolder } from './git-folder.ts';
import { manifestsChanged } from './manifest-changes.ts';

/** What was merged since the last complete apply, or why that is unknown. */
export type Range =
  | {
      readonly tag: 'known';
      /** The commits that may have changed a manifest. */
      readonly commits: readonly string[];
      /** There are more commits than are looked up. The oldest are omitted. */
      readonly isCut?: boolean;
      readonly isBehind: boolean;
      /** The changed manifest files with their earlier content. Absent if that is unknown. */
      readonly before?: FilesBefore;
      /** Why `before` is unknown: a clause. */
      readonly whyUnknown?: string;
      /** The last complete apply has handled the change requests whose merge commit is in the history of this commit. */
      readonly base: string;
    }
  | { readonly tag: 'unknown'; readonly why: string };

/** If there are at most this many commits, each is looked up. That needs no history of a path. */
const FEW_COMMITS = 10;
/** Maximum number of commits to look up the change requests of, newest first. Each costs one request. */
export const MOST_LOOKUPS = 200;
/** Maximum number of commits to list if no path shows which of them change manifests. */
const MOST_LISTED = 1_000;

/**
 * Finds the commits since the last complete apply that may have changed a manifest. Without an earlier complete apply,
 * the trigger of a push contains what it added. A manual run's trigger does not.
 */
export async function rangeSince(job: Job, last: string | undefined): Promise<Range> {
  const { forge, trigger } = job;
  const { head } = trigger;
  const base = last ?? (trigger.tag === 'push' ? trigger.before : undefined);
  if (base === undefined) {
    const why =
      'There was no complete apply to this target yet, and the event of this run does not name the commits that were pushed.';
    return { tag: 'unknown', why };
  }
  if (base === head) return { tag: 'known', base, commits: [], isBehind: false, before: { files: [] } };
  const comparison = await comparedOrNothing(forge, base, head);
  if (!comparison) {
    const why = `${job.forge.words.forge} does not have ${short(base)}, the last commit that was applied completely, or ${short(head)}: the history was rewritten.`;
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
 * Returns the commits of the manifest folder's history at `head` that are not in its history at `base`, regardless of
 * their dates. In such a history, git omits what a merge took from one side only. The newest commit is therefore always
 * included, so that the change request that a push merged is found. If the folder is not in this repository's git, any
 * commit may affect manifests.
 */
async function commitsAboutManifests(
  { forge, options, run }: Job,
  base: string,
  head: string,
): Promise<{ readonly commits: readonly string[]; readonly isCut: boolean }> {
  const folder = await findGitFolder(options.streams, run);
  const now = await forge.history(folder.path, head);
  if (now.length === 0) {
    const { commits } = await forge.compare(base, head, MOST_LISTED);
    return newest([...new Set([...commits, head])]);
  }
  const configuration = options.configuration && (await findGitFile(options.configuration.file, run));
  const ofConfiguration = configuration ? await forge.history(configuration.path, head) : [];
  const before = new Set([
    ...(await forge.history(folder.path, base)),
    ...(ofConfiguration.length > 0 && configuration ? await forge.history(configuration.path, base) : []),
  ]);
  const added = [...ofConfiguration, ...now].filter((sha) => !before.has(sha));
  return newest([...new Set([head, ...added])].reverse());
}

/** @param commits oldest first */
function newest(commits: readonly string[]) {
  return { commits: commits.slice(-MOST_LOOKUPS), isCut: commits.length > MOST_LOOKUPS };
}

/**
 * Returns change requests newest first and without duplicates. A squash merge adds one commit; merges and rebases can add
 * many.
 */
export async function changesIn(
  { forge, run }: Job,
  { commits, base }: Pick<Extract<Range, { readonly tag: 'known' }>, 'commits' | 'base'>,
): Promise<readonly ChangeRequest[]> {
  const found = new Map<number, ChangeRequest>();
  for (const sha of [...commits].reverse()) {
    for (const one of await mergedChangesOf(forge, sha, run.branch)) found.set(one.number, one);
  }
  const since: ChangeRequest[] = [];
  for (const one of found.values()) if (!(await isIn(forge, one, base))) since.push(one);
  return since;
}

/**
 * Returns the change requests that merged a commit into a branch. A change request that was merged into another branch
 * approves nothing here, even if its commits are in this branch.
 */
export async function mergedChangesOf(
  forge: Forge,
  sha: string,
  branch: string,
): Promise<readonly ChangeRequest[]> {
  const all = await forge.changesWith(sha);
  return all.filter(({ merged, branch: baseBranch }) => merged && baseBranch === branch);
}

/**
 * Checks the merge commit itself: the history of a path may list a commit on one side only, although both sides contain
 * it.
 */
async function isIn(forge: Forge, { mergeCommit }: ChangeRequest, base: string): Promise<boolean> {
  if (mergeCommit === undefined) return false;
  const comparison = await comparedOrNothing(forge, mergeCommit, base);
  return comparison?.mergeBase === mergeCommit;
}

/**
 * Compares two commits.
 * @returns nothing if the forge does not have one of the commits
 */
export async function comparedOrNothing(forge: Forge, base: string, head: string) {
  try {
    return await forge.compare(base, head);
  } catch (error) {
    if (error instanceof ForgeError && error.kind === 'missing') return undefined;
    throw error;
  }
}

/** Abbreviates a commit id to seven characters, as forges do. */
export function short(sha: string): string {
  return sha.slice(0, 7);
}
