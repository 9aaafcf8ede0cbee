import type { AccountState } from './account-state.ts';

/** Where a world is kept. Changes happen one after the other, each on the result of the one before. */
export interface StateStore {
  /** Takes the world, keeps what the step makes of it, and hands on the step's result. */
  change<Result>(
    step: (world: AccountState) => { readonly world: AccountState; readonly result: Result },
  ): Promise<Result>;
}

/** A world in memory, which tests can look at and exchange. */
export interface MemoryStore extends StateStore {
  current(): AccountState;
  /** Exchanges the world for one made from it. */
  revise(step: (world: AccountState) => AccountState): void;
}

/** Keeps a world in memory. */
export function memoryStore(first: AccountState): MemoryStore {
  let world = first;
  return {
    current: () => world,
    revise: (step) => {
      world = step(world);
    },
    change: (step) => {
      const changed = step(world);
      world = changed.world;
      return Promise.resolve(changed.result);
    },
  };
}
