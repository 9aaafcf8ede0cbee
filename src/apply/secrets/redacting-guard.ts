import { MASK } from '../../model/secret.ts';
import { LEFT_OUT, redactor, urlEncoded } from '../../redaction/redact.ts';

/** Shorter values occur in ordinary words, so masking them would only garble sentences. */
const SHORTEST = 4;

/** Which request failed, in the client's own words: a text that is left out keeps that much. */
const REQUEST = /^[A-Z]{3,6} \/[\w./?=&-]* [a-z ]{4,12} \(\d{3}\)/;

/** Keeps values out of texts, as they become known. */
export interface TextGuard {
  /** From now on no text repeats this value. */
  guard(value: string): void;
  /** The text without any value guarded so far, in any encoding or disguise. */
  scrub(text: string): string;
}

/** A guard of nothing yet. What it looks for is made ready by the next text: a run has few texts and many values. */
export function textGuard(): TextGuard {
  const values = new Set<string>();
  let hide: ((text: string) => string) | undefined;
  return {
    guard: (value) => {
      if (values.has(value)) return;
      values.add(value);
      hide = undefined;
    },
    scrub: (text) => {
      hide ??= scrubber(values);
      return hide(text);
    },
  };
}

/**
 * Makes the last net under everything that leaves: a function that replaces each value by `***` in a text, in every form
 * in which the client hides its own secrets (see `redactor`), and leaves out a text that repeats one in a disguise.
 * Here are the secrets that the client cannot know: those of other requests, and of live streams. Values of less than
 * four characters are not looked for.
 */
export function scrubber(values: Iterable<string>): (text: string) => string {
  const secrets = [...values].filter((value) => value.trim().length >= SHORTEST);
  const hide = redactor(secrets);
  return (text) => {
    const clean = hide(withoutBeginnings(text, secrets));
    if (clean !== LEFT_OUT) return clean;
    const request = REQUEST.exec(text)?.[0] ?? '';
    return request !== '' && hide(request) === request ? `${request}: ${LEFT_OUT}.` : LEFT_OUT;
  };
}

/** The client cuts long texts of servers, which may leave the first half of a secret before the ellipsis. */
function withoutBeginnings(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, urlEncoded(secret)]);
  return text
    .split('…')
    .map((piece, index, { length }) => (index === length - 1 ? piece : withoutBeginning(piece, forms)))
    .join('…');
}

function withoutBeginning(piece: string, forms: readonly string[]): string {
  const longest = Math.max(0, ...forms.map((form) => beginningAtEnd(piece, form)));
  return longest < SHORTEST ? piece : `${piece.slice(0, piece.length - longest)}${MASK}`;
}

/** How many of a form's first characters the piece ends with. */
function beginningAtEnd(piece: string, form: string): number {
  for (let length = Math.min(form.length, piece.length); length >= SHORTEST; length -= 1) {
    if (piece.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}
