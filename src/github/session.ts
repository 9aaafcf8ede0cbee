import type { getOctokit } from '@actions/github';
import type { Operation } from './error.ts';

/** What the verbs are made with. */
export interface Session {
  readonly rest: ReturnType<typeof getOctokit>['rest'];
  /** Named in every request. */
  readonly repository: { readonly owner: string; readonly repo: string };
  /** Runs an errand; whatever goes wrong becomes a `HubError`. */
  readonly ask: <T>(errand: Operation, act: () => Promise<T>) => Promise<T>;
}
