import { isObject, type JsonObject, parseJson } from '../../model/json.ts';
import type { AccessCheck } from '../delivery/check-access.ts';
import type { WriteOnlyValues } from '../delivery/write-only-values.ts';
import { withFaultyActivation } from '../property-manager/concurrent-edit.ts';
import { type FaultRule, type FaultScript, faultScript } from '../protocol/faults.ts';
import { type AccountState, type ApiName, latest } from '../state/account-state.ts';
import type { StateStore } from '../state/store.ts';
import { type Incoming, withAccessCheck } from './access-check.ts';
import { apiOf } from './apis.ts';
import { applyConcurrentEdit, knownStream, readBack, withFaultyStatus } from './concurrent-edit.ts';
import { bodyObject, handle, type SimulatedRequest, type SimulatedResponse } from './handle.ts';

/** The clock of a simulator. Scripts that delay responses need `sleep`. */
export interface SimulatorClock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep?(milliseconds: number): Promise<void>;
}

/** The result of a request: a response, or a lost connection. */
type Outcome = { readonly tag: 'answered'; readonly response: SimulatedResponse } | { readonly tag: 'lost' };

/** A running simulator. The embedded transport and the server both use it. */
export type Engine = (request: SimulatedRequest) => Promise<Outcome>;

/** A request whose connection is already lost, and that the server processes at `due`. */
interface Late {
  readonly request: SimulatedRequest;
  readonly due: number;
}

/**
 * Creates an engine, which combines simulator state, clock and faults. The embedded transport and the server are two
 * entry points of the same engine.
 */
export function createEngine(options: {
  readonly accountState: StateStore;
  readonly clock: SimulatorClock;
  /** A running fault script. It outlives the engine, and several engines can share it. */
  readonly faults?: FaultScript | undefined;
  /** Remembers the values of write-only members, which the state does not contain. */
  readonly secrets?: WriteOnlyValues | undefined;
  /** Absent: destinations accept the access check, unless the settings list them. */
  readonly checkAccess?: AccessCheck | undefined;
}): Engine {
  const { accountState, clock, faults: script = faultScript([]), secrets, checkAccess } = options;
  let late: readonly Late[] = [];
  const carryOut = async (sent: SimulatedRequest, faults: readonly FaultRule[], at: () => number) => {
    const check = (access: AccessCheck) => {
      const now = at();
      const incoming = (current: AccountState) => incomingOf(current, sent, faults, now);
      return withAccessCheck(sent, { accountState, now, checkAccess: access, incoming });
    };
    const request = checkAccess && isHandled(faults) ? await check(checkAccess) : sent;
    return accountState.change((before) => {
      const stepped = step(before, request, faults, at());
      secrets?.remember(before, stepped.accountState, bodyObject(request));
      return stepped;
    });
  };
  return async (request) => {
    const faults = script.nextFaults(request);
    const now = clock.now();
    const due = late.filter((work) => work.due <= now).toSorted((one, other) => one.due - other.due);
    late = late.filter((work) => work.due > now);
    const after = faults.find((fault) => fault.do === 'finish-late')?.after;
    if (after !== undefined) late = [...late, { request, due: now + after }];
    for (const work of due) await carryOut(work.request, [], () => work.due);
    const response = await carryOut(request, faults, () => clock.now());
    for (const fault of faults) if (fault.do === 'delay') await clock.sleep?.(fault.milliseconds);
    return response ? { tag: 'answered', response: dated(response, clock.now()) } : { tag: 'lost' };
  };
}

/** Adds the header with which HTTP servers return their time: whole seconds. */
function dated(response: SimulatedResponse, now: number): SimulatedResponse {
  return { ...response, headers: { date: new Date(now).toUTCString(), ...response.headers } };
}

/** False if the connection is lost before the API handles the request, or if another response replaces its work. */
function isHandled(faults: readonly FaultRule[]): boolean {
  const instead = faults.find((fault) => fault.do === 'respond');
  return !faults.some(isLostFirst) && (!instead || instead.carriedOut === true);
}

/** True if the connection is lost before the API handles the request. */
function isLostFirst(fault: FaultRule): boolean {
  return fault.do === 'lose-request' || fault.do === 'finish-late';
}

/** Applies the faults that have an effect before the API handles a request. */
function incomingOf(
  accountState: AccountState,
  sent: SimulatedRequest,
  faults: readonly FaultRule[],
  now: number,
): Incoming {
  const before = applyConcurrentEdits(accountState, faults, 'before', now);
  return { before, request: faults.reduce((state, fault) => withIgnored(before, state, fault), sent) };
}

interface Stepped {
  readonly accountState: AccountState;
  /** Absent: the connection is lost. */
  readonly result: SimulatedResponse | undefined;
}

