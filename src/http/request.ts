/** One HTTP request, without the headers that identify its sender. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query parameters, with the leading slash. */
  readonly path: string;
  /** JSON string. */
  readonly body?: string;
  /** Headers in lower case that only some requests to a server need. They are added to those of the server. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the response may take to start, if that is longer than the server's limit; milliseconds. */
  readonly responseTime?: number;
}

/** One complete HTTP response. Header names are in lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The decompressed body. */
  readonly body: string;
}

/**
 * Returns the name of a request in messages: method and path, without query parameters, which may contain the account
 * switch key.
 */
export function requestName({ method, path }: HttpRequest): string {
  return `${method} ${path.split('?', 1).join('')}`;
}

/** Returns the time of the response on the server's clock; milliseconds since 1970. */
export function respondedAt({ date }: HttpResponse['headers']): number | undefined {
  return parseTime(date);
}

/**
 * Parses `Retry-After`: seconds, or a date.
 * @param responded the time of the response on the server's clock, to which a date is relative; milliseconds since 1970
 * @returns the pause in milliseconds, or undefined if there is none or its date has passed
 */
export function retryAfter(
  { 'retry-after': text }: HttpResponse['headers'],
  responded: number,
): number | undefined {
  if (text !== undefined && /^\s*\d{1,6}\s*$/.test(text)) return Number(text) * 1_000;
  const at = parseTime(text);
  return at !== undefined && at > responded ? at - responded : undefined;
}

/** Parses a date in a header; milliseconds since 1970. */
export function parseTime(text: string | undefined): number | undefined {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
