import type { Json, JsonObject } from '../../src/model/json.ts';
import type { LoggingRules } from '../../src/model/logging-rules.ts';
import type { ExpectedStream, LiveProperty } from '../../src/model/property.ts';
import type { PropertyFinding } from '../../src/model/property-finding.ts';
import { checkProperty } from '../../src/properties/check-property.ts';
import { extractLoggingRules } from '../../src/properties/extract-logging-rules.ts';

/** A rule with behaviors. The default rule has no criteria. */
export function rule(
  behaviors: readonly JsonObject[],
  children: readonly JsonObject[] = [],
  name = 'default',
  criteria: readonly JsonObject[] = [],
): JsonObject {
  return { name, criteria, criteriaMustSatisfy: 'all', behaviors, children, options: {} };
}

/** A child rule for a path, by default `/api/*`. */
export function child(
  behaviors: readonly JsonObject[],
  name = 'API',
  criterion: JsonObject = path('/api/*'),
): JsonObject {
  return rule(behaviors, [], name, [criterion]);
}

function path(...values: readonly string[]): JsonObject {
  return { name: 'path', options: { matchOperator: 'MATCHES_ONE_OF', values, matchCaseSensitive: true } };
}

/** A behavior for DataStream 2 that is on. */
export function logs(ids: Json, options: JsonObject = {}): JsonObject {
  return {
    name: 'datastream',
    options: { streamType: 'LOG', logEnabled: true, logStreamName: ids, samplingPercentage: 100, ...options },
  };
}

/** A behavior for DataStream 1 that is on. */
export function beacons(datastreamIds: string, options: JsonObject = {}): JsonObject {
  return { name: 'datastream', options: { streamType: 'BEACON', enabled: true, datastreamIds, ...options } };
}

export const OFF: JsonObject = { name: 'datastream', options: { streamType: 'LOG', logEnabled: false } };

/** Log Request Details with everything off but these options. */
export function report(options: JsonObject = {}): JsonObject {
  const off = {
    logHost: false,
    logReferer: false,
    logUserAgent: false,
    logAcceptLanguage: false,
    logCookies: 'OFF',
    logCustomLogField: false,
    logEdgeIP: false,
    logXForwardedFor: false,
  };
  return { name: 'report', options: { ...off, ...options } };
}

export function include(id: Json): JsonObject {
  return { name: 'include', options: { id } };
}

/** An active CDN stream with id 7050 that the property has to name. */
export function stream(changes: Partial<ExpectedStream> = {}): ExpectedStream {
  return {
    kind: 'DataStream2',
    logType: 'cdn',
    name: 'web',
    streamId: 7050,
    state: 'active',
    isLive: true,
    integrationType: 'PM_DEPENDENT',
    fields: [1000, 1002],
    ...changes,
  };
}

/** An active DataStream 1 stream with id 51. */
export function stream1(changes: Partial<ExpectedStream> = {}): ExpectedStream {
  return {
    kind: 'DataStream1',
    name: 'old',
    streamId: 51,
    state: 'active',
    isLive: true,
    fields: [3],
    ...changes,
  };
}

/** Extracts the rules of a tree that has to be readable. */
export function rulesOf(tree: Json): LoggingRules {
  const reading = extractLoggingRules(tree);
  if (reading.tag === 'unreadable') throw new Error(reading.reason);
  return reading.rules;
}

function liveProperty(tree: Json, changes: Partial<LiveProperty> = {}): LiveProperty {
  return {
    propertyId: 349772,
    propertyName: 'www.example.com',
    version: 6,
    latestVersion: 6,
    ruleFormat: 'v2025-10-16',
    rules: rulesOf(tree),
    includes: [],
    ...changes,
  };
}

/** Checks a live property with this rule tree. */
export function check(
  tree: Json,
  streams: readonly ExpectedStream[] = [stream()],
  changes: Partial<LiveProperty> = {},
  inactive: readonly number[] = [],
): readonly PropertyFinding[] {
  return checkProperty({ tag: 'live', property: liveProperty(tree, changes) }, streams, inactive);
}

/** Returns a finding as a line: `stream-not-named warning 7050 /rules/children/0`. */
export function lineOf({ code, severity, stream: about, rule: place, field }: PropertyFinding): string {
  const parts = [code, severity, about?.streamId ?? about?.name, field?.option, place?.pointer];
  return parts.filter((part) => part !== undefined).join(' ');
}
