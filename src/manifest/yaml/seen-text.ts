import { Scalar } from 'yaml';
import type { Json } from '../../model/json.ts';
import { UNSEEN } from '../../model/unseen.ts';

/** In double quotes, `seenText` can escape what a reader of the file would not see. */
export function scalarOf(value: Json): Scalar {
  const scalar = new Scalar(value);
  if (typeof value === 'string' && seenText(value) !== value) scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

/**
 * Text of a manifest without anything that a reader does not see, such as the direction mark U+202E, which shows one
 * name as another: in quotes and in comments it is escaped as YAML does.
 */
export function seenText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === '\n') return character;
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
