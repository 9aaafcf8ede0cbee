import { ApiError } from '../errors/errors.ts';
import { type HttpRequest, requestName } from './transport.ts';

/** The progress of a request before it failed. */
export interface Progress {
  /** True if its first byte was passed to a connection. */
  readonly sent: boolean;
  /** True if the request exceeded one of our own time limits. */
  readonly overdue: boolean;
  readonly aborted: boolean;
  /** The host of the request. An error about another host is about a proxy. */
  readonly host?: string;
}

/**
 * Creates the error for a request without a complete response. It never contains headers, bodies or query parameters.
 */
export function networkError(request: HttpRequest, cause: unknown, progress: Progress): ApiError {
  const name = requestName(request);
  const happened = progress.sent && request.method !== 'GET' ? 'unknown' : 'nothing';
  const details = { request: name, happened, cause } as const;
  if (progress.aborted) return new ApiError('aborted', `${name} was stopped.`, details);
  const code = codeOf(cause);
  if (progress.overdue || TIMEOUTS.has(code)) {
    const when = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'connecting took too long' : 'the answer took too long';
    return new ApiError('timeout', `${name} was given up: ${when}.`, { ...details, hint: TIMEOUT_HINT });
  }
  const proxy = unresolvedProxy(cause, progress.host);
  if (proxy !== undefined) {
    const why = `the host name of the proxy, ${proxy}, ${code === 'ENOTFOUND' ? 'does not exist' : 'could not be resolved'}`;
    return new ApiError('network', `${name} got no answer: ${why}.`, { ...details, hint: PROXY_HINT });
  }
  const why = WHY.get(code) ?? (TLS.test(code) ? tlsFailure(cause) : plain(cause));
  return new ApiError('network', `${name} got no answer: ${why}.`, { ...details, hint: hintOf(code) });
}

/** Returns the host whose name could not be resolved, if it is not the host of the request. */
function unresolvedProxy(cause: unknown, host: string | undefined): string | undefined {
  if (host === undefined || !UNRESOLVED.has(codeOf(cause))) return undefined;
  for (const error of chainOf(cause)) {
    if (!('hostname' in error) || typeof error.hostname !== 'string') continue;
    return error.hostname === host ? undefined : error.hostname;
  }
  return undefined;
}

/**
 * Returns true for an error that a retry would meet again: an invalid certificate, a server without TLS, or a name
 * that does not exist (ENOTFOUND). A temporary failure of the resolver (EAI_AGAIN) is not included.
 */
export function isLasting(error: ApiError): boolean {
  const code = codeOf(error.details.cause);
  return CERTIFICATE.test(code) || TLS.test(code) || code === 'ERR_INVALID_URL' || code === 'ENOTFOUND';
}

const TIMEOUTS = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

const WHY: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed'],
  ['UND_ERR_SOCKET', 'the connection was closed'],
  ['ENOTFOUND', 'the host name does not exist'],
  ['EAI_AGAIN', 'the host name could not be resolved'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
]);

const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
/** OpenSSL's codes for a failed handshake. Some versions of Node report only EPROTO. */
const TLS = /^(ERR_SSL_|EPROTO$)/;
/** OpenSSL's messages for a response that is not TLS, for example HTTP on that port. */
const NOT_TLS = /wrong.version.number|packet.length.too.long|http.request|unknown.protocol/i;
const UNRESOLVED = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const PROXY_HINT = 'Check HTTPS_PROXY, or list the API host in NO_PROXY if it needs no proxy.';
const TIMEOUT_HINT = 'Try again; if it stays so, look for a proxy or firewall between here and Akamai.';

function hintOf(code: string): string {
  if (CERTIFICATE.test(code)) {
    return 'If a proxy opens TLS here, name its certificate authority in NODE_EXTRA_CA_CERTS; verification cannot be switched off.';
  }
  if (TLS.test(code)) {
    return 'Check the host and its port. For a server on this machine without TLS, such as `simulate`, pass --endpoint http://HOST:PORT.';
  }
  if (UNRESOLVED.has(code)) return 'Check the host in the credentials and your DNS.';
  return 'Check the network, and HTTPS_PROXY and NO_PROXY where a proxy is needed.';
}

/**
 * Returns a clause for a TLS error. OpenSSL's own message contains memory addresses and names of its source files.
 */
function tlsFailure(cause: unknown): string {
  const isPlain = [...chainOf(cause)].some(({ message }) => NOT_TLS.test(message));
  return isPlain ? 'the server does not use TLS on this port' : 'the TLS handshake failed';
}

/** Returns the code of an error or of its cause. Node, OpenSSL and undici all set one. */
function codeOf(error: unknown): string {
  for (const at of chainOf(error)) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}

/** Iterates over an error and its causes. Of several errors of parallel attempts, only the first is followed. */
function* chainOf(error: unknown): Generator<Error> {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < 5; depth += 1) {
    const isSeveral = at instanceof AggregateError && at.errors.length > 0;
    if (!isSeveral) yield at;
    at = isSeveral ? (at as AggregateError).errors[0] : at.cause;
  }
}

/** Returns the message of the error in one line, without a full stop. */
function plain(error: unknown): string {
  const text = error instanceof Error ? error.message : 'unknown error';
  return (
    text
      .replace(/[\s\p{C}]+/gu, ' ')
      .trim()
      .replace(/\.$/, '')
      .slice(0, 200) || 'unknown error'
  );
}
