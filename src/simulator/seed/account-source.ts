import type { AccountObjects, AccountState } from '../state/account-state.ts';
import type { Settings } from '../state/settings.ts';
import { type ExistingStream, withExistingStreams } from './existing-streams.ts';
import { type NamedObjects, namesSeededAccount, withNamedObjects } from './named-objects.ts';
import { seededAccount, seededAccountWithoutStreams } from './seed.ts';

/** The manifests that a simulated account is made up from, in the simulator's terms. */
export interface AccountSource {
  readonly named: NamedObjects;
  /** The streams that manifests are bound to. @param estate what the account owns, with the ids of named objects */
  readonly existing: (estate: AccountObjects) => readonly ExistingStream[];
}

/** How many things were added to an account because a manifest names them. */
export interface Added {
  readonly groups: number;
  readonly objects: number;
  readonly streams: number;
}

/**
 * A new account: seeded if the manifests name the seeded account, or if there are none.
 * @param empty without any stream
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
  const world = seeded ? (empty ? streamless : seededAccount(now, settings)) : withoutObjects(streamless);
  return { ...world, origin: { createdAt: now, needsStreams: !empty } };
}

function withoutObjects(world: AccountState): AccountState {
  const estate: AccountObjects = {
    groups: [],
    properties: [],
    zones: [],
    gtmProperties: [],
    appSecConfigs: [],
    answerXs: [],
  };
  return { ...world, estate };
}

/**
 * Adds what the manifests name to an account that `newAccount` made. Objects are added in every run, so that an edit
 * may name a new property; streams only in the first, since from then on they are what was applied to them.
 */
export function withManifests(
  world: AccountState,
  source: AccountSource | undefined,
  now: number,
): { readonly world: AccountState; readonly added: Added } {
  const { origin } = world;
  if (!origin || !source) return { world, added: { groups: 0, objects: 0, streams: 0 } };
  const owning = withNamedObjects(world, source.named);
  const existing = origin.needsStreams ? source.existing(owning.estate) : [];
  const after = withExistingStreams(owning, existing, now);
  return {
    world: { ...after, origin: { ...origin, needsStreams: false } },
    added: {
      groups: after.estate.groups.length - world.estate.groups.length,
      objects: objectCount(after.estate) - objectCount(world.estate),
      streams: streamCount(after) - streamCount(world),
    },
  };
}

function objectCount({ groups: _, ...lists }: AccountObjects): number {
  return Object.values(lists).reduce((sum, list) => sum + list.length, 0);
}

function streamCount({ streams, datastream1 }: AccountState): number {
  return streams.length + datastream1.streams.length;
}
