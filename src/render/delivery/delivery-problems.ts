import { type Delivery, isUndelivered } from '../../model/delivery.ts';
import type { Sentence } from '../document/document.ts';
import { quoted } from '../text/quoted-name.ts';
import { listing, some } from '../text/words.ts';

/** A stream of a report that shows whether its logs arrive. */
interface Verified {
  readonly name: string;
  readonly delivery?: Delivery | undefined;
}

const MOST_NAMES = 5;

/** Returns what is wrong with the delivery of streams, most important first. Empty: nothing is. */
export function deliveryProblems(items: readonly Verified[]): readonly Sentence[] {
  const failed = items.flatMap(({ name, delivery }) =>
    delivery !== undefined && isUndelivered({ delivery }) ? [`${quoted(name)} (${delivery})`] : [],
  );
  const of = (word: Delivery) =>
    items.filter(({ delivery }) => delivery === word).map(({ name }) => quoted(name));
  return [
    ...problem('danger', 'Logs do not arrive', failed),
    ...problem('danger', 'Delivery cannot be verified', of('unknown')),
    ...problem('change', 'Records were lost', of('degraded')),
  ];
}

function problem(tone: Sentence['tone'], what: string, names: readonly string[]): readonly Sentence[] {
  return names.length === 0 ? [] : [{ tone, text: `${what}: ${listing(some(names, MOST_NAMES))}.` }];
}
