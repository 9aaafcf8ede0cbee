import { type Collection, KINDS, LOG_TYPES } from './collection.ts';
import type { JsonObject } from './json.ts';

/**
 * A stream in a transition whose start is not known, and when a run saw it there first. It is not a transition that an apply started: a
 * stream that leaves it otherwise than expected has not reverted.
 */
export interface Sighting extends Collection {
  readonly streamId: number;
  /** With the version, this tells one transition of a stream from another. */
  readonly status: string;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly firstSeenAt: string;
}

/** Reads a sighting from a journal or a record; nothing if a member is missing or has another form. */
export function parseSighting(value: JsonObject): Sighting | undefined {
  const { streamId, status, version, firstSeenAt } = value;
  const kind = KINDS.find((each) => each === value['kind']);
  const logType = LOG_TYPES.find((each) => each === value['logType']);
  if (!kind || (kind === 'DataStream1') !== (logType === undefined)) return undefined;
  if (!isCount(streamId) || !isCount(version) || typeof status !== 'string') return undefined;
  const at = typeof firstSeenAt === 'string' ? Date.parse(firstSeenAt) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const collection = { kind, ...(logType === undefined ? {} : { logType }) };
  // Written again, since parsers of dates accept comments.
  return { ...collection, streamId, status, version, firstSeenAt: new Date(at).toISOString() };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
