import { HttpFailure } from '../../http/failure.ts';
import type { HttpRequest, HttpResponse } from '../../http/request.ts';
import type { Redaction } from '../../redaction/run-redaction.ts';
import { type JsonResponse, parseJsonResponse } from '../transport/json-response.ts';
import { type ProblemContext, problem } from '../transport/problem-details.ts';
import { requestFailed } from '../transport/request-failure.ts';
import type { ApiRequest, Transport } from '../transport/transport.ts';
import type { WriteOptions } from './client.ts';

/** Information for errors, and secrets that must not appear in them. */
export interface ApiOptions {
  /** Milliseconds since 1970. It shows whether a wrong clock is the reason for a 401. */
  readonly now?: () => number;
  /** Secrets that must not appear in any error. */
  readonly redaction?: Redaction;
}

/** Values of a request that must not appear in errors, and the names of its members in errors. */
export type Sent = Pick<ProblemContext, 'secrets' | 'members'>;

/** Sends requests of one API, and throws `ApiError` if a response is not successful. */
export class ApiClient {
  readonly #transport: Transport;
  readonly #options: ApiOptions;

  constructor(transport: Transport, options: ApiOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** @param about secrets and member names of the request, for errors */
  async ask(request: HttpRequest, about: Sent = {}): Promise<JsonResponse> {
    return parseJsonResponse(request, (await this.send(request, about)).body);
  }

  /**
   * The same for requests whose successful response may have no body. A body that exists must be from the API: a
   * proxy's web page with status 200 does not confirm a write.
   */
  async act(request: HttpRequest, about: Sent = {}): Promise<void> {
    const { body } = await this.send(request, about);
    if (body.trim() !== '') parseJsonResponse(request, body);
  }

  /** The same without parsing the response. */
  async send(request: HttpRequest, { secrets = [], members }: Sent = {}): Promise<HttpResponse> {
    const response = await this.#respond(request);
    if (response.status >= 200 && response.status < 300) return response;
    const { now, redaction } = this.#options;
    throw problem(request, response, {
      secrets,
      ...(redaction ? { redact: redaction.redact } : {}),
      ...(now ? { now: now() } : {}),
      ...(members ? { members } : {}),
    });
  }

  async #respond(request: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.#transport(request);
    } catch (error) {
      throw error instanceof HttpFailure ? requestFailed(request, error) : error;
    }
  }
}

/** Returns a write with the confirmation that it needs if it had to wait. */
export function guarded(request: HttpRequest, options: WriteOptions | undefined): ApiRequest {
  return { ...request, ...options };
}
