import type { JsonObject } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import type { PropertyFix } from '../../model/property-finding.ts';
import { addOperation, changeOperations, LOCKED, type OptionChanges, withChanges } from '../edit/patch.ts';
import { behaviorBlock } from './terraform.ts';

/** A fix, or why there is none, as a clause with what to do. */
export type FixResult =
  | { readonly tag: 'fix'; readonly fix: PropertyFix }
  | { readonly tag: 'none'; readonly reason: string };

/** Changes options of a behavior of a rule tree. Options that are undefined are removed. */
export function changeOptions(
  name: 'datastream' | 'report',
  behavior: Behavior,
  changes: OptionChanges,
  ruleFormat: string,
): FixResult {
  if (behavior.locked) return none(LOCKED);
  const [hidden] = behavior.withheld;
  if (hidden !== undefined) {
    return none(
      `change it in Property Manager: this tool does not read the value of its option ${hidden}, so it cannot print the complete behavior`,
    );
  }
  const options = withChanges(behavior.options, changes);
  return fixed({
    ruleTree: { name, options },
    jsonPatch: changeOperations(behavior, changes),
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
    jsonPatch: [addOperation(ruleTree)],
    terraform: behaviorBlock(name, options, 'default', ruleFormat),
  });
}

export function none(reason: string): FixResult {
  return { tag: 'none', reason };
}

function fixed(fix: PropertyFix): FixResult {
  return { tag: 'fix', fix };
}
