import type { JsonObject } from '../../src/model/json.ts';
import { createStream1, editStream1 } from '../../src/simulator/datastream1/change-stream.ts';
import { checkBody1 } from '../../src/simulator/datastream1/check-body.ts';
import { createStream, editStream } from '../../src/simulator/datastream2/change-stream.ts';
import { checkBody } from '../../src/simulator/datastream2/check-body.ts';
import {
  type AccountState,
  type StreamHistory,
  withStream,
  withStream1,
} from '../../src/simulator/state/account-state.ts';
import { bodyOf, type Content } from './content.ts';
import { bodyOf1, type Content1 } from './content1.ts';
import { type AnyContent, isFirst } from './either-api.ts';

/** Streams that exist before the first run. */

const MINUTE = 60_000;
const STATUSES = ['INACTIVE', 'ACTIVATING', 'ACTIVATED', 'DEACTIVATING', 'DEACTIVATED', 'ODD'] as const;

/** A stream that exists before the first run. */
export interface Live {
  readonly content: AnyContent;
  readonly status: (typeof STATUSES)[number];
  /** Another user set members that the product does not know. */
  readonly unknown: boolean;
  readonly versions: number;
}

/** The account and the time at which a stream is added. */
interface Entry {
  readonly name: string;
  readonly streamId: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const act = ({ now }: Entry) => ({ by: 'another-user', now: now - 6_000 * MINUTE });

/** The account with one more stream, which has its own id. */
export function withLive(accountState: AccountState, { content, ...live }: Live, entry: Entry): AccountState {
  return isFirst(content)
    ? withLive1(accountState, live, content, entry)
    : withLive2(accountState, live, content, entry);
}

function withLive2(
  accountState: AccountState,
  live: Omit<Live, 'content'>,
  content: Content,
  entry: Entry,
): AccountState {
  const { nextStreamId } = accountState;
  const body = bodyOf(content, entry.name);
  const { logType } = content;
  const draft = checkBody(accountState, logType, body);
  let changed = createStream(
    { ...accountState, nextStreamId: entry.streamId },
    logType,
    draft,
    false,
    act(entry),
  );
  const { groupId: _, ...edit } = body;
  for (let version = 2; version <= live.versions; version += 1) {
    const next = checkBody(accountState, logType, live.unknown ? withUnknown(edit) : edit, changed.stream);
    changed = editStream(changed.accountState, changed.stream, next, false, act(entry));
  }
  const state = { ...changed.stream, ...stateOf(live.status, entry.now) };
  return { ...withStream(changed.accountState, state), nextStreamId };
}

/** DataStream 1 has no INACTIVE. */
function withLive1(
  accountState: AccountState,
  live: Omit<Live, 'content'>,
  content: Content1,
  entry: Entry,
): AccountState {
  const { nextStreamId } = accountState.datastream1;
  const body = bodyOf1(content, entry.name);
  const before = {
    ...accountState,
    datastream1: { ...accountState.datastream1, nextStreamId: entry.streamId },
  };
  let changed = createStream1(before, checkBody1(before, body), act(entry));
  for (let version = 2; version <= live.versions; version += 1) {
    const next = checkBody1(changed.accountState, live.unknown ? withUnknown1(body) : body, changed.stream);
    changed = editStream1(changed.accountState, changed.stream, next, act(entry));
  }
  const status = live.status === 'INACTIVE' ? 'DEACTIVATED' : live.status;
  const state: StreamHistory = { ...changed.stream, ...stateOf(status, entry.now) };
  const after = withStream1(changed.accountState, state);
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

function stateOf(status: Live['status'], now: number) {
  const ends = { by: 'another-user', endsAt: now + 7 * MINUTE };
  if (status === 'ACTIVATING') return { status, transition: { ...ends, towards: 'ACTIVATED' } };
  if (status === 'DEACTIVATING') return { status, transition: { ...ends, towards: 'DEACTIVATED' } };
  return { status };
}
