import type { JsonObject } from '../../model/json.ts';
import type { AccountState, ApiName } from '../state/account-state.ts';

/** Error responses of the gateway in front of the API (fact sheet, sections 5.2 and 7). */
const GATEWAY = {
  401: ['Unauthorized', 'Unauthorized error', 'The signature of the request was not accepted.'],
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
  const { refill, burst } = accountState.settings.rate;
  const saved = savedUp(accountState, api, now);
  const allowed = saved >= refill;
  const left = allowed ? saved - refill : saved;
  const next = new Date(now + refill - left).toISOString();
  return {
    accountState: { ...accountState, buckets: { ...accountState.buckets, [api]: { credit: left, at: now } } },
    allowed,
    headers: {
      'x-ratelimit-limit': String(burst),
      'x-ratelimit-remaining': String(Math.floor(left / refill)),
      ...(left < refill ? { 'x-ratelimit-next': next } : {}),
    },
  };
}

/** Returns the saved credit. Its unit is milliseconds of waiting instead of requests, so rounding loses nothing. */
function savedUp({ buckets, settings: { rate } }: AccountState, api: ApiName, now: number): number {
  const full = rate.burst * rate.refill;
  const bucket = buckets[api];
  return bucket ? Math.min(full, bucket.credit + Math.max(0, now - bucket.at)) : full;
}
