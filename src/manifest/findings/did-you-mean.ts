import { quoted } from './wording.ts';

const LONGEST_WORD = 64;

/** Returns the candidate that the user most likely meant: equal except for case, or a few letters different. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let best: string | undefined;
  let least = tolerance(word) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Returns `Did you mean "endpoint"?`, if there is such a candidate. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const candidate = closest(word, candidates);
  return candidate === undefined ? undefined : `Did you mean ${quoted(candidate)}?`;
}

/** One in three letters may differ, at most three. */
function tolerance(word: string): number {
  return Math.min(3, Math.floor(word.length / 3));
}

/** Counts the insertions, deletions, substitutions and swaps of adjacent letters that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      current.push(cell(from, to, row, column, { before, above, current }));
    }
    before = above;
    above = current;
  }
  return above[to.length] ?? 0;
}

interface Rows {
  readonly before: readonly number[];
  readonly above: readonly number[];
  readonly current: readonly number[];
}

function cell(from: string, to: string, row: number, column: number, rows: Rows): number {
  const same = from[row - 1] === to[column - 1] ? 0 : 1;
  const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(
    number(rows.above[column]) + 1,
    number(rows.current[column - 1]) + 1,
    number(rows.above[column - 1]) + same,
    swapped ? number(rows.before[column - 2]) + 1 : Number.POSITIVE_INFINITY,
  );
}

/** Outside the table: infinity, which is never the minimum. */
function number(value: number | undefined): number {
  return value ?? Number.POSITIVE_INFINITY;
}
