import { displayWidth, padded } from '../text/display-width.ts';
import { visible } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { spoken } from '../text/quoted-name.ts';
import {
  hanging,
  type Line,
  lineWidth,
  paint,
  type Span,
  span,
  type Tone,
  together,
} from '../text/styled-line.ts';
import type { ChangeSign, ChangeView, ListView, PairView } from './changes.ts';
import { checkLines } from './checks.ts';
import type {
  Block,
  ClosingLines,
  Document,
  Entries,
  Entry,
  Findings,
  Note,
  Notes,
  Pasted,
  Sentence,
} from './document.ts';
import { excerptsOf } from './excerpt-lines.ts';
import { adviceLines } from './terminal-advice.ts';
import { tableLines } from './terminal-table.ts';

/** In columns. A longer member name has its own line, so that it does not push all values to the right. */
const WIDEST_LABEL = 32;
const NARROWEST = 40;
/** The indentation, in columns, of values that do not fit on the line of their member. */
const BELOW = 6;
const NOTHING: Line = [];
const SIGN_TONE: Readonly<Record<ChangeSign, Tone>> = { '+': 'good', '~': 'change', '-': 'danger' };

/**
 * Renders a document for a terminal. `visible` escapes all text from outside, so that the only escape sequences are the
 * colors.
 */
export function terminal(document: Document, options: Pick<RenderOptions, 'color' | 'width'>): string {
  const width = Math.max(NARROWEST, options.width);
  const lines = [
    ...title(document, width),
    ...(document.headline.length === 0 ? [] : [NOTHING]),
    ...document.headline.flatMap((sentence) => said(sentence, width)),
    ...document.blocks.flatMap((block) => [NOTHING, ...blockLines(block, width)]),
  ];
  return `${lines.map((line) => paint(line, options.color)).join('\n')}\n`;
}

function title({ title, target }: Document, width: number): readonly Line[] {
  const lead = span(`${title}${target === undefined ? '' : '  '}`, 'strong');
  return hanging([lead], target === undefined ? [] : [span(visible(target))], width);
}

function blockLines(block: Block, width: number): readonly Line[] {
  switch (block.tag) {
    case 'entries':
      return entriesLines(block, width);
    case 'notes':
      return noteLines(block, width);
    case 'table':
      return tableLines(block, width);
    case 'checks':
      return checkLines(block, width);
    case 'findings':
      return findingLines(block, width);
    case 'advice':
      return adviceLines(block, width);
    case 'pasted':
      return pastedLines(block, width);
    case 'closing':
      return closingLines(block, width);
    default:
      return block satisfies never;
  }
}

/** Renders the lines of the snippet without breaking them, so that what is copied can be pasted. */
function pastedLines({ summary, snippet }: Pasted, width: number): readonly Line[] {
  return [...said(summary, width), NOTHING, ...snippet.lines.map((line) => [span(`    ${visible(line)}`)])];
}

function said({ tone, text }: Sentence, width: number, lead: Line = []): readonly Line[] {
  return hanging(lead, [span(spoken(text), tone)], width);
}

function entriesLines({ entries }: Entries, width: number): readonly Line[] {
  const column = Math.max(...entries.map(({ word }) => displayWidth(word)));
  return entries.flatMap((entry, i) => [...(i === 0 ? [] : [NOTHING]), ...entryLines(entry, column, width)]);
}

