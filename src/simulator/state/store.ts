import type { AccountState } from './account-state.ts';

/** Keeps simulator state. Changes run one after the other, each on the result of the previous change. */
export interface StateStore {
  /** Runs `step` on the current state, stores the new state, and returns the result of the step. */
  change<Result>(
    step: (accountState: AccountState) => { readonly accountState: AccountState; readonly result: Result },
  ): Promise<Result>;
}

/** Simulator state in memory, which tests can read and replace. */
export interface MemoryStore extends StateStore {
  current(): AccountState;
  /** Replaces the state with the result of `step`. */
  revise(step: (accountState: AccountState) => AccountState): void;
}

/** Creates a store that keeps simulator state in memory. */
export function memoryStore(first: AccountState): MemoryStore {
  let accountState = first;
  return {
    current: () => accountState,
    revise: (step) => {
      accountState = step(accountState);
    },
    change: (step) => {
      const changed = step(accountState);
      accountState = changed.accountState;
      return Promise.resolve(changed.result);
    },
  };
}
