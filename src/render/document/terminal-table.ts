import { displayWidth, padded } from '../text/display-width.ts';
import { visible } from '../text/escape-control.ts';
import { spoken } from '../text/quoted-name.ts';
import { hanging, type Line, span } from '../text/styled-line.ts';
import type { Row, Table } from './document.ts';

const MARGIN = 2;
const GAP = 2;

/**
 * Renders a table. The first column gets the width that the other columns leave. A name that is too long for it has its
 * own line.
 */
export function tableLines({ columns, rows }: Table, width: number): readonly Line[] {
  const cells = rows.map((row) => row.cells.map(visible));
  const titles = columns.map(({ title, short = title }) => short.toUpperCase());
  const widths = titles.map((title, i) =>
    Math.max(displayWidth(title), ...cells.map((c) => displayWidth(c[i] ?? ''))),
  );
  const others = widths.slice(1).reduce((sum, w) => sum + w + GAP, MARGIN);
  const name = Math.min(widths[0] ?? 0, Math.max(8, width - others));
  const laid = (texts: readonly string[]) =>
    columns
      .map(({ align }, i) => padded(texts[i] ?? '', i === 0 ? name : (widths[i] ?? 0), align))
      .join(' '.repeat(GAP))
      .trimEnd();
  const head: Line = [span(' '.repeat(MARGIN)), span(laid(titles), 'quiet')];
  return [head, ...rows.flatMap((row, i) => rowLines(row, cells[i] ?? [], name, laid, width))];
}

function rowLines(
  row: Row,
  cells: readonly string[],
  nameWidth: number,
  laid: (texts: readonly string[]) => string,
  width: number,
): readonly Line[] {
  const [name = '', ...rest] = cells;
  const mark = span(`${row.symbol} `, row.tone);
  const fits = displayWidth(name) <= nameWidth;
  const line = laid([fits ? name : '', ...rest]);
  const own = fits ? [] : hanging([mark], [span(name)], width);
  return [
    ...own,
    [fits ? mark : span('  '), span(line)],
    ...row.notes.flatMap(({ tone, text }) => hanging([span('    ')], [span(spoken(text), tone)], width)),
  ];
}
