import { defaults } from '@actions/github/lib/utils';

/** Sends one HTTP request to GitHub, with the signature of `fetch`. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** A request without a response, or with an invalid one. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(
    /** A clause that follows "because": `the connection was refused`. It never contains headers or bodies. */
    message: string,
    /** Whether GitHub may have carried out the request. */
    readonly happened: 'nothing' | 'unknown',
    /** A retry would fail in the same way. */
    readonly isLasting: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Milliseconds from the request to the end of its response. GitHub itself ends a request after ten seconds. */
const TIMEOUT = 30_000;

/**
 * Sends one attempt and reads the complete response, because octokit treats a truncated body as an empty one. Redirects
 * are not followed and requests to other hosts are rejected, so that the token is sent nowhere else.
 * @param baseUrl of the API; an address outside it is rejected
 * @param timeout milliseconds
 * @returns a function that throws `NoAnswer` for each failed request
 */
export function sender(baseUrl: string, timeout = TIMEOUT): Send {
  const send: typeof fetch = fetchFor(new URL(baseUrl));
  return async (url, init) => {
    if (!url.startsWith(`${baseUrl}/`)) {
      throw new NoAnswer('its address lies outside the API at GITHUB_API_URL', 'nothing', true);
    }
    const signal = AbortSignal.timeout(timeout);
    try {
      const response = await send(url, { ...init, redirect: 'manual', signal });
      return checked(response, await response.arrayBuffer());
    } catch (error) {
      throw error instanceof NoAnswer ? error : noAnswer(error, timeout);
    }
  };
}

/**
 * `@actions/github` reads HTTPS_PROXY and NO_PROXY when it is loaded, for the host of GITHUB_API_URL or api.github.com.
 * A loopback address never uses a proxy.
 */
function fetchFor(base: URL): typeof fetch {
  return isLoopback(base.hostname) ? fetch : (defaults.request?.fetch ?? fetch);
}

/** Hosts for which `http:` is allowed. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function checked(response: Response, body: ArrayBuffer): Response {
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    throw new NoAnswer(`the answer is a redirect (${status}), which is never followed`, 'unknown', true);
  }
  if (response.ok && body.byteLength > 0 && !isJson(body)) {
    throw new NoAnswer(`the answer (${status}) is not JSON`, 'unknown', false);
  }
  return new Response(body.byteLength > 0 ? body : null, { status, headers: [...headers] });
}

function isJson(body: ArrayBuffer): boolean {
  try {
    JSON.parse(new TextDecoder().decode(body));
    return true;
  } catch {
    return false;
  }
}

function noAnswer(error: unknown, timeout: number): NoAnswer {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new NoAnswer(`no answer came within ${timeout / 1_000} seconds`, 'unknown', false, error);
  }
  const code = codeOf(error);
  const known = UNSENT.get(code);
  if (known !== undefined) return new NoAnswer(known, 'nothing', false, error);
  if (CERTIFICATE.test(code)) {
    return new NoAnswer(`its certificate is not trusted (${code})`, 'nothing', true, error);
  }
  return new NoAnswer(`the connection broke${code === '' ? '' : ` (${code})`}`, 'unknown', false, error);
}

/** Error codes for which nothing was sent yet. */
const UNSENT: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ENOTFOUND', 'the host name does not exist'],
  ['EAI_AGAIN', 'the host name could not be resolved'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connecting took too long'],
]);

const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/** Finds the error code: `fetch` hides the codes of Node.js and undici in causes. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}
