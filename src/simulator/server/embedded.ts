import type { SimulatorClock } from '../engine/engine.ts';
import { type AccountSource, type Added, newAccount, withManifests } from '../seed/account-source.ts';
import type { AccountState } from '../state/account-state.ts';
import { type EmbeddedTransport, simulatorTransport } from './embedded-transport.ts';
import { fileStore } from './file-store.ts';

/** A simulated account in a file, ready to be asked. */
export interface Embedded {
  readonly transport: EmbeddedTransport;
  /**
   * When it was created, or its oldest stream, milliseconds since 1970: tells an account from another, or from one that
   * is created later under the same name, since both give their streams the same ids and versions.
   */
  readonly born: number;
  /** What was added to it because a manifest of this run names it. */
  readonly added: Added;
}

/**
 * The simulator of `--simulator FILE`: an account in a file, made from the manifests on first use. A transition
 * lasts ten seconds of the clock.
 * @throws {UnreadableWorld} where the file is no world
 */
export async function embeddedSimulator(options: {
  readonly file: string;
  readonly clock: SimulatorClock;
  readonly source: AccountSource;
}): Promise<Embedded> {
  const { file, clock, source } = options;
  const now = clock.now();
  const world = fileStore({ file, first: () => newAccount(source, now) });
  const { born, added } = await world.change((kept) => {
    const made = withManifests(kept, source, now);
    return { world: made.world, result: { born: bornAt(made.world), added: made.added } };
  });
  return { transport: simulatorTransport({ world, clock }), born, added };
}

function bornAt({ origin, streams }: AccountState): number {
  return origin?.createdAt ?? Math.min(...streams.map(({ createdAt }) => createdAt));
}
