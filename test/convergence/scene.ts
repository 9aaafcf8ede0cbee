import fc from 'fast-check';
import { manifestText } from '../../src/manifest/write.ts';
import { LOG_TYPES, type LogType } from '../../src/model/collection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { WantedState } from '../../src/model/manifest.ts';
import { checkBody } from '../../src/simulator/check-body.ts';
import { streamlessWorld } from '../../src/simulator/seed.ts';
import { DEFAULT_QUIRKS, type Quirks, type Settings } from '../../src/simulator/settings.ts';
import { createStream, editStream } from '../../src/simulator/transitions.ts';
import { type SimulatedStream, type World, withStream } from '../../src/simulator/world.ts';
import { bodyOf, CONTRACT, type Content, contentOf, GROUP, specOf } from './content.ts';

/** Random accounts and random repositories that want something of them. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const MOVEMENT = 20 * MINUTE;

const STATUSES = ['INACTIVE', 'ACTIVATING', 'ACTIVATED', 'DEACTIVATING', 'DEACTIVATED', 'ODD'] as const;

/** A stream that is there before the first run. */
interface Live {
  readonly content: Content;
  readonly status: (typeof STATUSES)[number];
  /** Somebody set members that the product does not know. */
  readonly unknown: boolean;
  readonly versions: number;
}

/** What the repository says. */
interface Wish {
  readonly content: Content;
  readonly state: WantedState;
  readonly protect: boolean;
  readonly separate: boolean;
  /** Bound by id to the slot's stream, where there is one. */
  readonly bound: boolean;
  /** Bound ones only: another stream name. */
  readonly renames: boolean;
  readonly byName: boolean;
  readonly place: boolean;
  readonly extra: boolean;
}

/** One name, and what the account and the repository have of it. */
export interface Slot {
  readonly name: string;
  readonly live?: Live;
  readonly wish?: Wish;
}

export interface Scene {
  readonly settings: Partial<Settings>;
  readonly slots: readonly Slot[];
}

const UNTOLD = ['contractId', 'groupId', 'integrationType', 'samplingPercentage', 'indexName'] as const;
const flags = Object.entries(DEFAULT_QUIRKS).flatMap(([name, value]) =>
  typeof value === 'boolean' ? [[name, fc.boolean()] as const] : [],
);

const quirks: fc.Arbitrary<Quirks> = fc.oneof(
  fc.constant(DEFAULT_QUIRKS),
  fc
    .tuple(
      fc.record(Object.fromEntries(flags)),
      fc.subarray([...UNTOLD]),
      fc.constantFrom<Quirks['mutualTls']>('mTlsEnabled', 'mTLS'),
    )
    .map(([chosen, untold, mutualTls]) => ({ ...DEFAULT_QUIRKS, ...chosen, untold, mutualTls })),
);

const settings: fc.Arbitrary<Partial<Settings>> = fc
  .tuple(quirks, fc.constantFrom<Settings['editedDeactivated']>('INACTIVE', 'DEACTIVATED'), fc.boolean())
  .map(([chosen, editedDeactivated, slow]) => ({
    movement: MOVEMENT,
    rate: slow ? { burst: 20, refill: 3_000 } : { burst: 1_000_000, refill: 1 },
    limits: { streamsPerProperty: 1_000, propertiesPerStream: 100 },
    quirks: chosen,
    editedDeactivated,
    extraMembers: { root: ['latencyProfile'], deliveryConfiguration: ['pace'], destination: ['flavour'] },
  }));

const seldom = fc.nat({ max: 7 }).map((dice) => dice === 7);

function liveOf(content: Content): fc.Arbitrary<Live> {
  return fc.record({
    content: fc.constant(content),
    status: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...STATUSES.slice(0, 5)) },
      { weight: 1, arbitrary: fc.constant('ODD' as const) },
    ),
    unknown: fc.boolean(),
    versions: fc.integer({ min: 1, max: 3 }),
  });
}

function wishOf(content: fc.Arbitrary<Content>): fc.Arbitrary<Wish> {
  return fc.record({
    content,
    state: fc.constantFrom<WantedState>('active', 'inactive', 'active', 'inactive', 'absent'),
    protect: seldom,
    separate: fc.boolean(),
    bound: fc.boolean(),
    renames: fc.boolean(),
    byName: fc.boolean(),
    place: fc.boolean(),
    extra: seldom,
  });
}

function slotOf(name: string): fc.Arbitrary<Slot> {
  return fc
    .constantFrom<LogType>('cdn', ...LOG_TYPES)
    .chain((logType) => {
      const any = contentOf(logType);
      return any.chain((content) => {
        const wish = wishOf(fc.oneof(fc.constant(content), any));
        return fc.oneof(
          { weight: 4, arbitrary: fc.record({ live: liveOf(content), wish }) },
          { weight: 2, arbitrary: fc.record({ wish }) },
          { weight: 1, arbitrary: fc.record({ live: liveOf(content) }) },
        );
      });
    })
    .map((slot) => ({ name, ...slot }));
}