function step(
  current: AccountState,
  request: SimulatedRequest,
  faults: readonly FaultRule[],
  now: number,
): Stepped {
  const incoming = incomingOf(current, request, faults, now);
  const { before } = incoming;
  if (faults.some(isLostFirst)) {
    return { accountState: applyConcurrentEdits(before, faults, 'after', now), result: undefined };
  }
  const instead = faults.find((fault) => fault.do === 'respond');
  if (instead && instead.carriedOut !== true) {
    const { accountState, response } = handle(before, { ...request, method: 'NONE' }, now);
    return {
      accountState: applyConcurrentEdits(accountState, faults, 'after', now),
      result: replaced(request, response, instead),
    };
  }
  const handled = handle(before, incoming.request, now);
  const api = apiOf(request.path).name;
  const done = faults.reduce<Stepped>((state, fault) => changeStatus(api, state, fault, now), {
    accountState: handled.accountState,
    result: handled.response,
  });
  const accountState = applyConcurrentEdits(done.accountState, faults, 'after', now);
  if (faults.some((fault) => fault.do === 'lose-response')) return { accountState, result: undefined };
  return { accountState, result: instead ? replaced(request, handled.response, instead) : done.result };
}

function applyConcurrentEdits(
  accountState: AccountState,
  faults: readonly FaultRule[],
  when: 'before' | 'after',
  now: number,
): AccountState {
  return faults
    .flatMap((fault) => (fault.do === 'concurrent-edit' && fault.when === when ? fault.acts : []))
    .reduce((state, edit) => applyConcurrentEdit(state, edit, now), accountState);
}

function replaced(
  { path }: SimulatedRequest,
  response: SimulatedResponse,
  instead: FaultRule & { readonly do: 'respond' },
): SimulatedResponse {
  const { status, headers: others, body = defaultBody(path, status) } = instead;
  const type = body.startsWith('{') ? 'application/problem+json' : 'text/html';
  return { status, headers: { ...response.headers, 'content-type': type, ...others }, body };
}

/** Returns the gateway's own text if it has one for the status. */
function defaultBody(path: string, status: number): string {
  const body = apiOf(path).gatewayBody(status, { sequence: 0, path, now: 0 });
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * Applies faults that change the status of a stream or the end of its transition, and updates the response. Responses
 * of DataStream 1 and of Property Manager have ids only, so they do not change.
 */
function changeStatus(
  api: ApiName,
  { accountState, result }: Stepped,
  fault: FaultRule,
  now: number,
): Stepped {
  if ((fault.do !== 'revert' && fault.do !== 'status') || !result || result.status >= 300) {
    return { accountState, result };
  }
  const body = bodyObject(result);
  const activation = /\/activations\/(?:atv_)?(\d+)/u.exec(String(body?.['activationLink']))?.[1];
  if (activation !== undefined) {
    return { accountState: withFaultyActivation(accountState, Number(activation), fault, now), result };
  }
  const key = body?.['streamVersionKey'];
  const streamId = isObject(key) ? key['streamId'] : body?.['streamId'];
  if (typeof streamId !== 'number') return { accountState, result };
  const changed = withFaultyStatus(accountState, api, streamId, fault);
  const returned = api === 'DataStream2' ? readBack(changed, streamId) : undefined;
  return { accountState: changed, result: returned ? { ...result, body: JSON.stringify(returned) } : result };
}

/**
 * Rewrites a request as if the server ignored one member, or one operation of a JSON Patch. The member keeps its live
 * value, or is omitted if it has none.
 */
function withIgnored(
  accountState: AccountState,
  request: SimulatedRequest,
  fault: FaultRule,
): SimulatedRequest {
  if (fault.do !== 'ignore-member') return request;
  const body = bodyObject(request);
  if (!body) return { ...request, ...withoutOperation(request, fault.member) };
  const kept = keepOld(body, liveContent(accountState, request), fault.member.split('.'));
  return { ...request, body: JSON.stringify(kept) };
}

function withoutOperation({ body = '' }: SimulatedRequest, index: string): { readonly body?: string } {
  const patch = parseJson(body);
  if (!Array.isArray(patch)) return {};
  return { body: JSON.stringify(patch.filter((_, position) => String(position) !== index)) };
}

/** Returns the members of a stream, or of the rules of a version of a property, as a request body has them. */
function liveContent(accountState: AccountState, { path }: SimulatedRequest): JsonObject {
  const [, propertyId, number] = /\/properties\/(?:prp_)?(\d+)\/versions\/(\d+)\/rules/u.exec(path) ?? [];
  if (propertyId !== undefined) {
    const { properties } = accountState.accountObjects;
    const property = properties.find((known) => String(known.propertyId) === propertyId);
    const version = property?.versions.find((known) => String(known.version) === number);
    return version ? { rules: version.rules, comments: version.note } : {};
  }
  const streamId = Number(/\/streams\/(\d+)/u.exec(path)?.[1]);
  const stream = knownStream(accountState, apiOf(path).name, streamId);
  return stream ? latest(stream).content : {};
}

function keepOld(sent: JsonObject, live: JsonObject, path: readonly string[]): JsonObject {
  const [member = '', ...rest] = path;
  const { [member]: value, ...others } = sent;
  const old = live[member];
  if (rest.length > 0 && isObject(value)) {
    return { ...others, [member]: keepOld(value, isObject(old) ? old : {}, rest) };
  }
  return old === undefined ? others : { ...others, [member]: old };
}
