import type { Activation } from '../model/observed.ts';
import type { DeliveryEvidence } from '../model/upload-metrics.ts';

/** An activation, with its time in milliseconds since 1970. */
interface Activated {
  readonly version: number;
  readonly at: number;
}

/** A change of the active version. Times are milliseconds since 1970. */
export interface VersionChange {
  /** When the version before was activated. */
  readonly previousFrom: number;
  /** From the start of the transition to its end, no version counts. */
  readonly transitionFrom: number;
  readonly activeFrom: number;
}

/** The documented duration of an activation of DataStream 2, milliseconds: "about 90 minutes". */
const TRANSITION = 90 * 60_000;

/** Returns when the stream was activated the last time, in milliseconds since 1970, if that was read. */
export function activatedAt({ activations = [] }: DeliveryEvidence): number | undefined {
  return activatedOf(activations).at(-1)?.at;
}

/**
 * Returns the last change of the active version, if the history has one. The history does not contain the start of a
 * transition. It is the time when the version was saved or, if the version was activated later, the documented duration
 * before its activation.
 */
export function lastVersionChange({
  activations = [],
  savedAt,
}: DeliveryEvidence): VersionChange | undefined {
  const activated = activatedOf(activations);
  const version = activated.at(-1)?.version;
  const before = activated.findLastIndex((one) => one.version !== version);
  const previous = activated[before];
  const first = activated[before + 1];
  if (!previous || !first) return undefined;
  const assumed = first.at - TRANSITION;
  const saved = savedAt !== undefined && savedAt > assumed && savedAt < first.at ? savedAt : assumed;
  const stops = activations
    .filter(({ status }) => status !== 'ACTIVATED')
    .map(({ modifiedDate }) => Date.parse(modifiedDate))
    .filter((at) => at > previous.at && at < first.at);
  return {
    previousFrom: previous.at,
    transitionFrom: Math.max(previous.at, Math.min(saved, ...stops)),
    activeFrom: first.at,
  };
}

/**
 * Returns whether the newest entry of an activation history is the activation of a version. If not, the history does not
 * show yet what the list of streams shows.
 */
export function endsWithActivation(activations: readonly Activation[], version: number): boolean {
  const times = activations.map(({ modifiedDate }) => Date.parse(modifiedDate));
  const newest = Math.max(...times);
  return activations.some(
    (one, index) => one.status === 'ACTIVATED' && one.version === version && times[index] === newest,
  );
}

/** Oldest first. */
function activatedOf(activations: readonly Activation[]): readonly Activated[] {
  return activations
    .filter(({ status }) => status === 'ACTIVATED')
    .map(({ version, modifiedDate }) => ({ version, at: Date.parse(modifiedDate) }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => a.at - b.at);
}
