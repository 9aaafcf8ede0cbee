/**
 * Returns at most three strings that are nearest to an unknown one, best match first. Strings that are too different
 * are not included.
 */
export function nearestTexts(text: string, texts: Iterable<string>): readonly string[] {
  const wanted = text.toLowerCase();
  const most = Math.max(1, Math.floor(text.length / 4));
  return [...new Set(texts)]
    .filter((known) => Math.abs(known.length - text.length) <= most)
    .map((known) => ({ known, far: distance(wanted, known.toLowerCase(), most) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far || (a.known < b.known ? -1 : 1))
    .slice(0, 3)
    .map(({ known }) => known);
}

/** The number of letters to add, remove or replace. If it exceeds `most`, the result is some number above `most`. */
function distance(from: string, to: string, most: number): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(row, column - 1) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, at(row, column) + 1, at(next, column - 1) + 1));
    }
    if (Math.min(...next) > most) return most + 1;
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
