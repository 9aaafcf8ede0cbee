import { isArray } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import { alternatives, quoted } from '../findings/wording.ts';

/** The message for a value that does not match a card's pattern. */
export interface PatternFault {
  readonly message: string;
  readonly hint: string;
}

type Shape = readonly [shape: RegExp, message: (characters: string) => string];

/**
 * Descriptions of the regular expressions that cards use, because an expression is not readable in a message. For any
 * other expression, the member's description is used.
 */
const SHAPES: readonly Shape[] = [
  [/^\^\[\^\\u0000-/, () => 'must not contain control characters'],
  [
    /^\^\[\^([^\]\\]+)\]\*\$$/,
    (characters) => `must not contain ${alternatives([...characters].map(quoted))}`,
  ],
  [
    /^\^\[([^\]^\\]+)\]\+\$$/,
    (characters) => `may contain only ${alternatives(describeClass(characters), 'and')}`,
  ],
  [/^(?!\^https).*@()/, () => 'is not an e-mail address'],
  [/^\^\\d\{4\}-()/, () => 'is not a time in ISO 8601 with a time zone'],
];

/** Returns the message and the fix. They do not repeat the value. */
export function patternFault(
  pattern: string,
  value: string,
  card: Pick<MemberCard, 'description' | 'examples'>,
): PatternFault {
  const message = sentence(pattern, value);
  if (message !== undefined) return { message: `${message}.`, hint: example(card) ?? card.description };
  const hint = [card.description, example(card)].filter((part) => part !== undefined).join(' ');
  return { message: 'has an invalid format.', hint };
}

function sentence(pattern: string, value: string): string | undefined {
  if (pattern.startsWith('^https://') && !value.startsWith('https://')) return 'must begin with https://';
  if (pattern.startsWith('^https?://') && !/^https?:\/\//.test(value)) {
    return 'must begin with https:// or http://';
  }
  for (const [shape, message] of SHAPES) {
    const found = shape.exec(pattern);
    if (found) return message(found[1] ?? '');
  }
  return undefined;
}

/** `A-Za-z0-9_-` → letters, digits, _, -. */
function describeClass(characters: string): readonly string[] {
  const words = characters.startsWith('A-Za-z0-9') ? ['letters', 'digits'] : [];
  return [...words, ...(words.length > 0 ? characters.slice('A-Za-z0-9'.length) : characters)];
}

function example({ examples }: Pick<MemberCard, 'examples'>): string | undefined {
  const [first] = examples ?? [];
  const shown = isArray(first) ? first[0] : first;
  return shown === undefined ? undefined : `For example: ${String(shown)}`;
}
