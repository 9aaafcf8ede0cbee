import type { MemberCard } from '../model/card.ts';

/** What is said of a value that does not match a card's pattern. */
export interface PatternFault {
  readonly message: string;
  readonly hint: string;
}

/**
 * Regular expressions are no sentences. These are the shapes that cards use; any other one is answered with the
 * member's description and its example.
 */
const SHAPES: readonly (readonly [shape: RegExp, message: (found: RegExpExecArray) => string])[] = [
  [
    /^\^\[\^([^\]\\^-]+)\]\*\$$/,
    ([, characters]) => `must not hold any of ${[...(characters ?? '')].join(' ')}`,
  ],
  [
    /^\^\[([^\]^\\]+)\]\+\$$/,
    ([, characters]) => `may hold only ${(characters ?? '').replaceAll(/(\w-\w)/g, '$1 ').trim()}`,
  ],
  [/@/, () => 'is not an e-mail address'],
];

/** The sentence and the way out; the value itself is not repeated. */
export function patternFault(
  pattern: string,
  value: string,
  card: Pick<MemberCard, 'description' | 'examples'>,
): PatternFault {
  return { message: `${sentence(pattern, value)}.`, hint: wayOut(card) };
}

function sentence(pattern: string, value: string): string {
  if (pattern.startsWith('^https://') && !value.startsWith('https://')) return 'must begin with https://';
  if (pattern.startsWith('^https?://') && !/^https?:\/\//.test(value)) {
    return 'must begin with https:// or http://';
  }
  for (const [shape, message] of SHAPES) {
    const found = shape.exec(pattern);
    if (found) return message(found);
  }
  return 'does not have the form it needs';
}

function wayOut(card: Pick<MemberCard, 'description' | 'examples'>): string {
  const [first] = card.examples ?? [];
  const example = Array.isArray(first) ? String(first[0]) : first;
  return example === undefined ? card.description : `${card.description} For example: ${String(example)}`;
}
