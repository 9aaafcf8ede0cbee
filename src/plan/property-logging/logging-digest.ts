import type { Hash } from '../../model/account.ts';
import { canonicalJson, type JsonObject } from '../../model/json.ts';
import type { Behavior, LoggingRules } from '../../model/logging-rules.ts';

/**
 * Returns a digest of what a live version logs: the behaviors about logging, with the names and criteria of their rules.
 * It contains neither pointers nor the version, so that a release of something else does not change it.
 */
export function loggingDigest({ datastream, report, logCustom }: LoggingRules, hash: Hash): string {
  const content = { datastream, report, logCustom };
  return hash(
    canonicalJson(
      Object.fromEntries(Object.entries(content).map(([name, behaviors]) => [name, behaviors.map(factsOf)])),
    ),
  );
}

function factsOf({ rule: { names, clauses }, options, withheld, locked }: Behavior): JsonObject {
  return { names, clauses, options, withheld, locked };
}
