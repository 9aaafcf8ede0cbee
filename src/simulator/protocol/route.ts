import type { LogType } from '../../model/collection.ts';
import type { Json } from '../../model/json.ts';
import type { AccountState } from '../state/account-state.ts';
import type { GatewayStatus } from './gateway.ts';

/** The input of a route: the simulator state, the request, and the time. */
export interface RouteRequest {
  readonly accountState: AccountState;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The requested path, without query string. */
  readonly path: string;
  /** The path segments that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  /** True if the destination in the body did not accept the access check. */
  readonly refusesAccess: boolean;
}

/** The input of a DataStream 2 route. */
export interface Call extends RouteRequest {
  readonly logType: LogType;
}

/** The result of a route. `accountState` is absent if the route only reads. */
export interface Reply {
  readonly accountState?: AccountState;
  readonly status: 200 | 201 | 202 | 204 | 302;
  /** Headers in addition to those of every response. Names are in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** One operation of an API. */
export interface Route<Asking extends RouteRequest = RouteRequest> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path after the base path of the API. `{name}` matches one segment. */
  readonly pattern: string;
  readonly takesBody?: true;
  /** Media types of the body. Absent: JSON. */
  readonly mediaTypes?: RegExp;
  /** `not-simulated`: the vendor has this operation and the simulator does not. The response is 501. */
  readonly run: ((call: Asking) => Reply) | 'not-simulated';
}

/** A route of DataStream 2. */
export type LogRoute = Route<Call> & {
  /** The log types that have this route. Absent: all log types. */
  readonly logTypes?: readonly string[];
};

/** The result of matching a request: a route, or an error of the gateway. */
export type RouteMatch =
  | {
      readonly tag: 'route';
      readonly takesBody: boolean;
      readonly mediaTypes: RegExp;
      readonly run: (asked: RouteRequest) => Reply;
    }
  | { readonly tag: 'gateway'; readonly status: GatewayStatus };

const JSON_TYPE = /^application\/json\s*(;|$)/iu;

/**
 * Finds the route for a method and the path segments after the base path.
 * @param call Adds the input that only the routes of this API need.
 */
export function findIn<Asking extends RouteRequest>(
  routes: readonly Route<Asking>[],
  method: string,
  segments: readonly string[],
  call: (asked: RouteRequest) => Asking,
): RouteMatch {
  const here = routes.flatMap((route) => {
    const params = matched(route.pattern, segments);
    return params ? [{ route, params }] : [];
  });
  if (here.length === 0) return { tag: 'gateway', status: 404 };
  const hit = here.find(({ route }) => route.method === method);
  if (!hit) return { tag: 'gateway', status: 405 };
  const { run, takesBody = false, mediaTypes = JSON_TYPE } = hit.route;
  if (run === 'not-simulated') return { tag: 'gateway', status: 501 };
  return { tag: 'route', takesBody, mediaTypes, run: (asked) => run(call({ ...asked, params: hit.params })) };
}

function matched(pattern: string, segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  const parts = pattern.slice(1).split('/');
  if (parts.length !== segments.length) return undefined;
  const pairs = parts.map((part, index) => [part, decoded(segments[index] ?? '')] as const);
  const fits = pairs.every(([part, value]) => (part.startsWith('{') ? value !== '' : part === value));
  if (!fits) return undefined;
  return Object.fromEntries(pairs.map(([part, value]) => [part.replaceAll(/[{}]/gu, ''), value]));
}

/** A segment with invalid percent-encoding matches no pattern. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** Returns the id in `{streamId}`. It is NaN, which matches no stream, if the segment is not a number. */
export function streamIdIn({ params }: RouteRequest): number {
  const segment = String(params['streamId']);
  return /^\d+$/u.test(segment) ? Number(segment) : Number.NaN;
}
