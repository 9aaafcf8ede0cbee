/**
 * Words that this project does not use, with what it says instead. A reader meets each concept under one name, the
 * one that the documentation of Terraform, Kubernetes, GitHub or Akamai uses.
 */
export interface AvoidedWord {
  /** Matches whole words of prose, without regard to case. */
  readonly prose: RegExp;
  /** Words of camelCase identifiers, in lower case. */
  readonly inNames?: readonly string[];
  readonly instead: string;
}

/** The words, and the forms of each. */
export const AVOIDED: readonly AvoidedWord[] = [
  word('told|tells?|telling|untold', 'returned, reports, not returned', [
    'told',
    'tell',
    'tells',
    'telling',
    'untold',
  ]),
  word('stands?|stood', 'is, is defined, refers to', ['stand', 'stands', 'stood']),
  word('mends?|mended|mending', 'fix', ['mend', 'mends', 'mended']),
  word('movements?', 'transition', ['movement', 'movements']),
  word('in motion|in-motion', 'in transition', ['motion']),
  word('settled?|settles', 'stable', ['settled', 'settle']),
  word('fell[- ]back|falls back', 'reverted', ['fell']),
  word('legal', 'allowed, possible', ['legal', 'legality', 'illegal']),
  word('strangers?|somebody|movers?', 'another user, actor', [
    'stranger',
    'strangers',
    'somebody',
    'mover',
    'movers',
  ]),
  word('overrul(e|es|ed|ing)', 'undo a manual change', ['overrule', 'overruled', 'overrules']),
  word('worlds?', 'simulator state, account', ['world', 'worlds']),
  word('estates?', 'fixtures, objects of the account', ['estate', 'estates']),
  word('veil(s|ed)?|discreet(ly)?|scrub(s|bed)?|disguises?', 'redact', [
    'veil',
    'veiled',
    'discreet',
    'scrub',
    'disguise',
  ]),
  word('in the clear', 'in plain text'),
  word('errands?|desks?|occasions?', 'operation, session, event', [
    'errand',
    'errands',
    'desk',
    'desks',
    'occasion',
  ]),
  word('deeds?|fates?|destin(?:y|ies)', 'action, result', ['deed', 'deeds', 'fate', 'fates', 'destiny']),
  word('by hand|hand-driven', 'manually'),
  word('left alone|leaves? alone', 'ignored, not changed'),
  word('left out|leaves? out|leaves? (?:\\S+ ){1,2}out', 'omitted, omit'),
  word('look(s)? closely', 'review carefully'),
  word(
    'whoever|befall(?:s|ing|en)?|beside|by turns|likewise|thereby|anew',
    'anyone who, affect, next to, alternately, also, again',
    ['whoever', 'befall', 'befalling', 'beside', 'anew'],
  ),
  word('ways? out', 'fix, what to do'),
  word('what it came to', 'result'),
  word('goes on|go on with', 'continues'),
];

function word(forms: string, instead: string, inNames?: readonly string[]): AvoidedWord {
  const prose = new RegExp(`\\b(?:${forms})\\b`, 'i');
  return inNames === undefined ? { prose, instead } : { prose, instead, inNames };
}

/** A place that may use an avoided word, and why. */
export interface WordException {
  /** Path in the project; a folder ends with `/`. */
  readonly file: string;
  /** The text that is allowed. */
  readonly text: string;
  readonly reason: string;
}

/** Names that are part of a published contract or of a library, and quotations. */
export const EXCEPTIONS: readonly WordException[] = [
  ...inEach(['src/', 'test/', 'schemas/'], 'toMend', 'A member of the JSON output of import.'),
  ...inEach(['src/', 'test/', 'docs/'], 'movement', 'The name of an option.'),
  ...inEach(['src/', 'test/'], 'illegalParameter', "A member of Akamai's error responses."),
  ...inEach(['src/', 'test/'], 'illegalValue', "A member of Akamai's error responses."),
  { file: 'test/', text: 'allSettled', reason: 'A method of `Promise`.' },
  { file: 'test/', text: 'PromiseSettledResult', reason: 'A type of TypeScript.' },
  { file: 'scripts/', text: 'legalComments', reason: 'An option of esbuild.' },
  { file: 'CHANGELOG.md', text: 'untold', reason: 'Names what a member was called before.' },
];

function inEach(files: readonly string[], text: string, reason: string): readonly WordException[] {
  return files.map((file) => ({ file, text, reason }));
}
