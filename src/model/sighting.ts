import { type Collection, KINDS, LOG_TYPES } from './collection.ts';
import type { JsonObject } from './json.ts';

/**
 * A stream in a transition whose start is not known, and the time at which a run first found it there. No apply
 * started this transition, so a stream that ends it in an unexpected status has not reverted.
 */
export interface Sighting extends Collection {
  readonly streamId: number;
  /** Identifies, with the version, one transition of a stream. */
  readonly status: string;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly firstSeenAt: string;
}

/** Parses a sighting from a journal or a record. Returns undefined if a member is missing or invalid. */
export function parseSighting(value: JsonObject): Sighting | undefined {
  const { streamId, status, version, firstSeenAt } = value;
  const kind = KINDS.find((each) => each === value['kind']);
  const logType = LOG_TYPES.find((each) => each === value['logType']);
  if (!kind || (kind === 'DataStream1') !== (logType === undefined)) return undefined;
  if (!isCount(streamId) || !isCount(version) || typeof status !== 'string') return undefined;
  const at = typeof firstSeenAt === 'string' ? Date.parse(firstSeenAt) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const collection = { kind, ...(logType === undefined ? {} : { logType }) };
  // Serialized again, because date parsers accept comments.
  return { ...collection, streamId, status, version, firstSeenAt: new Date(at).toISOString() };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
