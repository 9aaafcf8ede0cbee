import type { JsonObject } from '../../src/model/json.ts';
import { checkBody1 } from '../../src/simulator/datastream1/check-body.ts';
import { createStream1, editStream1 } from '../../src/simulator/datastream1/transitions.ts';
import { checkBody } from '../../src/simulator/datastream2/check-body.ts';
import { createStream, editStream } from '../../src/simulator/datastream2/transitions.ts';
import {
  type AccountState,
  type StreamHistory,
  withStream,
  withStream1,
} from '../../src/simulator/state/account-state.ts';
import { bodyOf, type Content } from './content.ts';
import { bodyOf1, type Content1 } from './content1.ts';
import { type AnyContent, isFirst } from './dialect.ts';

/** Streams that are there before the first run. */

const MINUTE = 60_000;
const STATUSES = ['INACTIVE', 'ACTIVATING', 'ACTIVATED', 'DEACTIVATING', 'DEACTIVATED', 'ODD'] as const;

/** A stream that is there before the first run. */
export interface Live {
  readonly content: AnyContent;
  readonly status: (typeof STATUSES)[number];
  /** Somebody set members that the product does not know. */
  readonly unknown: boolean;
  readonly versions: number;
}

/** Where and when a stream is put into an account. */
interface Entry {
  readonly name: string;
  readonly streamId: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const act = ({ now }: Entry) => ({ by: 'somebody', now: now - 6_000 * MINUTE });

/** The account with one more stream, which has an id of its own. */
export function withLive(world: AccountState, { content, ...live }: Live, entry: Entry): AccountState {
  return isFirst(content) ? withLive1(world, live, content, entry) : withLive2(world, live, content, entry);
}

function withLive2(
  world: AccountState,
  live: Omit<Live, 'content'>,
  content: Content,
  entry: Entry,
): AccountState {
  const { nextStreamId } = world;
  const body = bodyOf(content, entry.name);
  const { logType } = content;
  const draft = checkBody(world, logType, body);
  let changed = createStream({ ...world, nextStreamId: entry.streamId }, logType, draft, false, act(entry));
  const { groupId: _, ...edit } = body;
  for (let version = 2; version <= live.versions; version += 1) {
    const next = checkBody(world, logType, live.unknown ? withUnknown(edit) : edit, changed.stream);
    changed = editStream(changed.world, changed.stream, next, false, act(entry));
  }
  const standing = { ...changed.stream, ...standingOf(live.status, entry.now) };
  return { ...withStream(changed.world, standing), nextStreamId };
}

/** DataStream 1 has no INACTIVE. */
function withLive1(
  world: AccountState,
  live: Omit<Live, 'content'>,
  content: Content1,
  entry: Entry,
): AccountState {
  const { nextStreamId } = world.datastream1;
  const body = bodyOf1(content, entry.name);
  const before = { ...world, datastream1: { ...world.datastream1, nextStreamId: entry.streamId } };
  let changed = createStream1(before, checkBody1(before, body), act(entry));
  for (let version = 2; version <= live.versions; version += 1) {
    const next = checkBody1(changed.world, live.unknown ? withUnknown1(body) : body, changed.stream);
    changed = editStream1(changed.world, changed.stream, next, act(entry));
  }
  const status = live.status === 'INACTIVE' ? 'DEACTIVATED' : live.status;
  const standing: StreamHistory = { ...changed.stream, ...standingOf(status, entry.now) };
  const after = withStream1(changed.world, standing);
  return { ...after, datastream1: { ...after.datastream1, nextStreamId } };
}

const STRANGE = { latencyProfile: 'LOW' };
const FLAVOUR = { flavour: { kind: 'mild', grade: 1 } };

function withUnknown(body: JsonObject): JsonObject {
  const { deliveryConfiguration, destination } = body as Readonly<Record<string, JsonObject>>;
  return {
    ...body,
    ...STRANGE,
    deliveryConfiguration: { ...deliveryConfiguration, pace: 'slow' },
    destination: { ...destination, ...FLAVOUR },
  };
}

function withUnknown1(body: JsonObject): JsonObject {
  const connectors = (body['connectors'] as unknown as readonly JsonObject[]).map((one) => ({
    ...one,
    ...FLAVOUR,
  }));
  return { ...body, ...STRANGE, connectors };
}

function standingOf(status: Live['status'], now: number) {
  const ends = { by: 'somebody', endsAt: now + 7 * MINUTE };
  if (status === 'ACTIVATING') return { status, movement: { ...ends, towards: 'ACTIVATED' } };
  if (status === 'DEACTIVATING') return { status, movement: { ...ends, towards: 'DEACTIVATED' } };
  return { status };
}
