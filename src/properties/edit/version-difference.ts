import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
} from '../../model/json.ts';
import type { RuleOperation, VersionContent } from '../../model/property-logging.ts';
import { applyPatch } from './patch.ts';

/** What belongs to a version. */
type Content = Pick<VersionContent, 'tree' | 'ruleFormat' | 'hostnames'>;

/**
 * Returns the first difference of a version from the live version with a change, as a clause. Both versions need their
 * hostnames.
 *
 * @param operations the change of the tree of the live version. None: the version is compared with the live one itself.
 * @returns undefined if they are equal
 */
export function versionDifference(
  found: Content,
  live: Content,
  operations: readonly RuleOperation[],
): string | undefined {
  if (found.ruleFormat !== live.ruleFormat)
    return `its rule format is ${found.ruleFormat} instead of ${live.ruleFormat}`;
  if (hostnameKey(found) !== hostnameKey(live)) return 'its hostnames differ';
  return treeDifference(applyPatch(live.tree, operations), found.tree);
}

/** The order of hostnames has no meaning. */
function hostnameKey({ hostnames }: Content): string {
  if (hostnames === undefined) throw new Error('bug: versions are compared without their hostnames');
  return hostnames.map(canonicalJson).sort().join();
}

/**
 * Returns the first difference of two rule trees, as a clause that names its rule and its path. Values are omitted,
 * because they may be credentials.
 */
export function treeDifference(expected: JsonObject, found: JsonObject): string | undefined {
  const steps = differingSteps(expected, found);
  if (!steps) return undefined;
  const rules = ['Default', ...namesBelow(expected, steps)];
  return `it differs in rule "${rules.join(' › ')}" at ${['/rules', ...steps.map(pointerSegment)].join('/')}`;
}

/** Returns the members that lead to the first difference. Trees are large, so each value is compared once. */
function differingSteps(expected: Json, found: Json): readonly string[] | undefined {
  const [left, right] = [membersOf(expected), membersOf(found)];
  if (!left || !right || isArray(expected) !== isArray(found))
    return canonicalJson(expected) === canonicalJson(found) ? undefined : [];
  for (const member of new Set([...left.keys(), ...right.keys()])) {
    const [one, other] = [left.get(member), right.get(member)];
    if (one === undefined || other === undefined) return [member];
    const steps = differingSteps(one, other);
    if (steps) return [member, ...steps];
  }
  return undefined;
}

/** Returns the names of the rules below a rule that contain a place. */
function namesBelow(
  { children }: JsonObject,
  [member, index, ...rest]: readonly string[],
): readonly string[] {
  const child = member === 'children' && isArray(children) ? children[Number(index)] : undefined;
  if (!isObject(child)) return [];
  const { name } = child;
  return [typeof name === 'string' ? name : '(without a name)', ...namesBelow(child, rest)];
}

function membersOf(value: Json): ReadonlyMap<string, Json> | undefined {
  if (isArray(value)) return new Map(value.map((item, index) => [String(index), item]));
  return isObject(value) ? new Map(Object.entries(value)) : undefined;
}
