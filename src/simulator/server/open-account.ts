import type { SimulatorClock } from '../engine/engine.ts';
import { type AccountSource, type Added, newAccount, withManifests } from '../seed/account-source.ts';
import { seededAccount, seededAccountWithoutStreams } from '../seed/seed.ts';
import { type AccountState, withSettings } from '../state/account-state.ts';
import type { Settings } from '../state/settings.ts';
import { memoryStore, type StateStore } from '../state/store.ts';
import { fileStore } from './file-store.ts';

/** The options of a served account. */
export interface ServedAccount {
  /** The duration of a transition, milliseconds. */
  readonly transitionTime: number;
  /** The number of requests that one client may send per minute. The vendor allows 20. */
  readonly requestsPerMinute?: number;
  /** Requests of visitors per minute to one property, at the busiest time. Absent: as the account says. */
  readonly visitorsPerMinute?: number;
  /** Start without streams. An existing state file does not change. */
  readonly empty?: boolean;
  readonly file?: string;
  /** The manifests from which a new account is created. Absent: the seeded account. */
  readonly source?: AccountSource;
  readonly clock: SimulatorClock;
}

/** Opens the account of a file, or creates an account. */
export async function openAccount(
  options: ServedAccount,
): Promise<{ readonly accountState: StateStore; readonly added: Added }> {
  const { transitionTime, requestsPerMinute, visitorsPerMinute, empty, file, source, clock } = options;
  const settings = {
    transitionTime,
    ...(requestsPerMinute === undefined ? {} : { rate: rateOf(requestsPerMinute) }),
  };
  const now = clock.now();
  const first = (): AccountState => {
    if (source) return newAccount(source, now, settings, empty);
    return empty ? seededAccountWithoutStreams(settings) : seededAccount(now, settings);
  };
  const accountState = withCurrentSettings(
    file === undefined ? memoryStore(first()) : fileStore({ file, first }),
    (kept) => withTraffic(withSettings(kept, settings), visitorsPerMinute),
  );
  const added = await accountState.change((kept) => {
    const made = withManifests(kept, source, now);
    return { accountState: made.accountState, result: made.added };
  });
  return { accountState, added };
}

/** Returns a token bucket that holds the requests of one minute and refills evenly. */
function rateOf(requestsPerMinute: number): Settings['rate'] {
  return { burst: requestsPerMinute, refill: Math.ceil(60_000 / requestsPerMinute) };
}

/** Replaces settings that the account was created with by the requested ones. */
function withCurrentSettings(
  accountState: StateStore,
  replaceSettings: (kept: AccountState) => AccountState,
): StateStore {
  return { change: (step) => accountState.change((kept) => step(replaceSettings(kept))) };
}

function withTraffic(accountState: AccountState, requestsPerMinute: number | undefined): AccountState {
  if (requestsPerMinute === undefined) return accountState;
  const traffic = { ...accountState.settings.traffic, requestsPerMinute };
  return withSettings(accountState, { traffic });
}
