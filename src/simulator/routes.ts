import { LOG_TYPES, type LogType } from '../model/collection.ts';
import type { Route } from './route.ts';
import { READ_ROUTES } from './routes-read.ts';
import { WRITE_ROUTES } from './routes-write.ts';

/** Operations the vendor has and the product does not call. */
const NOT_SIMULATED: readonly Route[] = [
  { method: 'PATCH', pattern: '/streams/{streamId}', run: 'not-simulated' },
];

const ROUTES: readonly Route[] = [...READ_ROUTES, ...WRITE_ROUTES, ...NOT_SIMULATED];

/** Where a path leads. */
export type Found =
  | {
      readonly tag: 'route';
      readonly route: Route;
      readonly logType: LogType;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly tag: 'gateway'; readonly status: 404 | 405 | 410 | 501 };

const BASE = /^\/datastream-config-api\/v(\d+)\/(?:log\/)?(.*)$/u;

/** Finds the route of a method and a path without its query. */
export function findRoute(method: string, path: string): Found {
  const [, version, rest = ''] = BASE.exec(path) ?? [];
  if (version === '1' || version === '2') return { tag: 'gateway', status: 410 };
  if (version !== '3' || !path.includes('/v3/log/')) return { tag: 'gateway', status: 404 };
  if (rest === 'streams/metrics') return { tag: 'gateway', status: 501 };
  const [segment, ...segments] = rest.split('/');
  const logType = LOG_TYPES.find((known) => known === segment);
  return logType ? findIn(method, logType, segments) : { tag: 'gateway', status: 404 };
}

function findIn(method: string, logType: LogType, segments: readonly string[]): Found {
  const here = ROUTES.flatMap((route) => {
    const params = matched(route, logType, segments);
    return params ? [{ route, params }] : [];
  });
  if (here.length === 0) return { tag: 'gateway', status: 404 };
  const hit = here.find(({ route }) => route.method === method);
  if (!hit) return { tag: 'gateway', status: 405 };
  return hit.route.run === 'not-simulated'
    ? { tag: 'gateway', status: 501 }
    : { tag: 'route', logType, ...hit };
}

function matched(
  { pattern, logTypes }: Route,
  logType: LogType,
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const parts = pattern.slice(1).split('/');
  if (parts.length !== segments.length || (logTypes && !logTypes.includes(logType))) return undefined;
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
