import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import { countOf } from '../text/resources.ts';
import { listing, thousands } from '../text/words.ts';

/** The result of an item, ordered from worst to best. */
export type ItemResult = 'failed' | 'in transition' | 'done' | 'left' | 'nothing';

/** Returns the result of an item: the worst result of its steps. */
export function itemResult({ steps, reason }: ItemOutcome): ItemResult {
  const results = new Set(steps.map(({ result }) => result));
  if (reason !== undefined || results.has('failed')) return 'failed';
  if (results.has('pending')) return 'in transition';
  if (results.has('not-run')) return 'left';
  return steps.length === 0 ? 'nothing' : 'done';
}

/** Returns whether an item waits for other items, so that its resource is not in transition. */
export function waitsForOthers({ steps }: ItemOutcome): boolean {
  const [first] = steps;
  return first !== undefined && first.do !== 'await' && first.result === 'pending';
}

type Items = readonly ItemOutcome[];

/**
 * Summarizes the apply. If items failed, the summary omits the word `failed` of the outcome, because its counts
 * contain it.
 */
export function summaryOf({ outcome, items }: ApplyOutcome): string {
  const [first, ...others] = shares(items, 'failed');
  if (outcome !== 'failed' || first?.word !== 'failed') return `${outcome}: ${tally(items)}`;
  if (others.length === 0) return tally(items);
  return `${thousands(first.items.length)} of ${countOf(items)} failed, ${listing(others.map(shareText))}`;
}

/** Counts the items by result, in parentheses. Empty if all items have the same result. */
export function amongAll(items: Items): string {
  const all = shares(items);
  return all.length < 2 ? '' : ` (of ${countOf(items)} ${listing(all.map(shareText))})`;
}

/** Counts the items by result: `1 stream done, 2 failed and 1 not run`. */
export function tally(items: Items): string {
  const [first, ...others] = shares(items);
  if (first === undefined) return 'no streams';
  return listing([`${countOf(first.items)} ${first.word}`, ...others.map(shareText)]);
}

interface Share {
  readonly items: Items;
  readonly word: string;
}

const WORDS: readonly (readonly [ItemResult, string])[] = [
  ['done', 'done'],
  ['failed', 'failed'],
  ['in transition', 'in transition'],
  ['left', 'not run'],
  ['nothing', 'unchanged'],
];

/** The items by result. Results without an item are omitted. */
function shares(items: Items, first?: ItemResult): readonly Share[] {
  const words = [...WORDS].sort(([a], [b]) => Number(b === first) - Number(a === first));
  return words
    .map(([result, word]) => ({ items: items.filter((item) => itemResult(item) === result), word }))
    .filter((share) => share.items.length > 0);
}

function shareText({ items, word }: Share): string {
  return `${thousands(items.length)} ${word}`;
}
