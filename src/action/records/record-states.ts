import type { StreamRecord } from '../../model/approval.ts';
import type { WatchReport } from '../../workflow/watch.ts';
import { recordKey } from './deployment-record.ts';
import type { RecordState } from './reconcile.ts';

/**
 * By the look of this run, and what its own steps have made of it since. Where another manifest waits for its apply, that will
 * take the record over.
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
  const standings = new Map(open.map((one) => [recordKey(one.record), word(one)] as const));
  for (const stream of streams) standings.set(recordKey(stream), standingOf(stream));
  for (const stream of failed) standings.set(recordKey(stream), 'lost');
  return standings;
}

function wordOf(tag: WatchReport['open'][number]['tag']): RecordState {
  switch (tag) {
    case 'due':
    case 'moving':
    case 'unreadable':
      return 'open';
    case 'closed':
      return 'done';
    case 'fell-back':
    case 'overtaken':
      return 'lost';
    default:
      return tag satisfies never;
  }
}

function standingOf({ left }: StreamRecord): RecordState {
  return left.length > 0 ? 'open' : 'done';
}
