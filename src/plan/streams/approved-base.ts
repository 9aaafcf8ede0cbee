import type {
  ApprovalBase,
  ApprovalFacts,
  DatedRecord,
  RecordComparison,
  StreamRecord,
} from '../../model/approval.ts';
import { collectionKey } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { leadsToActive } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { type Identity, idOf } from '../../model/resource-key.ts';
import { takes } from '../steps/steps.ts';

/** Returns the version that an approval is based on, and whether the stream is active or about to be. */
export function approvalBase(item: PlanItem): ApprovalBase {
  return {
    base: item.baseVersion ?? null,
    ...defined({ active: leadsToActive(item, item.status ?? '') }),
  };
}

/**
 * Returns whether the live version is the approved base, or was reached from it by our own applies. A run that was
 * interrupted before it wrote its record leaves one more version, whose content no longer differs from the manifest.
 * The remaining activation is then what was approved. If the remaining steps stop the stream, a version of another
 * user is never accepted in this way.
 */
export function hasApprovedBase({ approved, now, item, records }: ApprovalFacts): boolean {
  if (approved.base === now.base) return true;
  if (now.base === null) return false;
  const from = approved.base ?? 0;
  if (now.base < from) return false;
  const isStart = item.desired?.state === 'active' && !takes(item.steps, 'deactivate');
  const isCut = now.base === from + 1 && isStart && !takes(item.steps, 'create', 'update', 'delete');
  if (isCut) return true;
  const ours = ownVersions(now, records);
  for (let version = from + 1; version <= now.base; version += 1) if (!ours.has(version)) return false;
  return true;
}

/** Compares the version of a stream with that of a record. */
export function compareRecord(item: PlanItem, record: StreamRecord): RecordComparison {
  if (item.unreadable) return 'unclear';
  return item.baseVersion === record.version ? 'same-version' : 'other';
}

/** Returns the versions of a resource that our applies made. */
export function ownVersions(resource: Identity, records: readonly DatedRecord[]): ReadonlySet<number> {
  const isOurs = (record: DatedRecord) =>
    collectionKey(record) === collectionKey(resource) && idOf(record) === idOf(resource);
  return new Set(records.filter(isOurs).flatMap(madeVersion));
}

/**
 * The version that an apply made: a write creates exactly the version after its base. An apply that only activated a
 * version of another user has recorded that version, but did not make it.
 */
function madeVersion({ base, version }: DatedRecord): readonly number[] {
  return version === (base ?? 0) + 1 ? [version] : [];
}
