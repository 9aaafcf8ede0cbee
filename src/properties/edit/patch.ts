import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
  pointerSteps,
  without,
} from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import type { RuleOperation } from '../../model/property-logging.ts';

/** Options of a behavior with their new values. Options that are undefined are removed. */
export interface OptionChanges {
  readonly [option: string]: Json | undefined;
}

/** Why a locked behavior is not changed, as a clause. */
export const LOCKED =
  'the behavior is locked or advanced, so the API cannot change it; ask your Akamai representative to change it';

/** The end of the list of behaviors of the default rule. */
const END_OF_DEFAULT_RULE = '/rules/behaviors/-';

/** Returns options after changes. */
export function withChanges(options: JsonObject, changes: OptionChanges): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...options, ...changes }).flatMap(([option, value]) =>
      value === undefined ? [] : [[option, value]],
    ),
  );
}

/**
 * Returns the desired options whose current value is another one.
 *
 * @param defaults the values of omitted options, as far as they are documented
 */
export function differingOptions(
  current: JsonObject,
  desired: JsonObject,
  defaults: JsonObject,
): OptionChanges {
  return Object.fromEntries(
    Object.entries(desired).filter(([option, value]) => {
      const found = current[option] ?? defaults[option];
      return found === undefined || canonicalJson(found) !== canonicalJson(value);
    }),
  );
}

/** Returns one operation for each option that differs, so that a patch changes nothing else of the tree. */
export function changeOperations(
  { pointer, options: before }: Behavior,
  changes: OptionChanges,
): readonly RuleOperation[] {
  return Object.keys({ ...before, ...changes }).flatMap((option): readonly RuleOperation[] => {
    if (!Object.hasOwn(changes, option)) return [];
    const [current, value] = [before[option], changes[option]];
    const path = `${pointer}/options/${pointerSegment(option)}`;
    if (value === undefined) return current === undefined ? [] : [{ op: 'remove', path }];
    if (current === undefined) return [{ op: 'add', path, value }];
    return canonicalJson(current) === canonicalJson(value) ? [] : [{ op: 'replace', path, value }];
  });
}

/** Returns the operation that adds a behavior at the end of the default rule. */
export function addOperation(behavior: {
  readonly name: string;
  readonly options: JsonObject;
}): RuleOperation {
  return { op: 'add', path: END_OF_DEFAULT_RULE, value: behavior };
}

/**
 * Applies operations to a rule tree. They have to be operations of this file for this tree.
 *
 * @param tree the default rule
 */
export function applyPatch(tree: JsonObject, operations: readonly RuleOperation[]): JsonObject {
  return operations.reduce<JsonObject>(
    (body, operation) => {
      const next = changeAt(body, pointerSteps(operation.path), operation);
      return isObject(next) ? next : body;
    },
    { rules: tree },
  )['rules'] as JsonObject;
}

function changeAt(value: Json, [step, ...rest]: readonly string[], operation: RuleOperation): Json {
  if (isArray(value)) {
    if (step === '-' && operation.op !== 'remove') return [...value, operation.value];
    return value.map((item, index) => (index === Number(step) ? changeAt(item, rest, operation) : item));
  }
  if (!isObject(value) || step === undefined) throw new Error(`the rule tree has no ${operation.path}`);
  if (rest.length > 0) return { ...value, [step]: changeAt(value[step] ?? null, rest, operation) };
  return operation.op === 'remove'
    ? without(value, (member) => member === step)
    : { ...value, [step]: operation.value };
}
