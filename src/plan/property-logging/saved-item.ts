import type { DesiredContent } from '../../model/approval.ts';
import { defined } from '../../model/defined.ts';
import { areAmong, PROPERTY_EFFECTS } from '../../model/effect.ts';
import { isIdReference } from '../../model/id-reference.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { DESIRED_LOGGING, type NamedStream } from '../../model/property-logging.ts';
import { isOf } from '../../schema/validate.ts';
import { acts, writes } from '../steps/steps.ts';
import { arePossible } from './property-steps.ts';

/** Returns a key that orders properties in a fingerprint. */
export function fingerprintKey({ propertyId }: PlanItem): string {
  return `PropertyLogging/${propertyId}`;
}

/**
 * Returns what the steps of a property write. The base is the logging of the live version, not its number: an unrelated
 * release of the property keeps the fingerprint. Unfinished work of another user counts, because apply ignores only
 * the version that the plan shows.
 */
export function fingerprintContent({
  kind,
  propertyId,
  base,
  desired,
  steps,
  property,
}: PlanItem): JsonObject {
  return {
    kind,
    propertyId: propertyId ?? null,
    base: base?.content ?? null,
    spec: desired?.spec ?? null,
    steps,
    ...defined({ unreleased: property?.unreleased }),
  };
}

/** Returns whether an item of a saved plan has all that applying it needs, and only possible steps. */
export function isComplete(item: PlanItem): boolean {
  if (!areAmong(item.effects, PROPERTY_EFFECTS)) return false;
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

/**
 * Returns the content that an approval covers. Streams of manifests are there by name, because the ID of a new stream is
 * known only after it was approved. It contains no secrets: manifests of properties have no references.
 */
export function desiredContent({ property, desired }: PlanItem): DesiredContent {
  const spec = desired?.spec ?? {};
  const streamName = property?.propertyName ?? '';
  if (!isOf(DESIRED_LOGGING, spec)) return { streamName, state: 'active', spec };
  const { DataStream2, DataStream1 } = spec.streams;
  const streams = { DataStream2: DataStream2.map(byName), DataStream1: DataStream1.map(byName) };
  return { streamName, state: 'active', spec: { ...spec, streams } };
}

function byName(stream: NamedStream): NamedStream {
  return stream.name === undefined ? stream : { ...stream, id: { $id: stream.name } };
}
