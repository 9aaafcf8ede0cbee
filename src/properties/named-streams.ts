import type { LiveProperty } from '../model/property.ts';
import type { PropertyFinding } from '../model/property-finding.ts';
import { lists, logsTo, namedIds, stateFor } from './behaviors/datastream.ts';
import { type ExistingStream, shareOf } from './desired-streams.ts';
import { type Desired, MOST_STREAMS } from './edit/stream-changes.ts';
import { finding, propertyOf, rulePath, streamLabel, withFix } from './finding.ts';
import { changeOptions, none } from './fix/behavior-fix.ts';
import { fixNames } from './fix/datastream-fix.ts';

/** Finds behaviors that name a stream which its manifest deletes or deactivates. */
export function checkRemoved(
  property: LiveProperty,
  stream: ExistingStream,
  desired: Desired,
): readonly PropertyFinding[] {
  const { kind, streamId, state } = stream;
  const naming = property.rules.datastream.filter((behavior) => lists(behavior, kind, streamId));
  return naming.map((behavior) => {
    const { rule } = behavior;
    const problem = `The DataStream behavior of rule "${rulePath(rule)}" names ${streamLabel(stream)}.`;
    if (state !== 'absent') {
      const message = `${problem} Its manifest deactivates the stream, so it gets no logs. If that is permanent, remove ${streamId} from the behavior.`;
      return finding('names-removed-stream', 'note', propertyOf(property), { stream, rule }, message);
    }
    const message = `${problem} Its manifest deletes the stream. After that, the next activation of the property fails if the behavior still names it. Remove ${streamId} from the behavior first.`;
    const result = fixNames(behavior, kind, desired, property.ruleFormat);
    return finding(
      'names-removed-stream',
      'warning',
      propertyOf(property),
      { stream, rule },
      ...withFix(property, message, result),
    );
  });
}

/** Finds behaviors whose share of logs differs from the one of a stream that they name. */
export function checkSampling(
  property: LiveProperty,
  stream: ExistingStream,
  { DataStream2 }: Desired,
): readonly PropertyFinding[] {
  if (stream.kind === 'DataStream1') return [];
  const wanted = shareOf(stream);
  return property.rules.datastream.flatMap((behavior) => {
    const { samplingPercentage: share } = behavior.options;
    if (!logsTo(behavior, stream.kind, stream.streamId) || share === undefined || share === wanted) return [];
    const isSet = stream.samplingPercentage !== undefined;
    const overridden = isSet ? `the ${wanted} % in the manifest of` : `the default of ${wanted} % for`;
    const isShared = DataStream2.wanted.some(
      ({ streamId, samplingPercentage }) =>
        samplingPercentage !== wanted && logsTo(behavior, stream.kind, streamId),
    );
    const set = isShared
      ? 'The behavior has one share for all of its streams, and their manifests have different ones: change the manifests.'
      : `Set samplingPercentage of the behavior to ${wanted}, or change the manifest.`;
    const action = isSet ? set : 'This may be intended.';
    const message = `The DataStream behavior of rule "${rulePath(behavior.rule)}" logs ${String(share)} % of its requests. This overrides ${overridden} ${streamLabel(stream)}. ${action}`;
    const result = isShared
      ? none('a fix for this stream would change the share of the others')
      : changeOptions('datastream', behavior, { samplingPercentage: wanted }, property.ruleFormat);
    return [
      finding(
        'sampling-overridden',
        isSet ? 'warning' : 'note',
        propertyOf(property),
        { stream, rule: behavior.rule },
        ...withFix(property, message, result),
      ),
    ];
  });
}

/** Finds behaviors that name more active streams than a property can have. */
export function checkLimit(
  property: LiveProperty,
  { DataStream2: { inactive } }: Desired,
): readonly PropertyFinding[] {
  return property.rules.datastream.flatMap((behavior) => {
    const ids = stateFor(behavior, 'DataStream2') === 'on' ? namedIds(behavior, 'DataStream2') : [];
    const active = ids === 'all' ? [] : [...new Set(ids)].filter((id) => !inactive.includes(id));
    if (active.length <= MOST_STREAMS) return [];
    const { rule } = behavior;
    const message = `The DataStream behavior of rule "${rulePath(rule)}" names ${active.length} streams (${active.join(', ')}). A property can have at most ${MOST_STREAMS} active streams, so it is not certain which of them get its logs. Remove all but ${MOST_STREAMS} from the behavior.`;
    return [finding('too-many-streams', 'warning', propertyOf(property), { rule }, message)];
  });
}
