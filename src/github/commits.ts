import { list, object, orNull, type Static, text, whole } from '../model/shape.ts';
import type { ChangeRequest, Comparison, Forge } from '../workflow/forge/forge.ts';
import { PAGE_SIZE, route } from './repository-api.ts';
import type { Session } from './session.ts';

type SourceVerbs = Pick<Forge, 'change' | 'changesWith' | 'compare' | 'history'>;

/** Maximum number of commits to read from a path's history: 20 requests. */
const MOST_COMMITS = 2_000;

/** Operations on pull requests, comparisons and histories. */
export function sourceVerbs({ api, ask }: Session): SourceVerbs {
  return {
    change: (number) =>
      ask({ what: `read pull request #${number}`, needs: 'pull-requests: read' }, async () => {
        return pullOf(await api.get(PULL, route`pulls/${number}`));
      }),
    changesWith: (sha) =>
      ask({ what: `read the pull requests of commit ${sha}`, needs: 'pull-requests: read' }, async () => {
        return (await api.list(PULL, route`commits/${sha}/pulls`)).map(pullOf);
      }),
    compare: (base, head, most = PAGE_SIZE) =>
      ask({ what: `compare ${base} with ${head}`, needs: 'contents: read' }, () =>
        compared(api, base, { head, most }),
      ),
    history: (path, sha) =>
      ask({ what: `read the history of ${path} at ${sha}`, needs: 'contents: read' }, async () => {
        const all = await api.list(COMMIT, 'commits', { path, sha }, MOST_COMMITS);
        return all.map(({ sha: each }) => each);
      }),
  };
}

async function compared(
  api: Session['api'],
  base: string,
  { head, most }: { readonly head: string; readonly most: number },
): Promise<Comparison> {
  const ask = (page: number) =>
    api.get(COMPARISON, route`compare/${base}...${head}`, { page, per_page: PAGE_SIZE });
  const first = await ask(1);
  const commits = [...first.commits];
  for (let page = 2; commits.length < Math.min(most, first.total_commits); page += 1) {
    const before = commits.length;
    commits.push(...(await ask(page)).commits);
    if (commits.length === before) break;
  }
  const lacksCommits = commits.length < first.total_commits;
  const since = lacksCommits ? undefined : firstArrival(commits, head);
  return {
    mergeBase: first.merge_base_commit.sha,
    commits: commits.map(({ sha }) => sha),
    ...(since === undefined ? {} : { since }),
    lacksCommits,
  };
}

const COMMIT = object({
  sha: text(),
  parents: list(object({ sha: text() })),
  commit: object({ committer: orNull(object({ 'date?': text() })) }),
});
type RawCommit = Static<typeof COMMIT>;

const COMPARISON = object({
  merge_base_commit: object({ sha: text() }),
  commits: list(COMMIT),
  total_commits: whole(),
});

/**
 * Returns when the first of the given commits reached a branch. The function follows first parents, because a merge
 * brings in commits that were created long before it. GitHub dates a merge, squash or rebase with the time at which it
 * performs it.
 */
function firstArrival(commits: readonly RawCommit[], head: string): string | undefined {
  const known = new Map(commits.map((one) => [one.sha, one]));
  let date: string | undefined;
  for (let at = known.get(head); at; at = known.get(at.parents[0]?.sha ?? '')) {
    known.delete(at.sha);
    date = at.commit.committer?.date ?? date;
  }
  return date;
}

const PULL = object({
  number: whole(),
  head: object({ sha: text() }),
  base: object({ ref: text() }),
  // List responses have only this member; responses about one pull request also have `merged`.
  merged_at: orNull(text()),
  merge_commit_sha: orNull(text()),
});

function pullOf(raw: Static<typeof PULL>): ChangeRequest {
  const { number, head, base, merged_at, merge_commit_sha } = raw;
  const about = { number, head: head.sha, branch: base.ref };
  if (merged_at === null) return { ...about, merged: false };
  const mergeCommit = merge_commit_sha === null ? {} : { mergeCommit: merge_commit_sha };
  return { ...about, merged: true, mergedAt: merged_at, ...mergeCommit };
}
