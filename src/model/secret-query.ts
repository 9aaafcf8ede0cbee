import { decodedText } from './percent-encoding.ts';
import { looksRandom } from './random-text.ts';
import { MASK } from './secret.ts';
import { isSecretName } from './secret-names.ts';

/** From this length on, a text without a value may be a token; with equals signs behind it, one that ends in padding. */
const SHORTEST_TOKEN = 12;

/** A query as people may see it: each parameter is judged by its name, and by what its value looks like. */
export function redactedQuery(query: string): string {
  const pairs = queryPairs(query);
  // The whole query is one text without a name: nothing says that it is no token.
  if (pairs.length === 1 && !query.includes('=')) return MASK;
  return pairs.map(({ pair, separator }) => redactedPair(pair) + separator).join('');
}

/** Names of the parameters that are redacted; empty for one without a name. */
export function secretParameters(query: string): readonly string[] {
  if (query !== '' && redactedQuery(query) === MASK) return [''];
  return queryPairs(query).flatMap(({ pair }) => {
    const shown = redactedPair(pair);
    if (shown === pair) return [];
    const [name = ''] = shown.split('=');
    return [name === MASK ? '' : name];
  });
}

/** One parameter, `name=value`. */
export function redactedPair(pair: string): string {
  if (pair === '') return pair;
  const equals = pair.indexOf('=');
  if (equals < 0) return isPlainWord(pair) ? pair : MASK;
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  if (looksRandom(name)) return MASK;
  if (/^=*$/.test(value)) return name.length < SHORTEST_TOKEN ? pair : MASK;
  return isSecretName(name) || isSecretValue(value) ? `${name}=${MASK}` : pair;
}

/** A flag without a value: `pretty`. */
function isPlainWord(text: string): boolean {
  return text.length < SHORTEST_TOKEN && /^[a-z]+(?:[-_.][a-z]+)?$/.test(text) && !isSecretName(text);
}

interface QueryPair {
  readonly pair: string;
  /** `&` or `;`; empty for the last one. */
  readonly separator: string;
}

/** The parameters of a query with what separates them; some servers take a semicolon for an ampersand. */
export function queryPairs(query: string): readonly QueryPair[] {
  return [...query.matchAll(/([^&;]*)([&;]|$)/g)]
    .map(([, pair = '', separator = '']) => ({ pair, separator }))
    .filter(({ pair, separator }) => pair !== '' || separator !== '');
}

/**
 * A value that is a credential whatever its parameter is called: random text, a URL with its own credentials, a query or a
 * JSON object with a member that is named as one.
 */
function isSecretValue(value: string): boolean {
  const text = decodedText(value);
  if (text.split(/[/?&;,\s]+/).some(looksRandom)) return true;
  if (/\/\/[^/]*@/.test(text)) return true;
  return [...text.matchAll(/([^=?&;,{}\s"']+)=|["']([^"']+)["']\s*:/g)].some(([, inQuery, inObject]) =>
    isSecretName(inQuery ?? inObject ?? ''),
  );
}
