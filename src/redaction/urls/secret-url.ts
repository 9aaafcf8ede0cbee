import type { UrlCredential } from '../../model/member-card.ts';
import { REDACTED } from '../../model/secret.ts';
import { addressPieces, isHost, type UrlPieces } from './secret-parts.ts';
import { redactedPath, type UrlKind, urlRule } from './secret-path.ts';
import { redactedQuery, secretParameters } from './secret-query.ts';

/** The parts of a URL that are credentials. All of them are empty or false for a URL without credentials. */
export interface UrlCredentials {
  readonly hasUser: boolean;
  readonly hasPath: boolean;
  /** Names of query parameters. Contains an empty string for a query without names. */
  readonly parameters: readonly string[];
  readonly hasFragment: boolean;
}

const NONE: UrlCredentials = { hasUser: false, hasPath: false, parameters: [], hasFragment: false };

/**
 * Returns which parts of a URL are credentials according to the rule of its card. A string that is not a URL has
 * none.
 */
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
 * Returns a URL for display. User info, fragment, secret query parameters and secret parts of the path are redacted, so
 * that a reviewer still sees a changed host, table or index. A URL with an invalid host is redacted as a whole, because
 * a password with a slash or a question mark would look like a path or a query.
 * @returns undefined if there is nothing to redact
 */
export function redactedUrl(credential: UrlKind, url: string): string | undefined {
  const rule = urlRule(credential);
  const pieces = addressPieces(rule, url);
  if (!pieces) return rule.path === 'all' || /[@?#]/.test(url) ? REDACTED : undefined;
  if (!isHost(pieces.host)) return REDACTED;
  const shown = shownPieces(rule, pieces);
  return shown === url ? undefined : shown;
}

function shownPieces(
  rule: UrlCredential,
  { scheme, userinfo, host, path, query, fragment }: UrlPieces,
): string {
  return [
    scheme,
    userinfo === undefined ? '' : `${REDACTED}@`,
    host,
    redactedPath(rule, path),
    query === undefined ? '' : `?${redactedQuery(query)}`,
    fragment === undefined ? '' : `#${fragment === '' ? '' : REDACTED}`,
  ].join('');
}
