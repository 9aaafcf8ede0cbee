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
  const place = differingPlace(expected, found, { path: '/rules', rules: [] });
  return place && `it differs in rule "${place.rules.join(' › ')}" at ${place.path}`;
}

interface TreePlace {
  readonly path: string;
  /** The names of the rules from the default rule to this place. */
  readonly rules: readonly string[];
}

function differingPlace(expected: Json, found: Json, at: TreePlace): TreePlace | undefined {
  if (canonicalJson(expected) === canonicalJson(found)) return undefined;
  const here = isRule(at.path) ? { ...at, rules: [...at.rules, ruleName(expected, at)] } : at;
  const [left, right] = [membersOf(expected), membersOf(found)];
  if (!left || !right || isArray(expected) !== isArray(found)) return here;
  for (const member of new Set([...left.keys(), ...right.keys()])) {
    const path = `${here.path}/${pointerSegment(member)}`;
    const [one, other] = [left.get(member), right.get(member)];
    if (one === undefined || other === undefined) return { ...here, path };
    const place = differingPlace(one, other, { ...here, path });
    if (place) return place;
  }
  return here;
}

function isRule(path: string): boolean {
  return /^\/rules(\/children\/\d+)*$/.test(path);
}

function ruleName(rule: Json, { rules }: TreePlace): string {
  if (rules.length === 0) return 'Default';
  const name = isObject(rule) ? rule['name'] : undefined;
  return typeof name === 'string' ? name : '(without a name)';
}

function membersOf(value: Json): ReadonlyMap<string, Json> | undefined {
  if (isArray(value)) return new Map(value.map((item, index) => [String(index), item]));
  return isObject(value) ? new Map(Object.entries(value)) : undefined;
}
