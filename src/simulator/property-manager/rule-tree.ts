import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  mapMembers,
} from '../../model/json.ts';
import { idsIn } from '../datastream2/check-lists.ts';
import { type AccountState, latest } from '../state/account-state.ts';
import type { RuleVersion, SimulatedProperty, Versioned } from '../state/property.ts';
import { namesStreamsInList } from '../vendor/rule-formats.ts';
import { streamIdsNamed } from '../vendor/rule-trees.ts';

/** A behavior of a rule tree, and its place in the body as a JSON Pointer. */
interface PlacedBehavior {
  readonly behavior: JsonObject;
  readonly pointer: string;
}

/** Lists the behaviors of a rule and of all rules below it. */
function behaviorsIn(rule: JsonObject, pointer = '/rules'): readonly PlacedBehavior[] {
  const own = objectsIn(rule['behaviors']).map((behavior, index) => ({
    behavior,
    pointer: `${pointer}/behaviors/${index}`,
  }));
  const below = objectsIn(rule['children']).flatMap((child, index) =>
    behaviorsIn(child, `${pointer}/children/${index}`),
  );
  return [...own, ...below];
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return (isArray(value) ? value : []).filter(isObject);
}

function optionsOf({ behavior }: PlacedBehavior): JsonObject {
  return isObject(behavior['options']) ? behavior['options'] : {};
}

/** Lists the ids of the includes that a rule tree uses. The vendor writes them as strings of digits. */
export function includeIdsIn(rules: JsonObject): readonly number[] {
  const ids = behaviorsIn(rules)
    .filter(({ behavior }) => behavior['name'] === 'include')
    .map((include) => Number(optionsOf(include)['id']));
  return [...new Set(ids)];
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

/**
 * Validates a rule tree as Property Manager does if it is read with validation: a `datastream` behavior may name only
 * streams that exist and have this property.
 */
export function validationErrors(
  accountState: AccountState,
  { propertyId }: SimulatedProperty,
  rules: JsonObject,
): readonly JsonObject[] {
  const selectable = new Set(
    accountState.streams
      .filter((stream) => idsIn(latest(stream).content['properties'], 'propertyId').includes(propertyId))
      .map(({ streamId }) => streamId),
  );
  return behaviorsIn(rules)
    .filter(({ behavior }) => behavior['name'] === 'datastream')
    .filter((placed) => streamIdsNamed(optionsOf(placed)).some((id) => !selectable.has(id)))
    .map(({ pointer }) => ({
      type: 'https://problems.luna.akamaiapis.net/papi/v0/validation/generic_behavior_issue.invalid_data_stream_log_selected',
      errorLocation: `#${pointer}/options/logStreamName`,
      detail: 'A selected stream is not available for this property (simulated text).',
    }));
}

/**
 * Returns the etag of a version. It covers everything that belongs to the version, so it changes with its rules and its
 * hostnames. The vendor's etags are hexadecimal digests of the same length.
 */
export function etagOf(owner: Versioned, { version, ruleFormat, rules }: RuleVersion): string {
  const { activations: _, versions: __, ...own } = owner;
  const text = canonicalJson({ own, version, ruleFormat, rules });
  return [1, 2, 3, 4].map((salt) => digest(text, salt)).join('');
}

/** FNV-1a with a salt. Etags only need to differ if their texts differ. */
function digest(text: string, salt: number): string {
  let word = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b9);
  for (let index = 0; index < text.length; index += 1) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  return (word >>> 0).toString(16).padStart(8, '0');
}
