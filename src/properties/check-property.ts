import { KINDS } from '../model/collection.ts';
import type { ExpectedStream, LiveProperty, PropertyReading } from '../model/property.ts';
import type { PropertyFinding } from '../model/property-finding.ts';
import { namedIds, stateFor } from './behaviors/datastream.ts';
import { desiredStreams, exists, isManaged, isRemoved, needsBehavior } from './desired-streams.ts';
import { checkFields, loggingToAdd } from './fields.ts';
import { finding, propertyOf, rulePath, streamLabel } from './finding.ts';
import { checkLimit, checkRemoved, checkSampling } from './named-streams.ts';
import { checkNaming, findExclusions } from './naming.ts';

/**
 * Judges whether the rule tree of a property matches the streams that manifests describe for it.
 *
 * @param reading what was read of the property
 * @param streams the streams that manifests describe for the property
 * @param inactive IDs of DataStream 2 streams of the account that are not active
 */
export function checkProperty(
  reading: PropertyReading,
  streams: readonly ExpectedStream[],
  inactive: readonly number[] = [],
): readonly PropertyFinding[] {
  if (reading.tag === 'live') return checkLive(reading.property, streams, inactive);
  const active = streams.filter(({ state }) => state === 'active');
  const { property } = reading;
  switch (reading.tag) {
    case 'not-live': {
      if (active.length === 0) return [];
      const latest =
        reading.latestVersion === undefined ? '' : ` Its newest version is ${reading.latestVersion}.`;
      const message = `No version of the property is active on production, so its logs do not reach ${active.map(streamLabel).join(' and ')}.${latest} Activate a version on production.`;
      return [finding('not-live', 'warning', property, {}, message)];
    }
    case 'no-access':
    case 'unreadable':
      return streams.some(isRemoved) || active.some((stream) => !isManaged(stream))
        ? [finding(reading.tag, 'warning', property, {}, reading.reason)]
        : [];
    default:
      return reading satisfies never;
  }
}

function checkLive(
  property: LiveProperty,
  streams: readonly ExpectedStream[],
  inactive: readonly number[],
): readonly PropertyFinding[] {
  const { rules } = property;
  const desired = desiredStreams(streams, rules, inactive);
  const active = streams.filter(({ state }) => state === 'active');
  const undecided = active.filter(
    (stream) =>
      needsBehavior(stream, rules) !== 'no' &&
      (!exists(stream) || needsBehavior(stream, rules) === 'unknown'),
  );
  const judged = active.filter(exists).filter((stream) => needsBehavior(stream, rules) === 'yes');
  const kinds = KINDS.filter((kind) => judged.some((stream) => stream.kind === kind));
  return [
    ...undecided.flatMap((stream) =>
      exists(stream) ? [cannotDecide(property, stream)] : afterCreation(property, stream),
    ),
    ...judged.flatMap((stream) => [
      ...checkNaming(property, stream, desired),
      ...checkSampling(property, stream, desired),
      ...checkFields(property, stream, judged),
    ]),
    ...kinds.flatMap((kind) => findExclusions(property, kind)),
    ...streams
      .filter(exists)
      .filter(isRemoved)
      .flatMap((stream) => checkRemoved(property, stream, desired)),
    ...(streams.some(({ kind }) => kind === 'DataStream2') ? checkLimit(property, desired) : []),
  ];
}

function cannotDecide(property: LiveProperty, stream: ExpectedStream): PropertyFinding {
  const what =
    stream.integrationType === 'HYBRID'
      ? 'which properties of the stream DataStream manages'
      : 'whether DataStream manages the property';
  const message = `The rule tree does not name ${streamLabel(stream)}, and the API did not return ${what}. If DataStream manages this one, nothing is needed. If not, name the stream in every DataStream behavior of the property${loggingToAdd(property, stream)}.`;
  return finding('undetermined', 'note', propertyOf(property), { stream }, message);
}

/** A stream that does not exist has no ID that the property could name. */
function afterCreation(property: LiveProperty, stream: ExpectedStream): readonly PropertyFinding[] {
  const { datastream } = property.rules;
  const { kind } = stream;
  const coversAll = datastream.every(
    (behavior) => stateFor(behavior, kind) === 'on' && namedIds(behavior, kind) === 'all',
  );
  if (datastream.length > 0 && coversAll) return [];
  const places = datastream.map(({ rule }) => `"${rulePath(rule)}"`);
  const action =
    places.length === 0
      ? 'add a DataStream behavior that names its ID to the default rule'
      : `add its ID to the DataStream behavior of ${places.length === 1 ? 'rule' : 'rules'} ${places.join(', ')}`;
  const condition = kind === 'DataStream1' ? '' : ' Nothing is needed if DataStream manages the property.';
  const message = `The stream of manifest ${stream.name} does not exist yet. After it is created, ${action}${loggingToAdd(property, stream)}.${condition}`;
  return [finding('undetermined', 'note', propertyOf(property), { stream }, message)];
}
