import { ApiError, concernsAll } from '../../api/errors/errors.ts';
import type { IncludeScope, PropertyReader } from '../../api/property-manager/client.ts';
import type { RuleTree } from '../../api/property-manager/decode-rules.ts';
import type { LoggingRules } from '../../model/logging-rules.ts';
import type { IncludeReading } from '../../model/property.ts';
import { extractLoggingRules } from '../../properties/extract-logging-rules.ts';
import { inGroups } from './concurrency.ts';
import type { VersionCache, VersionRules } from './version-cache.ts';

/** The dependencies of reading includes, and those that the run has read: properties of one contract and group share them. */
export interface IncludeReads {
  readonly properties: Pick<PropertyReader, 'include' | 'includeRules'>;
  readonly cache: VersionCache;
  readonly included: Map<string, Promise<IncludeReading>>;
}

/** Reads each include that the rules use once. Its active version may change while the property's does not. */
export async function readIncludes(
  reads: IncludeReads,
  { contractId, groupId }: IncludeScope,
  { includes }: LoggingRules,
): Promise<readonly IncludeReading[]> {
  const ids = [...new Set(includes.map(({ includeId }) => includeId))];
  return inGroups(ids, (includeId) => {
    // An API client may see an include with the contract and group of one property, and not with those of another.
    const key = `${includeId} ${contractId} ${groupId}`;
    const reading = reads.included.get(key) ?? readInclude(reads, includeId, { contractId, groupId });
    reads.included.set(key, reading);
    return reading;
  });
}

async function readInclude(
  reads: IncludeReads,
  includeId: number,
  scope: IncludeScope,
): Promise<IncludeReading> {
  try {
    const include = await reads.properties.include(includeId, scope);
    if (!include)
      return {
        tag: 'unknown',
        includeId,
        reason: 'it does not exist, or the API client has no access to it',
      };
    const { includeName, productionVersion: version } = include;
    if (version === undefined) return { tag: 'unknown', includeId, reason: 'it is not active on production' };
    const read = await readRules(reads.cache, 'include', includeId, version, () =>
      reads.properties.includeRules(includeId, version, scope),
    );
    if (typeof read === 'string') return { tag: 'unknown', includeId, reason: 'its rules cannot be read' };
    return { tag: 'read', includeId, includeName, version, rules: read.rules };
  } catch (error) {
    if (!(error instanceof ApiError) || concernsAll(error)) throw error;
    return { tag: 'unknown', includeId, reason: 'it cannot be read' };
  }
}

/**
 * Returns what an active version says about logging, from the cache if possible.
 * @returns the reason if the rule tree cannot be read
 */
export async function readRules(
  cache: VersionCache,
  of: 'property' | 'include',
  id: number,
  version: number,
  ask: () => Promise<RuleTree>,
): Promise<VersionRules | string> {
  const kept = await cache.rules(of, id, version);
  if (kept) return kept;
  const { ruleFormat, rules } = await ask();
  const reading = extractLoggingRules(rules);
  if (reading.tag === 'unreadable') return reading.reason;
  const read = { id, version, ruleFormat, rules: reading.rules };
  await cache.keepRules(of, read);
  return read;
}
