import { Scalar } from 'yaml';
import type { Json } from '../../model/json.ts';
import { UNSEEN } from '../../model/unseen.ts';

/** Creates a scalar. Invisible characters need double quotes, in which `seenText` can escape them. */
export function scalarOf(value: Json): Scalar {
  const scalar = new Scalar(value);
  if (typeof value === 'string' && seenText(value) !== value) scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

/**
 * Escapes everything in a manifest's text that a reader cannot see, such as the direction mark U+202E, which makes one
 * name look like another. In quotes and in comments, it is escaped as in YAML.
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
