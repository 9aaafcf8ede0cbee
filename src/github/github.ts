/** A comment on a pull request. */
export interface GitHubComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** The page that shows the comment, for people. */
  readonly url: string;
  /** ISO 8601, UTC: when it was last updated. */
  readonly updatedAt: string;
}

/** A pull request, limited to what the Action needs. */
export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  /** The commit that its latest plan must be about. */
  readonly head: string;
  readonly base: string;
  /** The branch that the pull request targets: `main`. */
  readonly baseBranch: string;
  readonly merged: boolean;
  /** ISO 8601, UTC. Absent if it is not merged. */
  readonly mergedAt?: string;
  /** The commit of the base branch that the merge created. Absent if it is not merged. */
  readonly mergeCommit?: string;
}

/** A comparison of two commits. */
export interface Comparison {
  /** The common ancestor of the two commits. */
  readonly mergeBase: string;
  /** Oldest first. If there are more than requested, only the oldest. */
  readonly commits: readonly string[];
  /**
   * ISO 8601, UTC: when the first of the commits reached the branch of `head`. Absent if there are no commits, or if
   * not all of them are listed here.
   */
  readonly since?: string;
  /** The list of commits is incomplete. */
  readonly lacksCommits: boolean;
}

/** A file, a link or a submodule in a git tree. */
export interface TreeEntry {
  /** Relative to the requested folder. Empty if the requested path is not a folder. */
  readonly path: string;
  /** Git's file mode; `120000` is a symbolic link. */
  readonly mode: string;
  /** `blob`, `commit` (a submodule), or `tree` (a folder). */
  readonly type: string;
  readonly sha: string;
}

/** The contents of a folder at a commit, including subfolders. */
export interface Tree {
  readonly entries: readonly TreeEntry[];
  /** GitHub returned only part of the tree. */
  readonly isTruncated: boolean;
}

/** A commit in a history. */
interface Commit {
  readonly sha: string;
  /** ISO 8601, UTC: the commit date, by the clock of the committer's machine. */
  readonly date?: string;
}

/** The deployment states that our records use. */
export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive';

/** A deployment with its latest status. */
export interface Deployment {
  readonly id: number;
  readonly sha: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The payload as it was stored. The caller must check its shape. */
  readonly payload: unknown;
  readonly creator: string;
  /** Absent if the deployment has no status yet. `UNREAD` if the state was not requested. */
  readonly state?: string;
  /**
   * The log URL of the deployment's first status: it links to the run that created the deployment. Absent if none was
   * given, or if the statuses were not requested.
   */
  readonly logUrl?: string;
}

/** The state of a deployment whose state was not requested. */
export const UNREAD = 'unread';

/** How many deployments to read. */
export interface DeploymentLook {
  readonly records: number;
  /** How many of the newest deployments to read the states of. */
  readonly states: number;
  /** Only deployments whose payload matches have their states read. */
  readonly isOfInterest: (payload: unknown) => boolean;
}

/** An issue, limited to what the Action needs. */
export interface GitHubIssue {
  readonly number: number;
  readonly author: string;
  readonly body: string;
  readonly isOpen: boolean;
  readonly url: string;
}

/** Why a GitHub operation failed: one complete sentence with a fix. */
export class GitHubError extends Error {
  override readonly name = 'HubError';
  constructor(
    /**
     * `forbidden`: the token lacks permission. `missing`: the object does not exist. `switched-off`: the repository
     * does not have the feature (410). `failed`: any other failure, after retries.
     */
    readonly kind: 'forbidden' | 'missing' | 'switched-off' | 'failed',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * The operations of GitHub that the Action needs.
 *
 * Reads and idempotent writes are retried on 5xx, on network errors and on rate limits (including secondary ones).
 * Pauses last as long as the responses ask for, two minutes in total at most. An operation that creates something is
 * retried only if GitHub cannot have carried it out. All operations throw `GitHubError`.
 */
export interface GitHub {
  /** GitHub's clock at its latest response, ISO 8601 UTC. Absent before the first response. */
  date(): string | undefined;

  /** All comments, oldest first. */
  comments(pullRequest: number): Promise<readonly GitHubComment[]>;
  createComment(pullRequest: number, body: string): Promise<GitHubComment>;
  updateComment(id: number, body: string): Promise<void>;
  deleteComment(id: number): Promise<void>;

  pullRequest(number: number): Promise<PullRequest>;
  /** Pull requests that contain a commit, merged or not. */
  pullRequestsOf(sha: string): Promise<readonly PullRequest[]>;
  /** @param most maximum number of commits to return; default: one page of 100 */
  compare(base: string, head: string, most?: number): Promise<Comparison>;
  /** The history of a path as git simplifies it, newest first, at most 2,000 commits. */
  commitsOn(path: string, sha: string): Promise<readonly Commit[]>;
  /** The files of a folder at a commit; empty if the folder does not exist. */
  tree(sha: string, folder: string): Promise<Tree>;
  /** The content of a blob as a string. */
  blob(sha: string): Promise<string>;

  /** Newest first. Each state costs one request, so only the requested states are read. */
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
