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
  /** TCP and TLS, also through a proxy. */
  readonly connect: number;
  /** From the request to the answer's headers. */
  readonly headers: number;
  /** Between two pieces of the body. */
  readonly body: number;
  /** Everything together. */
  readonly overall: number;
  /** The answer's body, unpacked. */
  readonly size: number;
}

/**
 * A create or an edit has the API write to the destination first, so headers may take as long as the vendor's own
 * gateway allows (its 504 asks for two minutes). Bodies are small and come at once. An account with 1,000 streams of
 * 100 properties each lists in about 10 MB.
 */
const SEND_LIMITS: SendLimits = {
  connect: 15_000,
  headers: 150_000,
  body: 30_000,
  overall: 200_000,
  size: 64 << 20,
};

export interface SendOptions {
  /** Scheme, host and port of every request. */
  readonly origin: string;
  readonly sign: Signer;
  /** Where HTTPS_PROXY and NO_PROXY are looked up. */
  readonly env: Environment;
  readonly limits?: Partial<SendLimits>;
}

/**
 * The transport to the network: one signed attempt per call, nothing repeated, no redirect followed.
 * @throws {AccessError} at once for a proxy variable that is not a URL
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

/** What connections are made with. undici is loaded at the first request: it costs a good part of the start-up. */
interface Line {
  readonly undici: typeof import('undici');
  readonly dispatcher: Dispatcher;
}

async function openLine(origin: string, proxies: ProxySettings, limits: SendLimits): Promise<Line> {
  const undici = await import('undici');
  // Said explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch verification off.
  const connect = { rejectUnauthorized: true, timeout: limits.connect };
  // undici keeps an idle connection for 4 s: longer than the pace of 3 s, shorter than servers drop it.
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

/** One attempt: its time limit, the caller's signal, and whether anything was sent. */
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
   * undici calls `onRequestStart` when the request is about to go onto an open connection: until then nothing was
   * sent, nor is it when the handler stops it there (it was aborted while connecting).
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

/** The handler's other calls, bound to it. */
function forwarded(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestUpgrade: (...told) => handler.onRequestUpgrade?.(...told),
    onResponseStart: (...told) => handler.onResponseStart?.(...told),
    onResponseData: (...told) => handler.onResponseData?.(...told),
    onResponseEnd: (...told) => handler.onResponseEnd?.(...told),
    onResponseError: (...told) => handler.onResponseError?.(...told),
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
