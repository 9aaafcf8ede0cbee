import type { JsonObject } from '../src/model/json.ts';
import { MEDIA_GROUP, SEED_GROUP } from '../src/simulator/seed/places.ts';
import {
  type AccountObjects,
  type AccountState,
  emptyAccount,
  type SimulatedStream,
  type Version,
} from '../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../src/simulator/state/settings.ts';
import { completeTransitions } from '../src/simulator/state/transitions.ts';
import { Account, HOUR } from './account.ts';
import { accountObjectsOf, fleetOf, propertyIds, SHAPES } from './fleet.ts';

/** For measurements in which rate limiting must take no time. */
export const UNLIMITED: Settings['rate'] = { burst: 1_000_000, refill: 1 };

/** Options of a measured account. */
export interface LiveOptions {
  /** If true, every stream is being activated, for one hour from now. Otherwise all streams are active. */
  readonly activating?: boolean;
  /** The fleet index of the first stream; default: 0. */
  readonly start?: number;
  /** Default: 20 requests per minute, as Akamai documents. */
  readonly rate?: Settings['rate'];
  /** If true, every second stream is in another group, and all properties have logs without a rule that names streams. */
  readonly logsInTwoGroups?: boolean;
}

/**
 * Creates an account in which every stream of a fleet is live and matches its manifest. The product itself creates one
 * stream of each shape. The others are copies that differ in name and properties, as in the fleet.
 */
export async function liveAccount(size: number, options: LiveOptions = {}): Promise<Account> {
  const shapes = await liveShapes();
  return new Account((now) => {
    const { rate = DEFAULT_SETTINGS.rate, start = 0 } = options;
    const began = options.activating ? now : now - 2 * HOUR;
    const streams = Array.from({ length: size }, (_, index) => copyOf(shapes, start + index, began));
    const grouped = options.logsInTwoGroups ? streams.map(inTwoGroups) : streams;
    const accountObjects = accountObjectsOf(size, start);
    const objects = options.logsInTwoGroups ? managed(accountObjects) : accountObjects;
    const accountState = {
      ...emptyAccount(objects, { transitionTime: HOUR, rate }),
      streams: grouped,
    };
    return completeTransitions(accountState, now);
  });
}

async function liveShapes(): Promise<readonly SimulatedStream[]> {
  const account = new Account(() => emptyAccount(accountObjectsOf(SHAPES), { transitionTime: HOUR }));
  await account.apply(await account.plan(fleetOf(SHAPES).manifests));
  return account.accountState.streams;
}

/**
 * Copies a shape for an index in the fleet.
 * @param began start of the activation, in milliseconds since 1970
 */
function copyOf(shapes: AccountState['streams'], index: number, began: number): SimulatedStream {
  const shape = shapes[index % SHAPES];
  const version = shape?.versions[0];
  if (!shape?.transition || !version) throw new Error('a shape of the fleet was not created and activated');
  return {
    ...shape,
    streamId: 7000 + index,
    createdAt: began,
    transition: { ...shape.transition, endsAt: began + HOUR },
    versions: [{ ...version, content: contentFor(index, version), modifiedAt: began }],
  };
}

function managed(accountObjects: AccountObjects): AccountObjects {
  const properties = accountObjects.properties.map((one) => ({ ...one, integration: 'DS_MANAGED' as const }));
  return { ...accountObjects, properties };
}

function inTwoGroups(stream: SimulatedStream, index: number): SimulatedStream {
  return { ...stream, groupId: index % 2 === 0 ? SEED_GROUP : MEDIA_GROUP };
}

function contentFor(index: number, { content }: Version): JsonObject {
  const properties = propertyIds(index).map((propertyId) => ({ propertyId }));
  return { ...content, streamName: `stream-${index}`, properties };
}
