import type { FindingView } from './document.ts';
import { cut, type Line, span, type Tone } from './spans.ts';
import { displayWidth } from './width.ts';

/** Takes one column and does nothing: what a terminal would obey or not show is replaced one by one, so that columns stay true. */
const REPLACEMENT = '?';
const UNSEEN = /\p{C}|\p{Zl}|\p{Zp}/gu;

/** The source line with its number, and a caret below the column. A line that is too long is cut around the column. */
export function excerptLines(
  { text, line, column }: NonNullable<FindingView['excerpt']>,
  tone: Tone,
  width: number,
): readonly Line[] {
  const number = `  ${line}`;
  const room = Math.max(8, width - number.length - 3);
  const shown = text.replaceAll('\t', ' ').replace(UNSEEN, (one) => REPLACEMENT.repeat(one.length));
  const skipped = displayWidth(shown) <= room ? 0 : Math.max(0, column - Math.ceil(room / 2));
  const beginning = skipped === 0 ? '' : '…';
  const source = cut([span(`${beginning}${shown.slice(skipped)}`)], room);
  const before = displayWidth(`${beginning}${shown.slice(skipped, column - 1)}`);
  return [
    [span(`${number} │ `, 'quiet'), ...source],
    [span(`${' '.repeat(number.length)} │ `, 'quiet'), span(' '.repeat(before)), span('^', tone)],
  ];
}
