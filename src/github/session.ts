import type { getOctokit } from '@actions/github';
import type { Operation } from './error.ts';

/** What all operations share. */
export interface Session {
  readonly rest: ReturnType<typeof getOctokit>['rest'];
  /** The repository that every request names. */
  readonly repository: { readonly owner: string; readonly repo: string };
  /** Runs an operation and converts every error to a `GitHubError`. */
  readonly ask: <T>(operation: Operation, act: () => Promise<T>) => Promise<T>;
}
