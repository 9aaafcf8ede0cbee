import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type GatewayStatus, limitHeader, meter } from '../protocol/gateway.ts';
import { Refused, simulated } from '../protocol/refusal.ts';
import type { Reply, RouteMatch } from '../protocol/route.ts';
import type { AccountState } from '../state/account-state.ts';
import { isGranted } from '../state/identity-management-settings.ts';
import { completeTransitions } from '../state/transitions.ts';
import { type Api, apiOf } from './apis.ts';

/** A request to the simulator. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body?: string;
  /** Absent: that of the headers. If they have none either, the body is treated as JSON. */
  readonly contentType?: string;
  /** Names are in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The error in the signature. The response to such a request is 401, and it does not count against the rate limit.
   */
  readonly denied?: string;
  /** True if the destination in the body did not accept the access check. */
  readonly refusesAccess?: boolean;
  /** True if the body exceeds the size limit of the server. */
  readonly tooLarge?: boolean;
}

/** A response of the simulator. Header names are in lower case. */
export interface SimulatedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A response, and the simulator state after the request. */
export interface Handled {
  readonly accountState: AccountState;
  readonly response: SimulatedResponse;
}

/**
 * Handles a request to any of the APIs. Every request gets a response with rate-limit headers. Only an accepted write
 * changes more than the state of the rate limiter.
 * @param now Milliseconds since 1970.
 */
export function handle(before: AccountState, request: SimulatedRequest, now: number): Handled {
  const completed = completeTransitions({ ...before, sequence: before.sequence + 1 }, now);
  const date = { date: new Date(now).toUTCString() };
  const api = apiOf(request.path);
  const exchange = { api, request, now };
  if (request.denied !== undefined) {
    const headers = { ...date, ...limitHeader(completed, api.name) };
    return { accountState: completed, response: fromGateway(completed, exchange, 401, headers) };
  }
  const { accountState, allowed, headers } = meter(completed, api.name, now);
  const all = { ...date, ...headers };
  if (!allowed) return { accountState, response: fromGateway(accountState, exchange, 429, all) };
  return withErrorBody(api, answered(accountState, exchange, all));
}

/** Error responses of an API can have bodies that are not JSON. */
function withErrorBody({ errorBody }: Api, handled: Handled): Handled {
  const { accountState, response } = handled;
  const page = response.status < 400 ? undefined : errorBody?.(accountState.settings, response.status);
  if (!page) return handled;
  const headers = { ...response.headers, 'content-type': page.type };
  return { accountState, response: { ...response, headers, body: page.body } };
}

type Headers = SimulatedResponse['headers'];

interface Exchange {
  readonly api: Api;
  readonly request: SimulatedRequest;
  readonly now: number;
}

function answered(accountState: AccountState, exchange: Exchange, headers: Headers): Handled {
  const { api, request, now } = exchange;
  const [path = '', search = ''] = request.path.split('?', 2);
  const found = request.tooLarge ? TOO_LARGE : api.findRoute(request.method, path);
  const gateway = (status: GatewayStatus): Handled => ({
    accountState,
    response: fromGateway(accountState, exchange, status, headers),
  });
  if (!isGranted(accountState.settings, api.name, request.method, path)) return gateway(403);
  if (found.tag === 'gateway') return gateway(found.status);
  if (!isReadable(found, request)) return gateway(415);
  try {
    const body = found.takesBody ? parsed(request.body) : null;
    const query = new URLSearchParams(search);
    const reply = found.run({
      accountState,
      now,
      path,
      params: {},
      query,
      headers: headersOf(request),
      body,
      refusesAccess: request.refusesAccess ?? false,
    });
    return { accountState: reply.accountState ?? accountState, response: replied(reply, headers) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const returned = api.refusal(error, { sequence: accountState.sequence, path, now });
    return { accountState, response: json(error.status, returned, headers, api.problemType) };
  }
}

const TOO_LARGE = { tag: 'gateway', status: 413 } as const;

function isReadable(
  { takesBody, mediaTypes }: RouteMatch & { readonly tag: 'route' },
  request: SimulatedRequest,
): boolean {
  return !takesBody || mediaTypes.test(headersOf(request)['content-type'] ?? 'application/json');
}

function headersOf({ headers = {}, contentType }: SimulatedRequest): Headers {
  return contentType === undefined ? headers : { ...headers, 'content-type': contentType };
}

function replied({ status, headers: own, body }: Reply, headers: Headers): SimulatedResponse {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    status,
    headers: { ...headers, ...type, ...own },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

function parsed(text = ''): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Refused(400, [simulated('The body is not well-formed JSON.')]);
  }
}

function fromGateway(
  { sequence }: AccountState,
  { api, request, now }: Exchange,
  status: GatewayStatus,
  headers: Headers,
): SimulatedResponse {
  const moment = { sequence, path: request.path, now, next: headers['x-ratelimit-next'] };
  const body = api.gatewayBody(status, moment, status === 401 ? request.denied : undefined);
  if (typeof body !== 'string') return json(status, body, headers, 'application/problem+json');
  return { status, headers: { ...headers, 'content-type': 'text/plain' }, body };
}

function json(status: number, body: Json, headers: Headers, type: string): SimulatedResponse {
  return { status, headers: { ...headers, 'content-type': type }, body: JSON.stringify(body) };
}

/** Returns the body of a request if it is a JSON object. */
export function bodyObject({ body = '' }: Pick<SimulatedRequest, 'body'>): JsonObject | undefined {
  try {
    const value = JSON.parse(body) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
