import type { ApprovalFacts, DatedRecord, RecordComparison, StreamRecord } from '../../model/approval.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { PropertySummary } from '../../model/property-summary.ts';
import { isSameResource } from '../../model/resource-key.ts';
import { takes, writes } from '../steps/steps.ts';

/**
 * Returns whether one of our applies has made the approved change, and the plan makes it again: someone has activated an
 * older version, or another pipeline has released a version without it.
 */
export function isUndone(facts: ApprovalFacts): boolean {
  return undoneRecord(facts) !== undefined;
}

/** Returns the newest record of an apply that made the approved change since its approval. */
function undoneRecord({ approved, item, records }: ApprovalFacts): DatedRecord | undefined {
  const { at, desired } = approved;
  if (at === undefined) return undefined;
  return madeRecord(
    item,
    desired,
    records.filter((record) => record.at >= at),
  );
}

/**
 * Returns the newest record of an apply that made a change.
 *
 * @param desired digest of the desired content
 */
export function madeRecord<R extends StreamRecord>(
  item: PlanItem,
  desired: string,
  records: readonly R[],
): R | undefined {
  const { property } = item;
  return (
    property &&
    records.find(
      (record) => isSameResource(record, item) && record.desired === desired && hasReleased(record, property),
    )
  );
}

/** A version whose activation failed was never active, so the approved change is still to be made. */
function hasReleased({ version, base }: StreamRecord, { network, versions }: PropertySummary): boolean {
  if (version === undefined || (version === base && network !== 'NONE')) return false;
  const row = versions.find((one) => one.version === version);
  // Only the newest versions and those that are active are listed, so this one was followed by several others.
  if (!row || network === 'NONE') return version !== base;
  const status = network === 'PRODUCTION' ? row.production : row.staging;
  return status !== 'INACTIVE' && status !== 'PENDING';
}

/**
 * Compares a property with a record. Other people release versions for reasons of their own, so what counts is the
 * logging of the live version.
 */
export function compareRecord(item: PlanItem, record: StreamRecord): RecordComparison {
  // Most obstacles pass: an activation by someone else, a draft, a missing grant.
  if (item.action === 'blocked') return 'unclear';
  if (item.baseVersion === record.version) return 'same-version';
  if (!item.steps.some(writes)) return 'reached';
  const isUnwritten = takes(record.left, 'update');
  return isUnwritten && item.base?.content === record.baseContent ? 'same-content' : 'other';
}
