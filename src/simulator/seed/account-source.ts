import type { AccountObjects, AccountState } from '../state/account-state.ts';
import type { Settings } from '../state/settings.ts';
import { type ExistingStream, withExistingStreams } from './existing-streams.ts';
import { type NamedObjects, namesSeededAccount, withNamedObjects } from './named-objects.ts';
import { seededAccount, seededAccountWithoutStreams } from './seed.ts';

/** The manifests that define a simulated account, in the simulator's own types. */
export interface AccountSource {
  readonly named: NamedObjects;
  /**
   * The streams that the manifests are bound to.
   * @param accountObjects What the account owns, with the ids of the objects that manifests name.
   */
  readonly existing: (accountObjects: AccountObjects) => readonly ExistingStream[];
}

/** The numbers of objects and streams that were added to an account because manifests name them. */
export interface Added {
  readonly groups: number;
  readonly objects: number;
  readonly streams: number;
}

/**
 * Creates an account. It is the seeded account if the manifests name an object of that account, or if there are no
 * manifests.
 * @param now Milliseconds since 1970.
 * @param empty True for an account without streams.
 */
export function newAccount(
  source: AccountSource,
  now: number,
  settings: Partial<Settings> = {},
  empty = false,
): AccountState {
  const { places } = source.named;
  const seeded = places.length === 0 || namesSeededAccount(source.named);
  const streamless = seededAccountWithoutStreams(settings);
  const accountState = seeded
    ? empty
      ? streamless
      : seededAccount(now, settings)
    : withoutObjects(streamless);
  return { ...accountState, origin: { createdAt: now, needsStreams: !empty } };
}

function withoutObjects(accountState: AccountState): AccountState {
  const accountObjects: AccountObjects = {
    groups: [],
    properties: [],
    includes: [],
    zones: [],
    gtmProperties: [],
    appSecConfigs: [],
    answerXs: [],
  };
  return { ...accountState, accountObjects };
}

/**
 * Adds what the manifests name to an account that `newAccount` created. Objects are added in every run, so an edit
 * may name a new property. Streams are added in the first run only, because later runs must see the streams as the
 * last apply left them.
 * @param now Milliseconds since 1970.
 */
export function withManifests(
  accountState: AccountState,
  source: AccountSource | undefined,
  now: number,
): { readonly accountState: AccountState; readonly added: Added } {
  const { origin } = accountState;
  if (!origin || !source) return { accountState, added: { groups: 0, objects: 0, streams: 0 } };
  const owning = withNamedObjects(accountState, source.named);
  const existing = origin.needsStreams ? source.existing(owning.accountObjects) : [];
  const after = withExistingStreams(owning, existing, now);
  return {
    accountState: { ...after, origin: { ...origin, needsStreams: false } },
    added: {
      groups: after.accountObjects.groups.length - accountState.accountObjects.groups.length,
      objects: objectCount(after.accountObjects) - objectCount(accountState.accountObjects),
      streams: streamCount(after) - streamCount(accountState),
    },
  };
}

function objectCount({ groups: _, ...lists }: AccountObjects): number {
  return Object.values(lists).reduce((sum, list) => sum + list.length, 0);
}

function streamCount({ streams, datastream1 }: AccountState): number {
  return streams.length + datastream1.streams.length;
}
