import { MASK } from './secret.ts';

/** From this length on, a name with nothing after its equals sign is a token that ends in padding. */
const SHORTEST_TOKEN = 12;

/** One parameter. A query without names is itself the token. */
export function redactedPair(pair: string): string {
  if (pair === '') return pair;
  const equals = pair.indexOf('=');
  if (equals < 0) return MASK;
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  if (looksRandom(name)) return MASK;
  if (/^=*$/.test(value)) return name.length < SHORTEST_TOKEN ? pair : MASK;
  return isSecretParameter(name) || isSecretValue(value) ? `${name}=${MASK}` : pair;
}

/** Parts of names that say so wherever they are: `authToken`, `X-Amz-Signature`, `dd-api-key`. */
const SECRET_PART =
  /token|secret|passw|passphrase|credential|signature|api_?key|access_?key|private|bearer|auth(?!or)|authoriz/;

/** Words that say so only as a whole: `code` does, `encode` and `postcode` do not. */
const SECRET_WORD =
  /^(?:key|sig|code|pass|pwd|pw|jwt|sas|hmac|session|sid|login|user|username|userid|apikey)$/;

/** Tells the names of query parameters that hold a credential, in any case and spelling. */
function isSecretParameter(name: string): boolean {
  const words = decoded(name)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return SECRET_PART.test(words.join('_')) || words.some((word) => SECRET_WORD.test(word));
}

/** A value that is a credential whatever its parameter is called: random text, or a URL with its own credentials. */
function isSecretValue(value: string): boolean {
  const text = decoded(value);
  if (looksRandom(text)) return true;
  if (/\/\/[^/]*@/.test(text)) return true;
  return [...text.matchAll(/[?&;]([^=?&;]+)=/g)].some(([, name = '']) => isSecretParameter(name));
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const JWT = /^eyJ[\w-]{8,}(?:\.[\w-]*){0,2}$/;
/** Shorter runs of letters and digits occur in names: `eu1`, `v2026`. */
const SHORTEST_RUN = 12;
const SHORTEST_RANDOM = 16;
/** How often a name changes between lower case, upper case and digits: `shop20261129prod` does so twice. */
const MOST_IN_NAMES = 3;

/**
 * Tells text that was generated from text that people chose: a UUID, a JSON Web Token, or one long run that mixes digits
 * and letters often. Chosen names of several words have separators.
 */
export function looksRandom(text: string): boolean {
  const plain = decoded(text);
  if (UUID.test(plain) || JWT.test(plain)) return true;
  if (plain.length < SHORTEST_RANDOM || !/^[\w~+=:-]+$/.test(plain)) return false;
  return plain.split(/[-_~+=:]/).some((run) => run.length >= SHORTEST_RUN && turnsIn(run) > MOST_IN_NAMES);
}

/** An upper-case letter that begins a word is no turn: `myLogCollector`. */
function turnsIn(run: string): number {
  const kinds = run
    .replaceAll(/[A-Z](?=[a-z])/g, 'a')
    .replaceAll(/[a-z]/g, 'a')
    .replaceAll(/[A-Z]/g, 'A')
    .replaceAll(/\d/g, '0');
  return kinds.replaceAll(/(.)\1+/g, '$1').length - 1;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
