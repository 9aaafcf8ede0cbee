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
        return pullOf(await api.get<RawPull>(route`pulls/${number}`));
      }),
    changesWith: (sha) =>
      ask({ what: `read the pull requests of commit ${sha}`, needs: 'pull-requests: read' }, async () => {
        return (await api.list<RawPull>(route`commits/${sha}/pulls`)).map(pullOf);
      }),
    compare: (base, head, most = PAGE_SIZE) =>
      ask({ what: `compare ${base} with ${head}`, needs: 'contents: read' }, () =>
        compared(api, base, { head, most }),
      ),
    history: (path, sha) =>
      ask({ what: `read the history of ${path} at ${sha}`, needs: 'contents: read' }, async () => {
        const all = await api.list<RawCommit>('commits', { path, sha }, MOST_COMMITS);
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
    api.get<RawComparison>(route`compare/${base}...${head}`, { page, per_page: PAGE_SIZE });
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

interface RawComparison {
  readonly merge_base_commit: { readonly sha: string };
  readonly commits: readonly RawCommit[];
  readonly total_commits: number;
}

interface RawCommit {
  readonly sha: string;
  readonly parents: readonly { readonly sha: string }[];
  readonly commit: { readonly committer: { readonly date?: string } | null };
}

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

interface RawPull {
  readonly number: number;
  readonly head: { readonly sha: string };
  readonly base: { readonly ref: string };
  /** List responses have only this member; responses about one pull request also have `merged`. */
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
}

function pullOf(raw: RawPull): ChangeRequest {
  const { number, head, base, merged_at, merge_commit_sha } = raw;
  const about = { number, head: head.sha, branch: base.ref };
  if (merged_at === null) return { ...about, merged: false };
  const mergeCommit = merge_commit_sha === null ? {} : { mergeCommit: merge_commit_sha };
  return { ...about, merged: true, mergedAt: merged_at, ...mergeCommit };
}
