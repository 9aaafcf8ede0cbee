import type { LogType } from '../../model/collection.ts';
import type { Json } from '../../model/json.ts';
import type { AccountState } from '../state/account-state.ts';
import type { GatewayStatus } from './gateway.ts';

/** What a route gets: the world, the caller's words, and the time. */
export interface RouteRequest {
  readonly world: AccountState;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** As it was asked, without the query. */
  readonly path: string;
  /** Segments of the path that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
}

/** What a route of DataStream 2 gets. */
export interface Call extends RouteRequest {
  readonly logType: LogType;
}

/** What a route gives back. No `world`: it only read. */
export interface Reply {
  readonly world?: AccountState;
  readonly status: 200 | 201 | 202 | 204;
  readonly body?: Json;
}

/** One operation of an API. */
export interface Route<Asking extends RouteRequest = RouteRequest> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** After the base path of its API; `{name}` takes one segment. */
  readonly pattern: string;
  readonly takesBody?: true;
  /** Exists at the vendor, unknown to the simulator: answered with 501. */
  readonly run: ((call: Asking) => Reply) | 'not-simulated';
}

/** A route of DataStream 2. */
export type LogRoute = Route<Call> & {
  /** Only these log types have it. */
  readonly logTypes?: readonly LogType[];
};

/** Where a path leads. */
export type RouteMatch =
  | { readonly tag: 'route'; readonly takesBody: boolean; readonly run: (asked: RouteRequest) => Reply }
  | { readonly tag: 'gateway'; readonly status: GatewayStatus };

/** Finds the route of a method and the segments after the base path; `call` adds what the API's routes get besides. */
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
  const { run, takesBody = false } = hit.route;
  if (run === 'not-simulated') return { tag: 'gateway', status: 501 };
  return { tag: 'route', takesBody, run: (asked) => run(call({ ...asked, params: hit.params })) };
}

function matched(pattern: string, segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  const parts = pattern.slice(1).split('/');
  if (parts.length !== segments.length) return undefined;
  const pairs = parts.map((part, index) => [part, decoded(segments[index] ?? '')] as const);
  const fits = pairs.every(([part, value]) => (part.startsWith('{') ? value !== '' : part === value));
  if (!fits) return undefined;
  return Object.fromEntries(pairs.map(([part, value]) => [part.replaceAll(/[{}]/gu, ''), value]));
}

/** A segment that is not valid percent-encoding fits no pattern. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** The id that `{streamId}` holds; what is not a number names no stream. */
export function streamIdIn({ params }: RouteRequest): number {
  const segment = String(params['streamId']);
  return /^\d+$/u.test(segment) ? Number(segment) : Number.NaN;
}
