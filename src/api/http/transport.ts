/** One HTTP request before it is signed. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query parameters, with the leading slash. */
  readonly path: string;
  /** JSON string. */
  readonly body?: string;
  /** Only for writes: see `WriteOptions.confirm`. Used only by the layer that makes requests wait. */
  readonly confirm?: () => Promise<void>;
}

/**
 * Returns the name of a request in errors: method and path, without query parameters, which may contain the account
 * switch key.
 */
export function requestName(request: HttpRequest): string {
  return `${request.method} ${request.path.split('?', 1).join('')}`;
}

/** One complete HTTP response. Header names are in lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends one request and reads the whole response, with any status. Throws only if there is no response (`ApiError` of
 * kind `network`, `timeout`, `redirect` or `aborted`). Layers are functions from transport to transport.
 */
export type Transport = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>;
