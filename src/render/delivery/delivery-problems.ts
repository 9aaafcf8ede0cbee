import { type Delivery, type DeliveryItem, isUndelivered } from '../../model/delivery.ts';
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

/** Returns true for a stream that some of its properties do not name, or may not name, because it has no records. */
export function mayBeNotNamed({ delivery, kind, logType, properties }: DeliveryItem): boolean {
  if (properties !== undefined) return properties.named < properties.total;
  const logsProperties = kind === 'DataStream1' || logType === 'cdn';
  return logsProperties && (delivery === 'no-data' || delivery === 'stopped');
}
