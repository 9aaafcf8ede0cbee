import { defined } from '../model/defined.ts';
import type { DeliveryItem } from '../model/delivery.ts';
import type { DeliveryEvidence } from '../model/upload-metrics.ts';
import { activatedAt } from './activation-times.ts';
import { judgeDelivery, lastSuccess } from './judge.ts';
import { percentileRange } from './latency.ts';
import { deliveredIn, lossOf, timeline, totalsOf } from './timeline.ts';
import { groupErrors } from './upload-errors.ts';
import { changePeriods } from './version-change.ts';

/** Name, collection and id of a stream. */
export type DeliveryIdentity = Pick<DeliveryItem, 'name' | 'kind' | 'logType' | 'streamId'>;

/** Reports the delivery of a DataStream 2 stream. A stream that is not active has no amounts. */
export function deliveryItem(identity: DeliveryIdentity, evidence: DeliveryEvidence): DeliveryItem {
  const judgement = judgeDelivery(evidence);
  const item = { ...identity, ...judgement };
  const isJudged = judgement.delivery !== 'inactive' && judgement.delivery !== 'unknown';
  return isJudged ? { ...item, ...measured(evidence) } : item;
}

/** Reports a stream whose delivery cannot be judged. */
export function unknownItem(identity: DeliveryIdentity, reason: string): DeliveryItem {
  return { ...identity, delivery: 'unknown', reason };
}

type Measured = Omit<DeliveryItem, keyof DeliveryIdentity | 'delivery' | 'reason' | 'properties'>;

/** The amounts are those of the period or, if that is shorter, since the activation. */
function measured(evidence: DeliveryEvidence): Measured {
  const { recent } = evidence;
  const since = activatedAt(evidence);
  const begin = Math.max(evidence.from, since ?? evidence.from);
  const intervals = timeline(recent).filter(({ start }) => start >= begin);
  const from = intervals[0]?.start ?? recent.to;
  const { attempted, delivered, failed, uploads, bytes } = totalsOf(intervals);
  const collection = percentileRange(
    intervals.flatMap((one) => one.collection),
    's',
  );
  const upload = percentileRange(
    intervals.flatMap((one) => one.upload),
    'ms',
  );
  return {
    ...defined({ since: isoTime(since), lastSuccess: isoTime(lastSuccess(evidence)) }),
    from: new Date(from).toISOString(),
    to: new Date(recent.to).toISOString(),
    records: { attempted, delivered, failed },
    uploads,
    bytes,
    loss: lossOf({ attempted, failed }),
    errors: groupErrors(intervals),
    latency: defined({ collection, upload }),
    history: intervals.map(deliveredIn),
    ...changePeriods(evidence),
  };
}

function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
