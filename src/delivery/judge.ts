import type { Delivery } from '../model/delivery.ts';
import { streamPhase } from '../model/phase.ts';
import type { DeliveryEvidence } from '../model/upload-metrics.ts';
import { activatedAt } from './activation-times.ts';
import { usualDays } from './baseline.ts';
import { hasAttempt, hasLoss, hasSuccess, type Interval, timeline } from './timeline.ts';

const MINUTE = 60_000;

/** How long after an activation the absence of records proves nothing, milliseconds. */
const PENDING = 90 * MINUTE;
/** How long a stream may deliver nothing before it counts as silent, milliseconds. */
export const SILENCE = 30 * MINUTE;
/** How many consecutive intervals with attempts, but without a success, are a failure. */
const FAILING = 3;
/** How long after a request its record must have arrived, milliseconds. */
export const ARRIVAL = 15 * MINUTE;

/** The word for the delivery of a stream, and why, as a sentence. */
export interface Judgement {
  readonly delivery: Delivery;
  readonly reason: string;
}

/** The word for a manifest without a live stream. */
export const NO_STREAM: Judgement = { delivery: 'inactive', reason: 'The stream does not exist.' };

/** What the word of an active stream depends on. */
interface Activity {
  readonly evidence: DeliveryEvidence;
  /** When the stream was activated. Absent: activating, or not read. */
  readonly since: number | undefined;
  readonly isActivating: boolean;
  /** Intervals since the activation, in the last hours. */
  readonly recent: readonly Interval[];
  /** Those of the period that is reported. */
  readonly period: readonly Interval[];
  /** End of the last interval in which something arrived since the activation, at most seven days ago. */
  readonly lastSuccess: number | undefined;
  /** Whether nothing arrived in the last 30 minutes. */
  readonly isSilent: boolean;
}

/** Returns the word for the delivery of a DataStream 2 stream. The order of the buckets has no meaning. */
export function judgeDelivery(evidence: DeliveryEvidence): Judgement {
  const { status } = evidence;
  const isActivating = streamPhase(status).tag === 'in-transition';
  return judgeStatus(status) ?? judgeActive(activityOf(evidence, isActivating));
}

/**
 * Returns the word for a stream that is not active, or whose status is not known; undefined for a stream that is active
 * or activating.
 * @param status as the API spells it
 */
export function judgeStatus(status: string): Judgement | undefined {
  const phase = streamPhase(status);
  if (phase.tag === 'unknown') {
    return { delivery: 'unknown', reason: `The API documentation has no status ${status}.` };
  }
  return phase.active ? undefined : { delivery: 'inactive', reason: `The stream is ${status}.` };
}

/**
 * Returns whether the word, or what is reported with it, depends on the activation history: nothing arrived in the last
 * 30 minutes, or the version may have been activated within the last seven days. A stream that was activated later than
 * it was saved, and that delivers, is reported without the change of its version.
 */
export function needsHistory(evidence: DeliveryEvidence): boolean {
  const { status, savedAt, week } = evidence;
  const phase = streamPhase(status);
  if (phase.tag !== 'stable' || !phase.active) return false;
  return savedAt === undefined || savedAt >= week.from || activityOf(evidence, false).isSilent;
}

/** Returns whether a later look may show another word, because records are expected that cannot have arrived yet. */
export function awaitsRecords(evidence: DeliveryEvidence): boolean {
  const { delivery } = judgeDelivery(evidence);
  if (delivery === 'pending') return true;
  const { probe, recent } = evidence;
  if (!probe || !['idle', 'no-data', 'stopped'].includes(delivery)) return false;
  return recent.to < probe.at + ARRIVAL;
}

/** Returns the end of the last interval in which something arrived, milliseconds since 1970. */
export function lastSuccess(evidence: DeliveryEvidence): number | undefined {
  return activityOf(evidence, false).lastSuccess;
}

function activityOf(evidence: DeliveryEvidence, isActivating: boolean): Activity {
  const since = isActivating ? undefined : activatedAt(evidence);
  const begin = since ?? Number.NEGATIVE_INFINITY;
  const recent = timeline(evidence.recent).filter(({ start }) => start >= begin);
  const last = recent.findLast(hasSuccess) ?? hoursBefore(evidence, begin).findLast(hasSuccess);
  return {
    evidence,
    since,
    isActivating,
    recent,
    period: recent.filter(({ start }) => start >= evidence.from),
    lastSuccess: last?.end,
    isSilent: !recent.some((one) => one.start >= evidence.recent.to - SILENCE && hasSuccess(one)),
  };
}

