import { streamCard } from '../collections/registry.ts';
import type { Collection } from '../model/collection.ts';
import type { JsonObject } from '../model/json.ts';
import { REDACTED } from '../model/secret.ts';
import { credentialTexts } from './credentials.ts';
import { OMITTED_TEXT, redactor, urlEncoded } from './redactor.ts';

/** Characters. Shorter values occur in ordinary words, so redacting them would make sentences unreadable. */
const SHORTEST = 4;

/** The failed request, in the client's own text. If a text is withheld, this part of it is kept. */
const REQUEST = /^[A-Z]{3,6} \/[\w./?=&-]* [a-z ]{4,12} \(\d{3}\)/;

/** The secrets of one run, and their redaction in all of its texts. It covers the secrets of all streams. */
export interface Redaction {
  /** Redacts these values in all texts from now on. */
  add(values: Iterable<string>): void;
  /** Redacts the credentials that a spec or a live stream contains in plain text, whole and in parts. */
  addCredentials(collection: Collection, spec: JsonObject | undefined): void;
  /**
   * Returns a text with all values redacted that are known so far. Each value is replaced by `***`, in every form that
   * `redactor` knows. A text that repeats a value in another form is withheld. Values with fewer than four characters
   * are ignored.
   */
  redact(text: string): string;
}

/** Creates the redaction of one run. The search is prepared when the next text is redacted: a run has few texts. */
export function createRedaction(known: Iterable<string> = []): Redaction {
  const values = new Set<string>();
  let prepared: ((text: string) => string) | undefined;
  const add = (more: Iterable<string>) => {
    for (const value of more) {
      if (values.has(value)) continue;
      values.add(value);
      prepared = undefined;
    }
  };
  add(known);
  return {
    add,
    addCredentials: (collection, spec) => {
      if (spec) add(credentialTexts(streamCard(collection), spec, 'run'));
    },
    redact: (text) => {
      prepared ??= textRedactor([...values].filter((value) => value.trim().length >= SHORTEST));
      return prepared(text);
    },
  };
}

function textRedactor(secrets: readonly string[]): (text: string) => string {
  const hide = redactor(secrets);
  const forms = secrets.flatMap((secret) => [secret, urlEncoded(secret)]);
  return (text) => {
    const clean = hide(withoutBeginnings(text, forms));
    if (clean !== OMITTED_TEXT) return clean;
    const request = REQUEST.exec(text)?.[0] ?? '';
    return request !== '' && hide(request) === request ? `${request}: ${OMITTED_TEXT}.` : OMITTED_TEXT;
  };
}

/**
 * Redacts the beginnings of secrets. The client shortens long texts of servers, which may leave the first half of a
 * secret before the ellipsis if that secret became known later.
 */
function withoutBeginnings(text: string, forms: readonly string[]): string {
  return text
    .split('…')
    .map((piece, index, { length }) => (index === length - 1 ? piece : withoutBeginning(piece, forms)))
    .join('…');
}

function withoutBeginning(piece: string, forms: readonly string[]): string {
  const longest = Math.max(0, ...forms.map((form) => beginningAtEnd(piece, form)));
  return longest < SHORTEST ? piece : `${piece.slice(0, piece.length - longest)}${REDACTED}`;
}

/** How many of the form's first characters are at the end of the piece. */
function beginningAtEnd(piece: string, form: string): number {
  for (let length = Math.min(form.length, piece.length); length >= SHORTEST; length -= 1) {
    if (piece.endsWith(form.slice(0, length))) return length;
  }
  return 0;
}
