import type { Deployment, DeploymentLook } from '../../github/github.ts';
import { APPLY_RECORD, type ApplyRecord, type DatedRecord, type StreamRecord } from '../../model/approval.ts';
import { collectionKey } from '../../model/collection.ts';
import { isArray, parseJson } from '../../model/json.ts';
import { anyJson, object } from '../../model/shape.ts';
import { SIGHTING } from '../../model/sighting.ts';
import { parseAs } from '../../schema/validate.ts';

/**
 * How many deployments are read. One request returns a hundred deployments, so a version can be traced far back. Each
 * state costs a request of its own, and a job token has 1,000 per hour. States are read for records with open steps or
 * streams only, and open work is among the newest.
 */
export const MOST_RECORDS: DeploymentLook = {
  records: 300,
  states: 50,
  isOfInterest: (payload) => {
    const record = readRecord(payload);
    return record !== undefined && (!record.complete || record.streams.some(({ left }) => left.length > 0));
  },
};

/** The newest deployments without their states, to check for a new one. */
export const NEWEST: DeploymentLook = { records: 20, states: 0, isOfInterest: () => false };

/**
 * Maximum length of a deployment's payload, in characters of JSON. GitHub documents no limit. Its other texts are
 * limited to 65,536 characters, so a record stays below that.
 */
const MOST_CHARACTERS = 60_000;

/** A deployment of ours with its decoded record. */
export interface Recorded {
  readonly deployment: Deployment;
  readonly record: ApplyRecord;
}

/**
 * Returns the environment that records the runs of one target. Its name contains only the target's name, because
 * everyone can read it.
 */
export function environmentOf(targetName: string): string {
  return `datastream: ${targetName}`;
}

/** Returns the deployments that the expected author created and that hold a complete record, in the given order. */
export function trusted(deployments: readonly Deployment[], author: string): readonly Recorded[] {
  return deployments.flatMap((deployment) => {
    const record = deployment.creator === author ? readRecord(deployment.payload) : undefined;
    return record ? [{ deployment, record }] : [];
  });
}

/**
 * Decodes a payload, which GitHub may return as the string it was stored as.
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

/** A record that GitHub accepts, and the number of streams that did not fit. */
export interface FittedRecord {
  readonly record: ApplyRecord;
  readonly dropped: number;
}

/**
 * Shortens a record until it fits. Complete streams are removed, first those with no remaining steps. For a missing
 * stream, a watch does less and a later approval stops; neither ever does more. A shortened record does not count as a
 * complete apply.
 */
export function fitRecord(record: ApplyRecord, most: number = MOST_CHARACTERS): FittedRecord {
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

/** Returns the key of a stream: its id if it has one. */
export function recordKey(record: StreamRecord): string {
  return `${collectionKey(record)}/${record.streamId ?? `name ${record.name}`}`;
}

/**
 * States of a deployment that is not finished. A deployment without a state belongs to a run that was stopped before it
 * set one.
 */
const OPEN: ReadonlySet<string> = new Set(['in_progress', 'pending', 'queued']);

/** Returns whether a deployment can still change to success or failure. */
export function isOpen({ deployment: { state } }: Recorded): boolean {
  return state === undefined || OPEN.has(state);
}

/** Returns all stream records of our applies and watches, newest first. */
export function allStreams(recorded: readonly Recorded[]): readonly DatedRecord[] {
  return recorded.flatMap(({ record, deployment: { createdAt } }) =>
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
