import type { MemberCard } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { when } from './condition.ts';

/**
 * A card's schema in two parts. Its form holds for every manifest. Its rules about values hold for new streams only,
 * since a live stream may have any value, and a schema knows no warnings.
 */

const VALUE_KEYWORDS = ['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'minItems', 'maxItems'];
const CHOICES = ['enum', 'const'];
const RULES = new Set([...VALUE_KEYWORDS, ...CHOICES, 'required']);

/** The form of a value: its JSON type and, of a block, its members. Editors still offer the choices. */
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

/** The rules about a value of that form; nothing where there are none. */
export function rulesOf(schema: JsonObject): JsonObject | undefined {
  const kept = Object.entries(schema).filter(
    ([keyword]) => VALUE_KEYWORDS.includes(keyword) || keyword === 'required',
  );
  const choices = Object.entries(schema).filter(([keyword]) => CHOICES.includes(keyword));
  const rules = {
    ...Object.fromEntries(kept),
    // Another type is a fault of form, and one error says enough.
    ...(choices.length > 0 ? when(typeOfChoices(schema), Object.fromEntries(choices)) : {}),
    ...nestedRules(schema),
  };
  return Object.keys(rules).length > 0 ? rules : undefined;
}

/** Rules of members by name, of those that have any. */
export function memberRules(cards: Readonly<Record<string, MemberCard>>): JsonObject {
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