/**
 * Returns the hours before the recent intervals. The hour of the activation counts: what arrived in it may be from the
 * version before, which then proves less, but no silence is overlooked.
 */
function hoursBefore({ week, recent }: DeliveryEvidence, since: number): readonly Interval[] {
  if (since >= recent.from) return [];
  return timeline(week).filter(({ start, end }) => end > since && start < recent.from);
}

function judgeActive(activity: Activity): Judgement {
  const { period, isSilent, lastSuccess: last, evidence, since, isActivating } = activity;
  const failures = failuresAtEnd(activity.recent);
  if (failures >= FAILING) return failing(failures);
  const hasFailed = period.some(hasLoss);
  if (isSilent && isActivating) {
    return hasFailed ? degraded() : { delivery: 'pending', reason: 'The stream is activating.' };
  }
  if (last === undefined && since !== undefined && evidence.now - since < PENDING) {
    return hasFailed ? degraded() : pending(evidence.now - since);
  }
  if (last === undefined) return noData(activity);
  const stop = isSilent ? stopped(activity, last) : undefined;
  if (stop) return stop;
  const hasDelivered = period.some(hasSuccess) || !isSilent;
  if (!hasDelivered && isProbeOver(evidence)) return unlogged(evidence, last);
  if (hasFailed) return degraded();
  return hasDelivered
    ? { delivery: 'delivering', reason: 'Records arrive, and none failed.' }
    : idle(evidence, last);
}

/** Counts the last intervals with attempts in which nothing succeeded. Intervals without attempts are skipped. */
function failuresAtEnd(recent: readonly Interval[]): number {
  const attempts = recent.filter(hasAttempt);
  return attempts.length - 1 - attempts.findLastIndex(hasSuccess);
}

function failing(intervals: number): Judgement {
  return {
    delivery: 'failing',
    reason: `No upload succeeded in the last ${intervals} five-minute intervals with attempts.`,
  };
}

function degraded(): Judgement {
  return { delivery: 'degraded', reason: 'Some records could not be uploaded. They are lost.' };
}

function pending(active: number): Judgement {
  const when = active < MINUTE ? 'just now' : `${minutes(active)} ago`;
  const reason = `Activated ${when}. The first records may take up to ${minutes(PENDING)}.`;
  return { delivery: 'pending', reason };
}

function noData({ since, evidence }: Activity): Judgement {
  const isRecent = since !== undefined && since >= evidence.week.from;
  const when = isRecent ? `since the activation at ${isoMinute(since)}` : 'in the last 7 days';
  const probed = isProbeOver(evidence) ? ` ${probeResult(evidence)}` : '';
  return { delivery: 'no-data', reason: `No record has arrived ${when}.${probed}` };
}

function stopped({ evidence }: Activity, last: number): Judgement | undefined {
  const { recent, deliveringSiblings } = evidence;
  const [sibling] = deliveringSiblings;
  const silent = silence(evidence, last);
  if (sibling !== undefined) {
    const reason = `${silent}. Stream ${JSON.stringify(sibling)} logs the same property and has records now.`;
    return { delivery: 'stopped', reason };
  }
  const days = usualDays(evidence, { from: recent.to - SILENCE, to: recent.to });
  if (days === 0) return undefined;
  const reason = `${silent}. On ${days} of the last 7 days, records arrived at these hours.`;
  return { delivery: 'stopped', reason };
}

function unlogged(evidence: DeliveryEvidence, last: number): Judgement {
  const reason = `${silence(evidence, last)}. ${probeResult(evidence)}`;
  return { delivery: 'no-data', reason };
}

function idle(evidence: DeliveryEvidence, last: number): Judgement {
  const reason = `${silence(evidence, last)}. None of the last 7 days had records throughout these hours.`;
  return { delivery: 'idle', reason };
}

function silence({ recent }: DeliveryEvidence, last: number): string {
  return `No record has arrived for ${minutes(recent.to - last)}`;
}

/** Returns whether the records of a probe must have arrived. */
function isProbeOver({ probe, recent }: DeliveryEvidence): boolean {
  return probe !== undefined && recent.to >= probe.at + ARRIVAL;
}

function probeResult({ probe }: DeliveryEvidence): string {
  const requests = probe?.requests ?? 0;
  return requests === 1
    ? 'The probe request was not logged.'
    : `None of the ${requests} probe requests was logged.`;
}

/** Hours are written from two hours on, as in the documents of the vendor: `90 min`, `5 h`. */
function minutes(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / MINUTE));
  return total < 120 ? `${total} min` : `${Math.floor(total / 60)} h`;
}

function isoMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
