import { decodedText } from './percent-encoding.ts';

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const JWT = /^eyJ[\w-]{8,}(?:\.[\w-]*){0,2}$/;
/** Shorter runs of letters and digits also occur in names: `eu1`, `v2026`. */
const SHORTEST_RUN = 12;
const SHORTEST_RANDOM = 16;
/** How often a name may change between lower case, upper case and digits. `shop20261129prod` changes twice. */
const MOST_IN_NAMES = 3;

/**
 * Returns true if a string looks generated: a UUID, a JSON Web Token, or one long run that often changes between
 * digits and letters. Names that people choose have separators between words.
 */
export function looksRandom(text: string): boolean {
  const plain = decodedText(text);
  if (UUID.test(plain) || JWT.test(plain)) return true;
  if (plain.length < SHORTEST_RANDOM || !/^[\w~+=:-]+$/.test(plain)) return false;
  return plain.split(/[-_~+=:]/).some((run) => run.length >= SHORTEST_RUN && turnsIn(run) > MOST_IN_NAMES);
}

/**
 * Counts changes between lower case, upper case and digits. An upper-case letter that starts a word does not count:
 * `myLogCollector`.
 */
function turnsIn(run: string): number {
  const kinds = run
    .replaceAll(/[A-Z](?=[a-z])/g, 'a')
    .replaceAll(/[a-z]/g, 'a')
    .replaceAll(/[A-Z]/g, 'A')
    .replaceAll(/\d/g, '0');
  return kinds.replaceAll(/(.)\1+/g, '$1').length - 1;
}
