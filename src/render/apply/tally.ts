import type { ApplyOutcome } from '../../model/outcome.ts';
import { count, listing, thousands } from '../text/words.ts';

/** The result of a stream, ordered from worst to best. */
export type StreamResult = 'failed' | 'in transition' | 'done' | 'left' | 'nothing';

/**
 * Summarizes the apply. If streams failed, the summary omits the word `failed` of the outcome, because its counts
 * contain it.
 */
export function summaryOf({ outcome }: ApplyOutcome, fates: readonly StreamResult[]): string {
  const failed = fates.filter((fate) => fate === 'failed').length;
  if (outcome !== 'failed' || failed === 0) return `${outcome}: ${tally(fates)}`;
  if (failed === fates.length) return tally(fates);
  const others = shares(fates.filter((fate) => fate !== 'failed'));
  return `${thousands(failed)} of ${count(fates.length, 'stream')} failed, ${listing(others.map(shareText))}`;
}

/** Counts the streams by result, in parentheses. Empty if all streams have the same result. */
export function amongAll(fates: readonly StreamResult[]): string {
  const all = shares(fates);
  return all.length < 2 ? '' : ` (of ${count(fates.length, 'stream')} ${listing(all.map(shareText))})`;
}

/** Counts the streams by result: `1 stream done, 2 failed and 1 not run`. */
export function tally(fates: readonly StreamResult[]): string {
  const [first, ...others] = shares(fates);
  if (first === undefined) return 'no streams';
  return listing([`${count(first.n, 'stream')} ${first.word}`, ...others.map(shareText)]);
}

interface Share {
  readonly n: number;
  readonly word: string;
}

function shares(fates: readonly StreamResult[]): readonly Share[] {
  const words = [
    ['done', 'done'],
    ['failed', 'failed'],
    ['in transition', 'in transition'],
    ['left', 'not run'],
    ['nothing', 'unchanged'],
  ] as const;
  return words
    .map(([fate, word]) => ({ n: fates.filter((f) => f === fate).length, word }))
    .filter(({ n }) => n > 0);
}

function shareText({ n, word }: Share): string {
  return `${thousands(n)} ${word}`;
}