/** Renders a stream. The first line has the symbol, the action and the name, and the facts if they fit. */
function entryLines(entry: Entry, column: number, width: number): readonly Line[] {
  const { symbol, word, tone } = entry;
  const lead = [span(`${symbol} ${padded(word, column)}  `, tone)];
  const indent = lineWidth([span('  ')]);
  const head = hanging(lead, [span(visible(entry.name), 'strong')], width);
  const available = width - indent;
  return [
    ...withFacts(head, entry.facts.map(visible).join(' · '), width),
    ...(entry.asides.length === 0
      ? []
      : indented(hanging([], [span(entry.asides.map(spoken).join(' · '), 'quiet')], available), indent)),
    ...(entry.problem === undefined
      ? []
      : indented(said({ tone: 'danger', text: entry.problem }, available), indent)),
    ...indented(changeLines(entry.changes, available), indent),
    ...indented(effectLines(entry, available), indent),
    ...indented(listLinesOf(entry, available), indent),
    ...indented(stepLines(entry, available), indent),
    ...indented(resultLines(entry, available), indent),
  ];
}

function withFacts(head: readonly Line[], facts: string, width: number): readonly Line[] {
  const [first = [], ...others] = head;
  const used = lineWidth(first);
  const gap = width - used - displayWidth(facts);
  if (others.length === 0 && gap >= 2) return [[...first, span(' '.repeat(gap)), span(facts, 'quiet')]];
  return [...head, ...hanging([span('    ')], [span(facts, 'quiet')], width)];
}

function indented(lines: readonly Line[], columns: number): readonly Line[] {
  return lines.map((line) => (line.length === 0 ? line : [span(' '.repeat(columns)), ...line]));
}

function changeLines(changes: readonly ChangeView[], width: number): readonly Line[] {
  if (changes.length === 0) return [];
  const widths = changes.map(({ label }) => displayWidth(visible(label))).filter((w) => w <= WIDEST_LABEL);
  const column = Math.min(Math.max(0, ...widths), Math.floor(width / 2));
  return [NOTHING, ...changes.flatMap((change) => oneChange(change, column, width))];
}

function oneChange({ sign, label, body }: ChangeView, column: number, width: number): readonly Line[] {
  const mark = span(`${sign} `, SIGN_TONE[sign]);
  const name = span(visible(label));
  const lead = [mark, span(padded(name.text, column))];
  if (body.tag === 'pair') return pairLines(body, lead, [mark, name], width);
  if (displayWidth(name.text) <= column) return listLines(body, sign, lead, width);
  const below = listLines(body, sign, [span(' '.repeat(column + 2))], width);
  return [...hanging([mark], [name], width), ...below];
}

/**
 * Renders before → after on one line if both fit. Otherwise the values are below each other, next to their member if
 * each one fits there, and otherwise below their member, where the most space is.
 */
function pairLines({ before, after }: PairView, lead: Line, member: Line, width: number): readonly Line[] {
  const values = [
    ...(before === undefined ? [] : [span(visible(before), 'danger')]),
    ...(after === undefined ? [] : [span(visible(after), 'good')]),
  ];
  const arrow = span('→ ', 'quiet');
  const adjacent = [...lead, span('  ')];
  const line = values.flatMap((value, i) => (i === 0 ? [value] : [span(' '), arrow, value]));
  if (lineWidth([...adjacent, ...line]) <= width) return [[...adjacent, ...line]];
  const under = (column: number, first: readonly Line[]) =>
    values.flatMap((value, i) =>
      i === 0 ? first : hanging([span(' '.repeat(column - lineWidth([arrow]))), arrow], [value], width),
    );
  const [first = span('')] = values;
  const column = lineWidth(adjacent);
  if (column + Math.max(...values.map((value) => lineWidth([value]))) <= width) {
    return under(column, [[...adjacent, first]]);
  }
  return [...hanging([], member, width), ...under(BELOW, hanging([span(' '.repeat(BELOW))], [first], width))];
}

