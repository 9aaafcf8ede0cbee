import type { Dispatcher } from 'undici';
import type { Environment } from '../credentials/credentials.ts';
import { ApiError } from '../errors/errors.ts';
import type { Signer } from './edgegrid.ts';
import { isLoopback } from './endpoint.ts';
import { networkError } from './network-error.ts';
import { type ProxySettings, proxySettings } from './proxy.ts';
import { readBody } from './read-body.ts';
import { type HttpRequest, type HttpResponse, requestName, type Transport } from './transport.ts';

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

/**
 * The default limits. During a create or an update, the API first writes to the destination, so headers may take as
 * long as the vendor's own gateway allows (its 504 asks for two minutes). Bodies are small and arrive at once. The
 * list of an account with 1,000 streams of 100 properties each has about 10 MB.
 */
const SEND_LIMITS: SendLimits = {
  connect: 15_000,
  headers: 150_000,
  body: 30_000,
  overall: 200_000,
  size: 64 << 20,
};

/** The dependencies of the network transport. */
export interface SendOptions {
  /** Scheme, host and port of every request. */
  readonly origin: string;
  readonly sign: Signer;
  /** Environment variables, for HTTPS_PROXY and NO_PROXY. */
  readonly env: Environment;
  readonly limits?: Partial<SendLimits>;
}

/**
 * Creates the network transport: one signed attempt per call, without retries and redirects.
 * @throws {AccessError} immediately, if a proxy variable is not a URL
 */
export function sender(options: SendOptions): Transport {
  const limits = { ...SEND_LIMITS, ...options.limits };
  const proxies = proxySettings(options.env);
  let line: Promise<Line> | undefined;
  return async (request, signal) => {
    const url = addressOf(options.origin, request);
    const body = request.body === undefined ? undefined : new TextEncoder().encode(request.body);
    line ??= openLine(options.origin, proxies, limits);
    const { undici, dispatcher } = await line;
    const authorization = await options.sign({ method: request.method, url, ...(body ? { body } : {}) });
    const attempt = new Attempt(request, limits, signal, url.hostname);
    return attempt.run((dispatched) =>
      undici.request(url, {
        method: request.method,
        headers: headersOf(request, authorization),
        body: body ?? null,
        signal: attempt.signal,
        dispatcher: dispatcher.compose(dispatched),
        headersTimeout: limits.headers,
        bodyTimeout: limits.body,
      }),
    );
  };
}

/**
 * The dependencies of a connection. undici is loaded for the first request, because it takes a large part of the
 * startup time.
 */
interface Line {
  readonly undici: typeof import('undici');
  readonly dispatcher: Dispatcher;
}

async function openLine(origin: string, proxies: ProxySettings, limits: SendLimits): Promise<Line> {
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

function headersOf(request: HttpRequest, authorization: string): Record<string, string> {
  return {
    authorization,
    accept: 'application/json, application/problem+json',
    'accept-encoding': 'gzip, br',
    'user-agent': 'datastream-gitops',
    ...(request.method === 'POST' || request.method === 'PUT' ? { 'content-type': 'application/json' } : {}),
  };
}

/** One attempt: its time limit, the signal of the caller, and whether anything was sent. */
class Attempt {
  readonly #request: HttpRequest;
  readonly #limits: SendLimits;
  readonly #caller: AbortSignal | undefined;
  readonly #stop = new AbortController();
  readonly #host: string;
  #sent = false;
  #overdue = false;

  constructor(request: HttpRequest, limits: SendLimits, caller: AbortSignal | undefined, host: string) {
    this.#host = host;
    this.#request = request;
    this.#limits = limits;
    this.#caller = caller;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async run(send: (dispatched: Dispatcher.DispatcherComposeInterceptor) => Promise<Dispatcher.ResponseData>) {
    const abort = () => this.#stop.abort(this.#caller?.reason);
    const timer = setTimeout(() => {
      this.#overdue = true;
      this.#stop.abort();
    }, this.#limits.overall);
    this.#caller?.addEventListener('abort', abort, { once: true });
    if (this.#caller?.aborted) abort();
    try {
      return await this.#answer(await send(this.#dispatched));
    } catch (error) {
      throw error instanceof ApiError ? error : networkError(this.#request, error, this.#progress());
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
        this.#sent ||= !controller.aborted;
      },
    });

  #progress() {
    return {
      sent: this.#sent,
      overdue: this.#overdue,
      aborted: this.#caller?.aborted === true,
      host: this.#host,
    };
  }

  async #answer(answer: Dispatcher.ResponseData): Promise<HttpResponse> {
    const { statusCode: status, body } = answer;
    if (status >= 300 && status < 400) {
      body.on('error', () => undefined).destroy();
      throw redirected(this.#request, status);
    }
    const headers = flat(answer.headers);
    const text = await readBody(body, headers['content-encoding'], this.#limits.size, this.#request);
    return { status, headers, body: text };
  }
}

/** Binds the other methods of the handler to it. */
function forwarded(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestUpgrade: (...returned) => handler.onRequestUpgrade?.(...returned),
    onResponseStart: (...returned) => handler.onResponseStart?.(...returned),
    onResponseData: (...returned) => handler.onResponseData?.(...returned),
    onResponseEnd: (...returned) => handler.onResponseEnd?.(...returned),
    onResponseError: (...returned) => handler.onResponseError?.(...returned),
  };
}

function redirected(request: HttpRequest, status: number): ApiError {
  const name = requestName(request);
  return new ApiError(
    'redirect',
    `${name} was answered with a redirect (${status}), which is never followed.`,
    {
      request: name,
      status,
      happened: request.method === 'GET' ? 'nothing' : 'unknown',
      hint: 'The API does not redirect: check the host in the credentials, and whether a proxy stands in between.',
    },
  );
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
}
