import type { ForgeWords } from '../../src/model/forge-words.ts';
import type {
  ChangeRequest,
  Comparison,
  Forge,
  LedgerEntry,
  Note,
  Ticket,
} from '../../src/workflow/forge/forge.ts';
import { ForgeError } from '../../src/workflow/forge/forge.ts';
import { blobSha } from '../github/server/repository.ts';

export const BOT = 'bot';

const PAGES = 'https://forge.example/platform/streams';

/** The words of no forge that exists. */
const WORDS: ForgeWords = {
  forge: 'The forge',
  change: 'change request',
  changes: 'change requests',
  reference: (change) => `#${change}`,
  startApply: 'start the apply job manually',
  applyMenu: ['Jobs', 'Apply', 'Start'],
  applyCommand: ['forge', 'start', 'apply'],
  applyInput: (name, value) => `--input ${name}=${value}`,
  repeatJob: (url) => `[repeat the job](${url})`,
  secretStore: () => 'the secrets of the watch',
  commitUrl: (commit) => `${PAGES}/commits/${commit}`,
  folderUrl: (commit) => `${PAGES}/folders/${commit}`,
  fileUrl: (commit) => `${PAGES}/files/${commit}`,
};

interface Authored {
  author: string;
  body: string;
}

interface StoredNote extends Authored {
  readonly id: number;
  readonly change: number;
  updatedAt: string;
}

interface StoredChange {
  readonly number: number;
  head: string;
  branch: string;
  mergedAt?: string;
}

interface StoredRecord extends LedgerEntry {
  readonly target: string;
  summary: string;
}

interface StoredTicket extends Authored {
  readonly number: number;
  title: string;
  isOpen: boolean;
}

