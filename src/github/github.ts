/** A comment on a pull request. */
export interface GitHubComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** For people: where it can be read. */
  readonly url: string;
  /** ISO 8601, UTC: when it was last written. */
  readonly updatedAt: string;
}

/** A pull request, as far as it matters here. */
export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** The commit that its latest plan has to be about. */
  readonly head: string;
  readonly base: string;
  /** The branch that it was opened against: `main`. */
  readonly baseBranch: string;
  readonly merged: boolean;
  /** ISO 8601, UTC. Absent: not merged. */
  readonly mergedAt?: string;
  /** The commit of the base branch that it ended with. Absent: not merged. */
  readonly mergeCommit?: string;
}

/** What lies between two commits. */
export interface Comparison {
  /** The commit that both have in common. */
  readonly mergeBase: string;
  /** Oldest first; the oldest ones only if there are more than were asked for. */
  readonly commits: readonly string[];
  /** ISO 8601, UTC: when the first of them came to the branch that `head` is of. Absent: there are none, or not all are here. */
  readonly since?: string;
  /** There are more commits than these. */
  readonly lacksCommits: boolean;
}

/** A file, a link or a submodule in a git tree. */
export interface TreeEntry {
  /** Relative to the folder that was asked for; empty: the folder itself is no folder. */
  readonly path: string;
  /** As git writes it; `120000` is a symbolic link. */
  readonly mode: string;
  /** `blob`, `commit` (a submodule), or `tree` (a folder). */
  readonly type: string;
  readonly sha: string;
}

/** What a folder holds at a commit, with everything below it. */
export interface Tree {
  readonly entries: readonly TreeEntry[];
  /** GitHub returned only a part of it. */
  readonly isTruncated: boolean;
}

/** A commit of a history. */
interface Commit {
  readonly sha: string;
  /** ISO 8601, UTC: when it was committed, by the clock of the committer's machine. */
  readonly date?: string;
}

export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive';

/** A deployment with its latest status. */
export interface Deployment {
  readonly id: number;
  readonly sha: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** As it was given; whoever reads it has to check its shape. */
  readonly payload: unknown;
  readonly creator: string;
  /** Absent: it has no status yet. `UNREAD`: nobody asked. */
  readonly state?: string;
  /** Of its first state: where the run that made it tells what it did. Absent: none was given, or nobody asked. */
  readonly logUrl?: string;
}

/** The state of a deployment that was not asked for. */
export const UNREAD = 'unread';

/** How far to look back. */
export interface DeploymentLook {
  readonly records: number;
  /** Of so many of the newest the states are read, */
  readonly states: number;
  /** where the payload is one of these. */
  readonly isOfInterest: (payload: unknown) => boolean;
}

/** An issue. */
export interface GitHubIssue {
  readonly number: number;
  readonly author: string;
  readonly body: string;
  readonly isOpen: boolean;
  readonly url: string;
}

/** Why GitHub did not do what it was asked; a whole sentence with a way out. */
export class GitHubError extends Error {
  override readonly name = 'HubError';
  constructor(
    /**
     * `forbidden`: the token may not; `missing`: there is no such thing; `switched-off`: the repository
     * does not have the feature (410); `failed`: everything else, after repeats.
     */
    readonly kind: 'forbidden' | 'missing' | 'switched-off' | 'failed',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * GitHub, as far as the Action needs it. Reads and idempotent writes are repeated on 5xx, on network errors and on rate limits
 * (also secondary ones), as long as the answers ask for and two minutes at most; what creates something is
 * repeated only where nothing can have happened. All verbs throw `HubError`.
 */
export interface GitHub {
  /** GitHub's clock at its latest response, ISO 8601 UTC; absent before the first. */
  date(): string | undefined;

  /** All comments, oldest first. */
  comments(pullRequest: number): Promise<readonly GitHubComment[]>;
  createComment(pullRequest: number, body: string): Promise<GitHubComment>;
  updateComment(id: number, body: string): Promise<void>;
  deleteComment(id: number): Promise<void>;

  pullRequest(number: number): Promise<PullRequest>;
  /** Pull requests that brought a commit, merged or not. */
  pullRequestsOf(sha: string): Promise<readonly PullRequest[]>;
  /** @param most commits to return; default: one page of 100 */
  compare(base: string, head: string, most?: number): Promise<Comparison>;
  /** The history of a path as git simplifies it, newest first, and 2,000 commits at most. */
  commitsOn(path: string, sha: string): Promise<readonly Commit[]>;
  /** The files of a folder at a commit; none if there is no such folder. */
  tree(sha: string, folder: string): Promise<Tree>;
  /** The text of a blob. */
  blob(sha: string): Promise<string>;

  /** Newest first. Their states are read as far as that is asked for: each costs a request. */
  deployments(environment: string, look: DeploymentLook): Promise<readonly Deployment[]>;
  createDeployment(deployment: {
    readonly sha: string;
    readonly environment: string;
    readonly description: string;
    readonly payload: object;
  }): Promise<number>;
  setDeploymentState(
    id: number,
    status: { readonly state: DeploymentState; readonly description: string; readonly logUrl?: string },
  ): Promise<void>;

  /** Issues with a label, open and closed, newest first. */
  issues(label: string): Promise<readonly GitHubIssue[]>;
  createIssue(issue: {
    readonly title: string;
    readonly body: string;
    readonly label: string;
  }): Promise<GitHubIssue>;
  updateIssue(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly open?: boolean },
  ): Promise<void>;
}
