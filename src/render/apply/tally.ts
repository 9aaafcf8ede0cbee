import type { ApplyOutcome } from '../../model/outcome.ts';
import { count, listing, thousands } from '../text/words.ts';

/** The result of a stream, ordered from worst to best. */
export type StreamResult = 'failed' | 'in transition' | 'done' | 'left' | 'nothing';

/**
 * Summarizes the apply. If streams failed, the summary omits the word `failed` of the outcome, because its counts
 * contain it.
 */
export function summaryOf({ outcome }: ApplyOutcome, streamResults: readonly StreamResult[]): string {
  const failed = streamResults.filter((streamResult) => streamResult === 'failed').length;
  if (outcome !== 'failed' || failed === 0) return `${outcome}: ${tally(streamResults)}`;
  if (failed === streamResults.length) return tally(streamResults);
  const others = shares(streamResults.filter((streamResult) => streamResult !== 'failed'));
  return `${thousands(failed)} of ${count(streamResults.length, 'stream')} failed, ${listing(others.map(shareText))}`;
}

/** Counts the streams by result, in parentheses. Empty if all streams have the same result. */
export function amongAll(streamResults: readonly StreamResult[]): string {
  const all = shares(streamResults);
  return all.length < 2
    ? ''
    : ` (of ${count(streamResults.length, 'stream')} ${listing(all.map(shareText))})`;
}

/** Counts the streams by result: `1 stream done, 2 failed and 1 not run`. */
export function tally(streamResults: readonly StreamResult[]): string {
  const [first, ...others] = shares(streamResults);
  if (first === undefined) return 'no streams';
  return listing([`${count(first.n, 'stream')} ${first.word}`, ...others.map(shareText)]);
}

interface Share {
  readonly n: number;
  readonly word: string;
}

function shares(streamResults: readonly StreamResult[]): readonly Share[] {
  const words = [
    ['done', 'done'],
    ['failed', 'failed'],
    ['in transition', 'in transition'],
    ['left', 'not run'],
    ['nothing', 'unchanged'],
  ] as const;
  return words
    .map(([streamResult, word]) => ({ n: streamResults.filter((f) => f === streamResult).length, word }))
    .filter(({ n }) => n > 0);
}

function shareText({ n, word }: Share): string {
  return `${thousands(n)} ${word}`;
}
