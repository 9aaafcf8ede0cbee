import { REDACTED } from '../../model/secret.ts';
import { decodedText } from './percent-encoding.ts';
import { looksRandom } from './random-text.ts';
import { isSecretName } from './secret-names.ts';

/**
 * A string of at least this length without a value may be a token. If equals signs follow it, it may be a token that
 * ends in padding.
 */
const SHORTEST_TOKEN = 12;

/** Returns a query for display. Each parameter is redacted depending on its name and on the form of its value. */
export function redactedQuery(query: string): string {
  const pairs = queryPairs(query);
  // The whole query is one string without a name, so it may be a token.
  if (pairs.length === 1 && !query.includes('=')) return REDACTED;
  return pairs.map(({ pair, separator }) => redactedPair(pair) + separator).join('');
}

/** Returns the names of the parameters that are redacted; an empty string for a parameter without a name. */
export function secretParameters(query: string): readonly string[] {
  if (query !== '' && redactedQuery(query) === REDACTED) return [''];
  return queryPairs(query).flatMap(({ pair }) => {
    const shown = redactedPair(pair);
    if (shown === pair) return [];
    const [name = ''] = shown.split('=');
    return [name === REDACTED ? '' : name];
  });
}

/** Redacts one parameter, `name=value`. */
export function redactedPair(pair: string): string {
  if (pair === '') return pair;
  const equals = pair.indexOf('=');
  if (equals < 0) return isPlainWord(pair) ? pair : REDACTED;
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  if (looksRandom(name)) return REDACTED;
  if (/^=*$/.test(value)) return name.length < SHORTEST_TOKEN ? pair : REDACTED;
  return isSecretName(name) || isSecretValue(value) ? `${name}=${REDACTED}` : pair;
}

/** Returns true for a flag without a value: `pretty`. */
function isPlainWord(text: string): boolean {
  return text.length < SHORTEST_TOKEN && /^[a-z]+(?:[-_.][a-z]+)?$/.test(text) && !isSecretName(text);
}

interface QueryPair {
  readonly pair: string;
  /** `&` or `;`. Empty for the last parameter. */
  readonly separator: string;
}

/** Splits a query into parameters and their separators. Some servers accept a semicolon instead of an ampersand. */
export function queryPairs(query: string): readonly QueryPair[] {
  return [...query.matchAll(/([^&;]*)([&;]|$)/g)]
    .map(([, pair = '', separator = '']) => ({ pair, separator }))
    .filter(({ pair, separator }) => pair !== '' || separator !== '');
}

/**
 * Returns true for a value that is a credential independent of the name of its parameter: a random string, a URL with
 * its own credentials, or a query or a JSON object that has a member with a secret name.
 */
function isSecretValue(value: string): boolean {
  const text = decodedText(value);
  if (text.split(/[/?&;,\s]+/).some(looksRandom)) return true;
  if (/\/\/[^/]*@/.test(text)) return true;
  return [...text.matchAll(/([^=?&;,{}\s"']+)=|["']([^"']+)["']\s*:/g)].some(([, inQuery, inObject]) =>
    isSecretName(inQuery ?? inObject ?? ''),
  );
}

/** Returns the value of `name=value`. A string without a name is itself the value, without its padding. */
export function valueIn(pair: string): string {
  const value = pair.slice(pair.indexOf('=') + 1);
  if (!/^=*$/.test(value)) return value;
  const name = pair.replace(/=+$/, '');
  return value === '' && name.length < SHORTEST_TOKEN ? '' : name;
}
