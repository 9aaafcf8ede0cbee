import type { Kind } from '../model/collection.ts';
import type { LoggingRules } from '../model/logging-rules.ts';
import type { ExpectedStream } from '../model/property.ts';
import { logsTo } from './behaviors/datastream.ts';
import type { Desired, DesiredStreams } from './edit/stream-changes.ts';

/** A stream that exists. */
export type ExistingStream = ExpectedStream & { readonly streamId: number };

/** The vendor's default of a stream. */
const ALL_LOGS = 100;

/**
 * Whether the property has to name a stream for its logs.
 *
 * - `yes`: it has to
 * - `no`: DataStream manages the property itself, or the product needs no behavior
 * - `unknown`: the API did not return how the property is integrated
 */
export function needsBehavior(stream: ExpectedStream, rules: LoggingRules): 'yes' | 'no' | 'unknown' {
  const { kind, integrationType, productId, streamId } = stream;
  if (kind === 'DataStream1') return 'yes';
  // An ordinary product can use Cloud Wrapper too, so the behavior decides only if the product is not known.
  if (isManaged(stream) || (productId === undefined && rules.cloudWrapper)) return 'no';
  if (integrationType === 'PM_DEPENDENT') return 'yes';
  // Someone named it there, so the property is integrated through Property Manager.
  const isNamed =
    streamId !== undefined && rules.datastream.some((behavior) => logsTo(behavior, kind, streamId));
  return isNamed ? 'yes' : 'unknown';
}

/** Returns true for a stream whose logs depend on no rule tree: DataStream manages it, or it is for Cloud Wrapper. */
export function isManaged({ integrationType, productId = '' }: ExpectedStream): boolean {
  return integrationType === 'DS_MANAGED' || productId.includes('Cloud_Wrapper');
}

/** Returns true if the stream exists. */
export function exists(stream: ExpectedStream): stream is ExistingStream {
  return stream.streamId !== undefined;
}

/** Returns true for a stream that its manifest deletes, or deactivates now. */
export function isRemoved({ state, isLive }: ExpectedStream): boolean {
  return state === 'absent' || (state === 'inactive' && isLive);
}

/** Returns the share of logs in percent that a stream should have. */
export function shareOf({ samplingPercentage = ALL_LOGS }: ExpectedStream): number {
  return samplingPercentage;
}

/**
 * Returns which streams the behaviors of a property should name.
 * @param inactive IDs of DataStream 2 streams of the account that are not active
 */
export function desiredStreams(
  streams: readonly ExpectedStream[],
  rules: LoggingRules,
  inactive: readonly number[],
): Desired {
  const existing = streams.filter(exists);
  const of = (kind: Kind): DesiredStreams => {
    const own = existing.filter((stream) => stream.kind === kind);
    const activated = own.filter(({ state }) => state === 'active').map(({ streamId }) => streamId);
    const others = kind === 'DataStream2' ? inactive.filter((id) => !activated.includes(id)) : [];
    return {
      wanted: own
        .filter((stream) => stream.state === 'active' && needsBehavior(stream, rules) === 'yes')
        .map((stream) => ({ streamId: stream.streamId, samplingPercentage: shareOf(stream) })),
      removed: own.filter(({ state }) => state === 'absent').map(({ streamId }) => streamId),
      inactive: [
        ...own.filter(({ state }) => state === 'inactive').map(({ streamId }) => streamId),
        ...others,
      ],
    };
  };
  return { DataStream1: of('DataStream1'), DataStream2: of('DataStream2') };
}
