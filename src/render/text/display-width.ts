const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Letters and signs of one column each, with nothing that joins. */
const NARROW = /^[ -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u2193\u2212]*$/;
const NO_WIDTH = /^\p{M}+$/u;
/** Two columns: CJK, Hangul, kana, full-width forms, and what is drawn as a picture by default or on demand. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]|\uFE0F/u;

/**
 * Columns that text takes on a terminal. Terminals differ on flags, on joined emoji and on the letters whose width
 * Unicode calls ambiguous (counted as one column here); a line with those may be a column off, never wrong otherwise.
 */
export function displayWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  return characters(text).reduce((sum, character) => sum + columns(character), 0);
}

/** What a reader counts as characters. */
function characters(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), (s) => s.segment);
}

function columns(character: string): number {
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Text filled with blanks to so many columns; longer text stays as it is. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + fill : fill + text;
}

/** Text cut into pieces of at most so many columns (at least one character each). */
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

/** Text of at most so many columns; `…` stands for the middle of a longer one, since names differ at both ends. */
export function clipped(text: string, width = 60): string {
  if (displayWidth(text) <= width) return text;
  const half = Math.max(1, Math.floor((width - 1) / 2));
  const all = characters(text);
  return `${beginning(all, half).join('')}…${beginning(all.toReversed(), half).toReversed().join('')}`;
}

/** The beginning of a text, of at most so many columns; `…` stands for the rest, after a whole word where one ends near. */
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
