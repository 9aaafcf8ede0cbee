import { APPLY_RECORD, type ApplyRecord, type DatedRecord, type StreamRecord } from '../../model/approval.ts';
import { isArray, parseJson } from '../../model/json.ts';
import { anyJson, object } from '../../model/shape.ts';
import { SIGHTING } from '../../model/sighting.ts';
import { parseAs } from '../../schema/validate.ts';
import type { LedgerEntry, LedgerLook } from '../forge/forge.ts';

/**
 * How many records are read. Many come with one request, so a version can be traced far back. Each
 * state may cost a request of its own, and a job has about 1,000 per hour. States are read for records with open steps or
 * streams only, and open work is among the newest.
 */
export const MOST_RECORDS: LedgerLook = {
  records: 300,
  states: 50,
  isOfInterest: (payload) => {
    const record = readRecord(payload);
    return record !== undefined && (!record.complete || record.streams.some(({ left }) => left.length > 0));
  },
};

/** The newest records without their states, to check for a new one. */
export const NEWEST: LedgerLook = { records: 20, states: 0, isOfInterest: () => false };

/** A ledger entry of ours with its decoded record. */
export interface Recorded {
  readonly entry: LedgerEntry;
  readonly record: ApplyRecord;
}

/** Returns the entries that the expected author created and that hold a complete record, in the given order. */
export function trusted(entries: readonly LedgerEntry[], author: string): readonly Recorded[] {
  return entries.flatMap((entry) => {
    const record = entry.author === author ? readRecord(entry.record) : undefined;
    return record ? [{ entry, record }] : [];
  });
}

/**
 * Decodes a record, which a forge may return as the string it was stored as.
 * @returns nothing if any part of the record is invalid
 */
export function readRecord(payload: unknown): ApplyRecord | undefined {
  const record = parseAs(STORED, typeof payload === 'string' ? parseJson(payload) : payload);
  if (!record) return undefined;
  const { sightings, ...rest } = record;
  if (!isArray(sightings)) return rest;
  return { ...rest, sightings: sightings.flatMap((one) => parseAs(SIGHTING, one) ?? []) };
}

/**
 * Unlike streams, sightings permit no write. So sightings in a format that this version does not know are omitted, and
 * the record stays valid.
 */
const STORED = object({ ...APPLY_RECORD, 'sightings?': anyJson() });

/** A record that the forge accepts, and the number of streams that did not fit. */
export interface FittedRecord {
  readonly record: ApplyRecord;
  readonly dropped: number;
}

/**
 * Shortens a record until it fits. Complete streams are removed, first those with no remaining steps. For a missing
 * stream, a watch does less and a later approval stops; neither ever does more. A shortened record does not count as a
 * complete apply.
 */
export function fitRecord(record: ApplyRecord, most: number): FittedRecord {
  const open = record.streams.filter(({ left }) => left.length > 0);
  const stable = record.streams.filter(({ left }) => left.length === 0);
  const kept: StreamRecord[] = [];
  let room = most - lengthOf({ ...record, streams: [] });
  for (const stream of [...open, ...stable]) {
    const length = lengthOf(stream) + 1;
    if (length > room) continue;
    room -= length;
    kept.push(stream);
  }
  const dropped = record.streams.length - kept.length;
  return { record: { ...record, complete: record.complete && dropped === 0, streams: kept }, dropped };
}

function lengthOf(value: object): number {
  return JSON.stringify(value).length;
}

/** Returns whether a record may still have steps to take. */
export function isOpen({ entry: { state } }: Recorded): boolean {
  return state === 'open';
}

/** Returns all stream records of our applies and watches, newest first. */
export function allStreams(recorded: readonly Recorded[]): readonly DatedRecord[] {
  return recorded.flatMap(({ record, entry: { at: createdAt } }) =>
    record.streams.map((stream) => ({
      ...stream,
      at: createdAt,
      ...(record.target === undefined ? {} : { target: record.target }),
    })),
  );
}

/** Returns the newest apply that was not refused, whatever its result. */
export function lastApplied(recorded: readonly Recorded[]): Recorded | undefined {
  return recorded.find(({ record }) => record.by === undefined && record.refused === undefined);
}

/** Returns the newest run that attempted everything that was approved. */
export function lastComplete(recorded: readonly Recorded[]): Recorded | undefined {
  return recorded.find(({ record }) => record.complete && record.by === undefined);
}
