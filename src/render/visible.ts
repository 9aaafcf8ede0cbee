/**
 * Everything that a terminal, a browser or a reader would obey or not see: control characters (ESC, line breaks),
 * direction marks, zero-width and other ignorable characters, unpaired surrogates, line separators and blanks that
 * look like a space and are none. U+FE0F stays, because emoji need it; U+200D does not, so joined emoji come apart.
 */
const UNSEEN =
  /(?!\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?![ \u3000])\p{Zs}/gu;

/** Most text: nothing to look for. */
const PLAIN = /^[ -~]*$/;

/** Text that was written by others, with whatever acts or hides in it made visible: ESC becomes `\u001b`. */
export function visible(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, escaped);
}

/** The same for a text of several lines: only its line breaks stay. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** A character as JSON writes it: `\u001b`, or a pair of those beyond the first 65,536. */
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');
}

/** JSON text in which nothing acts on a terminal. Only strings can hold such characters, so the value is the same. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (c) => (c === '\n' ? c : escaped(c)));
}
