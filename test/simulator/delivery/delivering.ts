import type { JsonObject } from '../../../src/model/json.ts';
import { createAccessCheck } from '../../../src/simulator/delivery/check-access.ts';
import {
  createDelivery,
  type Delivery,
  type DeliveryOptions,
} from '../../../src/simulator/delivery/delivery.ts';
import { systemLookup } from '../../../src/simulator/delivery/loopback.ts';
import type { Post, Upload } from '../../../src/simulator/delivery/post.ts';
import { postToLoopback } from '../../../src/simulator/delivery/post.ts';
import { rememberWriteOnlyValues } from '../../../src/simulator/delivery/write-only-values.ts';
import { type Fault, faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { NO_UPLOADS, sumOf, type Uploads } from '../../../src/simulator/state/delivered.ts';
import { type MemoryStore, memoryStore } from '../../../src/simulator/state/store.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { unmetered } from '../client.ts';

/** A property that DataStream manages, so that its streams log without a rule. */
const PORTAL = 349778;
const SECOND = 1000;
export const MINUTE = 60 * SECOND;
const STEP = 15 * SECOND;

/** An account that delivers, on a clock that the test advances. */
export interface DeliveringAccount {
  readonly accountState: MemoryStore;
  readonly clock: ManualClock;
  readonly delivery: Delivery;
  /** What was printed for people. */
  readonly said: readonly string[];
  /** Creates an active stream and waits until its activation has ended. Returns its id. */
  activeStream(change?: JsonObject): Promise<number>;
  /** Calls DataStream 2. The path follows its base. */
  call(method: string, path: string, body?: JsonObject): Promise<JsonObject>;
  /** The complete path. */
  send(method: string, path: string, body?: JsonObject): Promise<JsonObject>;
  /** The records of a stream that the Pull API returns for the time until `before` ago, from an hour ago on. */
  pulled(streamId: number, before: number): Promise<readonly JsonObject[]>;
  /** The only interval of the upload metrics of the last hours. */
  metrics(streamId: number): Promise<JsonObject>;
  /** Advances the clock in small steps, and uploads what is due in each. */
  pass(milliseconds: number): Promise<void>;
  /** All real uploads of a stream. */
  uploads(streamId: number): Uploads;
}

/** Starts an account without streams. */
export function deliveringAccount(
  options: Partial<DeliveryOptions> & {
    readonly accountState?: MemoryStore;
    readonly first?: AccountState;
    readonly checksAccess?: true;
    readonly faults?: readonly Fault[];
  } = {},
): DeliveringAccount {
  const clock = manualClock(Date.UTC(2026, 2, 1, 12));
  const {
    first = unmetered(seededAccountWithoutStreams()),
    accountState = memoryStore(first),
    faults = [],
    ...others
  } = options;
  const secrets = rememberWriteOnlyValues();
  const said: string[] = [];
  const sending: DeliveryOptions = {
    accountState,
    clock,
    secrets,
    random: () => 0.4,
    post: postToLoopback,
    lookup: systemLookup,
    say: (line) => said.push(line),
    uploaders: 2,
    ...others,
  };
  const checking = options.checksAccess ? { checkAccess: createAccessCheck(sending) } : {};
  const transport = simulatorTransport({
    ...{ accountState, clock, secrets, faults: faultScript(faults) },
    ...checking,
  });
  const delivery = createDelivery(sending);
  const send: DeliveringAccount['send'] = async (method, path, body) => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await transport({ method, path, ...text });
    if (answer.status >= 300) throw new Error(answer.body);
    return answer.body === '' ? {} : (JSON.parse(answer.body) as JsonObject);
  };
  const call: DeliveringAccount['call'] = (method, path, body) =>
    send(method, `/datastream-config-api/v3/log${path}`, body);
  const pass = async (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= STEP) {
      await clock.advance(Math.min(left, STEP));
      await delivery.uploadDue();
    }
  };
  return {
    accountState,
    clock,
    delivery,
    said,
    call,
    send,
    pass,
    pulled: async (streamId, before) => {
      const [start, end] = [clock.now() - 60 * MINUTE, clock.now() - before].map((at) =>
        new Date(at).toISOString(),
      );
      const path = `/datastream-pull-api/v1/streams/${streamId}/raw-logs?start=${start}&end=${end}`;
      return (await send('GET', path))['data'] as unknown as readonly JsonObject[];
    },
    metrics: async (streamId) => {
      const [start, end] = [clock.now() - 120 * MINUTE, clock.now()].map((at) => new Date(at).toISOString());
      const query = `start=${start}&end=${end}&streamId=${streamId}&aggregationInterval=DAY`;
      const rows = (await call('GET', `/streams/metrics?${query}`))['fileUploadMetrics'];
      return (rows as unknown as readonly JsonObject[])[0] ?? {};
    },
    activeStream: async (change) => {
      const { streamId } = await call('POST', '/cdn/streams?activate=true', streamBody(change));
      await pass(STEP);
      return Number(streamId);
    },
    uploads: (streamId) => {
      const delivered = accountState.current().delivered?.find((one) => one.streamId === streamId);
      return (delivered?.intervals ?? [])
        .map(({ start: _, ...uploads }) => uploads)
        .reduce(sumOf, NO_UPLOADS);
    },
  };
}

/** A body of a stream of the portal that delivers to `localhost`. */
export function streamBody(change: JsonObject = {}): JsonObject {
  return createBody({
    properties: [{ propertyId: PORTAL }],
    destination: httpsDestination(8443),
    ...change,
  });
}

export function httpsDestination(port: number, change: JsonObject = {}): JsonObject {
  return {
    destinationType: 'HTTPS',
    displayName: 'Log platform',
    endpoint: `https://localhost:${port}/logs`,
    authenticationType: 'NONE',
    ...change,
  };
}

/** A destination that answers from a list of statuses, the last one again and again, and what it received. */
export function recordingPost(...statuses: readonly (number | Error)[]): {
  readonly post: Post;
  readonly received: readonly Upload[];
} {
  const received: Upload[] = [];
  const post: Post = async (upload) => {
    received.push(upload);
    const answer = statuses[Math.min(received.length, statuses.length) - 1] ?? 200;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { post, received };
}
