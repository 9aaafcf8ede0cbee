import type { JsonObject } from '../../model/json.ts';
import type { AccountState, ApiName } from '../state/account-state.ts';

/**
 * Error responses of the gateway in front of the API (texts of recorded responses and of the rate-limiting page; that of
 * 403 is in fixtures of the vendor's Go client).
 */
const GATEWAY = {
  401: ['Unauthorized', 'Unauthorized error', 'The signature of the request was not accepted.'],
  403: [
    'https://problems.luna.akamaiapis.net/-/pep-authz/deny',
    'Forbidden',
    'The client does not have the grant needed for the request',
  ],
  404: [
    'Resource Not Found',
    'Resource Not Found error',
    'At least one of the objects specified does not exist',
  ],
  405: [
    'Method Not Allowed',
    'Method Not Allowed error',
    'This path does not take that method (simulated text).',
  ],
  410: ['Resource Gone', 'Resource Gone error', 'This API version is deprecated and no longer available.'],
  413: ['Payload Too Large', 'Payload Too Large error', 'The body is too large (simulated text).'],
  415: [
    'Unsupported Media Type',
    'Unsupported Media Type error',
    'The payload format is in an unsupported format.',
  ],
  429: ['Too Many Requests', 'Too Many Requests error', 'Wait 120 seconds and try again'],
  500: ['Internal Error', 'Internal Error', 'Please contact support.'],
  501: ['Not Implemented', 'Not Implemented', 'The simulator does not know this operation (simulated text).'],
  504: [
    'Gateway Timeout',
    'Gateway Timeout error',
    'The request has timed out, please try again in 2 minutes',
  ],
} as const satisfies Record<number, readonly [type: string, title: string, detail: string]>;

/** The statuses that the gateway returns itself. */
export type GatewayStatus = keyof typeof GATEWAY;

/** True if the gateway has a text for a status. */
export function isGatewayStatus(status: number): status is GatewayStatus {
  return Object.hasOwn(GATEWAY, status);
}

/**
 * Builds the body of a gateway error.
 * @param detail Replaces the default text of the status.
 */
export function gatewayBody(status: GatewayStatus, detail?: string): JsonObject {
  const [type, title, text] = GATEWAY[status];
  return { type, detail: detail ?? text, status, title };
}

/** The rate limiter's decision about one request. */
export interface Metered {
  readonly accountState: AccountState;
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes one request from the token bucket of an API. A refused request takes nothing. */
export function meter(accountState: AccountState, api: ApiName, now: number): Metered {
  const { refill } = rateOf(accountState, api);
  const saved = savedUp(accountState, api, now);
  const allowed = saved >= refill;
  const left = allowed ? saved - refill : saved;
  const next = new Date(now + refill - left).toISOString();
  const announces = api === 'PropertyManager' ? !allowed : left < refill;
  return {
    accountState: { ...accountState, buckets: { ...accountState.buckets, [api]: { credit: left, at: now } } },
    allowed,
    headers: {
      ...limitHeader(accountState, api),
      'x-ratelimit-remaining': String(Math.floor(left / refill)),
      ...(announces ? { 'x-ratelimit-next': next } : {}),
    },
  };
}

/** Returns the saved credit. Its unit is milliseconds of waiting instead of requests, so rounding loses nothing. */
function savedUp(accountState: AccountState, api: ApiName, now: number): number {
  const { burst, refill } = rateOf(accountState, api);
  const full = burst * refill;
  const bucket = accountState.buckets[api];
  return bucket ? Math.min(full, bucket.credit + Math.max(0, now - bucket.at)) : full;
}

function rateOf(
  { settings }: AccountState,
  api: ApiName,
): { readonly burst: number; readonly refill: number } {
  return api === 'PropertyManager' ? settings.propertyManager.rate : settings.rate;
}

/**
 * Returns the header with the limit of an API. For the DataStream APIs it is the capacity of the bucket. For Property
 * Manager it is the number of requests that are refilled per minute, so more of them can remain.
 */
export function limitHeader(accountState: AccountState, api: ApiName): Readonly<Record<string, string>> {
  const { burst, refill } = rateOf(accountState, api);
  return {
    'x-ratelimit-limit': String(api === 'PropertyManager' ? Math.round(60_000 / refill) : burst),
  };
}
