import type { Hash } from '../../model/account.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSteps,
} from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import type { VersionContent } from '../../model/property-logging.ts';

/**
 * Returns a digest of what a live version logs: the behaviors about logging, with the names and criteria of their rules.
 * It contains neither pointers nor the version, so that a release of something else does not change it.
 */
export function loggingDigest(
  { rules: { datastream, report, logCustom }, tree }: Pick<VersionContent, 'rules' | 'tree'>,
  hash: Hash,
): string {
  const content = { datastream, report, logCustom };
  return hash(
    canonicalJson(
      Object.fromEntries(
        Object.entries(content).map(([name, behaviors]) => [
          name,
          behaviors.map((behavior) => factsOf(behavior, tree, hash)),
        ]),
      ),
    ),
  );
}

/** The number of hexadecimal digits of a digest of values that may be credentials. */
const HIDDEN_DIGITS = 4;

/**
 * Values that are not shown count too. Their digest is so short that it does not reveal which of many possible values
 * they have, and that it misses 1 of 65 536 changes.
 */
function factsOf(behavior: Behavior, tree: JsonObject, hash: Hash): JsonObject {
  const {
    rule: { names, clauses },
    options,
    withheld,
    locked,
  } = behavior;
  const hidden = hash(canonicalJson(sourceOf(behavior, tree))).slice(0, HIDDEN_DIGITS);
  return { names, clauses, options, withheld, locked, hidden };
}

/** The behavior as the tree has it, after the name and the criteria of its rule and of all rules above it. */
function sourceOf({ pointer }: Behavior, tree: JsonObject): readonly Json[] {
  const found: Json[] = [];
  let at: Json | undefined = tree;
  for (const step of pointerSteps(pointer).slice(1)) {
    if (isArray(at)) at = at[Number(step)];
    else if (isObject(at)) {
      const { name = null, criteria = [], criteriaMustSatisfy = null }: JsonObject = at;
      found.push({ name, criteria, criteriaMustSatisfy });
      at = at[step];
    }
  }
  return [...found, at ?? null];
}
