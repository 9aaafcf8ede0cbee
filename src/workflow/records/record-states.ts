import type { StreamRecord } from '../../model/approval.ts';
import { keyOf } from '../../model/resource-key.ts';
import type { WatchReport } from '../account/watch.ts';
import type { RecordState } from './reconcile.ts';

/**
 * Returns stream states as this run read them, updated by the run's own steps. If another manifest is waiting for its
 * apply, that apply will take over the record.
 */
export function standingsOf({
  open,
  streams,
  failed,
  waiting,
  toDelete,
}: WatchReport): ReadonlyMap<string, RecordState> {
  const waits = new Set(waiting.map(({ name }) => name));
  const deletes = new Set(toDelete.map(({ name }) => name));
  const word = ({ tag, item }: WatchReport['open'][number]): RecordState =>
    item && ((tag === 'overtaken' && waits.has(item.name)) || (tag === 'closed' && deletes.has(item.name)))
      ? 'open'
      : wordOf(tag);
  const standings = new Map(open.map((one) => [keyOf(one.record), word(one)] as const));
  for (const stream of streams) standings.set(keyOf(stream), stateOf(stream));
  for (const stream of failed) standings.set(keyOf(stream), 'lost');
  return standings;
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
