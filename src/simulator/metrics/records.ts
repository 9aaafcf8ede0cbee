import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { idsIn } from '../datastream2/check-lists.ts';
import type { Stretch } from '../logs/traffic.ts';
import type { AccountState, SimulatedStream, Version } from '../state/account-state.ts';
import { activeVersion } from '../state/property.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import { streamIdsNamed } from '../vendor/rule-trees.ts';
import { type Period, requestsTo } from './requests.ts';

/** The share of requests that match the criteria of a rule. The simulator does not know what visitors request. */
const MATCHING = 0.05;

/**
 * Returns the number of records that a stream collects in a period of at most a few minutes. A version collects records
 * only while it is live.
 */
export function recordsOf(
  accountState: AccountState,
  stream: SimulatedStream,
  stretches: readonly Stretch[],
  period: Period,
): number {
  const records = stretches.map(({ version, from, to }) => {
    const live = { from: Math.max(period.from, from), to: Math.min(period.to, to) };
    return live.to > live.from ? recordsOfVersion(accountState, stream, version, live) : 0;
  });
  return Math.round(records.reduce((sum, count) => sum + count, 0));
}

function recordsOfVersion(
  accountState: AccountState,
  { streamId, logType }: SimulatedStream,
  { content }: Version,
  period: Period,
): number {
  const { sources } = VENDOR_LOG_TYPES[logType];
  const sampling = Number(content['samplingPercentage'] ?? 100) / 100;
  // EdgeWorkers streams have no sources and log as much as one.
  const ids = sources ? idsIn(content[sources.member], sources.idMember) : [streamId];
  const counts = ids.map((id) => {
    const requests = requestsTo(numberFor(id), period, accountState.settings);
    const isProperty = sources?.areProperties === true;
    return (
      requests *
      (isProperty ? loggedShare(accountState, Number(id), { streamId, sampling, at: period.from }) : sampling)
    );
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Returns a number for a source whose id is a name. */
function numberFor(id: number | string): number {
  if (typeof id === 'number') return id;
  return [...id].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % 0x7fffffff;
}

interface Logging {
  readonly streamId: number;
  /** The stream's own sampling, 0 to 1. */
  readonly sampling: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Returns the share of a property's requests that a stream logs. A property that is not active on production has no
 * requests. If DataStream does not manage it, its rule tree decides.
 */
function loggedShare(accountState: AccountState, propertyId: number, logging: Logging): number {
  const property = accountState.accountObjects.properties.find((known) => known.propertyId === propertyId);
  const live = property && activeVersion(property, 'PRODUCTION', logging.at);
  if (!live) return 0;
  return property.integration === 'DS_MANAGED' ? logging.sampling : shareOfRule(live.rules, logging, 0);
}

/**
 * A request meets one `datastream` behavior: that of the last rule that matches it.
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

/** The sampling of a behavior overrides that of the stream. */
function shareOfBehavior(options: JsonObject, { streamId, sampling }: Logging): number {
  const { streamType, logEnabled, samplingPercentage } = options;
  const logs = streamType !== 'BEACON' && logEnabled === true && streamIdsNamed(options).includes(streamId);
  if (!logs) return 0;
  if (typeof samplingPercentage !== 'number') return sampling;
  return Math.min(100, Math.max(0, samplingPercentage)) / 100;
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return (isArray(value) ? value : []).filter(isObject);
}
