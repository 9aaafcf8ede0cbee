import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type Fault, faultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { simulatorTransport } from '../../src/simulator/server/embedded-transport.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { type MemoryStore, memoryStore } from '../../src/simulator/state/store.ts';

/** When every test begins. */
export const START = Date.parse('2026-03-01T12:00:00Z');

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** A simulator on a hand-driven clock that is not rate-limited, unless its world says so. */
export interface TestClient {
  readonly accountState: MemoryStore;
  /** Path after `/datastream-config-api/v3/log`. */
  call(method: string, path: string, body?: Json): Promise<Answer>;
  /** The whole path. */
  send(method: string, path: string, body?: Json): Promise<Answer>;
  /** Lets time pass. */
  pass(milliseconds: number): void;
  now(): number;
  /** How long requests were held back, milliseconds. */
  slept(): number;
}

/** Starts one. */
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
  const send: TestClient['send'] = async (method, path, body) => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await transport({ method, path, ...text });
    return { ...response, body: response.body === '' ? null : (JSON.parse(response.body) as Json) };
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

/** A world whose rate limiter is out of the way. */
export function unmetered(accountState: AccountState): AccountState {
  return { ...accountState, settings: { ...accountState.settings, rate: { burst: 1_000_000, refill: 1 } } };
}

/** The body of an answer that has to be an object. */
export function objectIn({ body }: Answer): JsonObject {
  if (!isObject(body)) throw new Error(`no object: ${JSON.stringify(body)}`);
  return body;
}

/** A member that has to be an object. */
export function memberOf(object: JsonObject, member: string): JsonObject {
  const value = object[member];
  if (!isObject(value)) throw new Error(`${member} is no object`);
  return value;
}

/** The texts of a refusal, with the members they are about. */
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
