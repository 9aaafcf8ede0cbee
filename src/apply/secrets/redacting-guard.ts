import { MASK } from '../../model/secret.ts';
import { LEFT_OUT, redactor, urlEncoded } from '../../redaction/redact.ts';

/** Characters. Shorter values occur in ordinary words, so masking them would make sentences unreadable. */
const SHORTEST = 4;

/** The failed request, in the client's own text. If a text is withheld, this part of it is kept. */
const REQUEST = /^[A-Z]{3,6} \/[\w./?=&-]* [a-z ]{4,12} \(\d{3}\)/;

/** Redacts values in texts, as they become known. */
export interface TextGuard {
  /** Redacts this value in all texts from now on. */
  guard(value: string): void;
  /** Returns the text with all values redacted that are known so far, in any encoding or transformation. */
  redact(text: string): string;
}

/**
 * Creates a guard without values. The search is prepared when the next text is redacted, since a run has few
 * texts and many values.
 */
export function textGuard(): TextGuard {
  const values = new Set<string>();
  let hide: ((text: string) => string) | undefined;
  return {
    guard: (value) => {
      if (values.has(value)) return;
      values.add(value);
      hide = undefined;
    },
    redact: (text) => {
      hide ??= scrubber(values);
      return hide(text);
    },
  };
}

/**
 * Creates the last redaction step for all texts that are printed or stored. The function replaces each value
 * by `***`, in every form in which the client redacts its own secrets (see `redactor`). It withholds a text
 * that repeats a value in a transformed form. This step covers the secrets that the client cannot know: those
 * of other requests and of live streams. Values with fewer than four characters are ignored.
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

/**
 * Redacts the beginnings of secrets. The client shortens long texts of servers, which may leave the first
 * half of a secret before the ellipsis.
 */
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

/** How many of the form's first characters are at the end of the piece. */
function beginningAtEnd(piece: string, form: string): number {
  for (let length = Math.min(form.length, piece.length); length >= SHORTEST; length -= 1) {
    if (piece.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}
