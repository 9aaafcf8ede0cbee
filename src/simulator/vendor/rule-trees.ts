import { isArray, type JsonObject } from '../../model/json.ts';
import type { Versioned } from '../state/property.ts';

/** A rule of a rule tree, without what a simulated property does not need. */
interface RuleParts {
  readonly behaviors?: readonly JsonObject[];
  readonly children?: readonly JsonObject[];
}

/** Creates a behavior or a criterion, which have the same form. */
export function feature(name: string, options: JsonObject): JsonObject {
  return { name, options };
}

/** Creates the rule tree of a website: its origin, its CP code and caching, and then these parts. */
export function ruleTree(
  propertyName: string,
  { behaviors = [], children = [] }: RuleParts = {},
): JsonObject {
  return {
    name: 'default',
    criteria: [],
    behaviors: [
      feature('origin', {
        originType: 'CUSTOMER',
        hostname: `origin-${propertyName}`,
        forwardHostHeader: 'REQUEST_HOST_HEADER',
        cacheKeyHostname: 'REQUEST_HOST_HEADER',
        compress: true,
        httpPort: 80,
        httpsPort: 443,
      }),
      feature('cpCode', { value: { id: 630_576, name: propertyName } }),
      feature('caching', { behavior: 'CACHE_CONTROL', mustRevalidate: false, defaultTtl: '1d' }),
      ...behaviors,
    ],
    children,
    comments: 'The behaviors of the default rule apply to all requests, unless another rule overrides them.',
    options: { is_secure: true },
  };
}

/** Creates a rule that applies if all criteria match. */
export function childRule(
  name: string,
  criteria: readonly JsonObject[],
  { behaviors = [], children = [] }: RuleParts,
): JsonObject {
  return { name, criteria, behaviors, children, criteriaMustSatisfy: 'all', comments: '' };
}

/** When the first versions of properties were activated, before the oldest stream of any simulated account. */
const ACTIVATED = Date.parse('2023-11-07T09:30:00Z');
const FORMAT = 'v2025-10-16';

/** Returns version 1 of a property or an include. It is active on both networks. */
export function firstVersion(
  rules: JsonObject,
  ruleFormat = FORMAT,
): Pick<Versioned, 'versions' | 'activations'> {
  const at = ACTIVATED;
  return {
    versions: [
      { version: 1, ruleFormat, rules, note: 'Initial version', updatedBy: 'mrossi', updatedAt: at },
    ],
    activations: [
      { network: 'STAGING', version: 1, at },
      { network: 'PRODUCTION', version: 1, at },
    ],
  };
}

/** Lists the ids of the DataStream 2 streams that a `datastream` behavior names, in any of the documented forms. */
export function streamIdsNamed(options: JsonObject): readonly number[] {
  const { logStreamName: names } = options;
  const values = isArray(names) ? names : names === undefined ? [] : [names];
  return values.filter((value) => value !== '').map(Number);
}

/**
 * True if a `datastream` behavior logs to a stream of DataStream 1. Without ids, it logs to all active streams of the
 * property. Without a stream type, which needs the log module of DataStream 2, its other options decide.
 */
export function logsTo1(options: JsonObject, streamId: number): boolean {
  const { streamType, enabled, datastreamIds, logEnabled } = options;
  const isFor1 =
    streamType === 'BEACON' ||
    streamType === 'BEACON_AND_LOG' ||
    (streamType === undefined &&
      (enabled !== undefined || datastreamIds !== undefined || logEnabled === undefined));
  const ids = typeof datastreamIds === 'string' && datastreamIds !== '' ? datastreamIds.split('-') : [];
  return isFor1 && enabled !== false && (ids.length === 0 || ids.includes(String(streamId)));
}
