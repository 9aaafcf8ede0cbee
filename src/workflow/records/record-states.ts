import type { StreamRecord } from '../../model/approval.ts';
import { type DeliveryItem, isUndelivered } from '../../model/delivery.ts';
import { keyOf } from '../../model/resource-key.ts';
import type { WatchReport } from '../account/watch.ts';
import type { RecordState } from './reconcile.ts';

/**
 * Returns stream states as this run read them, updated by the run's own steps. If another manifest is waiting for its
 * apply, that apply will take over the record.
 * @param delivery of the streams that were verified, by `metadata.name`
 */
export function standingsOf(
  { open, streams, failed, waiting, toDelete }: WatchReport,
  delivery: ReadonlyMap<string, DeliveryItem> = new Map(),
): ReadonlyMap<string, RecordState> {
  const waits = new Set(waiting.map(({ name }) => name));
  const deletes = new Set(toDelete.map(({ name }) => name));
  const word = ({ tag, item }: WatchReport['open'][number]): RecordState =>
    item && ((tag === 'overtaken' && waits.has(item.name)) || (tag === 'closed' && deletes.has(item.name)))
      ? 'open'
      : tag === 'closed'
        ? deliveredOf(delivery.get(item?.name ?? ''))
        : wordOf(tag);
  const standings = new Map(open.map((one) => [keyOf(one.record), word(one)] as const));
  for (const stream of streams) standings.set(keyOf(stream), stateOf(stream));
  for (const stream of failed) standings.set(keyOf(stream), 'lost');
  return standings;
}

/** A stream whose delivery was not verified, or cannot be read, is done once it has its desired state. */
function deliveredOf(item: DeliveryItem | undefined): RecordState {
  if (item?.delivery === 'pending') return 'unverified';
  return item && isUndelivered(item) ? 'undelivered' : 'done';
}

function wordOf(tag: WatchReport['open'][number]['tag']): RecordState {
  switch (tag) {
    case 'due':
    case 'in-transition':
    case 'unreadable':
      return 'open';
    case 'closed':
      return 'done';
    case 'reverted':
    case 'overtaken':
      return 'lost';
    default:
      return tag satisfies never;
  }
}

function stateOf({ left }: StreamRecord): RecordState {
  return left.length > 0 ? 'open' : 'done';
}
