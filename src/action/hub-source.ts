import { type Hub, type HubComparison, HubError, type HubPullRequest } from './hub.ts';
import type { Desk } from './hub-desk.ts';
import { allPages, PAGE_SIZE } from './hub-pages.ts';

type SourceVerbs = Pick<Hub, 'pullRequest' | 'pullRequestsOf' | 'compare' | 'file'>;

/** GitHub tells so many files of a comparison, and no further pages of them. */
const MOST_FILES = 300;
/** Pages of commits that are read; who merges more than 1,000 commits at once is told that it is not all. */
const MOST_PAGES = 10;

/** Pull requests, comparisons and files. */
export function sourceVerbs({ rest, repository, ask }: Desk): SourceVerbs {
  return {
    pullRequest: (number) =>
      ask({ what: `read pull request #${number}`, needs: 'pull-requests: read' }, async () => {
        const { data } = await rest.pulls.get({ ...repository, pull_number: number });
        return pullOf(data);
      }),
    pullRequestsOf: (sha) =>
      ask({ what: `read the pull requests of commit ${sha}`, needs: 'pull-requests: read' }, async () => {
        const which = { ...repository, commit_sha: sha };
        const list = rest.repos.listPullRequestsAssociatedWithCommit;
        return (await allPages((page) => list({ ...which, ...page }))).map(pullOf);
      }),
    compare: (base, head) =>
      ask({ what: `compare ${base} with ${head}`, needs: 'contents: read' }, () =>
        compared(rest, { ...repository, basehead: `${base}...${head}` }, head),
      ),
    file: async (path, sha) => {
      try {
        return await ask({ what: `read ${path} at ${sha}`, needs: 'contents: read' }, () =>
          fileText(rest, { ...repository, path, ref: sha }),
        );
      } catch (error) {
        // GitHub answers 404 for a commit that does not exist too, which must not pass for a file that does not.
        const isNone =
          error instanceof HubError && error.kind === 'missing' && !NO_COMMIT.test(error.message);
        if (isNone) return undefined;
        throw error;
      }
    },
  };
}

const NO_COMMIT = /no commit found/i;

async function compared(
  rest: Desk['rest'],
  which: { readonly owner: string; readonly repo: string; readonly basehead: string },
  head: string,
): Promise<HubComparison> {
  const ask = async (page: number) =>
    (await rest.repos.compareCommitsWithBasehead({ ...which, page, per_page: PAGE_SIZE })).data;
  const first = await ask(1);
  const commits = [...first.commits];
  for (let page = 2; commits.length < first.total_commits && page <= MOST_PAGES; page += 1) {
    commits.push(...(await ask(page)).commits);
  }
  const files = (first.files ?? []).map(({ filename, previous_filename, status }) => ({
    path: filename,
    ...(previous_filename === undefined ? {} : { previousPath: previous_filename }),
    status,
  }));
  const lacksCommits = commits.length < first.total_commits;
  const since = lacksCommits ? undefined : firstArrival(commits, head);
  return {
    mergeBase: first.merge_base_commit.sha,
    commits: commits.map(({ sha }) => sha),
    files,
    ...(since === undefined ? {} : { since }),
    lacksCommits,
    lacksFiles: files.length >= MOST_FILES,
  };
}

interface RawCommit {
  readonly sha: string;
  readonly parents: readonly { readonly sha: string }[];
  readonly commit: { readonly committer: { readonly date?: string } | null };
}

/**
 * When the first of some commits came to a branch. Along first parents: a merge brings commits that were made long before it,
 * and GitHub dates what it merges, squashes or rebases at that moment.
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

async function fileText(
  rest: Desk['rest'],
  which: { readonly owner: string; readonly repo: string; readonly path: string; readonly ref: string },
): Promise<string | undefined> {
  // No tree holds such a name; in an address it would lead elsewhere.
  if (which.path.split('/').some((part) => part === '' || part === '.' || part === '..')) return undefined;
  const { data } = await rest.repos.getContent(which);
  if (Array.isArray(data) || data.type !== 'file') return undefined;
  if (data.encoding === 'base64') return decoded(data.content);
  // Over 1 MB the content is left out; blobs go up to 100 MB.
  const { owner, repo } = which;
  const blob = (await rest.git.getBlob({ owner, repo, file_sha: data.sha })).data;
  return blob.encoding === 'base64' ? decoded(blob.content) : blob.content;
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

function pullOf(raw: {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly head: { readonly sha: string };
  readonly base: { readonly sha: string; readonly ref: string };
  /** Lists tell this one only, and single answers both. */
  readonly merged_at: string | null;
}): HubPullRequest {
  const { number, title, html_url, head, base, merged_at } = raw;
  const about = { number, title, url: html_url, head: head.sha, base: base.sha, baseBranch: base.ref };
  return merged_at === null ? { ...about, merged: false } : { ...about, merged: true, mergedAt: merged_at };
}
