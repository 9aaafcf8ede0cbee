import fc from 'fast-check';
import { manifestText } from '../../src/manifest/write.ts';
import { LOG_TYPES, type LogType } from '../../src/model/collection.ts';
import { isArray, type Json, type JsonObject } from '../../src/model/json.ts';
import type { DesiredState } from '../../src/model/manifest.ts';
import { STATUSES } from '../../src/model/observed.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { DEFAULT_QUIRKS, type Quirks } from '../../src/simulator/state/quirks.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/simulator/state/settings.ts';
import { CONTRACT, GROUP } from './account.ts';
import { type Content, contentOf } from './content.ts';
import { contentOf1 } from './content1.ts';
import { type AnyContent, anySpec, collectionOf, isFirst } from './either-api.ts';
import { type Live, withLive } from './existing-streams.ts';

/** Random accounts and random repositories for them. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const TRANSITION_TIME = 20 * MINUTE;

/** The manifests of the repository. */
interface Desired {
  readonly content: AnyContent;
  readonly state: DesiredState;
  readonly protect: boolean;
  readonly separate: boolean;
  /** Bound by id to the slot's stream, if there is one. */
  readonly bound: boolean;
  /** Bound ones only: another stream name. */
  readonly renames: boolean;
  readonly byName: boolean;
  readonly place: boolean;
  readonly extra: boolean;
}

/** One name, with its stream in the account and in the repository. */
export interface Slot {
  readonly name: string;
  readonly live?: Live;
  readonly desired?: Desired;
}

export interface Scene {
  readonly settings: Partial<Settings>;
  readonly slots: readonly Slot[];
}

const OMITTED = ['contractId', 'groupId', 'integrationType', 'samplingPercentage', 'indexName'] as const;
const flags = Object.entries(DEFAULT_QUIRKS).flatMap(([name, value]) =>
  typeof value === 'boolean' ? [[name, fc.boolean()] as const] : [],
);

const quirks: fc.Arbitrary<Quirks> = fc.oneof(
  fc.constant(DEFAULT_QUIRKS),
  fc
    .tuple(
      fc.record(Object.fromEntries(flags)),
      fc.subarray([...OMITTED]),
      fc.constantFrom<Quirks['mutualTls']>('mTlsEnabled', 'mTLS'),
    )
    .map(([chosen, omittedMembers, mutualTls]) => ({
      ...DEFAULT_QUIRKS,
      ...chosen,
      omittedMembers,
      mutualTls,
    })),
);

const { datastream1: plain } = DEFAULT_SETTINGS;

const datastream1: fc.Arbitrary<Settings['datastream1']> = fc
  .record({
    editedActive: fc.constantFrom('ACTIVATING' as const, 'ACTIVATED' as const),
    movesSharingStreams: fc.boolean(),
    timeFrameAsText: fc.boolean(),
    returnsNullTimeFrame: fc.boolean(),
    shufflesConnectors: fc.boolean(),
  })
  .map((chosen) => ({
    ...plain,
    quirks: chosen,
    extraMembers: { root: ['latencyProfile'], connector: ['flavour'] },
  }));

const settings: fc.Arbitrary<Partial<Settings>> = fc
  .tuple(
    quirks,
    fc.constantFrom<Settings['editedDeactivated']>('INACTIVE', 'DEACTIVATED'),
    fc.boolean(),
    datastream1,
  )
  .map(([chosen, editedDeactivated, slow, first]) => ({
    datastream1: first,
    transitionTime: TRANSITION_TIME,
    rate: slow ? { burst: 20, refill: 3_000 } : { burst: 1_000_000, refill: 1 },
    limits: { streamsPerProperty: 1_000, propertiesPerStream: 100 },
    quirks: chosen,
    editedDeactivated,
    extraMembers: { root: ['latencyProfile'], deliveryConfiguration: ['pace'], destination: ['flavour'] },
  }));

const seldom = fc.nat({ max: 7 }).map((dice) => dice === 7);

function liveOf(content: AnyContent): fc.Arbitrary<Live> {
  return fc.record({
    content: fc.constant(content),
    status: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...STATUSES) },
      { weight: 1, arbitrary: fc.constant('ODD' as const) },
    ),
    unknown: fc.boolean(),
    versions: fc.integer({ min: 1, max: 3 }),
  });
}

function desiredOf(content: fc.Arbitrary<AnyContent>): fc.Arbitrary<Desired> {
  return fc.record({
    content,
    state: fc.constantFrom<DesiredState>('active', 'inactive', 'active', 'inactive', 'absent'),
    protect: seldom,
    separate: fc.boolean(),
    bound: fc.boolean(),
    renames: fc.boolean(),
    byName: fc.boolean(),
    place: fc.boolean(),
    extra: seldom,
  });
}

/** The APIs of the streams in a scene. */
export type Kinds = 'DataStream2' | 'DataStream1' | 'both';

/** Every property is checked with these. The number of its runs is multiplied by the second value. */
export const EVERYWHERE: readonly (readonly [Kinds, number])[] = [
  ['DataStream2', 1],
  ['DataStream1', 1],
  ['both', 0.5],
];

