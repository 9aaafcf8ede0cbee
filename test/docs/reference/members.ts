import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { MemberCard, MemberCards } from '../../../src/model/member-card.ts';
import { cell, code, table } from './markdown.ts';

/** A table of the members of a stream or a destination. */
export function membersTable(members: MemberCards): string {
  const rows = Object.entries(members).map(([name, member]) => [
    code(name),
    typeOf(member),
    requiredOf(member),
    defaultOf(member),
    [cell(member.description), ...limitsOf(member)].join(' '),
  ]);
  return table(['member', 'type', 'required', 'default', 'description'], rows);
}

function typeOf({ schema, writeOnly, credential, constant, prefix }: MemberCard): string {
  if (writeOnly) return 'secret, as a reference';
  if (constant !== undefined) return code(JSON.stringify(constant));
  const type = typeOfSchema(schema);
  const literal = prefix !== undefined && type !== 'string' ? `${type}, or string with the prefix` : type;
  return credential === undefined ? literal : `${literal}, or a reference`;
}

function typeOfSchema(schema: JsonObject): string {
  const choices = schema['enum'];
  if (isArray(choices)) return choices.map((choice) => code(String(choice))).join(', ');
  const { items } = schema;
  if (schema['type'] === 'array' && isObject(items)) return `list of ${typeOfSchema(items)}s`;
  const { properties } = schema;
  if (!isObject(properties)) return String(schema['type'] ?? 'any');
  const inner = Object.entries(properties).map(
    ([name, member]) => `${code(name)}: ${isObject(member) ? typeOfSchema(member) : 'any'}`,
  );
  return `object with ${inner.join('; ')}`;
}

function requiredOf({ required, requiredToCreate, onlyWhen }: MemberCard): string {
  if (required) return 'yes';
  if (requiredToCreate) return 'to create';
  return onlyWhen ? `only with ${code(`${onlyWhen.member}: ${String(onlyWhen.equals)}`)}` : 'no';
}

function defaultOf({ default: value, defaultHostOf }: MemberCard): string {
  if (defaultHostOf !== undefined) return `host of ${code(defaultHostOf)}`;
  return value === undefined ? '' : code(JSON.stringify(value));
}

/** Longer patterns are not readable. The descriptions say what they mean, except for the scheme. */
const LONGEST_PATTERN = 60;

function patternText(pattern: string): readonly string[] {
  if (pattern.length <= LONGEST_PATTERN) return [`Pattern: ${code(pattern)}.`];
  return pattern.startsWith('^https://') ? [`It starts with ${code('https://')}.`] : [];
}

/** The limits that the description does not name, and the form that a value should have, as sentences. */
function limitsOf({ schema, description, advice = [], writeOnly }: MemberCard): readonly string[] {
  const { minimum, maximum, maxLength, pattern } = writeOnly ? {} : schema;
  const bound = (name: string, value: Json | undefined) =>
    value === undefined || description.match(/\d+/g)?.includes(String(value)) ? [] : [`${name}: ${value}.`];
  return [
    ...bound('Minimum', minimum),
    ...bound('Maximum', maximum),
    ...bound('Maximum length', maxLength),
    ...(typeof pattern === 'string' ? patternText(pattern) : []),
    ...advice.map(({ message }) => `It ${cell(message)}.`),
  ];
}
