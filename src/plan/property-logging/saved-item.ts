import type { DesiredContent } from '../../model/approval.ts';
import { isIdReference } from '../../model/id-reference.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanItem } from '../../model/plan.ts';
import { DESIRED_LOGGING } from '../../model/property-logging.ts';
import { isOf } from '../../schema/validate.ts';
import { acts, writes } from '../steps/steps.ts';
import { arePossible } from './property-steps.ts';

/** Returns a key that orders properties in a fingerprint. */
export function fingerprintKey({ propertyId }: PlanItem): string {
  return `PropertyLogging/${propertyId}`;
}

/**
 * Returns what the steps of a property write. The base is the logging of the live version, not its number: an unrelated
 * release of the property keeps the fingerprint.
 */
export function fingerprintContent({ kind, propertyId, base, desired, steps }: PlanItem): JsonObject {
  return {
    kind,
    propertyId: propertyId ?? null,
    base: base?.content ?? null,
    spec: desired?.spec ?? null,
    steps,
  };
}

/** Returns whether an item of a saved plan has all that applying it needs, and only possible steps. */
export function isComplete(item: PlanItem): boolean {
  if (!acts(item)) return !item.steps.some(writes);
  const { propertyId, status, baseVersion, base, desired, steps, needs = [] } = item;
  if (propertyId === undefined || status === undefined || base?.version !== baseVersion) return false;
  if (!isOf(DESIRED_LOGGING, desired?.spec)) return false;
  const { streams, activation } = desired.spec;
  const references = [...streams.DataStream2, ...streams.DataStream1]
    .map(({ id }) => id)
    .filter(isIdReference);
  return arePossible(steps, activation.network) && references.every(({ $id }) => needs.includes($id));
}

/** Returns the content that an approval covers. It contains no secrets: manifests of properties have no references. */
export function desiredContent({ property, desired }: PlanItem): DesiredContent {
  return { streamName: property?.propertyName ?? '', state: 'active', spec: desired?.spec ?? {} };
}
