import jsonPatch, { type Operation } from 'fast-json-patch';
import type { JsonObject } from '../../src/model/json.ts';
import type { IncludeReading } from '../../src/model/property.ts';
import type { DesiredLogging, NamedStream, RuleOperation } from '../../src/model/property-logging.ts';
import { editLogging, type LoggingEdit } from '../../src/properties/edit/edit-logging.ts';
import { rulesOf } from './properties.ts';

/** What a property is to log. Streams are IDs, or complete. */
export function desiredLogging({
  logs = [],
  beacons = [],
  removed = [],
  removedBeacons = [],
  datastream = {},
  report = {},
}: {
  readonly logs?: readonly (number | NamedStream)[];
  readonly beacons?: readonly (number | NamedStream)[];
  readonly removed?: readonly number[];
  readonly removedBeacons?: readonly number[];
  readonly datastream?: JsonObject;
  readonly report?: JsonObject;
}): DesiredLogging {
  const named = (streams: readonly (number | NamedStream)[]) =>
    streams.map((one) => (typeof one === 'number' ? { id: one } : one));
  return {
    streams: { DataStream2: named(logs), DataStream1: named(beacons) },
    removeStreams: { DataStream2: removed, DataStream1: removedBeacons },
    datastream,
    report,
    activation: { network: 'NONE', notifyEmails: [] },
  };
}

/** What an edit is made in, besides the rule tree. */
export interface Situation {
  readonly ruleFormat?: string;
  readonly includes?: readonly IncludeReading[];
  readonly inactive?: readonly number[];
}

/** Edits a rule tree. */
export function edit(
  tree: JsonObject,
  desired: DesiredLogging,
  { ruleFormat = 'v2025-10-16', includes = [], inactive = [] }: Situation = {},
): LoggingEdit {
  return editLogging({ rules: rulesOf(tree), ruleFormat, tree, includes }, desired, { inactive });
}

/** Applies operations to a rule tree with the package, which is independent of the code under test. */
export function patched(tree: JsonObject, operations: readonly RuleOperation[]): JsonObject {
  const body = structuredClone({ rules: tree }) as object;
  const patch = structuredClone(operations) as unknown as Operation[];
  return (jsonPatch.applyPatch(body, patch, true).newDocument as { rules: JsonObject }).rules;
}
