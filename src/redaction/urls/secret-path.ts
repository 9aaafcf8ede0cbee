import type { Credential, UrlCredential } from '../../model/member-card.ts';
import { REDACTED } from '../../model/secret.ts';
import { looksRandom } from './random-text.ts';
import { redactedPair } from './secret-query.ts';

/** A credential that is a URL or part of one. */
export type UrlKind = Exclude<Credential, 'whole'>;

/** Returns the rule for a credential URL. The two common rules have short names. */
export function urlRule(credential: UrlKind): UrlCredential {
  if (credential === 'url') return { path: 'random' };
  return credential === 'url-path' ? { path: 'all' } : credential;
}

/** Returns the path of a URL for display: its secret segments are redacted as the rule defines. */
export function redactedPath({ path: secret }: UrlCredential, path: string): string {
  if (secret === 'none') return path;
  if (secret === 'all') return /^\/?$/.test(path) ? path : `/${REDACTED}`;
  const start = typeof secret === 'object' ? documentedStart(secret.after, path) : undefined;
  if (start === undefined) return withoutRandom(path);
  const [token = '', ...rest] = path.slice(start.length).split('/');
  if (token === '') return start + withoutRandom(path.slice(start.length));
  return [start + REDACTED, ...rest.map(redactedSegment)].join('/');
}

function documentedStart(after: string, path: string): string | undefined {
  return new RegExp(`^${after}`, 'i').exec(path)?.[0];
}

function withoutRandom(path: string): string {
  return path.split('/').map(redactedSegment).join('/');
}

/** Redacts a segment with its parameters: `in;token=CODE`. */
function redactedSegment(segment: string): string {
  const [name = '', ...parameters] = segment.split(';');
  return [looksRandom(name) ? REDACTED : name, ...parameters.map(redactedPair)].join(';');
}

/** Returns the segments of a path that are credentials, as written. Only for rules with some public segments. */
export function secretSegments(
  secret: Exclude<UrlCredential['path'], 'all' | 'none'>,
  path: string,
): readonly string[] {
  const shown = redactedPath({ path: secret }, path).split('/');
  return path.split('/').filter((segment, place) => segment !== shown[place]);
}
