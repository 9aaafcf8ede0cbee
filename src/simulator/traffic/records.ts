import type { Kind } from '../../model/collection.ts';
import { isObject, type JsonObject, objectsIn } from '../../model/json.ts';
import { numbersIn } from '../datastream1/check-body.ts';
import { idsIn } from '../datastream2/check-lists.ts';
import type { AccountState, SimulatedStream, StreamHistory, Version } from '../state/account-state.ts';
import type { Period } from '../state/delivered.ts';
import { activeVersion } from '../state/property.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import { logsTo1, streamIdsNamed } from '../vendor/rule-trees.ts';
import { requestsTo } from './requests.ts';
import { type RecordRun, type Stretch, stretchesOf } from './runs.ts';

/** The share of requests that match the criteria of a rule. The simulator does not know what visitors request. */
const MATCHING = 0.05;

/** The length of a block, milliseconds: that of the shortest interval of upload metrics. */
const BLOCK = 5 * 60_000;
/** The numbers of the records of block b start at b times this number. A block has fewer segments, see below. */
const NUMBERS_PER_BLOCK = 2 ** 28;
/** Within a block, those of segment s start at s times this number. A segment has fewer records. */
const NUMBERS_PER_SEGMENT = 2 ** 24;

/** A run of records within one segment. */
export interface TimedRun extends RecordRun {
  readonly segment: Segment;
  /** Milliseconds between two records. It need not be whole. */
  readonly every: number;
}

/**
 * A block, or the part of a block between two activations of properties. Its traffic is uniform, so its records are
 * evenly spaced. Rule trees and sampling are those of its start.
 */
interface Segment extends Period {
  /** The number of a record at its start. */
  readonly base: number;
}

/** A stream of either generation. Only those of DataStream 2 have a log type. */
export type AnyStream = StreamHistory & Partial<Pick<SimulatedStream, 'logType'>>;

/**
 * Returns the records that a stream collects from `from` (inclusive) to `to` (exclusive), oldest first. A version
 * collects records only while it is live. Everything that depends on traffic uses them: upload metrics, the Pull API
 * and deliveries. Record n is always the same, so a record is in exactly one of two adjacent periods.
 */
export function recordRuns(
  accountState: AccountState,
  stream: AnyStream,
  period: Period,
  stretches: readonly Stretch[] = stretchesOf(stream),
): readonly TimedRun[] {
  return stretches.flatMap(({ version, from, to }) => {
    const live = { from: Math.max(period.from, from), to: Math.min(period.to, to) };
    return segmentsOf(accountState, stream, version, live).flatMap((segment) => {
      const run = runIn(version, segment, live, recordsPerSegment(accountState, stream, version, segment));
      return run.count > 0 ? [run] : [];
    });
  });
}

function segmentsOf(
  accountState: AccountState,
  { logType }: AnyStream,
  { content }: Version,
  { from, to }: Period,
): readonly Segment[] {
  const ids =
    logType === undefined ? numbersIn(content['propertyIds']) : idsIn(content['properties'], 'propertyId');
  const activations = accountState.accountObjects.properties
    .filter(({ propertyId }) => ids.includes(propertyId))
    .flatMap((property) => property.activations.map(({ at }) => at));
  const first = Math.floor(from / BLOCK);
  const count = to > from ? Math.ceil(to / BLOCK) - first : 0;
  return Array.from({ length: count }, (_, index) => first + index).flatMap((block) => {
    const [start, end] = [block * BLOCK, (block + 1) * BLOCK];
    const cuts = [...new Set(activations.filter((at) => at > start && at < end))].toSorted((a, b) => a - b);
    return [start, ...cuts].map((at, segment) => ({
      from: at,
      to: cuts[segment] ?? end,
      base: block * NUMBERS_PER_BLOCK + segment * NUMBERS_PER_SEGMENT,
    }));
  });
}

