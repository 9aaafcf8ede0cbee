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
   * @param estate What the account owns, with the ids of the objects that manifests name.
   */
  readonly existing: (estate: AccountObjects) => readonly ExistingStream[];
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
 * Adds what the manifests name to an account that `newAccount` created. Objects are added in every run, so an edit
 * may name a new property. Streams are added in the first run only, because later runs must see the streams as the
 * last apply left them.
 * @param now Milliseconds since 1970.
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
