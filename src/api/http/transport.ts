/** One HTTP request, before signing. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query, from the leading slash. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  /** Of a write: see `WriteOptions.confirm`. Only the layer that makes requests wait looks at it. */
  readonly confirm?: () => Promise<void>;
}

/** A request as errors name it: method and path, without the query (it may hold the account switch key). */
export function requestName(request: HttpRequest): string {
  return `${request.method} ${request.path.split('?', 1).join('')}`;
}

/** One HTTP answer, read whole. Header names are lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one request and reads the answer whole. Any status is an answer; only a request without one throws
 * (`ApiError` of kind `network`, `timeout`, `redirect` or `aborted`). Layers are functions from transport to transport.
 */
export type Transport = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>;
