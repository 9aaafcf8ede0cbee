import type { SimulatorClock } from '../engine/engine.ts';
import { type AccountSource, type Added, newAccount, withManifests } from '../seed/account-source.ts';
import type { AccountState } from '../state/account-state.ts';
import { type EmbeddedTransport, simulatorTransport } from './embedded-transport.ts';
import { fileStore } from './file-store.ts';

/** A simulated account in a file, with a transport that sends requests to it. */
export interface Embedded {
  readonly transport: EmbeddedTransport;
  /**
   * The creation time of the account or of its oldest stream, milliseconds since 1970. It distinguishes two accounts,
   * or an account from a later one under the same name, because both use the same stream ids and versions.
   */
  readonly born: number;
  /** What was added to the account because a manifest of this run names it. */
  readonly added: Added;
}

/**
 * Opens the simulated account of `--simulator FILE`. The account is created from the manifests on first use. A
 * transition takes ten seconds of real time.
 * @throws {UnreadableState} If the file does not contain simulator state.
 */
export async function embeddedSimulator(options: {
  readonly file: string;
  readonly clock: SimulatorClock;
  readonly source: AccountSource;
}): Promise<Embedded> {
  const { file, clock, source } = options;
  const now = clock.now();
  const accountState = fileStore({ file, first: () => newAccount(source, now) });
  const { born, added } = await accountState.change((kept) => {
    const made = withManifests(kept, source, now);
    return {
      accountState: made.accountState,
      result: { born: bornAt(made.accountState), added: made.added },
    };
  });
  return { transport: simulatorTransport({ accountState, clock }), born, added };
}

function bornAt({ origin, streams }: AccountState): number {
  return origin?.createdAt ?? Math.min(...streams.map(({ createdAt }) => createdAt));
}
