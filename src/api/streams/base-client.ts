import { type Answer, answerOf } from '../http/json-answer.ts';
import { type ProblemContext, problem } from '../http/problem-details.ts';
import type { HttpRequest, HttpResponse, Transport } from '../http/transport.ts';
import type { WriteOptions } from './client.ts';

/** What errors may need and may not show. */
export interface ApiOptions {
  /** Milliseconds since 1970, to tell a wrong clock as the reason of a 401. */
  readonly now?: () => number;
  /** Values that may not appear in any error, such as tokens and the account switch key. */
  readonly secrets?: readonly string[];
}

/** Of a request: its values that may not appear in errors, and how errors are to call its members. */
export type Sent = Pick<ProblemContext, 'secrets' | 'members'>;

/** Sends requests of one dialect, and makes `ApiError`s of answers that are not a success. */
export class ApiClient {
  readonly #transport: Transport;
  readonly #options: ApiOptions;

  constructor(transport: Transport, options: ApiOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** @param about what the request sends */
  async ask(request: HttpRequest, about: Sent = {}): Promise<Answer> {
    return answerOf(request, (await this.send(request, about)).body);
  }

  /**
   * The same where a success may have no body. What is there has to be the API's own all the same: a proxy's page with
   * status 200 is no word of Akamai's.
   */
  async act(request: HttpRequest, about: Sent = {}): Promise<void> {
    const { body } = await this.send(request, about);
    if (body.trim() !== '') answerOf(request, body);
  }

  /** The same without reading the answer. */
  async send(request: HttpRequest, { secrets = [], members }: Sent = {}): Promise<HttpResponse> {
    const response = await this.#transport(request);
    if (response.status >= 200 && response.status < 300) return response;
    const { now, secrets: always = [] } = this.#options;
    throw problem(request, response, {
      secrets: [...always, ...secrets],
      ...(now ? { now: now() } : {}),
      ...(members ? { members } : {}),
    });
  }
}

/** A write with the confirmation it needs when it was held back. */
export function guarded(request: HttpRequest, options: WriteOptions | undefined): HttpRequest {
  return options?.confirm ? { ...request, confirm: options.confirm } : request;
}
