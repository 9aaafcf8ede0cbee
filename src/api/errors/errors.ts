import type { RequestErrorCode } from '../../model/error-code.ts';

/** Why a request failed. Callers decide by this. */
export type ApiErrorKind = RequestErrorCode | 'aborted'; // aborted: stopped by the user

/** A failed request. The message is a complete sentence; `hint` says what to do next. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    readonly details: {
      /** `PUT /datastream-config-api/v3/log/cdn/streams/7050`, without query parameters. */
      readonly request: string;
      readonly status?: number;
      /** The vendor's `instance` or `problemId`, for a support case. */
      readonly instance?: string;
      /** Members of the manifest that the vendor reports, with dots: `deliveryConfiguration.fieldDelimiter`. */
      readonly members?: readonly string[];
      readonly hint?: string;
      /**
       * `nothing`: the request was certainly not executed. `unknown`: it may have been executed, so the caller has to
       * read the stream before it does anything else.
       */
      readonly happened: 'nothing' | 'unknown';
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
  }
}

/** Returns true for an error that every further request to the same API would meet. */
export function concernsAll({ kind }: Pick<ApiError, 'kind'>): boolean {
  return kind === 'aborted' || kind === 'unauthorized' || kind === 'rate-limited' || kind === 'gone';
}

/**
 * Returns an error of a missing permission with a better hint, and any other error unchanged. An API client that manages
 * streams may lack the permission to read their logs or metrics.
 * @param grant a sentence that names the permission
 */
export function withGrant(error: unknown, grant: string): unknown {
  if (!(error instanceof ApiError)) return error;
  const { kind, message, details } = error;
  if (kind === 'forbidden') return new ApiError(kind, message, { ...details, hint: grant });
  if (kind !== 'unauthorized') return error;
  return new ApiError(kind, message, { ...details, hint: [details.hint, grant].filter(Boolean).join(' ') });
}
