import { exampleOf } from './description.ts';
import { blobSha, type Commit, type Pull } from './repository.ts';
import type { Comment, Deployment, GithubState, Issue, Status } from './state.ts';

type Json = Record<string, unknown>;

/**
 * GitHub's own example responses with values of the simulated state. Unset members keep the example's values,
 * so that a read of the wrong member is noticed.
 */
export class Answers {
  constructor(
    readonly state: GithubState,
    /** Base URL of the API. */
    readonly api: string,
  ) {}

  comment(comment: Comment): Json {
    const where = this.state.repository.pulls.has(comment.number) ? 'pull' : 'issues';
    return {
      ...exampleOf('issue-comment'),
      id: comment.id,
      url: this.#url(`/issues/comments/${comment.id}`),
      html_url: `${this.#page(`/${where}/${comment.number}`)}#issuecomment-${comment.id}`,
      issue_url: this.#url(`/issues/${comment.number}`),
      body: comment.body,
      user: user(comment.author),
      created_at: comment.createdAt,
      updated_at: comment.updatedAt,
    };
  }

  issue(issue: Issue): Json {
    const { pull_request, ...example } = exampleOf('issue');
    return {
      ...example,
      ...(issue.isPull ? { pull_request } : {}),
      id: 5_000 + issue.number,
      number: issue.number,
      url: this.#url(`/issues/${issue.number}`),
      html_url: this.#page(`/issues/${issue.number}`),
      title: issue.title,
      body: issue.body,
      user: user(issue.author),
      state: issue.isOpen ? 'open' : 'closed',
      state_reason: issue.isOpen ? null : 'completed',
      labels: issue.labels.map((name) => ({ id: 1, name, color: 'ededed', default: false })),
      created_at: issue.createdAt,
      updated_at: issue.createdAt,
    };
  }

  pull(pull: Pull): Json {
    return {
      ...this.pullSimple(pull),
      ...pick(exampleOf('pull-request'), PULL_ONLY),
      merged: pull.mergeCommit !== undefined,
      mergeable: pull.mergeCommit === undefined,
    };
  }

  /** As in lists: without `merged`. */
  pullSimple(pull: Pull): Json {
    const example = exampleOf('pull-request');
    const isMerged = pull.mergeCommit !== undefined;
    return {
      ...Object.fromEntries(Object.entries(example).filter(([name]) => !PULL_ONLY.includes(name))),
      requested_teams: [],
      number: pull.number,
      url: this.#url(`/pulls/${pull.number}`),
      html_url: this.#page(`/pull/${pull.number}`),
      title: pull.title,
      user: user(pull.author),
      state: isMerged ? 'closed' : 'open',
      merged_at: pull.mergedAt ?? null,
      merge_commit_sha: pull.mergeCommit ?? null,
      head: side(example['head'], pull.branch, pull.head),
      base: side(example['base'], pull.base, pull.baseSha),
    };
  }

  /** The response to `base...head`: at most 300 files, all on the first page. */
  comparison(base: Commit, head: Commit, commits: readonly Commit[], page: number, size: number): Json {
    const { repository } = this.state;
    const mergeBase = repository.mergeBase(base.sha, head.sha);
    const behind = repository.commitsBetween(head.sha, base.sha).length;
    const all = page === 1 ? repository.filesBetween(mergeBase, head.sha) : undefined;
    return {
      ...exampleOf('commit-comparison'),
      base_commit: commitOf(base),
      merge_base_commit: commitOf(repository.find(mergeBase) ?? base),
      status: statusOf(commits.length, behind),
      ahead_by: commits.length,
      behind_by: behind,
      total_commits: commits.length,
      commits: commits.slice((page - 1) * size, page * size).map(commitOf),
      files: all?.slice(0, 300).map((file) => ({ ...file, ...FILE })) ?? [],
    };
  }

  commit(commit: Commit): Json {
    return commitOf(commit);
  }

  blob(text: string): Json {
    const size = Buffer.byteLength(text);
    return { ...exampleOf('blob'), sha: blobSha(text), size, encoding: 'base64', content: base64(text) };
  }

  deployment(deployment: Deployment): Json {
    const { id, sha, ref, task, environment, description, payload, createdAt } = deployment;
    return {
      ...exampleOf('deployment'),
      ...{ id, sha, ref, task, environment, description, payload },
      original_environment: environment,
      creator: user(deployment.creator),
      url: this.#url(`/deployments/${id}`),
      statuses_url: this.#url(`/deployments/${id}/statuses`),
      created_at: createdAt,
      updated_at: createdAt,
    };
  }

  status(deployment: Deployment, status: Status): Json {
    return {
      ...exampleOf('deployment-status'),
      id: status.id,
      state: status.state,
      description: status.description,
      log_url: status.logUrl,
      target_url: status.logUrl,
      environment: deployment.environment,
      creator: user(deployment.creator),
      created_at: status.createdAt,
      updated_at: status.createdAt,
    };
  }

  #url(path: string): string {
    return `${this.api}/repos/${this.state.owner}/${this.state.repo}${path}`;
  }

  #page(path: string): string {
    return `https://github.com/${this.state.owner}/${this.state.repo}${path}`;
  }
}

/** Members that only a single pull request has, not one in a list. */
const PULL_ONLY: readonly string[] = [
  ...['merged', 'mergeable', 'rebaseable', 'mergeable_state', 'merged_by', 'comments', 'review_comments'],
  ...['maintainer_can_modify', 'commits', 'additions', 'deletions', 'changed_files'],
];

const FILE = {
  sha: null,
  additions: 1,
  deletions: 1,
  changes: 2,
  blob_url: '',
  raw_url: '',
  contents_url: '',
};

function pick(value: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

function user(login: string): Json {
  const example = exampleOf('issue-comment')['user'] as Json;
  return { ...example, login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

function side(example: unknown, ref: string, sha: string): Json {
  return { ...(example as Json), ref, sha };
}

function commitOf(commit: Commit): Json {
  const example = exampleOf('commit-comparison')['base_commit'] as Json;
  const inner = example['commit'] as Record<string, Json>;
  const committer = { ...(inner['committer'] as Json), date: commit.date };
  const [parent] = example['parents'] as Json[];
  return {
    ...example,
    sha: commit.sha,
    commit: { ...inner, committer, message: commit.message },
    parents: commit.parents.map((sha) => ({ ...parent, sha })),
  };
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** In lines of 60 characters, like GitHub. */
function base64(text: string): string {
  return Buffer.from(text).toString('base64').replaceAll(/.{60}/g, '$&\n');
}
