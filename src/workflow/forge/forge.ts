import type { ForgeWords } from '../../model/forge-words.ts';

/** A proposed change of the repository that people review before it is merged. */
export interface ChangeRequest {
  readonly number: number;
  /** The commit that its latest plan must be about. */
  readonly head: string;
  /** The branch that it is merged into: `main`. */
  readonly branch: string;
  readonly merged: boolean;
  /** ISO 8601, UTC. Absent if it is not merged. */
  readonly mergedAt?: string;
  /** The commit of the branch that the merge created. Absent if it is not merged, or if that is not known. */
  readonly mergeCommit?: string;
}

/** A note (comment) on a change request. */
export interface Note {
  /** A later note has a higher id. */
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** The page that shows the note, for people. */
  readonly url: string;
  /** ISO 8601, UTC: when it was last updated. */
  readonly updatedAt: string;
}

/** A comparison of two commits. */
export interface Comparison {
  /** The common ancestor of the two commits. */
  readonly mergeBase: string;
  /** The commits of `head` that `base` does not have. Oldest first. If there are more than requested, only the oldest. */
  readonly commits: readonly string[];
  /**
   * ISO 8601, UTC: when the first of the commits reached the branch of `head`. Absent if there are no commits, or if
   * not all of them are listed here.
   */
  readonly since?: string;
  /** The list of commits is incomplete. */
  readonly lacksCommits: boolean;
}

/** A file, a link or a submodule in a commit. */
export interface FileEntry {
  /** Relative to the requested folder. Empty if the requested path is not a folder. */
  readonly path: string;
  /** Git's file mode; `120000` is a symbolic link. */
  readonly mode: string;
  /** Git's object id of the content: for a file, that of its blob. */
  readonly id: string;
}

/** The files of a folder at a commit, including subfolders. */
export interface FileTree {
  readonly entries: readonly FileEntry[];
  /** Only a part of the files is listed. */
  readonly isTruncated: boolean;
}

/**
 * The state of a record: `open` while steps remain, then `complete` or `failed`. `superseded`: later runs have taken
 * over all of its streams.
 */
export type LedgerState = 'open' | 'complete' | 'failed' | 'superseded';

/** The state of a record, and one line for people that says why. */
export interface LedgerStatus {
  readonly state: LedgerState;
  /** A sentence. The forge may cut it. */
  readonly summary: string;
}

/** A record of a run in the ledger of a target. */
export interface LedgerEntry {
  readonly id: number;
  /** The commit that the run was about. */
  readonly commit: string;
  /** ISO 8601, UTC: when the record was added. */
  readonly at: string;
  /** The record as it was stored. The caller must check its shape. */
  readonly record: unknown;
  readonly author: string;
  /** `unread` if the state was not requested. */
  readonly state: LedgerState | 'unread';
  /** The page of the run that added the record. Absent if it is not known, or if the state was not requested. */
  readonly url?: string;
}

/** How much of a ledger to read. */
export interface LedgerLook {
  /** The number of newest records. */
  readonly records: number;
  /** How many of these to read the states of, newest first. A state may cost a request of its own. */
  readonly states: number;
  /** Only matching records have their states read. */
  readonly isOfInterest: (record: unknown) => boolean;
}

/** A ticket (issue) about drift or about the delivery of logs. */
export interface Ticket {
  /** A later ticket has a higher number. */
  readonly number: number;
  readonly author: string;
  readonly body: string;
  readonly isOpen: boolean;
  readonly url: string;
}

/** Why the forge did not carry out a request: one complete sentence with a fix. */
export class ForgeError extends Error {
  override readonly name = 'ForgeError';
  constructor(
    /**
     * `forbidden`: the token lacks permission. `missing`: the object does not exist. `switched-off`: the repository
     * does not have the feature. `failed`: any other failure, after retries.
     */
    readonly kind: 'forbidden' | 'missing' | 'switched-off' | 'failed',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** How much the forge stores. */
export interface ForgeLimits {
  /** Maximum length of a note or a ticket, in characters. */
  readonly note: number;
  /** Maximum size of the summary of a job, in bytes. */
  readonly summary: number;
  /** Maximum length of a record, in characters of JSON. */
  readonly record: number;
}

/**
 * What the workflow needs of the forge that hosts the repository. An adapter serves one repository.
 *
 * Every operation throws `ForgeError` if the forge refuses or does not respond. Reads and idempotent writes may be
 * retried. An operation that adds something is retried only if the forge cannot have carried it out: the workflow looks
 * for what was added before it adds it again. docs/adding-a-forge.md says what each operation promises.
 */
export interface Forge {
  readonly words: ForgeWords;
  readonly limits: ForgeLimits;

  /** The forge's clock at its latest response, ISO 8601 UTC. Absent before the first response. */
  date(): string | undefined;

  change(number: number): Promise<ChangeRequest>;
  /** The change requests that contain a commit, merged or not. */
  changesWith(commit: string): Promise<readonly ChangeRequest[]>;

  /** All notes on a change request, oldest first. */
  notes(change: number): Promise<readonly Note[]>;
  addNote(change: number, body: string): Promise<Note>;
  updateNote(id: number, body: string): Promise<void>;
  /** Removes a note. It is no failure if it does not exist any more. */
  removeNote(id: number): Promise<void>;

  /**
   * Compares two commits; `head` may also be a branch.
   * @param most maximum number of commits to return; default: 100
   * @throws {ForgeError} `missing` if the repository does not have one of them
   */
  compare(base: string, head: string, most?: number): Promise<Comparison>;
  /** The commits that changed a path, as git simplifies its history: newest first, at most 2,000. */
  history(path: string, commit: string): Promise<readonly string[]>;
  /** The files of a folder at a commit; empty if the folder does not exist. */
  filesIn(commit: string, folder: string): Promise<FileTree>;
  /** The content of a file, by its id in a `FileTree`. */
  fileText(id: string): Promise<string>;

  /** The newest records of a target, newest first. Without a target, those of all targets. */
  records(target: string | undefined, look: LedgerLook): Promise<readonly LedgerEntry[]>;
  /** Adds a record, which never changes. Its state may. */
  addRecord(
    entry: LedgerStatus & {
      readonly target: string;
      readonly commit: string;
      readonly record: object;
      /** The page of the run that adds the record. */
      readonly url: string;
    },
  ): Promise<void>;
  /** @param url the page of the run that sets the state */
  setRecordState(id: number, status: LedgerStatus & { readonly url: string }): Promise<void>;

  /** Tickets about drift of all targets, open and closed, newest first. */
  tickets(): Promise<readonly Ticket[]>;
  openTicket(ticket: { readonly title: string; readonly body: string }): Promise<Ticket>;
  updateTicket(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly open?: boolean },
  ): Promise<void>;
}
