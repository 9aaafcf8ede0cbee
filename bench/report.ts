/** The aim of a measurement, and whether it is met. */
interface Aim {
  readonly text: string;
  readonly met: boolean;
}

/** One line of a table. */
export interface Row {
  readonly label: string;
  readonly cells: readonly string[];
  /** Absent: the row is for information only. */
  readonly aim?: Aim;
}

/** One table, with notes for its reader. */
export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  /** Column headings. */
  readonly heads: readonly string[];
  readonly rows: readonly Row[];
}

const LABEL = 36;
const CELL = 7;

/** Formats a table as text, at most 80 columns wide if its cells allow it. */
export function sectionText({ title, notes, heads, rows }: Section): string {
  const head = line('', heads, 'aim');
  return [title, ...notes.map((note) => `  ${note}`), head, ...rows.map(rowText), ''].join('\n');
}

function rowText({ label, cells, aim }: Row): string {
  return line(label, cells, aim ? `${aim.text} ${aim.met ? 'met' : 'MISSED'}` : '');
}

function line(label: string, cells: readonly string[], last: string): string {
  const columns = cells.map((cell) => cell.padStart(CELL)).join('');
  return `  ${label.padEnd(LABEL - CELL * Math.max(0, cells.length - 3))}${columns}  ${last}`.trimEnd();
}

/** Counts the aims of all tables, and how many are missed. */
export function tally(sections: readonly Section[]): { readonly aims: number; readonly missed: number } {
  const aims = sections.flatMap(({ rows }) => rows.flatMap(({ aim }) => (aim ? [aim] : [])));
  return { aims: aims.length, missed: aims.filter(({ met }) => !met).length };
}

/** `1,001`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Two significant digits, three from 1 on; at most four decimals: `0.0006`, `0.0010`, `0.025`, `1.02`, `12.3`. */
export function ratio(value: number): string {
  // Six characters at most: the width of a column without its space.
  return value < 0.001 ? value.toFixed(4) : value.toPrecision(value < 1 ? 2 : 3);
}