/** @param records In the whole segment; it need not be a whole number. */
function runIn(version: Version, segment: Segment, live: Period, records: number): TimedRun {
  const { from, to, base } = segment;
  const every = records > 0 ? (to - from) / Math.min(records, NUMBERS_PER_SEGMENT) : Number.POSITIVE_INFINITY;
  const firstFrom = (at: number) => Math.ceil(Math.max(0, at - from) / every);
  const first = firstFrom(live.from);
  // A fraction of at least one half counts as a record.
  const after = Math.min(firstFrom(Math.min(live.to, to)), Math.round(records));
  return { version, segment, first: base + first, count: Math.max(0, after - first), every };
}

/** Returns the time of a record of a run, whole milliseconds since 1970. */
export function timeOf({ segment, every }: TimedRun, index: number): number {
  // The addition corrects the rounding of the product, which could otherwise be just below a whole number.
  return segment.from + Math.floor((index - segment.base) * every + 1e-6);
}

function recordsPerSegment(
  accountState: AccountState,
  { streamId, logType }: AnyStream,
  { content }: Version,
  segment: Period,
): number {
  const { settings } = accountState;
  if (logType === undefined) {
    const sampling = content['streamType'] === 'RAW' ? Number(content['sampleRate']) / 100 : 1;
    const counts = numbersIn(content['propertyIds']).map((id) => {
      const logging = { kind: 'DataStream1', streamId, sampling, at: segment.from } as const;
      return requestsTo(id, segment, settings) * loggedShare(accountState, id, logging);
    });
    return sum(counts);
  }
  const { sources } = VENDOR_LOG_TYPES[logType];
  const sampling = Number(content['samplingPercentage'] ?? 100) / 100;
  // EdgeWorkers streams have no sources and log as much as one.
  const ids = sources ? idsIn(content[sources.member], sources.idMember) : [streamId];
  const logging = { kind: 'DataStream2', streamId, sampling, at: segment.from } as const;
  const counts = ids.map((id) => {
    const isProperty = sources?.areProperties === true;
    const share = isProperty ? loggedShare(accountState, Number(id), logging) : sampling;
    return requestsTo(numberFor(id), segment, settings) * share;
  });
  return sum(counts);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Returns a number for a source whose id is a name. */
function numberFor(id: number | string): number {
  if (typeof id === 'number') return id;
  return [...id].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % 0x7fffffff;
}

interface Logging {
  readonly kind: Kind;
  readonly streamId: number;
  /** The stream's own sampling, 0 to 1. */
  readonly sampling: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Returns the share of a property's requests that a stream logs. A property that is not active on production has no
 * requests. If DataStream does not manage it, its rule tree decides. DataStream 1 manages no properties.
 */
function loggedShare(accountState: AccountState, propertyId: number, logging: Logging): number {
  const property = accountState.accountObjects.properties.find((known) => known.propertyId === propertyId);
  const live = property && activeVersion(property, 'PRODUCTION', logging.at);
  if (!live) return 0;
  const isManaged = property.integration === 'DS_MANAGED' && logging.kind === 'DataStream2';
  return isManaged ? logging.sampling : shareOfRule(live.rules, logging, 0);
}

/**
 * One `datastream` behavior applies to a request: that of the last rule that matches it.
 * @param inherited The share that the rules above this one log.
 */
function shareOfRule(rule: JsonObject, logging: Logging, inherited: number): number {
  const behavior = objectsIn(rule['behaviors']).findLast(({ name }) => name === 'datastream');
  const own =
    behavior && isObject(behavior['options']) ? shareOfBehavior(behavior['options'], logging) : inherited;
  return objectsIn(rule['children']).reduce((share, child) => {
    const matching = objectsIn(child['criteria']).length === 0 ? 1 : MATCHING;
    return share * (1 - matching) + matching * shareOfRule(child, logging, share);
  }, own);
}

/** The sampling of a behavior overrides that of a stream of DataStream 2. */
function shareOfBehavior(options: JsonObject, { kind, streamId, sampling }: Logging): number {
  if (kind === 'DataStream1') return logsTo1(options, streamId) ? sampling : 0;
  const { streamType, logEnabled, samplingPercentage } = options;
  const logs = streamType !== 'BEACON' && logEnabled === true && streamIdsNamed(options).includes(streamId);
  if (!logs) return 0;
  if (typeof samplingPercentage !== 'number') return sampling;
  return Math.min(100, Math.max(0, samplingPercentage)) / 100;
}
