/** Why a request has no usable response. */
export type FailureKind =
  | 'connection' // refused, reset, closed, unreachable, or not HTTP
  | 'certificate' // not trusted, expired, or for another host
  | 'tls' // the handshake failed, or the server does not use TLS
  | 'host-name' // does not resolve
  | 'proxy' // the host name of the proxy does not resolve
  | 'timeout'
  | 'redirect' // any 3xx: never followed
  | 'unreadable' // too large, damaged, or an encoding that was not requested
  | 'aborted'; // by the caller

interface FailureDetails {
  /** True if the server may have received the request, and so may have carried it out. */
  readonly isSent: boolean;
  /** True if another attempt would fail in the same way. */
  readonly isLasting: boolean;
  /** Set if there was a response. */
  readonly status?: number;
  readonly cause?: unknown;
}

/**
 * A request without a usable response. The message is a clause, such as `the connection was refused`. It never contains
 * headers, bodies or query parameters.
 */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly isSent: boolean;
  readonly isLasting: boolean;
  readonly status: number | undefined;

  constructor(
    readonly kind: FailureKind,
    message: string,
    { isSent, isLasting, status, cause }: FailureDetails,
  ) {
    super(message, { cause });
    this.isSent = isSent;
    this.isLasting = isLasting;
    this.status = status;
  }
}

/**
 * Returns the failure for an error of Node.js, OpenSSL or undici.
 * @param isSent whether the first byte of the request was passed to a connection
 * @param host the host of the request; an error about another host is about a proxy
 */
export function networkFailure(cause: unknown, isSent: boolean, host?: string): HttpFailure {
  const code = codeOf(cause);
  const [kind, message] = describe(code, cause, host);
  return new HttpFailure(kind, message, { isSent, isLasting: isLasting(kind, code), cause });
}

function describe(code: string, cause: unknown, host: string | undefined): readonly [FailureKind, string] {
  const timeout = TIMEOUTS.get(code);
  if (timeout !== undefined) return ['timeout', timeout];
  const unresolved = UNRESOLVED.get(code);
  if (unresolved !== undefined) {
    const proxy = unresolvedProxy(cause, host);
    return proxy === undefined
      ? ['host-name', `the host name ${unresolved}`]
      : ['proxy', `the host name of the proxy, ${proxy}, ${unresolved}`];
  }
  if (CERTIFICATE.test(code)) return ['certificate', messageOf(cause)];
  if (TLS.test(code)) return ['tls', tlsReason(cause)];
  return ['connection', CONNECTION.get(code) ?? messageOf(cause)];
}

/** A name that does not exist (ENOTFOUND) is lasting; a temporary failure of the resolver (EAI_AGAIN) is not. */
function isLasting(kind: FailureKind, code: string): boolean {
  return kind === 'certificate' || kind === 'tls' || code === 'ENOTFOUND' || code === 'ERR_INVALID_URL';
}

const TIMEOUTS: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', 'connecting took too long'],
  ['UND_ERR_HEADERS_TIMEOUT', 'the response took too long'],
  ['UND_ERR_BODY_TIMEOUT', 'the response took too long'],
  ['ETIMEDOUT', 'the response took too long'],
]);

const CONNECTION: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection was refused'],
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed'],
  ['UND_ERR_SOCKET', 'the connection was closed'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ENETUNREACH', 'the network cannot be reached'],
]);

const UNRESOLVED: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'does not exist'],
  ['EAI_AGAIN', 'could not be resolved'],
]);

const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
/** OpenSSL's codes for a failed handshake. Some versions of Node report only EPROTO. */
const TLS = /^(ERR_SSL_|EPROTO$)/;
/** OpenSSL's messages for a response that is not TLS, for example HTTP on that port. */
const NOT_TLS = /wrong.version.number|packet.length.too.long|http.request|unknown.protocol/i;

/** Returns the host whose name could not be resolved, if it is not the host of the request. */
function unresolvedProxy(cause: unknown, host: string | undefined): string | undefined {
  if (host === undefined) return undefined;
  for (const error of chainOf(cause)) {
    if (!('hostname' in error) || typeof error.hostname !== 'string') continue;
    return error.hostname === host ? undefined : error.hostname;
  }
  return undefined;
}

/** Returns a clause for a TLS error. OpenSSL's own message contains memory addresses and names of its source files. */
function tlsReason(cause: unknown): string {
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
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  const line = text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .replace(/\.$/, '');
  return line.slice(0, 200) || 'unknown error';
}
