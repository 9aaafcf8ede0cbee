import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { MemberCards } from '../../model/member-card.ts';
import { when } from './condition.ts';

/**
 * Splits a card's schema into two parts. Its form applies to every manifest. Its rules about values apply to new
 * streams only, because a live stream may have any value, and a schema has no warnings.
 */
const VALUE_KEYWORDS = ['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems'];
const CHOICES = ['enum', 'const'];
const RULES = new Set([...VALUE_KEYWORDS, ...CHOICES, 'required']);

/** Returns the form of a value: its JSON type and, for a block, its members. Editors still offer the choices. */
export function formOf(schema: JsonObject): JsonObject {
  const form = Object.entries(schema).flatMap(([keyword, value]): [string, Json][] => {
    if (RULES.has(keyword)) return [];
    if (keyword === 'properties' && isObject(value)) return [[keyword, mapped(value, formOf)]];
    if (keyword === 'items' && isObject(value)) return [[keyword, formOf(value)]];
    return [[keyword, value]];
  });
  const choices = schema['enum'];
  return {
    ...typeOfChoices(schema),
    ...Object.fromEntries(form),
    ...(isArray(choices) ? { anyOf: [{ enum: choices }, {}] } : {}),
  };
}

/** Returns the rules about a value of that form; nothing if there are none. */
export function rulesOf(schema: JsonObject): JsonObject | undefined {
  const kept = Object.entries(schema).filter(
    ([keyword]) => VALUE_KEYWORDS.includes(keyword) || keyword === 'required',
  );
  const choices = Object.entries(schema).filter(([keyword]) => CHOICES.includes(keyword));
  const rules = {
    ...Object.fromEntries(kept),
    // Another type is a fault of form, and one error is enough.
    ...(choices.length > 0 ? when(typeOfChoices(schema), Object.fromEntries(choices)) : {}),
    ...nestedRules(schema),
  };
  return Object.keys(rules).length > 0 ? rules : undefined;
}

/** Returns the rules of those members that have any, by name. */
export function memberRules(cards: MemberCards): JsonObject {
  const rules = Object.entries(cards).flatMap(([name, card]): [string, JsonObject][] => {
    const own = card.writeOnly ? undefined : rulesOf(card.schema);
    return own ? [[name, own]] : [];
  });
  return Object.fromEntries(rules);
}

function nestedRules({ properties, items }: JsonObject): JsonObject {
  const inside = isObject(properties)
    ? Object.entries(properties).flatMap(([name, schema]): [string, JsonObject][] => {
        const rules = isObject(schema) ? rulesOf(schema) : undefined;
        return rules ? [[name, rules]] : [];
      })
    : [];
  const each = isObject(items) ? rulesOf(items) : undefined;
  return {
    ...(inside.length > 0 ? { properties: Object.fromEntries(inside) } : {}),
    ...(each ? { items: each } : {}),
  };
}

function typeOfChoices(schema: JsonObject): JsonObject {
  const choices = schema['enum'];
  const values = isArray(choices) ? choices : Object.hasOwn(schema, 'const') ? [schema['const']] : [];
  const types = [...new Set(values.map((value) => (typeof value === 'number' ? 'integer' : typeof value)))];
  return types.length === 0 ? {} : { type: types.length === 1 ? (types[0] ?? '') : types };
}

function mapped(block: JsonObject, change: (schema: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(block).map(([name, schema]) => [name, isObject(schema) ? change(schema) : schema]),
  );
}
