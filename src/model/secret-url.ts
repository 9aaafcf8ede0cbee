import type { UrlCredential } from './card.ts';
import { MASK } from './secret.ts';
import { addressPieces, isHost, type UrlPieces } from './secret-parts.ts';
import { redactedPath, type UrlKind, urlRule } from './secret-path.ts';
import { redactedQuery, secretParameters } from './secret-query.ts';

/** The parts of a URL that are credentials; all of them empty or false for a URL that holds none. */
export interface UrlCredentials {
  readonly hasUser: boolean;
  readonly hasPath: boolean;
  /** Names of query parameters; empty for a query without names. */
  readonly parameters: readonly string[];
  readonly hasFragment: boolean;
}

const NONE: UrlCredentials = { hasUser: false, hasPath: false, parameters: [], hasFragment: false };

/** Which parts of a URL are credentials by the rule of its card; nothing for text that is no URL. */
export function urlCredentials(credential: UrlKind, url: string): UrlCredentials {
  const rule = urlRule(credential);
  const pieces = addressPieces(rule, url);
  if (!pieces) return NONE;
  const { userinfo, path, query = '', fragment = '' } = pieces;
  return {
    hasUser: (userinfo ?? '') !== '',
    hasPath: redactedPath(rule, path) !== path,
    parameters: secretParameters(query),
    hasFragment: fragment !== '',
  };
}

/**
 * A URL as people may see it: user info, fragment, secret query parameters and secret parts of the path are masked, so that
 * a reviewer still sees a changed host, table or index. A URL whose host is none is masked as a whole, since a password
 * with a slash or a question mark in it would look like a path or a query.
 * @returns nothing if there is nothing to mask
 */
export function redactedUrl(credential: UrlKind, url: string): string | undefined {
  const rule = urlRule(credential);
  const pieces = addressPieces(rule, url);
  if (!pieces) return rule.path === 'all' || /[@?#]/.test(url) ? MASK : undefined;
  if (!isHost(pieces.host)) return MASK;
  const shown = shownPieces(rule, pieces);
  return shown === url ? undefined : shown;
}

function shownPieces(
  rule: UrlCredential,
  { scheme, userinfo, host, path, query, fragment }: UrlPieces,
): string {
  return [
    scheme,
    userinfo === undefined ? '' : `${MASK}@`,
    host,
    redactedPath(rule, path),
    query === undefined ? '' : `?${redactedQuery(query)}`,
    fragment === undefined ? '' : `#${fragment === '' ? '' : MASK}`,
  ].join('');
}
