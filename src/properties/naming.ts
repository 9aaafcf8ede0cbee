import { apiTitle } from '../collections/texts.ts';
import type { Kind } from '../model/collection.ts';
import type { Behavior } from '../model/logging-rules.ts';
import type { LiveProperty } from '../model/property.ts';
import type { PropertyFinding } from '../model/property-finding.ts';
import { isUnconditional, logsTo, stateFor } from './behaviors/datastream.ts';
import type { ExistingStream } from './desired-streams.ts';
import type { Desired } from './edit/stream-changes.ts';
import { finding, propertyOf, rulePath, streamLabel, withFix } from './finding.ts';
import { fixByAdding, fixNames } from './fix/datastream-fix.ts';

/** With these criteria, logging can stop altogether. Source: DataStream user guide, "Configure DataStream in a custom rule". */
const RISKY_CRITERIA = ['matchCpCode', 'matchResponseCode', 'matchVariable', 'matchAdvanced'];

/** The options of the behavior for each generation of the API. */
const OPTIONS = {
  DataStream1: { names: 'datastreamIds', enabled: 'enabled' },
  DataStream2: { names: 'logStreamName', enabled: 'logEnabled' },
} as const;

/**
 * Finds where a property does not log to a stream that it has to name. A request uses only one `datastream` behavior,
 * the last one that matches, so each of them has to name the stream.
 */
export function checkNaming(
  property: LiveProperty,
  stream: ExistingStream,
  desired: Desired,
): readonly PropertyFinding[] {
  const { datastream } = property.rules;
  if (datastream.length === 0) return [missingBehavior(property, stream, desired)];
  // Under criteria, a behavior that is off is an exception if another one is on or applies to all requests.
  const isException = datastream.some(
    (behavior) => stateFor(behavior, stream.kind) === 'on' || isUnconditional(behavior),
  );
  return [
    ...datastream.flatMap((behavior) => checkBehavior(property, behavior, stream, desired, isException)),
    ...checkCriteria(property, stream, desired),
  ];
}

function missingBehavior(property: LiveProperty, stream: ExistingStream, desired: Desired): PropertyFinding {
  const message = `The rule tree has no DataStream behavior, so ${streamLabel(stream)} gets no logs from this property. Add one to the default rule.`;
  const result = fixByAdding(desired, property.ruleFormat);
  return finding(
    'behavior-missing',
    'warning',
    propertyOf(property),
    { stream },
    ...withFix(property, message, result),
  );
}

function checkBehavior(
  property: LiveProperty,
  behavior: Behavior,
  stream: ExistingStream,
  desired: Desired,
  isException: boolean,
): readonly PropertyFinding[] {
  const { kind, streamId } = stream;
  const { names, enabled } = OPTIONS[kind];
  const report = (code: 'behavior-off' | 'stream-not-named', problem: string, action: string) => {
    const message = `The DataStream behavior of rule "${rulePath(behavior.rule)}" ${problem}. A request uses only the last DataStream behavior that matches, so requests that use this one are not logged to ${streamLabel(stream)}. ${action}`;
    const result = fixNames(behavior, kind, desired, property.ruleFormat);
    const subject = { stream, rule: behavior.rule };
    return [finding(code, 'warning', propertyOf(property), subject, ...withFix(property, message, result))];
  };
  const state = stateFor(behavior, kind);
  switch (state) {
    case 'other': {
      const other = apiTitle(kind === 'DataStream1' ? 'DataStream2' : 'DataStream1');
      const action = `Set streamType to BEACON_AND_LOG, and name ${streamId} in ${names}.`;
      return report('stream-not-named', `is for ${other} only`, action);
    }
    case 'off': {
      if (isException && !isUnconditional(behavior)) return [];
      return report('behavior-off', 'is off', `Set ${enabled} to true, and name ${streamId} in ${names}.`);
    }
    case 'on':
      return logsTo(behavior, kind, streamId)
        ? []
        : report('stream-not-named', `does not name ${streamId}`, `Add ${streamId} to ${names}.`);
    default:
      return state satisfies never;
  }
}

/** Finds rules in which logging is off while it is on in others. */
export function findExclusions(property: LiveProperty, kind: Kind): readonly PropertyFinding[] {
  const { datastream } = property.rules;
  if (!datastream.some((behavior) => stateFor(behavior, kind) === 'on')) return [];
  return datastream
    .filter((behavior) => stateFor(behavior, kind) === 'off' && !isUnconditional(behavior))
    .map(({ rule }) => {
      const message = `${apiTitle(kind)} is off in rule "${rulePath(rule)}" and on in another rule. Requests that match the rule are not logged. This may be intended.`;
      return finding('excluded', 'note', propertyOf(property), { rule }, message);
    });
}

function checkCriteria(
  property: LiveProperty,
  stream: ExistingStream,
  desired: Desired,
): readonly PropertyFinding[] {
  const { datastream } = property.rules;
  const naming = datastream.filter((behavior) => logsTo(behavior, stream.kind, stream.streamId));
  const first = naming.find(hasRiskyCriteria) ?? naming[0];
  if (first === undefined || datastream.some(isUnconditional)) return [];
  const isRisky = hasRiskyCriteria(first);
  const risk = isRisky
    ? ' With criteria on status codes, CP codes or variables, logging can stop altogether.'
    : '';
  const message = `Only rules with criteria name ${streamLabel(stream)}, so requests that match none of them are not logged.${risk} Unless that is intended, add a DataStream behavior to the default rule too.`;
  const result = fixByAdding(desired, property.ruleFormat);
  return [
    finding(
      'named-under-criteria-only',
      isRisky ? 'warning' : 'note',
      propertyOf(property),
      { stream, rule: first.rule },
      ...withFix(property, message, result),
    ),
  ];
}

function hasRiskyCriteria({ rule }: Behavior): boolean {
  return rule.criteria.some((name) => RISKY_CRITERIA.includes(name));
}
