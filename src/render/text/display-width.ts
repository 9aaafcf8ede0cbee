/** Created for the first text that needs it: Node.js loads its data then, which takes a part of the startup time. */
let graphemes: Intl.Segmenter | undefined;
/** Letters and symbols that are one column wide and never combine with others. */
const NARROW = /^[ -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u2193\u2212]*$/;
const NO_WIDTH = /^\p{M}+$/u;
/**
 * Characters that are two columns wide: CJK, Hangul, kana, full-width forms, and emoji (by default or with a variation
 * selector). The marks among them (U+302A to U+302F, U+3099, U+309A) are not: on a narrow character they add nothing.
 */
const WIDE =
  /[\u1100-\u115F\u2E80-\u3029\u3030-\u303E\u3041-\u3098\u309B-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]|\p{Emoji}\uFE0F/u;

/**
 * Returns the number of columns of a text on a terminal. Terminals differ for flags, joined emoji and letters whose
 * width Unicode calls ambiguous (counted as one column here). A line with these characters may be one column off, but
 * is otherwise correct.
 */
export function displayWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  return characters(text).reduce((sum, character) => sum + columns(character), 0);
}

/** Returns the characters as a reader counts them (grapheme clusters). */
function characters(text: string): readonly string[] {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(text), (s) => s.segment);
}

function columns(character: string): number {
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Pads a text with blanks to `width` columns. Longer text is unchanged. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + fill : fill + text;
}

/** Splits a text into pieces of at most `width` columns, with at least one character each. */
export function pieces(text: string, width: number): readonly string[] {
  const result: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of characters(text)) {
    const more = columns(character);
    if (piece !== '' && used + more > width) {
      result.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += more;
  }
  return piece === '' ? result : [...result, piece];
}

/**
 * Shortens a text to at most `width` columns. `…` replaces the middle of a longer text, because names differ at both
 * ends.
 */
export function clipped(text: string, width = 60): string {
  if (displayWidth(text) <= width) return text;
  const half = Math.max(1, Math.floor((width - 1) / 2));
  const all = characters(text);
  return `${beginning(all, half).join('')}…${beginning(all.toReversed(), half).toReversed().join('')}`;
}

/** Shortens a text to at most `width` columns. `…` replaces the end, after a whole word if one ends near. */
export function begun(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const [shown = ''] = pieces(text, width - 1);
  const blank = shown.lastIndexOf(' ');
  return `${blank > shown.length / 2 ? shown.slice(0, blank) : shown}…`;
}

function beginning(all: readonly string[], width: number): readonly string[] {
  let used = 0;
  const end = all.findIndex((character) => {
    used += columns(character);
    return used > width;
  });
  return all.slice(0, end);
}
