import type { JsonObject } from '../../model/json.ts';
import { findRoute1 } from '../datastream1/routes.ts';
import { findRoute2 } from '../datastream2/routes.ts';
import { findPullRoute } from '../logs/routes.ts';
import { envelope, envelope1, pullError, type Refused } from '../protocol/refusal.ts';
import type { RouteMatch } from '../protocol/route.ts';
import type { ApiName } from '../state/account-state.ts';

/** What a refusal is told with besides its findings. */
interface Moment {
  readonly sequence: number;
  readonly path: string;
  readonly now: number;
}

/** One of the APIs that the simulated host serves. */
export interface Api {
  readonly name: ApiName;
  /** For a method and a path without its query. */
  findRoute(method: string, path: string): RouteMatch;
  /** The body of a refusal, in the API's own shape. */
  refusal(refused: Refused, moment: Moment): JsonObject;
  /** Media type of that body. */
  readonly problemType: string;
}

const PROBLEM = 'application/problem+json';

const datastream2: Api = {
  name: 'DataStream2',
  findRoute: findRoute2,
  refusal: (refused, { sequence }) => envelope(refused, sequence),
  problemType: PROBLEM,
};

const datastream1: Api = {
  name: 'DataStream1',
  findRoute: findRoute1,
  refusal: (refused, { sequence }) => envelope1(refused, sequence),
  problemType: PROBLEM,
};

/** Its documents call the shape "problem details", and print another one. */
const pull: Api = {
  name: 'Pull',
  findRoute: findPullRoute,
  refusal: pullError,
  problemType: 'application/json',
};

/** The API that a path belongs to; what belongs to none is judged (and metered) by DataStream 2. */
export function apiOf(path: string): Api {
  if (path.startsWith('/datastream-config-api/v1/datastream1/')) return datastream1;
  return path.startsWith('/datastream-pull-api/') ? pull : datastream2;
}