/** A forge in memory: one repository with one branch, and everything that was written to it, in that order. */
export class MemoryForge implements Forge {
  readonly words = WORDS;
  readonly limits = { note: 65_536, summary: 1_000_000, record: 60_000 };
  /** The commits of main, oldest first. */
  readonly commits: string[] = ['c0'];
  readonly requests: StoredChange[] = [];
  /** When commits reached the branch. */
  readonly pushed = new Map<string, string>();
  /** The files of the repository at each commit: path → text. */
  readonly trees = new Map<string, Readonly<Record<string, string>>>();
  /** Change requests by the commits that they brought. */
  readonly brought = new Map<string, number[]>();
  readonly posted: StoredNote[] = [];
  readonly ledger: StoredRecord[] = [];
  readonly issues: StoredTicket[] = [];
  /** What was written: `addNote 12`, `setRecordState 1 complete`. */
  readonly writes: string[] = [];
  /** Operations that the token may not use. */
  readonly forbidden = new Set<keyof Forge>();
  /** Maximum number of commits in a comparison. */
  most = 250;
  isTruncated = false;
  /** Paths that are symbolic links. */
  readonly links = new Set<string>();
  #next = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Adds a commit to main. */
  push(requests: readonly number[] = []): string {
    const commit = `c${this.commits.length}`;
    this.commits.push(commit);
    this.brought.set(commit, [...requests]);
    this.pushed.set(commit, this.#time());
    return commit;
  }

  open(head: string): number {
    const number = this.requests.length + 12;
    this.requests.push({ number, head, branch: 'main' });
    return number;
  }

  request(number: number): StoredChange {
    const found = this.requests.find((one) => one.number === number);
    if (!found) throw new ForgeError('missing', `There is no #${number}.`);
    return found;
  }

  post(change: number, body: string, author: string = BOT): StoredNote {
    const note = { id: this.#id(), change, body, author, updatedAt: this.#time() };
    this.posted.push(note);
    return note;
  }

  /** The newest note on a change request that contains a text. */
  said(change: number, text: string): string | undefined {
    return this.posted.findLast((one) => one.change === change && one.body.includes(text))?.body;
  }

  /** Merges now, into the branch that the change request is for. */
  merge(number: number): void {
    this.request(number).mergedAt = this.#time();
  }

  unmerge(number: number): void {
    delete this.request(number).mergedAt;
  }

  readonly date: Forge['date'] = () => this.#time();

  readonly change: Forge['change'] = async (number) => requestOf(this.request(number));

  readonly changesWith: Forge['changesWith'] = async (commit) =>
    (this.brought.get(commit) ?? []).map((number) => requestOf(this.request(number)));

  readonly notes: Forge['notes'] = async (change) =>
    this.posted.filter((one) => one.change === change).map(noteOf);

  readonly addNote: Forge['addNote'] = async (change, body) => {
    this.#write('addNote', change);
    return noteOf(this.post(change, body));
  };

  readonly updateNote: Forge['updateNote'] = async (id, body) => {
    this.#write('updateNote', id);
    for (const one of this.posted) if (one.id === id) Object.assign(one, { body, updatedAt: this.#time() });
  };

  readonly removeNote: Forge['removeNote'] = async (id) => {
    this.#write('removeNote', id);
    const at = this.posted.findIndex((one) => one.id === id);
    if (at >= 0) this.posted.splice(at, 1);
  };

  readonly compare: Forge['compare'] = async (base, ref): Promise<Comparison> => {
    const head = ref === 'main' ? (this.commits.at(-1) ?? '') : ref;
    // A change request has one commit, on top of main.
    const line = this.requests.some((one) => one.head === head) ? [...this.commits, head] : this.commits;
    const [from, to] = [line.indexOf(base), line.indexOf(head)];
    if (from < 0 || to < 0) throw new ForgeError('missing', `There is no ${base} or no ${head}.`);
    const commits = line.slice(from + 1, to + 1);
    const mergeBase = from < to ? base : head;
    const since = this.pushed.get(commits[0] ?? '');
    return {
      mergeBase,
      commits: commits.slice(0, this.most),
      ...(since === undefined ? {} : { since }),
      lacksCommits: commits.length > this.most,
    };
  };

  readonly history: Forge['history'] = async (path, commit) => {
    const end = this.commits.indexOf(commit);
    const below = (at: string) =>
      JSON.stringify(
        Object.entries(this.trees.get(at) ?? {}).filter(
          ([file]) => file === path || file.startsWith(`${path}/`),
        ),
      );
    return this.commits
      .slice(0, end + 1)
      .filter((one, at) => at > 0 && below(one) !== below(this.commits[at - 1] ?? ''))
      .reverse();
  };

  readonly filesIn: Forge['filesIn'] = async (commit, folder) => ({
    isTruncated: this.isTruncated,
    entries: Object.entries(this.trees.get(commit) ?? {})
      .filter(([path]) => path === folder || path.startsWith(`${folder}/`))
      .map(([path, text]) => ({
        path: path.slice(folder.length + 1),
        mode: this.links.has(path) ? '120000' : '100644',
        id: blobSha(text),
      })),
  });

  readonly fileText: Forge['fileText'] = async (id) => {
    if (this.forbidden.has('fileText')) throw new ForgeError('forbidden', 'The token may not read files.');
    const texts = [...this.trees.values()].flatMap((tree) => Object.values(tree));
    return texts.find((text) => blobSha(text) === id) ?? '';
  };

  readonly records: Forge['records'] = async (target, { records, states, isOfInterest }) => {
    if (this.forbidden.has('records')) throw new ForgeError('forbidden', 'The token may not read records.');
    return this.ledger
      .filter((one) => target === undefined || one.target === target)
      .reverse()
      .slice(0, records)
      .map((one, place) =>
        place < states && isOfInterest(one.record) ? { ...one } : { ...one, state: 'unread' },
      );
  };

  readonly addRecord: Forge['addRecord'] = async (entry) => {
    this.#write('addRecord', entry.state);
    const record: unknown = JSON.parse(JSON.stringify(entry.record));
    this.ledger.push({ ...entry, record, id: this.#id(), at: this.#time(), author: BOT });
  };

  readonly setRecordState: Forge['setRecordState'] = async (id, { state, summary }) => {
    this.#write('setRecordState', id, state);
    const found = this.ledger.find((one) => one.id === id);
    if (found) Object.assign(found, { state, summary });
  };

  readonly tickets: Forge['tickets'] = async () => this.issues.map(ticketOf).reverse();

  readonly openTicket: Forge['openTicket'] = async ({ title, body }) => {
    this.#write('openTicket');
    const ticket = { number: this.issues.length + 100, title, body, author: BOT, isOpen: true };
    this.issues.push(ticket);
    return ticketOf(ticket);
  };

  readonly updateTicket: Forge['updateTicket'] = async (number, { title, body, open }) => {
    this.#write('updateTicket', number);
    const found = this.issues.find((one) => one.number === number);
    if (!found) throw new ForgeError('missing', `There is no #${number}.`);
    if (title !== undefined) found.title = title;
    if (body !== undefined) found.body = body;
    if (open !== undefined) found.isOpen = open;
  };

  #time(): string {
    return new Date(this.#now()).toISOString();
  }

  #id(): number {
    this.#next += 1;
    return this.#next;
  }

  #write(operation: keyof Forge, ...about: readonly (number | string)[]): void {
    if (this.forbidden.has(operation)) throw new ForgeError('forbidden', `The token may not ${operation}.`);
    this.writes.push([operation, ...about].join(' '));
  }
}

function noteOf({ id, author, body, updatedAt }: StoredNote): Note {
  return { id, author, body, updatedAt, url: `https://forge.example/notes/${id}` };
}

function requestOf({ mergedAt, ...about }: StoredChange): ChangeRequest {
  return mergedAt === undefined ? { ...about, merged: false } : { ...about, merged: true, mergedAt };
}

function ticketOf({ number, author, body, isOpen }: StoredTicket): Ticket {
  return { number, author, body, isOpen, url: `https://forge.example/tickets/${number}` };
}
