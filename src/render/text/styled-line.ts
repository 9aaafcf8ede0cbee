import { displayWidth, pieces } from './display-width.ts';
import { logText } from './escape-control.ts';

/** The meaning of a piece of text, which determines its color. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'change' | 'danger' | 'progress';

/** A piece of a line with one tone. Its control characters are already escaped. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line on a terminal. */
export type Line = readonly Span[];

const SGR: Readonly<Record<Tone, string>> = {
  plain: '',
  strong: '1',
  quiet: '2',
  good: '32',
  change: '33',
  danger: '1;31',
  progress: '36',
};

/** A non-breaking blank. It never comes from outside, because `visible` escapes it as `\\u00a0`. */
const UNBREAKABLE = '\u00a0';

/** Marks text that stays on one line if it fits. */
export function together(text: string): string {
  return text.replaceAll(' ', UNBREAKABLE);
}

/** Returns a span of text without control characters. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** Returns the number of columns of a line. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Cuts a line to at most `width` columns. `…` replaces the end that is cut. */
export function cut(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const kept: Span[] = [];
  let left = width - 1;
  for (const { text, tone } of line) {
    if (left <= 0) break;
    const [part = ''] = pieces(text, left);
    kept.push(span(part, tone));
    left -= displayWidth(part);
  }
  return [...kept, span('…')];
}

/** Returns a line as it is printed, with ANSI colors if `color` is true. */
export function paint(line: Line, color: boolean): string {
  const text = color ? joined(line).map(coloured).join('') : line.map((s) => s.text).join('');
  return logText(text.replaceAll(UNBREAKABLE, ' ').trimEnd());
}

/** Merges adjacent spans of the same tone. */
function joined(line: Line): Line {
  return line.reduce<readonly Span[]>((spans, { text, tone }) => {
    const last = spans.at(-1);
    const next = span((last?.tone === tone ? last.text : '') + text, tone);
    return [...(last?.tone === tone ? spans.slice(0, -1) : spans), next];
  }, []);
}

function coloured({ text, tone }: Span): string {
  const code = SGR[tone];
  return code === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
}

/**
 * Wraps text in lines of at most `width` columns. The first line begins with `lead`, and the others are indented by its
 * width. A word that is wider than a line is split, so that no text is hidden or exceeds the width.
 */
export function hanging(lead: Line, content: Line, width: number): readonly Line[] {
  const indent = lineWidth(lead);
  const available = Math.max(8, width - indent);
  const lines = wrapped(content, available);
  return lines.map((line, i) => [...(i === 0 ? lead : [span(' '.repeat(indent))]), ...line]);
}

function wrapped(content: Line, available: number): readonly Line[] {
  const lines: Span[][] = [[]];
  let used = 0;
  const place = ({ text, tone }: Span): void => {
    const blank = text === ' ';
    if (used + displayWidth(text) > available && used > 0 && !blank) {
      lines.push([]);
      used = 0;
    }
    if (blank && used === 0) return;
    const shown = used === 0 ? logText(text) : text;
    if (displayWidth(shown) > available) {
      for (const piece of pieces(shown, available)) place(span(piece, tone));
      return;
    }
    lines.at(-1)?.push(span(shown, tone));
    used += displayWidth(shown);
  };
  for (const word of content.flatMap((s) => words(s, available))) place(word);
  return lines.map(withoutBlankEnd);
}

/** Removes blanks at the end of a line. A blank in the last column would make a terminal start a new line. */
function withoutBlankEnd(line: Line): Line {
  return line.slice(0, line.findLastIndex(({ text }) => text !== ' ') + 1);
}

/**
 * Splits text into words and the single blanks between them, each at most as wide as a line. A command in backticks is
 * one word.
 */
function words({ text, tone }: Span, available: number): readonly Span[] {
  return text
    .replace(/`[^`]+`/g, (code) => (displayWidth(code) <= available ? together(code) : code))
    .split(/( )/)
    .filter((word) => word !== '')
    .flatMap((word) => (displayWidth(word) > available ? pieces(word, available) : [word]))
    .map((word) => span(word, tone));
}
