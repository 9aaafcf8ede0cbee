import type { Credential, UrlCredential } from '../../model/member-card.ts';
import { secretSegments, urlRule } from './secret-path.ts';
import { queryPairs, redactedPair, valueIn } from './secret-query.ts';

/** The parts of a URL, exactly as written. */
export interface UrlPieces {
  /** `https://` */
  readonly scheme: string;
  /** Without `@`. Absent if the URL has no user info. */
  readonly userinfo?: string;
  /** Including the port. */
  readonly host: string;
  readonly path: string;
  /** Without `?`. Absent if the URL has no query. */
  readonly query?: string;
  /** Without `#`. Absent if the URL has no fragment. */
  readonly fragment?: string;
}

/** Splits a URL into its parts without normalizing them. Returns undefined if the string is not a URL. */
function urlPieces(text: string): UrlPieces | undefined {
  const parts =
    /^([a-z][a-z0-9+.-]*:\/\/)(?:([^/?#\\]*)@)?([^/?#\\]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(text);
  if (!parts) return undefined;
  const [, scheme = '', userinfo, host = '', path = '', query, fragment] = parts;
  return {
    scheme,
    host,
    path,
    ...(userinfo === undefined ? {} : { userinfo }),
    ...(query === undefined ? {} : { query }),
    ...(fragment === undefined ? {} : { fragment }),
  };
}

/** A host name and a path, as the vendors' own guides print addresses: `http-intake.logs.datadoghq.com/v1/input/`. */
const HOST_AND_PATH = /^[a-z\d-]+(?:\.[a-z\d-]+)+(?::\d+)?\/[^@]*$/i;

/**
 * Splits the address of a destination into its parts. The scheme may be missing, unless the whole path is secret: in
 * that case nothing shows that the beginning is a host. Returns undefined for any other string.
 */
export function addressPieces({ path }: UrlCredential, text: string): UrlPieces | undefined {
  const pieces = urlPieces(text);
  if (pieces || path === 'all' || !HOST_AND_PATH.test(text)) return pieces;
  const withScheme = urlPieces(`https://${text}`);
  return withScheme && { ...withScheme, scheme: '' };
}

/**
 * Returns false for a host that cannot be one: a password with a slash or a question mark was parsed as host, path
 * and query.
 */
export function isHost(text: string): boolean {
  return /^(\[[^\]]*\]|[^:]*)(:\d*)?$/.test(text);
}

/** Returns true if a segment of a path, or a whole path, may be a secret. */
export type IsSecretSegment = (segment: string) => boolean;

/**
 * Returns the parts of a credential that must not appear in any output. Servers may quote only the token of a URL, so
 * each part is listed separately: as written, as `URL` serializes it, and decoded.
 * @param isTelling which segments of a secret path count; default: all
 */
export function secretParts(
  credential: Credential,
  value: string,
  isSecretSegment: IsSecretSegment = () => true,
): readonly string[] {
  const found = credential === 'whole' ? wholeParts(value) : urlParts(credential, value, isSecretSegment);
  return [...new Set([...found, ...found.flatMap(decoded)])].filter((part) => part !== '');
}

/** `Bearer TOKEN`, `Token=TOKEN`. The token may also be quoted alone. */
const LABELLED = /^[A-Za-z][\w-]*[ :=]+(\S{8,})$/;

function wholeParts(value: string): readonly string[] {
  const token = LABELLED.exec(value.trim())?.[1];
  return token === undefined ? [value] : [value, token];
}

function urlParts(
  credential: Exclude<Credential, 'whole'>,
  value: string,
  isSecretSegment: IsSecretSegment,
): readonly string[] {
  const rule = urlRule(credential);
  const { path } = rule;
  const forms = URL.canParse(value) ? [value, new URL(value).href] : [value];
  const written = forms.map((form) => addressPieces(rule, form));
  const hidesAll = !written[0] && (path === 'all' || /[@?#]/.test(value));
  return [
    ...(hidesAll ? [value] : []),
    ...written.flatMap((pieces) => (pieces ? piecesParts(path, pieces, isSecretSegment) : [])),
  ];
}

function piecesParts(
  secretPath: UrlCredential['path'],
  { userinfo = '', host, path, query, fragment }: UrlPieces,
  isSecretSegment: IsSecretSegment,
): readonly string[] {
  const end = [query, fragment].filter((part) => part !== undefined).join('#');
  const rest = `${host}${path}${end === '' ? '' : `?${end}`}`;
  return [
    ...loginParts(userinfo),
    ...(isHost(host) ? [] : [rest, ...loginParts(rest.slice(0, Math.max(0, rest.lastIndexOf('@'))))]),
    ...queryParts(end, isSecretSegment),
    ...pathParts(path, secretPath, isSecretSegment),
  ];
}

function loginParts(userinfo: string): readonly string[] {
  const colon = userinfo.indexOf(':');
  return colon < 0 ? [userinfo] : [userinfo, userinfo.slice(0, colon), userinfo.slice(colon + 1)];
}

function queryParts(query: string, isSecretSegment: IsSecretSegment): readonly string[] {
  const pairs = query.split('#').flatMap((part) => queryPairs(part).map(({ pair }) => pair));
  const values = pairs
    .filter((pair) => redactedPair(pair) !== pair || isSecretSegment(valueIn(pair)))
    .map(valueIn);
  return values.length === 0 ? [] : [query, ...values];
}

/**
 * Segments that occur in the path of nearly every collector's URL. Redacting them would only make messages unreadable.
 */
const PLAIN_SEGMENT = /^(?:https?|v\d{1,2})$/i;

/** Returns the path as a whole and segment by segment, because it is not known which segment is the token. */
function pathParts(
  path: string,
  secretPath: UrlCredential['path'],
  isSecretSegment: IsSecretSegment,
): readonly string[] {
  if (secretPath === 'none') return [];
  if (secretPath !== 'all') return secretSegments(secretPath, path).filter(isSecretSegment);
  const whole = path.replace(/^[/\\]+|[/\\]+$/g, '');
  const segments = whole.split(/[/\\]+/);
  const parts = [whole, ...segments, ...segments.flatMap((segment) => segment.split(';').map(valueIn))];
  return parts.filter((part) => !PLAIN_SEGMENT.test(part) && isSecretSegment(part));
}

/** Decodes percent-escapes, if there are any. In a query, a plus is a space. */
function decoded(text: string): readonly string[] {
  try {
    return [decodeURIComponent(text), decodeURIComponent(text.replaceAll('+', ' '))];
  } catch {
    return []; // not percent-encoded
  }
}
