import { ApiError } from './errors.ts';
import { type HttpRequest, requestName } from './transport.ts';

/** How far a request came before it failed. */
export interface Progress {
  /** Its first byte was handed to a connection. */
  readonly sent: boolean;
  /** Which limit it ran into, where it was ours. */
  readonly overdue: boolean;
  readonly aborted: boolean;
}

/** The error of a request that got no answer, or not all of one. Never holds headers, bodies or queries. */
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
  const why = WHY.get(code) ?? plain(cause);
  return new ApiError('network', `${name} got no answer: ${why}.`, { ...details, hint: hintOf(code) });
}

/** Tells errors that the next attempt would meet again: a certificate stays what it is. */
export function isLasting(error: ApiError): boolean {
  const code = codeOf(error.details.cause);
  return CERTIFICATE.test(code) || code === 'ERR_INVALID_URL';
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
const TIMEOUT_HINT = 'Try again; if it stays so, look for a proxy or firewall between here and Akamai.';

function hintOf(code: string): string {
  if (CERTIFICATE.test(code)) {
    return 'If a proxy opens TLS here, name its certificate authority in NODE_EXTRA_CA_CERTS; verification cannot be switched off.';
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Check the host in the credentials and your DNS.';
  return 'Check the network, and HTTPS_PROXY and NO_PROXY where a proxy is needed.';
}

/** The code of an error or of what caused it: Node, OpenSSL and undici all set one. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return '';
}

/** The error's own words, one line, without a full stop. */
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
