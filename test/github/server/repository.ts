import { createHash } from 'node:crypto';

/** A complete tree: text by path. */
export type Tree = Readonly<Record<string, string>>;

export interface Commit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly files: Tree;
  readonly message: string;
  /** When it was committed. ISO 8601, UTC. */
  readonly date: string;
}

export interface Pull {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  /** The branch to merge into. */
  readonly base: string;
  readonly branch: string;
  /** The tip of its branch, which `push` advances until it is merged. */
  head: string;
  /** The tip of its base when it was opened or merged. */
  baseSha: string;
  /** The commit that merged it, if it is merged, and the time of that. ISO 8601, UTC. */
  mergeCommit?: string;
  mergedAt?: string;
  /** Commits of the base branch that a rebase created. */
  readonly rebased: string[];
}

export interface ChangedFile {
  readonly filename: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly previous_filename?: string;
}

/**
 * A repository's commits, branches and pull requests, in memory, with the parts of git that comparisons need.
 */
export class Repository {
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, string>();
  readonly pulls = new Map<number, Pull>();
  #lastNumber = 0;

  /** @param now the server's clock, shared by comments, commits and merges. ISO 8601, UTC */
  constructor(
    readonly defaultBranch: string,
    readonly now: () => string,
  ) {}

  /** Issues and pull requests share their numbers. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /**
   * Adds a commit to a branch (a new one starts at the default branch) and updates its open pull requests.
   * @param files the changes in the tree; `undefined` removes a file
   */
  push(branch: string, files: Readonly<Record<string, string | undefined>>, message = 'Change'): string {
    const parent = this.branches.get(branch) ?? this.branches.get(this.defaultBranch);
    const tree: Record<string, string> = { ...(parent === undefined ? {} : this.#commit(parent).files) };
    for (const [path, text] of Object.entries(files)) {
      if (text === undefined) delete tree[path];
      else tree[path] = text;
    }
    const sha = this.#add(parent === undefined ? [] : [parent], tree, message);
    this.branches.set(branch, sha);
    for (const pull of this.pulls.values()) {
      if (pull.branch === branch && pull.mergeCommit === undefined) pull.head = sha;
    }
    return sha;
  }

  /** Opens a pull request from a branch. */
  open(branch: string, title = `Change ${branch}`, author = 'octocat', base = this.defaultBranch): Pull {
    const [head, baseSha] = [this.#tip(branch), this.#tip(base)];
    const pull: Pull = { number: this.nextNumber(), title, author, base, branch, head, baseSha, rebased: [] };
    this.pulls.set(pull.number, pull);
    return pull;
  }

  /**
   * Merges a pull request and returns the new tip of its base. Files that both sides changed get the branch's
   * content.
   */
  merge(number: number, how: 'merge' | 'squash' | 'rebase' = 'merge'): string {
    const pull = this.pulls.get(number);
    if (!pull || pull.mergeCommit !== undefined) throw new Error(`pull request ${number} cannot be merged`);
    const base = this.#tip(pull.base);
    const tree: Record<string, string> = { ...this.#commit(base).files };
    for (const file of this.filesBetween(this.mergeBase(base, pull.head), pull.head)) {
      if (file.previous_filename !== undefined) delete tree[file.previous_filename];
      if (file.status === 'removed') delete tree[file.filename];
      else tree[file.filename] = this.#commit(pull.head).files[file.filename] ?? '';
    }
    if (how === 'rebase') return this.#rebase(pull, base);
    const parents = how === 'merge' ? [base, pull.head] : [base];
    pull.mergeCommit = this.#add(parents, tree, `${pull.title} (#${number})`);
    pull.baseSha = base;
    pull.mergedAt = this.now();
    this.branches.set(pull.base, pull.mergeCommit);
    return pull.mergeCommit;
  }

  /** Copies each commit of the branch on top of its base. */
  #rebase(pull: Pull, base: string): string {
    let tip = base;
    for (const commit of this.commitsBetween(base, pull.head)) {
      const tree: Record<string, string> = { ...this.#commit(tip).files };
      for (const file of this.filesBetween(commit.parents[0] ?? base, commit.sha)) {
        if (file.status === 'removed') delete tree[file.filename];
        else tree[file.filename] = commit.files[file.filename] ?? '';
      }
      tip = this.#add([tip], tree, commit.message);
      pull.rebased.push(tip);
    }
    Object.assign(pull, { mergeCommit: tip, baseSha: base, mergedAt: this.now() });
    this.branches.set(pull.base, tip);
    return tip;
  }

  /** A commit by its sha or by the name of a branch. */
  find(ref: string): Commit | undefined {
    return this.commits.get(this.branches.get(ref) ?? ref);
  }

  /** A commit and all its ancestors. */
  reachable(sha: string): Set<string> {
    const seen = new Set<string>();
    const left = [sha];
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      left.push(...(this.commits.get(at)?.parents ?? []));
    }
    return seen;
  }

  /** In `head` and not in `base`, oldest first, in the order of creation. */
  commitsBetween(base: string, head: string): Commit[] {
    const [old, all] = [this.reachable(base), this.reachable(head)];
    return [...this.commits.values()].filter(({ sha }) => all.has(sha) && !old.has(sha));
  }

  /** The newest common commit. */
  mergeBase(a: string, b: string): string {
    const [ofA, ofB] = [this.reachable(a), this.reachable(b)];
    const common = [...this.commits.keys()].filter((sha) => ofA.has(sha) && ofB.has(sha)).at(-1);
    if (common === undefined) throw new Error(`${a} and ${b} have nothing in common`);
    return common;
  }

  filesBetween(from: string, to: string): ChangedFile[] {
    const [before, after] = [this.#commit(from).files, this.#commit(to).files];
    const removed = new Set(Object.keys(before).filter((path) => !(path in after)));
    const changed = Object.keys(after).flatMap((filename): ChangedFile[] => {
      if (filename in before) {
        return before[filename] === after[filename] ? [] : [{ filename, status: 'modified' }];
      }
      const previous = [...removed].find((path) => before[path] === after[filename]);
      if (previous === undefined) return [{ filename, status: 'added' }];
      removed.delete(previous);
      return [{ filename, status: 'renamed', previous_filename: previous }];
    });
    return [...changed, ...[...removed].map((filename) => ({ filename, status: 'removed' as const }))];
  }

  /**
   * The history of a path, newest first, as `git log -- PATH` simplifies it: a merge that took the path from
   * one parent is omitted, and only that parent is followed.
   */
  history(path: string, sha: string): Commit[] {
    const content = (at: string | undefined) =>
      at === undefined ? '[]' : JSON.stringify(below(this.#commit(at).files, path));
    const [seen, left, found] = [new Set<string>(), [sha], [] as Commit[]];
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const commit = this.#commit(at);
      const same = commit.parents.find((parent) => content(parent) === content(commit.sha));
      if (same !== undefined) left.push(same);
      else {
        if (commit.parents.length > 0 || content(at) !== '[]') found.push(commit);
        left.push(...commit.parents);
      }
    }
    return found.sort((a, b) => (a.date < b.date ? 1 : -1));
  }

  /** As GitHub returns it: a commit in the default branch is listed only with the merged pull request. */
  pullsOf(sha: string): Pull[] {
    const all = [...this.pulls.values()].filter(
      (pull) =>
        pull.mergeCommit === sha ||
        pull.rebased.includes(sha) ||
        this.commitsBetween(pull.baseSha, pull.head).some((commit) => commit.sha === sha),
    );
    const isMerged = this.reachable(this.#tip(this.defaultBranch)).has(sha);
    return isMerged ? all.filter((pull) => pull.mergeCommit !== undefined) : all;
  }

  #add(parents: readonly string[], files: Tree, message: string): string {
    const text = JSON.stringify([parents, files, message, this.commits.size]);
    const sha = createHash('sha1').update(text).digest('hex');
    this.commits.set(sha, { sha, parents, files, message, date: this.now() });
    return sha;
  }

  #tip(branch: string): string {
    const sha = this.branches.get(branch);
    if (sha === undefined) throw new Error(`there is no branch ${branch}`);
    return sha;
  }

  #commit(sha: string): Commit {
    const commit = this.commits.get(sha);
    if (!commit) throw new Error(`there is no commit ${sha}`);
    return commit;
  }
}

/** Files of a folder, or a file, sorted by path. */
function below(files: Tree, path: string): (readonly [string, string])[] {
  return Object.entries(files)
    .filter(([file]) => path === '' || file === path || file.startsWith(`${path}/`))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A folder of a tree by the name that git would give it: here a digest of its whole content. */
export function folderTree(files: Tree, folder: string): { readonly sha: string; readonly files: Tree } {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inside = below(files, folder).map(([path, text]) => [path.slice(prefix.length), text] as const);
  const sha = createHash('sha1')
    .update(`tree ${JSON.stringify(inside)}`)
    .digest('hex');
  return { sha, files: Object.fromEntries(inside) };
}

/** The git object id of a file's content. */
export function blobSha(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
}
