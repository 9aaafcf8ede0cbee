import type { Operation } from './error.ts';
import type { RepositoryApi } from './repository-api.ts';

/** What all operations share. */
export interface Session {
  readonly api: RepositoryApi;
  /** Runs an operation and converts every error to a `GitHubError`. */
  readonly ask: <T>(operation: Operation, act: () => Promise<T>) => Promise<T>;
}
