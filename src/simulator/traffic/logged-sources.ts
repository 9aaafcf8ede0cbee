import type { Kind } from '../../model/collection.ts';
import { isObject, type JsonObject, objectsIn } from '../../model/json.ts';
import { numbersIn } from '../datastream1/check-body.ts';
import { idsIn } from '../datastream2/check-lists.ts';
import type { AccountState, SimulatedStream, StreamHistory } from '../state/account-state.ts';
import { activeVersion } from '../state/property.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import { logsTo1, streamIdsNamed } from '../vendor/rule-trees.ts';

/** The share of requests that match the criteria of a rule. The simulator does not know what visitors request. */
const MATCHING = 0.05;

/** A stream of either generation. Only those of DataStream 2 have a log type. */
export type AnyStream = StreamHistory & Partial<Pick<SimulatedStream, 'logType'>>;

/** What a version of a stream logs: a property, a zone or another source of requests. */
export interface LoggedSource {
  /** For a source whose id is a name, a number that depends only on it. */
  readonly id: number;
  readonly shares: readonly Share[];
}

/** The share of requests that is logged from a time until the time of the next share. Before the first one, it is 0. */
interface Share {
  /** Milliseconds since 1970, or -Infinity. */
  readonly at: number;
  /** 0 to 1. */
  readonly share: number;
}

/** Returns the share of the requests of a source that is logged at a time. */
export function shareAt({ shares }: LoggedSource, time: number): number {
  return shares.findLast(({ at }) => at <= time)?.share ?? 0;
}

/** Returns the sources of a version of a stream. */
export function loggedSources(
  accountState: AccountState,
  { streamId, logType }: AnyStream,
  content: JsonObject,
): readonly LoggedSource[] {
  if (logType === undefined) {
    const sampling = content['streamType'] === 'RAW' ? Number(content['sampleRate']) / 100 : 1;
    const logging = { kind: 'DataStream1', streamId, sampling } as const;
    return numbersIn(content['propertyIds']).map((id) => propertyOf(accountState, id, logging));
  }
  const { sources } = VENDOR_LOG_TYPES[logType];
  const sampling = Number(content['samplingPercentage'] ?? 100) / 100;
  const logging = { kind: 'DataStream2', streamId, sampling } as const;
  // EdgeWorkers streams have no sources and log as much as one.
  const ids = sources ? idsIn(content[sources.member], sources.idMember) : [streamId];
  return sources?.areProperties === true
    ? ids.map((id) => propertyOf(accountState, Number(id), logging))
    : ids.map((id) => ({ id: numberFor(id), shares: [{ at: Number.NEGATIVE_INFINITY, share: sampling }] }));
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
}

/** Returns what a stream logs of a property. A property that does not exist has no requests. */
function propertyOf(accountState: AccountState, id: number, logging: Logging): LoggedSource {
  const property = accountState.accountObjects.properties.find(({ propertyId }) => propertyId === id);
  if (!property) return { id, shares: [] };
  // DataStream 1 manages no properties.
  const isManaged = property.integration === 'DS_MANAGED' && logging.kind === 'DataStream2';
  const shares = property.activations.map(({ at }) => {
    const live = activeVersion(property, 'PRODUCTION', at);
    // A property that is not active on production has no requests.
    if (!live) return { at, share: 0 };
    // If DataStream does not manage it, its rule tree decides.
    return { at, share: isManaged ? logging.sampling : shareOfRule(live.rules, logging, 0) };
  });
  return { id, shares };
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
