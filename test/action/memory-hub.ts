import type {
  Comparison,
  Deployment,
  GitHub,
  GitHubComment,
  GitHubIssue,
  PullRequest,
} from '../../src/github/github.ts';
import { GitHubError, UNREAD } from '../../src/github/github.ts';
import { blobSha } from './github-repository.ts';

export const BOT = 'github-actions[bot]';

interface Thing {
  author: string;
  body: string;
}

interface Remark extends Thing {
  readonly id: number;
  readonly number: number;
  updatedAt: string;
}

interface Pull {
  readonly number: number;
  head: string;
  baseBranch: string;
  mergedAt?: string;
}

/** A status as it was set. */
interface Kept extends Omit<Deployment, 'state'> {
  readonly environment: string;
  state?: string;
  description: string;
}

interface Issue extends Thing {
  readonly number: number;
  readonly label: string;
  title: string;
  isOpen: boolean;
}

/** GitHub in memory: one repository with one branch, and everything that was written to it, in the order it was written. */
export class MemoryGitHub implements GitHub {
  /** Of main, oldest first. */
  readonly history: string[] = ['c0'];
  readonly pulls: Pull[] = [];
  /** When commits came to the branch, and what the repository held then: path → text. */
  readonly pushed = new Map<string, string>();
  readonly trees = new Map<string, Readonly<Record<string, string>>>();
  /** Pull requests by the commits they brought. */
  readonly brought = new Map<string, number[]>();
  readonly remarks: Remark[] = [];
  readonly records: Kept[] = [];
  readonly tickets: Issue[] = [];
  /** `createComment 12`, `setDeploymentState 1 success`: what was written. */
  readonly writes: string[] = [];
  /** Verbs that the token may not use. */
  readonly forbidden = new Set<keyof GitHub>();
  /** Most commits that a comparison tells. */
  most = 250;
  /** Whether trees are truncated. */
  isTruncated = false;
  #next = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new commit on main. */
  push(pulls: readonly number[] = []): string {
    const sha = `c${this.history.length}`;
    this.history.push(sha);
    this.brought.set(sha, [...pulls]);
    this.pushed.set(sha, this.#time());
    return sha;
  }

  open(head: string): number {
    this.pulls.push({ number: this.pulls.length + 12, head, baseBranch: 'main' });
    return this.pull(this.pulls.length + 11).number;
  }

  pull(number: number): Pull {
    const found = this.pulls.find((one) => one.number === number);
    if (!found) throw new GitHubError('missing', `There is no #${number}.`);
    return found;
  }

  remark(number: number, body: string, author: string = BOT): void {
    this.remarks.push({ id: this.#id(), number, body, author, updatedAt: this.#time() });
  }

  /** The newest comment of the bot under a pull request that has this in it. */
  said(number: number, text: string): string | undefined {
    return this.remarks.findLast((one) => one.number === number && one.body.includes(text))?.body;
  }

  readonly date: GitHub['date'] = () => this.#time();

  readonly comments: GitHub['comments'] = async (number) =>
    this.remarks.filter((one) => one.number === number).map(commentOf);

  readonly createComment: GitHub['createComment'] = async (number, body) => {
    this.#write('createComment', number);
    this.remark(number, body);
    const made = this.remarks.at(-1);
    if (!made) throw new Error('no comment');
    return commentOf(made);
  };

  readonly updateComment: GitHub['updateComment'] = async (id, body) => {
    this.#write('updateComment', id);
    for (const one of this.remarks) if (one.id === id) Object.assign(one, { body, updatedAt: this.#time() });
  };

  readonly deleteComment: GitHub['deleteComment'] = async (id) => {
    this.#write('deleteComment', id);
    const at = this.remarks.findIndex((one) => one.id === id);
    this.remarks.splice(at, 1);
  };

  readonly pullRequest: GitHub['pullRequest'] = async (number) => pullOf(this.pull(number));

  readonly pullRequestsOf: GitHub['pullRequestsOf'] = async (sha) =>
    (this.brought.get(sha) ?? []).map((number) => pullOf(this.pull(number)));

  readonly compare: GitHub['compare'] = async (base, ref): Promise<Comparison> => {
    const head = ref === 'main' ? (this.history.at(-1) ?? '') : ref;
    const [from, to] = [this.history.indexOf(base), this.history.indexOf(head)];
    if (from < 0 || to < 0) throw new GitHubError('missing', `There is no ${base} or no ${head}.`);
    const commits = this.history.slice(from + 1, to + 1);
    const mergeBase = from < to ? base : head;
    const since = this.pushed.get(commits[0] ?? '');
    return {
      mergeBase,
      commits: commits.slice(0, this.most),
      ...(since === undefined ? {} : { since }),
      lacksCommits: commits.length > this.most,
    };
  };

  /** Commits that changed something in the folder, newest first; as git, which compares with the commit before. */
  readonly commitsOn: GitHub['commitsOn'] = async (path, ref) => {
    const end = this.history.indexOf(ref);
    const below = (sha: string) =>
      JSON.stringify(
        Object.entries(this.trees.get(sha) ?? {}).filter(([file]) => file.startsWith(`${path}/`)),
      );
    return this.history
      .slice(0, end + 1)
      .filter((sha, at) => at > 0 && below(sha) !== below(this.history[at - 1] ?? ''))
      .map((sha) => ({ sha }))
      .reverse();
  };

  readonly tree: GitHub['tree'] = async (sha, folder) => ({
    isTruncated: this.isTruncated,
    entries: Object.entries(this.trees.get(sha) ?? {})
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, text]) => ({
        path: path.slice(folder.length + 1),
        mode: '100644',
        type: 'blob',
        sha: blobSha(text),
      })),
  });

  readonly blob: GitHub['blob'] = async (sha) => {
    if (this.forbidden.has('blob')) throw new GitHubError('forbidden', 'The token may not read files.');
    const texts = [...this.trees.values()].flatMap((tree) => Object.values(tree));
    return texts.find((text) => blobSha(text) === sha) ?? '';
  };

  readonly deployments: GitHub['deployments'] = async (environment, { records, states, isOfInterest }) =>
    this.records
      .filter((one) => one.environment === environment)
      .reverse()
      .slice(0, records)
      .map((one, place) =>
        place < states && isOfInterest(one.payload) ? { ...one } : { ...one, state: UNREAD },
      );

  readonly createDeployment: GitHub['createDeployment'] = async (deployment) => {
    this.#write('createDeployment');
    const payload: unknown = JSON.parse(JSON.stringify(deployment.payload));
    const id = this.#id();
    const createdAt = this.#time();
    this.records.push({ ...deployment, payload, id, createdAt, creator: BOT });
    return id;
  };

  readonly setDeploymentState: GitHub['setDeploymentState'] = async (id, { state, description, logUrl }) => {
    this.#write('setDeploymentState', id, state);
    const found = this.records.find((one) => one.id === id);
    if (!found) return;
    // Of the first state: who tells of it later has not made it.
    const first = found.state === undefined && logUrl !== undefined ? { logUrl } : {};
    Object.assign(found, { state, description, ...first });
  };

  readonly issues: GitHub['issues'] = async (label) =>
    this.tickets
      .filter((one) => one.label === label)
      .map(issueOf)
      .reverse();

  readonly createIssue: GitHub['createIssue'] = async ({ title, body, label }) => {
    this.#write('createIssue');
    const made = { number: this.tickets.length + 100, title, body, label, author: BOT, isOpen: true };
    this.tickets.push(made);
    return issueOf(made);
  };

  readonly updateIssue: GitHub['updateIssue'] = async (number, { title, body, open }) => {
    this.#write('updateIssue', number);
    const found = this.tickets.find((one) => one.number === number);
    if (!found) throw new GitHubError('missing', `There is no #${number}.`);
    if (title !== undefined) found.title = title;
    if (body !== undefined) found.body = body;
    if (open !== undefined) found.isOpen = open;
  };

  /** Merged by this clock, into the branch it was opened against. */
  merge(number: number): void {
    this.pull(number).mergedAt = this.#time();
  }

  unmerge(number: number): void {
    delete this.pull(number).mergedAt;
  }

  #time(): string {
    return new Date(this.#now()).toISOString();
  }

  #id(): number {
    this.#next += 1;
    return this.#next;
  }

  #write(verb: keyof GitHub, ...about: readonly (number | string)[]): void {
    if (this.forbidden.has(verb)) throw new GitHubError('forbidden', `The token may not ${verb}.`);
    this.writes.push([verb, ...about].join(' '));
  }
}

function commentOf({ id, author, body, updatedAt }: Remark): GitHubComment {
  return { id, author, body, updatedAt, url: `https://github.example/comments/${id}` };
}

function pullOf({ number, head, baseBranch, mergedAt }: Pull): PullRequest {
  const url = `https://github.example/pull/${number}`;
  const about = { number, title: `Change ${number}`, url, head, base: 'c0', baseBranch };
  return mergedAt === undefined ? { ...about, merged: false } : { ...about, merged: true, mergedAt };
}

function issueOf({ number, author, body, isOpen }: Issue): GitHubIssue {
  return { number, author, body, isOpen, url: `https://github.example/issues/${number}` };
}
