import type { Dispatcher } from 'undici';
import { isLoopback } from './address.ts';
import { HttpFailure, networkFailure } from './failure.ts';
import { type Environment, type ProxySettings, proxySettings } from './proxy.ts';
import { ENCODINGS, readBody } from './read-body.ts';
import { type HttpRequest, type HttpResponse, requestName } from './request.ts';

/** Limits of one attempt; milliseconds and bytes. */
export interface SendLimits {
  /** TCP and TLS connection, also through a proxy. */
  readonly connect: number;
  /** From the request to the headers of the response. */
  readonly headers: number;
  /** Between two chunks of the body. */
  readonly body: number;
  /** The whole attempt. */
  readonly overall: number;
  /** The body of the response, decompressed. */
  readonly size: number;
}

/** The server that requests are sent to, and their common properties. */
export interface Server {
  /** Scheme, host and port of every request. */
  readonly origin: string;
  /** Environment variables, for HTTPS_PROXY and NO_PROXY. */
  readonly env: Environment;
  readonly limits: SendLimits;
  /**
   * Returns the headers of an attempt that the server needs, such as its credentials. It is called for each attempt.
   * @param url exactly as it is sent
   */
  readonly headers: (
    request: HttpRequest,
    url: URL,
    body: Uint8Array | undefined,
  ) => Promise<Readonly<Record<string, string>>>;
}

/**
 * Sends one request and reads the whole response, with any status but a redirect.
 * @throws {HttpFailure} if there is no such response
 */
export type Send = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>;

/**
 * Creates a function that sends requests to one server: one attempt per call, without retries and redirects.
 * @throws {AccessError} immediately, if a proxy variable is not a URL
 */
export function sender(server: Server): Send {
  const { origin } = server;
  const proxies = proxySettings(server.env);
  let connections: Promise<Connections> | undefined;
  return async (request, signal) => {
    const url = addressOf(origin, request);
    const body = request.body === undefined ? undefined : new TextEncoder().encode(request.body);
    connections ??= openConnections(origin, proxies, server.limits);
    const { undici, dispatcher } = await connections;
    const headers = await server.headers(request, url, body);
    const limits = limitsOf(request, server.limits);
    const attempt = new Attempt(limits, signal, url.hostname);
    return attempt.run((dispatched) =>
      undici.request(url, {
        method: request.method,
        headers: { ...COMMON_HEADERS, ...(body ? JSON_BODY : {}), ...request.headers, ...headers },
        body: body ?? null,
        signal: attempt.signal,
        dispatcher: dispatcher.compose(dispatched),
        headersTimeout: limits.headers,
        bodyTimeout: limits.body,
      }),
    );
  };
}

function limitsOf({ responseTime = 0 }: HttpRequest, limits: SendLimits): SendLimits {
  const longer = Math.max(0, responseTime - limits.headers);
  return { ...limits, headers: limits.headers + longer, overall: limits.overall + longer };
}

const COMMON_HEADERS = { 'accept-encoding': ENCODINGS, 'user-agent': 'datastream-gitops' };
const JSON_BODY = { 'content-type': 'application/json' };

interface Connections {
  readonly undici: typeof import('undici');
  readonly dispatcher: Dispatcher;
}

/** undici is loaded for the first request, because it takes a large part of the startup time. */
async function openConnections(
  origin: string,
  proxies: ProxySettings,
  limits: SendLimits,
): Promise<Connections> {
  const undici = await import('undici');
  // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not disable verification.
  const connect = { rejectUnauthorized: true, timeout: limits.connect };
  // undici keeps an idle connection for 4 s. This is longer than the interval of 3 s between requests, and shorter
  // than the time after which servers close the connection.
  const options = { connect, requestTls: connect, proxyTls: connect, connections: 8 };
  const dispatcher = isLoopback(new URL(origin).hostname)
    ? new undici.Agent(options)
    : new undici.EnvHttpProxyAgent({ ...options, ...proxies });
  return { undici, dispatcher };
}

function addressOf(origin: string, request: HttpRequest): URL {
  const url = new URL(request.path, origin);
  if (url.origin !== origin) throw new Error(`bug: ${requestName(request)} would leave ${origin}`);
  return url;
}

/** Why an attempt that exceeds its time limit is aborted. */
const OVERDUE = new Error('overdue');

/** One attempt: its time limit, the signal of the caller, and whether anything was sent. */
class Attempt {
  readonly #limits: SendLimits;
  readonly #caller: AbortSignal | undefined;
  readonly #stop = new AbortController();
  readonly #host: string;
  #isSent = false;

  constructor(limits: SendLimits, caller: AbortSignal | undefined, host: string) {
    this.#limits = limits;
    this.#caller = caller;
    this.#host = host;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async run(send: (dispatched: Dispatcher.DispatcherComposeInterceptor) => Promise<Dispatcher.ResponseData>) {
    const abort = () => this.#stop.abort(this.#caller?.reason);
    const timer = setTimeout(() => this.#stop.abort(OVERDUE), this.#limits.overall);
    this.#caller?.addEventListener('abort', abort, { once: true });
    if (this.#caller?.aborted) abort();
    try {
      return await this.#read(await send(this.#dispatched));
    } catch (error) {
      throw error instanceof HttpFailure ? error : this.#failure(error);
    } finally {
      clearTimeout(timer);
      this.#caller?.removeEventListener('abort', abort);
    }
  }

  /**
   * undici calls `onRequestStart` immediately before it writes the request to an open connection. Before that,
   * nothing was sent. If the handler aborts the request in that call (it was aborted while connecting), nothing is
   * sent either.
   */
  readonly #dispatched: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
    dispatch(options, {
      ...forwarded(handler),
      onRequestStart: (controller, context) => {
        handler.onRequestStart?.(controller, context);
        this.#isSent ||= !controller.aborted;
      },
    });

  #failure(cause: unknown): HttpFailure {
    const isSent = this.#isSent;
    if (this.#caller?.aborted) {
      return new HttpFailure('aborted', 'it was stopped', { isSent, isLasting: true, cause });
    }
    if (this.signal.reason !== OVERDUE) return networkFailure(cause, isSent, this.#host);
    const seconds = this.#limits.overall / 1_000;
    return new HttpFailure('timeout', `no response within ${seconds} seconds`, {
      isSent,
      isLasting: false,
      cause,
    });
  }

  async #read({ statusCode: status, headers: raw, body }: Dispatcher.ResponseData): Promise<HttpResponse> {
    if (status >= 300 && status < 400) {
      body.on('error', () => undefined).destroy();
      const message = `the response is a redirect (${status}), which is never followed`;
      throw new HttpFailure('redirect', message, { isSent: true, isLasting: true, status });
    }
    const headers = flatten(raw);
    return { status, headers, body: await readBody(body, headers['content-encoding'], this.#limits.size) };
  }
}

/** Binds the other methods of the handler to it. */
function forwarded(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestUpgrade: (...values) => handler.onRequestUpgrade?.(...values),
    onResponseStart: (...values) => handler.onResponseStart?.(...values),
    onResponseData: (...values) => handler.onResponseData?.(...values),
    onResponseEnd: (...values) => handler.onResponseEnd?.(...values),
    onResponseError: (...values) => handler.onResponseError?.(...values),
  };
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}
