import type { Credential, UrlCredential } from './card.ts';
import { secretSegments, urlRule } from './secret-path.ts';
import { queryPairs, redactedPair } from './secret-query.ts';

/** The pieces of a URL as they are written. */
export interface UrlPieces {
  /** `https://` */
  readonly scheme: string;
  /** Without its `@`; absent where the URL has none. */
  readonly userinfo?: string;
  /** With the port. */
  readonly host: string;
  readonly path: string;
  /** Without its `?`; absent where the URL has none. */
  readonly query?: string;
  /** Without its `#`; absent where the URL has none. */
  readonly fragment?: string;
}

/** Takes a URL apart without reading anything into it; nothing for a text that is none. */
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

/** A host name, then a path: `http-intake.logs.datadoghq.com/v1/input/`, as vendors' own guides print addresses. */
const HOST_AND_PATH = /^[a-z\d-]+(?:\.[a-z\d-]+)+(?::\d+)?\/[^@]*$/i;

/**
 * The pieces of a destination's address, also without a scheme, unless its whole path is secret: then nothing shows that the
 * beginning is a host. Nothing for any other text.
 */
export function addressPieces({ path }: UrlCredential, text: string): UrlPieces | undefined {
  const pieces = urlPieces(text);
  if (pieces || path === 'all' || !HOST_AND_PATH.test(text)) return pieces;
  const withScheme = urlPieces(`https://${text}`);
  return withScheme && { ...withScheme, scheme: '' };
}

/** False where a password with a slash or a question mark in it has been taken for host, path and query. */
export function isHost(text: string): boolean {
  return /^(\[[^\]]*\]|[^:]*)(:\d*)?$/.test(text);
}

/** Tells whether a segment of a path, or a whole path, may be a secret. */
export type IsTelling = (segment: string) => boolean;

/**
 * What of a credential's value may stand in no text, piece by piece, since servers quote only the token of a URL too:
 * as written, as `URL` writes it, and decoded.
 * @param isTelling which segments of a secret path count; all, if left out
 */
export function secretParts(
  credential: Credential,
  value: string,
  isTelling: IsTelling = () => true,
): readonly string[] {
  const found = credential === 'whole' ? wholeParts(value) : urlParts(credential, value, isTelling);
  return [...new Set([...found, ...found.flatMap(decoded)])].filter((part) => part !== '');
}

/** `Bearer TOKEN`, `Token=TOKEN`: the token is quoted alone, too. */
const LABELLED = /^[A-Za-z][\w-]*[ :=]+(\S{8,})$/;

function wholeParts(value: string): readonly string[] {
  const token = LABELLED.exec(value.trim())?.[1];
  return token === undefined ? [value] : [value, token];
}

function urlParts(
  credential: Exclude<Credential, 'whole'>,
  value: string,
  isTelling: IsTelling,
): readonly string[] {
  const rule = urlRule(credential);
  const { path } = rule;
  const forms = URL.canParse(value) ? [value, new URL(value).href] : [value];
  const written = forms.map((form) => addressPieces(rule, form));
  const hidesAll = !written[0] && (path === 'all' || /[@?#]/.test(value));
  return [
    ...(hidesAll ? [value] : []),
    ...written.flatMap((pieces) => (pieces ? piecesParts(path, pieces, isTelling) : [])),
  ];
}

function piecesParts(
  secretPath: UrlCredential['path'],
  { userinfo = '', host, path, query, fragment }: UrlPieces,
  isTelling: IsTelling,
): readonly string[] {
  const end = [query, fragment].filter((part) => part !== undefined).join('#');
  const rest = `${host}${path}${end === '' ? '' : `?${end}`}`;
  return [
    ...loginParts(userinfo),
    ...(isHost(host) ? [] : [rest, ...loginParts(rest.slice(0, Math.max(0, rest.lastIndexOf('@'))))]),
    ...queryParts(end, isTelling),
    ...pathParts(path, secretPath, isTelling),
  ];
}

function loginParts(userinfo: string): readonly string[] {
  const colon = userinfo.indexOf(':');
  return colon < 0 ? [userinfo] : [userinfo, userinfo.slice(0, colon), userinfo.slice(colon + 1)];
}

function queryParts(query: string, isTelling: IsTelling): readonly string[] {
  const pairs = query.split('#').flatMap((part) => queryPairs(part).map(({ pair }) => pair));
  const values = pairs.filter((pair) => redactedPair(pair) !== pair || isTelling(valueIn(pair))).map(valueIn);
  return values.length === 0 ? [] : [query, ...values];
}

/** A name from this length on, with nothing behind its equals sign, is a token that ends in padding. */
const SHORTEST_TOKEN = 12;

/** The value of `name=value`; a text without a name is itself the value, without its padding. */
function valueIn(pair: string): string {
  const value = pair.slice(pair.indexOf('=') + 1);
  if (!/^=*$/.test(value)) return value;
  const name = pair.replace(/=+$/, '');
  return value === '' && name.length < SHORTEST_TOKEN ? '' : name;
}

/** What stands in the path of nearly every collector's URL, and hides nothing but the sense of a sentence. */
const PLAIN_SEGMENT = /^(?:https?|v\d{1,2})$/i;

/** The path as a whole and segment by segment: which of them is the token is not known. */
function pathParts(path: string, secretPath: UrlCredential['path'], isTelling: IsTelling): readonly string[] {
  if (secretPath === 'none') return [];
  if (secretPath !== 'all') return secretSegments(secretPath, path).filter(isTelling);
  const whole = path.replace(/^[/\\]+|[/\\]+$/g, '');
  const segments = whole.split(/[/\\]+/);
  const parts = [whole, ...segments, ...segments.flatMap((segment) => segment.split(';').map(valueIn))];
  return parts.filter((part) => !PLAIN_SEGMENT.test(part) && isTelling(part));
}

/** The texts that percent-escapes stand for, where there are any; in a query a plus is a blank. */
function decoded(text: string): readonly string[] {
  try {
    return [decodeURIComponent(text), decodeURIComponent(text.replaceAll('+', ' '))];
  } catch {
    return []; // not escapes
  }
}
