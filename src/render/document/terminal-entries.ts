import { displayWidth, padded } from '../text/display-width.ts';
import { visible } from '../text/escape-control.ts';
import { spoken } from '../text/quoted-name.ts';
import { hanging, type Line, lineWidth, span, type Tone, together } from '../text/styled-line.ts';
import type { ChangeSign, ChangeView, ListView, PairView } from './changes.ts';
import type { Entries, Entry } from './document.ts';

/** In columns. A longer member name has its own line, so that it does not push all values to the right. */
const WIDEST_LABEL = 32;
/** The indentation, in columns, of values that do not fit on the line of their member. */
const BELOW = 6;
const NOTHING: Line = [];
const SIGN_TONE: Readonly<Record<ChangeSign, Tone>> = { '+': 'good', '~': 'change', '-': 'danger' };

/** Renders entries with a blank line between them. */
export function entryLines({ entries }: Entries, width: number): readonly Line[] {
  const column = Math.max(...entries.map(({ word }) => displayWidth(word)));
  return entries.flatMap((entry, i) => [...(i === 0 ? [] : [NOTHING]), ...oneEntry(entry, column, width)]);
}

/** Renders a stream. The first line has the symbol, the action and the name, and the facts if they fit. */
function oneEntry(entry: Entry, column: number, width: number): readonly Line[] {
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
    ...indented(problemLines(entry, available), indent),
    ...indented(changeLines(entry.changes, available), indent),
    ...indented(effectLines(entry, available), indent),
    ...indented(listLinesOf(entry, available), indent),
    ...indented(stepLines(entry, available), indent),
    ...indented(resultLines(entry, available), indent),
  ];
}

function problemLines({ problem, problemCode }: Entry, width: number): readonly Line[] {
  if (problem === undefined) return [];
  const id = problemCode ? [span(' '), span(`[${visible(problemCode.code)}]`, 'quiet')] : [];
  return hanging([], [span(spoken(problem), 'danger'), ...id], width);
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
