import type { DeliveryItem } from '../../model/delivery.ts';
import { count, duration, thousands } from '../text/words.ts';

/** Returns whether logs arrive, in one sentence: `12,400 records in 15 minutes, none failed.` */
export function deliverySentence({
  delivery,
  records,
  from,
  to,
  since,
  loss = 0,
  reason,
}: DeliveryItem): string {
  const isCounted = delivery === 'delivering' || delivery === 'degraded';
  if (!isCounted || !records || from === undefined || to === undefined || records.attempted === 0)
    return reason;
  const start = Math.max(Date.parse(from), since === undefined ? 0 : Date.parse(since));
  const failed =
    records.failed === 0 ? 'none failed' : `${thousands(records.failed)} failed (${percentage(loss)})`;
  const period = duration(Math.max(0, Date.parse(to) - start));
  return `${count(records.attempted, 'record')} in ${period}, ${failed}.`;
}

/** Rounds up to a tenth of a percent, so that a loss is never shown as 0 %. */
function percentage(loss: number): string {
  return `${Math.ceil(loss * 1_000) / 10} %`;
}
