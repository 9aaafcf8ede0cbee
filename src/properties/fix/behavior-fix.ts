import { canonicalJson, type JsonObject } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import type { PropertyFix } from '../../model/property-finding.ts';
import { behaviorBlock } from './terraform.ts';

/** A fix, or why there is none, as sentences. */
export type FixResult =
  | { readonly tag: 'fix'; readonly fix: PropertyFix }
  | { readonly tag: 'none'; readonly reason: string };

/** Changes options of a behavior of a rule tree. Options that are undefined are removed. */
export function changeOptions(
  name: 'datastream' | 'report',
  behavior: Behavior,
  changes: { readonly [option: string]: JsonObject[string] | undefined },
  ruleFormat: string,
): FixResult {
  if (behavior.locked) {
    return none(
      'The behavior is locked or advanced, so the API cannot change it. Ask your Akamai representative.',
    );
  }
  const [hidden] = behavior.withheld;
  if (hidden !== undefined) {
    return none(
      `Change it in Property Manager: this tool does not read the value of its option ${hidden}, so it cannot print the complete behavior.`,
    );
  }
  const options = withChanges(behavior.options, changes);
  return fixed({
    ruleTree: { name, options },
    jsonPatch: patchOf(behavior, options),
    terraform: behaviorBlock(name, options, behavior.rule.names.join(' > '), ruleFormat),
  });
}

/** Adds a behavior to the default rule. */
export function addBehavior(
  name: 'datastream' | 'report',
  options: JsonObject,
  ruleFormat: string,
): FixResult {
  const ruleTree = { name, options };
  return fixed({
    ruleTree,
    jsonPatch: [{ op: 'add', path: '/rules/behaviors/-', value: ruleTree }],
    terraform: behaviorBlock(name, options, 'default', ruleFormat),
  });
}

export function none(reason: string): FixResult {
  return { tag: 'none', reason };
}

function fixed(fix: PropertyFix): FixResult {
  return { tag: 'fix', fix };
}

function withChanges(options: JsonObject, changes: Parameters<typeof changeOptions>[2]): JsonObject {
  const merged = { ...options, ...changes };
  return Object.fromEntries(
    Object.entries(merged).flatMap(([option, value]) => (value === undefined ? [] : [[option, value]])),
  );
}

/** One operation for each option, so that a patch changes nothing else of the tree. */
function patchOf({ pointer, options: before }: Behavior, after: JsonObject): readonly JsonObject[] {
  const pathOf = (option: string) => `${pointer}/options/${option}`;
  const changed = Object.entries(after).flatMap(([option, value]) => {
    const current = before[option];
    if (current === undefined) return [{ op: 'add', path: pathOf(option), value }];
    return canonicalJson(current) === canonicalJson(value)
      ? []
      : [{ op: 'replace', path: pathOf(option), value }];
  });
  const removed = Object.keys(before)
    .filter((option) => after[option] === undefined)
    .map((option) => ({ op: 'remove', path: pathOf(option) }));
  return [...changed, ...removed];
}