/** Renders a list. Items are never broken. If the whole list is new or removed, only the sign of its member says so. */
function listLines(
  { added, removed, moved }: ListView,
  sign: ChangeSign,
  lead: Line,
  width: number,
): readonly Line[] {
  const parts: readonly (readonly [string, Tone, readonly string[]])[] = [
    [sign === '+' ? '' : '+ ', 'good', added],
    [sign === '-' ? '' : '− ', 'danger', removed],
    ['  order: ', 'danger', moved?.before ?? []],
    ['      → ', 'good', moved?.after ?? []],
  ];
  const blank = [span(' '.repeat(lineWidth(lead)))];
  const listed = parts.filter(([, , items]) => items.length > 0);
  return listed.flatMap(([mark, tone, items], i) =>
    hanging(
      [...(i === 0 ? lead : blank), span('  '), span(mark, tone)],
      [span(items.map((item) => together(visible(item))).join(', '), tone)],
      width,
    ),
  );
}

/** Renders the effects below each other, and marks the dangerous ones. */
function effectLines({ effects }: Entry, width: number): readonly Line[] {
  if (effects.length === 0) return [];
  const lines = effects.map(({ tone, short, sentence }) => {
    const lead = [span(tone === 'danger' ? '! ' : '• ', tone)];
    return hanging(lead, [span(`${short}:`, tone), span(' '), span(spoken(sentence))], width);
  });
  return [NOTHING, ...lines.flat()];
}

function listLinesOf({ lists = [] }: Entry, width: number): readonly Line[] {
  return lists.flatMap(({ title, tone, lines }) => [
    NOTHING,
    ...hanging([], [span(`${title}:`, tone)], width),
    ...lines.flatMap((line) => hanging([span('• ', tone)], [span(spoken(line))], width)),
  ]);
}

function stepLines({ steps }: Entry, width: number): readonly Line[] {
  if (steps.length === 0) return [];
  return [
    NOTHING,
    ...steps.flatMap(({ when, text }) =>
      hanging([span(`${padded(when, 8)}  `, 'progress')], [span(spoken(text))], width),
    ),
  ];
}

function resultLines({ results }: Entry, width: number): readonly Line[] {
  return results.flatMap(({ symbol, tone, text, error }) => [
    ...hanging([span(`${symbol} `, tone)], [span(spoken(text), tone === 'quiet' ? 'quiet' : 'plain')], width),
    ...(error === undefined ? [] : hanging([span('  ')], [span(spoken(error), 'danger')], width)),
  ]);
}

function noteLines({ title, tone, hint, notes }: Notes, width: number): readonly Line[] {
  return [
    ...hanging([], [span(`${title}:`, tone === 'danger' ? 'danger' : 'strong')], width),
    ...notes.flatMap((note) => {
      const mark = span(tone === 'danger' || tone === 'change' ? '  ! ' : '  • ', tone);
      return hanging([mark], noteSpans(note), width);
    }),
    ...(hint === undefined ? [] : hanging([span('    ')], [span(spoken(hint), 'quiet')], width)),
  ];
}

function noteSpans({ subject, text, code }: Note): readonly Span[] {
  const first = subject ?? code?.code;
  return [
    ...(first === undefined ? [] : [span(visible(first), 'strong'), span('  ')]),
    span(spoken(text)),
    ...(subject === undefined || !code ? [] : [span(' '), span(`[${code.code}]`, 'quiet')]),
  ];
}

function findingLines({ findings }: Findings, width: number): readonly Line[] {
  const excerpts = excerptsOf(findings, width);
  return findings.flatMap(({ tone, file, place, severity, code, message, hint }, i) => [
    ...(i > 0 && findings[i - 1]?.file !== file ? [NOTHING] : []),
    ...hanging(
      [],
      [span(visible(place), 'strong'), span(' '), span(severity, tone), span(` ${visible(code)}`, 'quiet')],
      width,
    ),
    ...(excerpts[i] ?? []),
    ...hanging([span('  ')], [span(spoken(message))], width),
    ...(hint === undefined ? [] : hanging([span('  → ', 'quiet')], [span(spoken(hint))], width)),
  ]);
}

function closingLines({ total, lines }: ClosingLines, width: number): readonly Line[] {
  return [...(total === undefined ? [] : [total]), ...lines].flatMap((sentence) => said(sentence, width));
}