/** Any account with up to four streams, and what a repository wants of them. */
export const scenes: fc.Arbitrary<Scene> = fc
  .tuple(settings, fc.integer({ min: 1, max: 4 }))
  .chain(([chosen, count]) =>
    fc
      .tuple(...['a', 'b', 'c', 'd'].slice(0, count).map(slotOf))
      .map((slots) => ({ settings: chosen, slots })),
  )
  .filter(({ slots }) => slots.some(({ wish }) => wish !== undefined) && !isCrowded(slots));

/** Three streams for a property are the most: more are a finding of validation. */
function isCrowded(slots: readonly Slot[]): boolean {
  const all = slots.flatMap(({ wish }) =>
    wish?.content.logType === 'cdn' && wish.state === 'active' ? wish.content.sources : [],
  );
  return all.some((source) => all.filter((other) => other === source).length > 3);
}

/** The same without what may stop a run for good: protection and statuses that nobody knows. */
export function open(scene: Scene): Scene {
  const slots = scene.slots.map(({ name, live, wish }) => ({
    name,
    ...(live ? { live: live.status === 'ODD' ? { ...live, status: 'INACTIVE' as const } : live } : {}),
    ...(wish ? { wish: { ...wish, protect: false } } : {}),
  }));
  return { ...scene, slots };
}

const STRANGE = { latencyProfile: 'LOW' };

/** The account of a scene. Streams of slots have the ids 7001, 7002 … in their order. */
export function worldOf({ settings: chosen, slots }: Scene, now: number): World {
  const act = { by: 'somebody', now: now - 100 * HOUR };
  return slots.reduce(
    (world, { name, live }, index) => (live ? withLive(world, live, name, index, act, now) : world),
    streamlessWorld(chosen),
  );
}

function withLive(
  world: World,
  { content, status, unknown, versions }: Live,
  name: string,
  index: number,
  act: { readonly by: string; readonly now: number },
  now: number,
): World {
  const { nextStreamId } = world;
  const body = bodyOf(content, name);
  const { logType } = content;
  let changed = createStream(
    { ...world, nextStreamId: streamIdOf(index) },
    logType,
    checkBody(world, logType, body),
    false,
    act,
  );
  const { groupId: _, ...edit } = body;
  for (let version = 2; version <= versions; version += 1) {
    const strange = unknown ? withUnknown(edit) : edit;
    const draft = checkBody(changed.world, logType, strange, changed.stream);
    changed = editStream(changed.world, changed.stream, draft, false, act);
  }
  const standing: SimulatedStream = { ...changed.stream, ...standingOf(status, now) };
  return { ...withStream(changed.world, standing), nextStreamId };
}

function withUnknown(body: JsonObject): JsonObject {
  const { deliveryConfiguration, destination } = body as Readonly<Record<string, JsonObject>>;
  return {
    ...body,
    ...STRANGE,
    deliveryConfiguration: { ...deliveryConfiguration, pace: 'slow' },
    destination: { ...destination, flavour: { kind: 'mild', grade: 1 } },
  };
}

function standingOf(status: Live['status'], now: number) {
  const ends = { by: 'somebody', endsAt: now + 7 * MINUTE };
  if (status === 'ACTIVATING') return { status, movement: { ...ends, towards: 'ACTIVATED' } };
  if (status === 'DEACTIVATING') return { status, movement: { ...ends, towards: 'DEACTIVATED' } };
  return { status };
}

/** The id of a slot's stream. */
function streamIdOf(index: number): number {
  return 7001 + index;
}

/** The name that a slot's manifest gives to its stream. */
export function wantedName({ name, live, wish }: Slot): string {
  return live && wish?.bound && wish.renames ? `${name}-renamed` : name;
}

/** The manifest of a slot as text. */
export function textOf(slot: Slot, index: number, protect = true): string | undefined {
  const { name, live, wish } = slot;
  if (!wish) return undefined;
  const { logType } = wish.content;
  const given = wish.place || logType !== 'cdn' || !live;
  const spec = specOf(wish.content, wish.byName);
  const place = spec['destination'] as JsonObject;
  return manifestText({
    name,
    collection: { kind: 'DataStream2', logType },
    state: wish.state,
    protect: protect && wish.protect,
    separate: wish.separate && !(wish.bound && live),
    ...(wish.bound && live ? { streamId: streamIdOf(index) } : {}),
    streamName: wantedName(slot),
    spec: {
      ...(given ? { contractId: CONTRACT, groupId: GROUP } : {}),
      ...spec,
      ...(wish.extra
        ? { extra: { latencyProfile: 'HIGH' }, destination: { ...place, extra: { flavour: { grade: 2 } } } }
        : {}),
    },
  });
}
