import type { JsonObject } from '../../model/json.ts';
import { findRoute1 } from '../datastream1/routes.ts';
import { findRoute2 } from '../datastream2/routes.ts';
import { findIdentityRoute, identityProblem } from '../identity-management/routes.ts';
import { findPullRoute } from '../logs/routes.ts';
import { findMetricsRoute } from '../metrics/routes.ts';
import { type ErrorBody, papiErrorBody, papiGatewayBody, papiProblem } from '../property-manager/problems.ts';
import { findPropertyManagerRoute } from '../property-manager/routes.ts';
import { gatewayBody, isGatewayStatus } from '../protocol/gateway.ts';
import { envelope, envelope1, type Moment, pullError, type Refused } from '../protocol/refusal.ts';
import type { RouteMatch } from '../protocol/route.ts';
import type { ApiName } from '../state/account-state.ts';
import type { Settings } from '../state/settings.ts';

/** One of the APIs that the simulated host serves. */
export interface Api {
  readonly name: ApiName;
  /** Finds the route for a method and a path without query string. */
  findRoute(method: string, path: string): RouteMatch;
  /** Builds the body of an error response, in the format of this API. */
  refusal(refused: Refused, moment: Moment): JsonObject;
  /** Media type of an error response. */
  readonly problemType: string;
  /** Replaces the body of error responses, if the settings of the account say so. */
  readonly errorBody?: (settings: Settings, status: number) => ErrorBody | undefined;
  /**
   * Builds the body of an error response of the gateway in front of this API. A string is plain text. It is empty if
   * the gateway has no text for the status.
   * @param detail Replaces the default text of the status.
   */
  gatewayBody(status: number, moment: Moment, detail?: string): JsonObject | string;
}

function dataStreamGateway(status: number, _: Moment, detail?: string): JsonObject | string {
  return isGatewayStatus(status) ? gatewayBody(status, detail) : '';
}

const PROBLEM = 'application/problem+json';

const datastream2: Api = {
  name: 'DataStream2',
  findRoute: (method, path) => findMetricsRoute(method, path) ?? findRoute2(method, path),
  refusal: (refused, { sequence }) => envelope(refused, sequence),
  problemType: PROBLEM,
  gatewayBody: dataStreamGateway,
};

const datastream1: Api = {
  name: 'DataStream1',
  findRoute: findRoute1,
  refusal: (refused, { sequence }) => envelope1(refused, sequence),
  problemType: PROBLEM,
  gatewayBody: dataStreamGateway,
};

/** The documents of the Pull API call the format "problem details" and print a different one. */
const pull: Api = {
  name: 'Pull',
  findRoute: findPullRoute,
  refusal: pullError,
  problemType: 'application/json',
  gatewayBody: dataStreamGateway,
};

const propertyManager: Api = {
  name: 'PropertyManager',
  findRoute: findPropertyManagerRoute,
  refusal: papiProblem,
  problemType: PROBLEM,
  gatewayBody: papiGatewayBody,
  errorBody: papiErrorBody,
};

const identityManagement: Api = {
  name: 'IdentityManagement',
  findRoute: findIdentityRoute,
  refusal: identityProblem,
  problemType: PROBLEM,
  gatewayBody: dataStreamGateway,
};

/** Returns the API that serves a path. DataStream 2 handles unknown paths and counts them against its rate limit. */
export function apiOf(path: string): Api {
  if (path.startsWith('/datastream-config-api/v1/datastream1/')) return datastream1;
  if (path.startsWith('/papi/')) return propertyManager;
  if (path.startsWith('/identity-management/')) return identityManagement;
  return path.startsWith('/datastream-pull-api/') ? pull : datastream2;
}
