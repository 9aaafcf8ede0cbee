import type { LogType } from '../../model/collection.ts';
import { findIn, type LogRoute, type RouteMatch } from '../protocol/route.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import { READ_ROUTES } from './routes-read.ts';
import { WRITE_ROUTES } from './routes-write.ts';

/** Operations that the vendor has and that the product does not call. */
const NOT_SIMULATED: readonly LogRoute[] = [
  { method: 'PATCH', pattern: '/streams/{streamId}', run: 'not-simulated' },
];

const ROUTES: readonly LogRoute[] = [...READ_ROUTES, ...WRITE_ROUTES, ...NOT_SIMULATED];

const BASE = /^\/datastream-config-api\/v(\d+)\/(?:log\/)?(.*)$/u;

/** Finds the route of DataStream 2 for a method and a path without query string. */
export function findRoute2(method: string, path: string): RouteMatch {
  const [, version, rest = ''] = BASE.exec(path) ?? [];
  if (version === '1' || version === '2') return { tag: 'gateway', status: 410 };
  if (version !== '3' || !path.includes('/v3/log/')) return { tag: 'gateway', status: 404 };
  const [segment, ...segments] = rest.split('/');
  if (!isLogType(segment)) return { tag: 'gateway', status: 404 };
  const routes = ROUTES.filter(({ logTypes }) => logTypes?.includes(segment) ?? true);
  return findIn(routes, method, segments, (asked) => ({ ...asked, logType: segment }));
}

function isLogType(segment: string | undefined): segment is LogType {
  return segment !== undefined && Object.hasOwn(VENDOR_LOG_TYPES, segment);
}
