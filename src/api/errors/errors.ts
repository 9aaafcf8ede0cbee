/** Why a request failed, in the words that callers decide by. */
export type ApiErrorKind =
  | 'refused' // 400, 402, 404, 405, 409, 415, 422: the request itself is wrong
  | 'no-such-stream' // 404, or 400 or 422 with the vendor's text for an unknown stream id
  | 'unauthorized' // 401
  | 'forbidden' // 403
  | 'gone' // 410: this API version is switched off
  | 'rate-limited' // 429 that did not end within the time allowed
  | 'server' // 5xx
  | 'network' // connection refused, reset, TLS, DNS
  | 'timeout'
  | 'redirect' // any 3xx: never followed
  | 'unreadable' // an answer that is not what the API documents
  | 'aborted'; // the user stopped it

/** A failed request. The message is a whole sentence; `hint` says what to do next. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    readonly details: {
      /** `PUT /datastream-config-api/v3/log/cdn/streams/7050`, without query. */
      readonly request: string;
      readonly status?: number;
      /** The vendor's `instance` or `problemId`, for a support case. */
      readonly instance?: string;
      /** Manifest members the vendor complains about, dotted: `deliveryConfiguration.fieldDelimiter`. */
      readonly members?: readonly string[];
      readonly hint?: string;
      /** `nothing`: certainly not carried out. `unknown`: it may have been; look before doing anything else. */
      readonly happened: 'nothing' | 'unknown';
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
  }
}

/** How to reach the API is not known: credentials, endpoint or proxy are missing or wrong. Values are never in it. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  constructor(
    message: string,
    /** The way out, one sentence. */
    readonly hint: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
