import { displayWidth } from '../text/display-width.ts';
import { cut, type Line, span, type Tone } from '../text/styled-line.ts';
import type { FindingView } from './document.ts';

/**
 * Replaces each control or invisible character of a source line. It is one column wide and has no effect in a terminal,
 * so columns stay correct.
 */
const REPLACEMENT = '?';
const UNSEEN = /\p{C}|\p{Zl}|\p{Zp}/gu;

/** Returns the maximum number of columns of a source line that are shown. */
function availableIn(width: number, number: string): number {
  return Math.max(8, width - number.length - 3);
}

/**
 * Returns the source line of each finding. Consecutive findings about the same line share it: the first one shows the
 * line, with a caret for each finding. If the line is too long to show all their columns, each finding shows its own
 * part.
 */
export function excerptsOf(findings: readonly FindingView[], width: number): readonly (readonly Line[])[] {
  return findings.map((finding, index) => {
    const { excerpt } = finding;
    if (!excerpt || sharesLine(findings[index - 1], finding, width)) return [];
    const columns = [excerpt.column];
    for (let at = index + 1; sharesLine(findings[at - 1], findings[at], width); at += 1) {
      columns.push(findings[at]?.excerpt?.column ?? excerpt.column);
    }
    return excerptLines(excerpt, columns, { tone: finding.tone, width });
  });
}

function sharesLine(a: FindingView | undefined, b: FindingView | undefined, width: number): boolean {
  if (!a?.excerpt || !b?.excerpt || a.file !== b.file) return false;
  const { text, line, column } = a.excerpt;
  if (text !== b.excerpt.text || line !== b.excerpt.line) return false;
  return column === b.excerpt.column || displayWidth(shownText(text)) <= availableIn(width, `  ${line}`);
}

function shownText(text: string): string {
  return text.replaceAll('\t', ' ').replace(UNSEEN, (one) => REPLACEMENT.repeat(one.length));
}

/**
 * Renders the source line with its number, and a caret below each column. A line that is too long is cut around the
 * first column.
 */
function excerptLines(
  { text, line, column }: NonNullable<FindingView['excerpt']>,
  columns: readonly number[],
  { tone, width }: { readonly tone: Tone; readonly width: number },
): readonly Line[] {
  const number = `  ${line}`;
  const available = availableIn(width, number);
  const shown = shownText(text);
  const skipped = displayWidth(shown) <= available ? 0 : Math.max(0, column - Math.ceil(available / 2));
  const beginning = skipped === 0 ? '' : '…';
  const source = cut([span(`${beginning}${shown.slice(skipped)}`)], available);
  const places = columns.map((one) => displayWidth(`${beginning}${shown.slice(skipped, one - 1)}`));
  const carets = Array.from({ length: Math.max(...places) + 1 }, (_, at) =>
    places.includes(at) ? '^' : ' ',
  );
  return [
    [span(`${number} │ `, 'quiet'), ...source],
    [span(`${' '.repeat(number.length)} │ `, 'quiet'), span(carets.join(''), tone)],
  ];
}
