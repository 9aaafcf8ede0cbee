import { type HttpRequest, type HttpResponse, respondedAt } from '../../http/request.ts';
import type { Json } from '../../model/json.ts';
import { ApiError } from '../errors/errors.ts';
import { ApiClient, type ApiOptions } from '../streams/base-client.ts';
import { parseJsonResponse } from '../transport/json-response.ts';
import { rateNews } from '../transport/rate-headers.ts';
import type { Transport } from '../transport/transport.ts';

/** What one GET request shows, whatever its result is. */
export interface Probe {
  /** Absent: there was no response. */
  readonly status?: number;
  /** The response, if it was successful and is JSON; null if it is empty, as documented. */
  readonly body?: Json;
  /** Why there is no `body`. */
  readonly error?: ApiError;
  /** What the headers say about the rate limit, as far as they do. */
  readonly rate: { readonly limit?: number; readonly remaining?: number };
  /** The difference between the clock of this machine and that of the server; milliseconds, positive if this one is ahead. */
  readonly clockAhead?: number;
}

/** Sends single GET requests, without retries. */
export interface ProbeReader {
  /**
   * @param path path and query parameters
   * @param headers in lower case, that only some requests to the API need
   * @throws {ApiError} only kind `aborted`
   */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Probe>;
}

/** @param transport refuses writes, keeps to the rate limits and does not retry */
export function probeReader(transport: Transport, options: Required<ApiOptions>): ProbeReader {
  return {
    get: async (path, headers) => {
      let response: HttpResponse | undefined;
      const request: HttpRequest = { method: 'GET', path, ...(headers ? { headers } : {}) };
      const client = new ApiClient(async (sent) => {
        response = await transport(sent);
        return response;
      }, options);
      const result = await client
        .send(request)
        .then(({ status, body }) => ({
          // The Pull API returns 204 if there are no records.
          body: status === 204 ? null : parseJsonResponse(request, body).body,
        }))
        .catch((error: unknown) => {
          if (error instanceof ApiError && error.kind !== 'aborted') return { error };
          throw error;
        });
      return { ...(response ? factsOf(response, options.now()) : { rate: {} }), ...result };
    },
  };
}

function factsOf({ status, headers }: HttpResponse, now: number): Omit<Probe, 'body' | 'error'> {
  const { limit, remaining } = rateNews(headers, now);
  const responded = respondedAt(headers);
  return {
    status,
    rate: {
      ...(limit === undefined ? {} : { limit }),
      ...(remaining === undefined ? {} : { remaining }),
    },
    ...(responded === undefined ? {} : { clockAhead: now - responded }),
  };
}
