import { isArray, isObject, type Json, type JsonObject, mapMembers, objectsIn } from '../../model/json.ts';
import { namesStreamsInList } from '../vendor/rule-formats.ts';

/** A behavior of a rule tree, and its place in the body as a JSON Pointer. */
interface PlacedBehavior {
  readonly name: Json | undefined;
  readonly options: JsonObject;
  readonly pointer: string;
}

/** Lists the behaviors of a rule and of all rules below it. */
export function behaviorsIn(rule: JsonObject, pointer = '/rules'): readonly PlacedBehavior[] {
  const own = objectsIn(rule['behaviors']).map(({ name, options }, index) => ({
    name,
    options: isObject(options) ? options : {},
    pointer: `${pointer}/behaviors/${index}`,
  }));
  const below = objectsIn(rule['children']).flatMap((child, index) =>
    behaviorsIn(child, `${pointer}/children/${index}`),
  );
  return [...own, ...below];
}

/** Lists the ids of the includes that a rule tree uses. The vendor writes them as strings of digits. */
export function includeIdsIn(rules: JsonObject): readonly number[] {
  const ids = behaviorsIn(rules)
    .filter(({ name }) => name === 'include')
    .map(({ options }) => Number(options['id']));
  return [...new Set(ids)];
}

/** Counts the behaviors and matches of a rule tree, which the vendor calls elements. */
export function elementsIn(rule: JsonObject): number {
  const own = objectsIn(rule['behaviors']).length + objectsIn(rule['criteria']).length;
  return objectsIn(rule['children']).reduce((sum, child) => sum + elementsIn(child), own);
}

/**
 * Returns a rule tree in another rule format. Of all options, only `logStreamName` differs between the formats that the
 * simulator knows. What happens to a list of several streams in an old format is not established: the first one is kept.
 */
export function rulesInFormat(rules: JsonObject, format: string): JsonObject {
  return mapMembers(rules, (value, member) => {
    if (member === 'children') return objectsIn(value).map((child) => rulesInFormat(child, format));
    return member === 'behaviors'
      ? objectsIn(value).map((behavior) => behaviorInFormat(behavior, format))
      : value;
  });
}

function behaviorInFormat(behavior: JsonObject, format: string): JsonObject {
  const { name, options } = behavior;
  if (name !== 'datastream' || !isObject(options)) return behavior;
  return {
    ...behavior,
    options: mapMembers(options, (value, member) =>
      member === 'logStreamName' ? streamsInFormat(value, format) : value,
    ),
  };
}

function streamsInFormat(value: Json, format: string): Json {
  if (namesStreamsInList(format)) return isArray(value) ? value : [String(value)];
  return isArray(value) ? Number(value[0]) : value;
}
