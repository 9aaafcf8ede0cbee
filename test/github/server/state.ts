import { Repository, type Tree } from './repository.ts';

export type Access = 'none' | 'read' | 'write';
/** The names in a job's `permissions:`. */
export type Permission =
  | 'contents'
  | 'pull-requests'
  | 'issues'
  | 'deployments'
  // These exist only for tokens of apps and of people.
  | 'metadata'
  | 'actions'
  | 'administration'
  | 'environments'
  | 'secrets'
  | 'variables';

/** A deployment environment. */
export interface Environment {
  readonly name: string;
  /** `any`: no limit. Otherwise patterns of branches and, after `tag:`, of tags, or `protected`. */
  branches: 'any' | 'protected' | readonly string[];
  reviewers: number;
  readonly secrets: string[];
}

/** The settings of the repository, which tests change. */
export interface Settings {
  defaultBranch: string;
  hasIssues: boolean;
  environments: Environment[];
  secrets: string[];
  variables: Record<string, string>;
  /** Absent: the repository belongs to a person. */
  organization?: {
    readonly secrets: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
  };
  /** Rules of the default branch, by their type, with required checks. */
  rules: { readonly type: string; readonly checks?: readonly string[] }[];
  /** Classic protection of the default branch: its required checks. Absent: none. */
  protection?: readonly string[];
  actionsEnabled: boolean;
  defaultPermissions: 'read' | 'write';
  mayApprove: boolean;
}

export interface Comment {
  readonly id: number;
  /** The issue or pull request with this comment. */
  readonly number: number;
  readonly author: string;
  readonly createdAt: string;
  updatedAt: string;
  body: string;
}

export interface Issue {
  readonly number: number;
  readonly author: string;
  readonly createdAt: string;
  readonly labels: readonly string[];
  /** GitHub includes pull requests in issues. */
  readonly isPull: boolean;
  title: string;
  body: string;
  isOpen: boolean;
}

export interface Status {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly logUrl: string;
  readonly createdAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string;
  readonly payload: unknown;
  readonly creator: string;
  readonly createdAt: string;
  /** Oldest first. */
  readonly statuses: Status[];
}

/** The initial state of a server, with defaults for all members. */
export interface Seed {
  readonly owner?: string;
  readonly repo?: string;
  readonly token?: string;
  /** The owner of the token. */
  readonly actor?: string;
  /** Omitted ones are `write`. */
  readonly permissions?: Partial<Record<Permission, Access>>;
  /** The first commit of `main`. */
  readonly files?: Tree;
  /** Milliseconds since 1970 of the first event. Each further one is a second later. */
  readonly start?: number;
}

/** The state of the server, which tests may read and change. */
export class GithubState {
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  readonly actor: string;
  readonly permissions: Record<Permission, Access>;
  readonly repository = new Repository('main', () => this.#now());
  readonly comments: Comment[] = [];
  /** Folders in earlier responses, by their git names. */
  readonly trees = new Map<string, Tree>();
  /** GitHub truncates a longer listing. */
  mostTreeEntries = 100_000;
  readonly issues: Issue[] = [];
  /** Oldest first. */
  readonly deployments: Deployment[] = [];
  #ticks = 0;
  readonly settings: Settings = {
    defaultBranch: 'main',
    hasIssues: true,
    environments: [],
    secrets: [],
    variables: {},
    rules: [],
    actionsEnabled: true,
    defaultPermissions: 'read',
    mayApprove: false,
  };
  readonly #start: number;

  constructor(seed: Seed) {
    this.owner = seed.owner ?? 'platform';
    this.repo = seed.repo ?? 'log-streams';
    this.token = seed.token ?? 'ghs_testtoken0123456789';
    this.actor = seed.actor ?? 'github-actions[bot]';
    const all = {
      contents: 'write',
      'pull-requests': 'write',
      issues: 'write',
      deployments: 'write',
      metadata: 'read',
      actions: 'read',
      administration: 'read',
      environments: 'read',
      secrets: 'read',
      variables: 'read',
    } as const;
    this.permissions = { ...all, ...seed.permissions };
    this.#start = seed.start ?? Date.UTC(2026, 0, 1);
    this.repository.push('main', seed.files ?? { 'README.md': 'Streams.\n' }, 'First');
  }

  /** In an issue or a pull request; by default, by the token's owner. */
  addComment(number: number, body: string, author: string = this.actor): Comment {
    const [id, createdAt] = [this.#nextId(), this.#now()];
    const comment: Comment = { id, number, author, body, createdAt, updatedAt: createdAt };
    this.comments.push(comment);
    return comment;
  }

  editComment(comment: Comment, body: string): void {
    Object.assign(comment, { body, updatedAt: this.#now() });
  }

  addIssue(issue: {
    readonly title: string;
    readonly body?: string;
    readonly labels?: readonly string[];
    readonly author?: string;
    readonly isOpen?: boolean;
    readonly isPull?: boolean;
  }): Issue {
    const { title, body = '', labels = [], author = this.actor, isOpen = true, isPull = false } = issue;
    const number = this.repository.nextNumber();
    const added: Issue = { number, title, body, labels, author, isOpen, isPull, createdAt: this.#now() };
    this.issues.push(added);
    return added;
  }

  addDeployment(deployment: {
    readonly sha: string;
    readonly environment: string;
    readonly payload?: unknown;
    readonly ref?: string;
    readonly task?: string;
    readonly description?: string;
    readonly creator?: string;
  }): Deployment {
    const { sha, environment, payload = {}, ref = sha, task = 'datastream' } = deployment;
    const { description = '', creator = this.actor } = deployment;
    const [id, createdAt, statuses] = [this.#nextId(), this.#now(), []];
    const made = { id, sha, ref, task, environment, description, payload, creator, createdAt, statuses };
    this.deployments.push(made);
    return made;
  }

  /** A success makes earlier ones of the environment inactive by default: GitHub's `auto_inactive`. */
  addStatus(deployment: Deployment, status: Partial<Status> & Pick<Status, 'state'>, others = false): Status {
    const added = { description: '', logUrl: '', ...status, id: this.#nextId(), createdAt: this.#now() };
    deployment.statuses.push(added);
    if (others && status.state === 'success') {
      for (const each of this.deployments) {
        const isEarlier = each.id < deployment.id && each.environment === deployment.environment;
        if (isEarlier && each.statuses.at(-1)?.state === 'success')
          this.addStatus(each, { state: 'inactive' });
      }
    }
    return added;
  }

  /** The header `Date`. */
  date(): string {
    return new Date(this.#start + this.#ticks * 1_000).toUTCString();
  }

  #nextId(): number {
    return 1_000_000 + this.#ticks;
  }

  #now(): string {
    this.#ticks += 1;
    return new Date(this.#start + this.#ticks * 1_000).toISOString().replace('.000Z', 'Z');
  }
}
