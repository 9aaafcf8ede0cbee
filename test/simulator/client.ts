import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type Fault, faultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { simulatorTransport } from '../../src/simulator/server/embedded-transport.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { type MemoryStore, memoryStore } from '../../src/simulator/state/store.ts';

/** The start time of every test. */
export const START = Date.parse('2026-03-01T12:00:00Z');

/** A response with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** A simulator with a test clock and without rate limits, unless its state has other settings. */
export interface TestClient {
  readonly accountState: MemoryStore;
  /** Path after `/datastream-config-api/v3/log`. */
  call(method: string, path: string, body?: Json): Promise<Answer>;
  /** The complete path. Names of headers are in lower case. */
  send(method: string, path: string, body?: Json, headers?: Answer['headers']): Promise<Answer>;
  /** Advances the clock. */
  pass(milliseconds: number): void;
  now(): number;
  /** How long requests were delayed, in milliseconds. */
  slept(): number;
}

/** Starts a simulator. */
export function testClient(
  first: AccountState = unmetered(seededAccountWithoutStreams()),
  faults: readonly Fault[] = [],
): TestClient {
  let now = START;
  let slept = 0;
  const accountState = memoryStore(first);
  const clock = {
    now: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      slept += milliseconds;
      return Promise.resolve();
    },
  };
  const transport = simulatorTransport({ accountState, clock, faults: faultScript(faults) });
  const send: TestClient['send'] = async (method, path, body, headers = {}) => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await transport({ method, path, headers, ...text });
    return { ...response, body: bodyOf(response) };
  };
  return {
    accountState,
    send,
    call: (method, path, body) => send(method, `/datastream-config-api/v3/log${path}`, body),
    pass: (milliseconds) => {
      now += milliseconds;
    },
    now: () => now,
    slept: () => slept,
  };
}

/** The value of a JSON body. Text of other media types is kept, and no body is null. */
function bodyOf({ headers, body }: { readonly headers: Answer['headers']; readonly body: string }): Json {
  if (body === '') return null;
  return headers['content-type']?.includes('json') ? (JSON.parse(body) as Json) : body;
}

/** Simulator state with rate limits that no test reaches. */
export function unmetered(accountState: AccountState): AccountState {
  return { ...accountState, settings: { ...accountState.settings, rate: { burst: 1_000_000, refill: 1 } } };
}

/** The body of a response, which must be an object. */
export function objectIn({ body }: Answer): JsonObject {
  if (!isObject(body)) throw new Error(`no object: ${JSON.stringify(body)}`);
  return body;
}

/** A member, which must be an object. */
export function memberOf(object: JsonObject, member: string): JsonObject {
  const value = object[member];
  if (!isObject(value)) throw new Error(`${member} is no object`);
  return value;
}

/** The messages of a refusal, with the members they refer to. */
export function complaints(
  answer: Answer,
): readonly { readonly detail: string; readonly parameter: string }[] {
  const errors = objectIn(answer)['errors'];
  if (!Array.isArray(errors)) throw new Error(`no errors in ${JSON.stringify(answer.body)}`);
  return errors.map((error: JsonObject) => ({
    detail: String(error['detail']),
    parameter: String(error['illegalParameter'] ?? ''),
  }));
}
