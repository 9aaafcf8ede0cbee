/** What started this run. */
export type Trigger =
  | {
      readonly tag: 'change';
      /** The number of the change request. */
      readonly number: number;
      readonly head: string;
      readonly base: string;
      /** The change comes from a fork: its jobs get no secrets and a token that can only read. */
      readonly isFork: boolean;
    }
  /** Changes that a merge queue has combined. */
  | { readonly tag: 'merge-queue'; readonly head: string; readonly base: string }
  | {
      readonly tag: 'push';
      readonly head: string;
      /** The branch's earlier commit; absent for a new branch. */
      readonly before?: string;
    }
  /** A manual or scheduled run. */
  | { readonly tag: 'other'; readonly head: string };

/** The run of a job on the forge. */
export interface Run {
  /** The full name of the repository: `group/streams`. */
  readonly repository: string;
  /** The branch of this run: `main`. Empty for a tag or a change request. */
  readonly branch: string;
  /** Increases with each run of the same workflow. */
  readonly number: number;
  /** Counts the attempts of this run from 1. */
  readonly attempt: number;
  /** Increases across all workflows of a repository. */
  readonly id: string;
  /** The commit that is checked out. For a change request it may be its merge with the branch. */
  readonly checkedOut?: string;
  /** The page of the run, for people. */
  readonly url: string;
}
