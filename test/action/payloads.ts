import type { Pull } from '../github/server/repository.ts';
import type { GithubState } from '../github/server/state.ts';

/** Events as GitHub writes them into GITHUB_EVENT_PATH, with all members that the Action could read. */

interface Event {
  readonly name: string;
  /** GITHUB_SHA. */
  readonly sha: string;
  readonly payload: object;
}

function repository({ owner, repo }: GithubState): object {
  return {
    id: 1296269,
    name: repo,
    full_name: `${owner}/${repo}`,
    private: true,
    fork: false,
    owner: { login: owner, id: 9919, type: 'Organization' },
    default_branch: 'main',
    html_url: `https://github.com/${owner}/${repo}`,
  };
}

const SENDER = { login: 'octocat', id: 583231, type: 'User' };

/** @param from full name of the repository that the branch is in; `null`: it was deleted */
export function pullRequestEvent(state: GithubState, pull: Pull, from?: string | null): Event {
  const own = { ...repository(state) };
  const head = from === null ? null : { ...own, ...(from ? { full_name: from, fork: true } : {}) };
  return {
    name: 'pull_request',
    sha: 'f'.repeat(40),
    payload: {
      action: 'synchronize',
      number: pull.number,
      pull_request: {
        number: pull.number,
        title: pull.title,
        body: null,
        state: 'open',
        draft: false,
        user: SENDER,
        head: { label: `octocat:${pull.branch}`, ref: pull.branch, sha: pull.head, repo: head },
        base: { label: `platform:${pull.base}`, ref: pull.base, sha: pull.baseSha, repo: own },
        merged: false,
      },
      repository: own,
      sender: SENDER,
    },
  };
}

export function mergeGroupEvent(state: GithubState, base: string, head: string): Event {
  return {
    name: 'merge_group',
    sha: head,
    payload: {
      action: 'checks_requested',
      merge_group: {
        head_sha: head,
        head_ref: `refs/heads/gh-readonly-queue/main/pr-1-${base}`,
        base_sha: base,
        base_ref: 'refs/heads/main',
        head_commit: { id: head, message: 'Merge', timestamp: '2026-01-01T00:00:00Z' },
      },
      repository: repository(state),
      sender: SENDER,
    },
  };
}

export function pushEvent(state: GithubState, before: string, after: string): Event {
  return {
    name: 'push',
    sha: after,
    payload: {
      ref: 'refs/heads/main',
      before,
      after,
      created: false,
      deleted: false,
      forced: false,
      commits: [{ id: after, message: 'Merge', distinct: true }],
      head_commit: { id: after, message: 'Merge' },
      pusher: { name: 'octocat', email: 'octocat@example.com' },
      repository: repository(state),
      sender: SENDER,
    },
  };
}
