import type { Observed } from '../../model/account.ts';
import type { StreamRecord } from '../../model/approval.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { PropertyFix } from '../../model/property-finding.ts';
import { DESIRED_LOGGING } from '../../model/property-logging.ts';
import type { PropertySummary } from '../../model/property-summary.ts';
import type { UndoneChange } from '../../model/stop-explanation.ts';
import { behaviorFixes } from '../../properties/fix/edit-fix.ts';
import { isOf } from '../../schema/validate.ts';

/** Explains how someone has undone a change of a property that one of our applies made. */
export function explainUndone(
  { version }: Pick<StreamRecord, 'version'>,
  item: PlanItem,
  observed: Observed,
): UndoneChange | undefined {
  const live = item.property && liveVersion(item.property);
  if (version === undefined || !live) return undefined;
  const { version: number, modifiedBy, modifiedDate } = live;
  const how = live.version < version ? 'rolled-back' : 'rewritten';
  return {
    version,
    how,
    by: { version: number, ...(modifiedBy ? { modifiedBy } : {}), ...(modifiedDate ? { modifiedDate } : {}) },
    fixes: how === 'rewritten' ? fixesFor(item, observed) : [],
  };
}

function liveVersion({
  network,
  versions,
}: PropertySummary): PropertySummary['versions'][number] | undefined {
  return versions.find((one) => (network === 'STAGING' ? one.staging : one.production) === 'ACTIVE');
}

/** The content that the other pipeline has to write, so that its versions contain the change. */
function fixesFor({ propertyId, desired }: PlanItem, observed: Observed): readonly PropertyFix[] {
  const read = [...(observed.properties?.values() ?? [])].flatMap((one) =>
    one.tag === 'read' && one.property.propertyId === propertyId ? [one.property] : [],
  );
  const [property] = read;
  if (!property?.live || !isOf(DESIRED_LOGGING, desired?.spec)) return [];
  return behaviorFixes(property.live, desired.spec);
}
