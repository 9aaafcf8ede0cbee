import type { Deployment, DeploymentLook } from '../../github/github.ts';
import type { ApplyRecord, DatedRecord, StreamRecord } from '../../model/approval.ts';
import { type Collection, collectionKey, KINDS, LOG_TYPES } from '../../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject, parseJson } from '../../model/json.ts';
import type { Step } from '../../model/plan.ts';
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
  const value = typeof payload === 'string' ? parseJson(payload) : payload;
  if (!isObject(value) || value['formatVersion'] !== 1 || value['kind'] !== 'datastream-apply')
    return undefined;
  const { run, attempt, by, refused, target, complete, stopped, comments, streams } = value;
  if (by !== undefined && by !== 'watch') return undefined;
  if (refused !== undefined && refused !== true) return undefined;
  if (!isAbsentOr(isDigest, target)) return undefined;
  if (!isCount(run) || !isCount(attempt) || typeof complete !== 'boolean' || !isArray(streams))
    return undefined;
  if (!isAbsentOr(isCount, stopped) || !isAbsentOr(isCounts, comments)) return undefined;
  const read = streams.flatMap((stream) => readStream(stream) ?? []);
  if (read.length < streams.length) return undefined;
  const maker: Pick<ApplyRecord, 'by'> = by === undefined ? {} : { by: 'watch' };
  const held = {
    ...(target === undefined ? {} : { target }),
    ...(refused ? { refused } : {}),
    ...(stopped === undefined ? {} : { stopped }),
    ...(comments === undefined ? {} : { comments }),
    ...readSightings(value['sightings']),
  };
  return {
    ...{ formatVersion: 1, kind: 'datastream-apply', run, attempt, ...maker, complete, ...held },
    streams: read,
  };
}

function readStream(value: Json): StreamRecord | undefined {
  if (!isObject(value)) return undefined;
  const { name, streamId, desired, base, version, status } = value;
  const collection = readCollection(value);
  const left = readSteps(value['left']);
  if (!collection || !left || typeof name !== 'string' || !isDigest(desired)) return undefined;
  if (base !== null && !isCount(base)) return undefined;
  if (!isAbsentOr(isCount, streamId) || !isAbsentOr(isCount, version) || !isAbsentOr(isText, status))
    return undefined;
  return {
    name,
    ...collection,
    ...(streamId === undefined ? {} : { streamId }),
    desired,
    base: base ?? null,
    ...(version === undefined ? {} : { version }),
    ...(status === undefined ? {} : { status }),
    left,
  };
}

/**
 * Unlike streams, sightings permit no write. So sightings in a format that this version does not know are omitted, and
 * the record stays valid.
 */
function readSightings(value: Json | undefined): Pick<ApplyRecord, 'sightings'> {
  if (!isArray(value)) return {};
  return { sightings: value.flatMap((one) => parseAs(SIGHTING, one) ?? []) };
}

function readCollection({ kind, logType }: JsonObject): Collection | undefined {
  const known = KINDS.find((one) => one === kind);
  if (known === 'DataStream1') return logType === undefined ? { kind: known } : undefined;
  const type = LOG_TYPES.find((one) => one === logType);
  return known && type ? { kind: known, logType: type } : undefined;
}

function readSteps(value: Json | undefined): readonly Step[] | undefined {
  if (!isArray(value)) return undefined;
  const steps = value.flatMap((step) => readStep(step) ?? []);
  return steps.length === value.length ? steps : undefined;
}

/** Decodes a step. The target of an await must be one of the two final states that the step tables know. */
function readStep(value: Json): Step | undefined {
  if (!isObject(value)) return undefined;
  const { do: word, activate, until } = value;
  switch (word) {
    case 'create':
    case 'update':
      return typeof activate === 'boolean' ? { do: word, activate } : undefined;
    case 'activate':
    case 'deactivate':
    case 'delete':
      return { do: word };
    case 'await':
      return until === 'ACTIVATED' || until === 'DEACTIVATED' || until === 'INACTIVE'
        ? { do: word, until }
        : undefined;
    default:
      return undefined;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isCount);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isDigest(value: unknown): value is string {
  return isText(value) && /^sha256:[0-9a-f]{64}$/.test(value);
}

function isAbsentOr<T>(is: (value: unknown) => value is T, value: unknown): value is T | undefined {
  return value === undefined || is(value);
}

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