/** Content of one collection. A stream stays in it, and keeps its type in DataStream 1. */
function collectionsOf(kinds: Kinds): fc.Arbitrary<fc.Arbitrary<AnyContent>> {
  const second = fc.constantFrom<LogType>('cdn', ...LOG_TYPES).map(contentOf);
  const first = fc.constantFrom('RAW' as const, 'AGGREGATE' as const).map(contentOf1);
  if (kinds === 'both') return fc.oneof(second, first);
  return kinds === 'DataStream1' ? first : second;
}

function slotOf(name: string, kinds: Kinds): fc.Arbitrary<Slot> {
  return collectionsOf(kinds)
    .chain((any) =>
      any.chain((content) => {
        const desired = desiredOf(fc.oneof(fc.constant(content), any));
        return fc.oneof(
          { weight: 4, arbitrary: fc.record({ live: liveOf(content), desired }) },
          { weight: 2, arbitrary: fc.record({ desired }) },
          { weight: 1, arbitrary: fc.record({ live: liveOf(content) }) },
        );
      }),
    )
    .map((slot) => ({ name, ...slot }));
}

/** Any account with up to four streams, and a repository for it. */
export function scenesOf(kinds: Kinds): fc.Arbitrary<Scene> {
  return fc
    .tuple(settings, fc.integer({ min: 1, max: 4 }))
    .chain(([chosen, count]) =>
      fc
        .tuple(...['a', 'b', 'c', 'd'].slice(0, count).map((name) => slotOf(name, kinds)))
        .map((slots) => ({ settings: chosen, slots })),
    )
    .filter(({ slots }) => slots.some(({ desired }) => desired !== undefined) && !isCrowded(slots));
}

/**
 * Three streams for a property are the maximum, more are a finding of validation. DataStream 1 accepts
 * fifteen.
 */
function isCrowded(slots: readonly Slot[]): boolean {
  const isCdn = (content: AnyContent): content is Content => !isFirst(content) && content.logType === 'cdn';
  const all = slots.flatMap(({ desired }) =>
    desired && isCdn(desired.content) && desired.state === 'active' ? desired.content.sources : [],
  );
  return all.some((source) => all.filter((other) => other === source).length > 3);
}

/** The same without what may block a run permanently: protection and unknown statuses. */
export function open(scene: Scene): Scene {
  const slots = scene.slots.map(({ name, live, desired }) => ({
    name,
    ...(live ? { live: live.status === 'ODD' ? { ...live, status: 'INACTIVE' as const } : live } : {}),
    ...(desired ? { desired: { ...desired, protect: false } } : {}),
  }));
  return { ...scene, slots };
}

/** The account of a scene. Streams of slots have the ids 7001, 7002 … in their order. */
export function accountStateOf({ settings: chosen, slots }: Scene, now: number): AccountState {
  return slots.reduce(
    (accountState, { name, live }, index) =>
      live ? withLive(accountState, live, { name, streamId: streamIdOf(index), now }) : accountState,
    seededAccountWithoutStreams(chosen),
  );
}

/** The id of a slot's stream. */
function streamIdOf(index: number): number {
  return 7001 + index;
}

/** The stream name in a slot's manifest. */
export function desiredName({ name, live, desired }: Slot): string {
  return live && desired?.bound && desired.renames ? `${name}-renamed` : name;
}

/** The manifest of a slot as text. */
export function textOf(slot: Slot, index: number, protect = true): string | undefined {
  const { name, live, desired } = slot;
  if (!desired) return undefined;
  return manifestText({
    name,
    collection: collectionOf(desired.content),
    state: desired.state,
    protect: protect && desired.protect,
    separate: desired.separate && !(desired.bound && live),
    ...(desired.bound && live ? { streamId: streamIdOf(index) } : {}),
    streamName: desiredName(slot),
    spec: { ...placeIn(slot, desired), ...anySpec(desired.content, desired.byName), ...extraIn(desired) },
  });
}

/** Contract and group, unless omitted: a live stream provides the omitted ones. */
function placeIn({ live }: Slot, { content, place }: Desired): JsonObject {
  if (isFirst(content)) return { contractId: CONTRACT, ...(place || !live ? { groupId: GROUP } : {}) };
  return [place, content.logType !== 'cdn', !live].some(Boolean)
    ? { contractId: CONTRACT, groupId: GROUP }
    : {};
}

/** Members that the product does not know, in the root and in one destination. */
function extraIn({ content, byName, extra }: Desired): JsonObject {
  if (!extra) return {};
  const { destination, connectors } = anySpec(content, byName);
  const flavoured = (place: Json) => ({ ...(place as JsonObject), extra: { flavour: { grade: 2 } } });
  return {
    extra: { latencyProfile: 'HIGH' },
    ...(destination === undefined ? {} : { destination: flavoured(destination) }),
    ...(isArray(connectors) ? { connectors: connectors.map(flavoured) } : {}),
  };
}
