import { destinationCard, destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type ListCard, type StreamCard } from '../../model/card.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Absence, MemberCard, MemberCards } from '../../model/member-card.ts';

/**
 * Returns why the content of a stream in a response cannot be compared, or undefined if it can. If a
 * response lacks a member that every documented response has, or has it as null or with another JSON type, this would
 * look like a difference, and the resulting update would re-activate production.
 * @returns completes "The response to … cannot be read: …", with the dotted path of the member and never a value
 */
export function contentProblem(card: StreamCard, body: JsonObject): string | undefined {
  return (
    firstProblem(card.lists.map((list) => () => listProblem(list, body[list.member]))) ??
    membersProblem(card.members, body, '') ??
    (card.delivery ? deliveryProblem(card.delivery, card.absence, body[DELIVERY]) : undefined) ??
    destinationsProblem(card, body)
  );
}

function firstProblem(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function noUsable(path: string): string {
  return `the stream in it has no usable ${path}`;
}

/** Lists that are only returned and never compared (`datasetFields` of appsec) may have any form. */
function listProblem({ member, idMember, absence, id, readOnly }: ListCard, list: Json | undefined) {
  if (readOnly || absence.means !== 'unreadable') return undefined;
  if (!isArray(list)) return noUsable(member);
  const ids = list.map((item) => (isObject(item) ? item[idMember] : item));
  return ids.every((value) => isIdOf(id, value)) ? undefined : noUsable(`${idMember} in ${member}`);
}

function isIdOf(type: ListCard['id'], value: Json | undefined): boolean {
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
  const isText = typeof value === 'string' && value.trim() !== '';
  return type === 'number' ? isNumber || (isText && /^\d{1,15}$/.test(value.trim())) : isText;
}

function deliveryProblem(
  cards: MemberCards,
  { means }: Absence,
  delivery: Json | undefined,
): string | undefined {
  if (isObject(delivery)) return membersProblem(cards, delivery, `${DELIVERY}.`);
  return means === 'unreadable' ? noUsable(DELIVERY) : undefined;
}

function destinationsProblem(card: StreamCard, body: JsonObject): string | undefined {
  const set = destinationSet(card);
  const held = body[set.member];
  if (!set.many) return destinationProblem(set, held, set.member);
  if (!isArray(held)) return noUsable(set.member);
  return firstProblem(
    held.map((one, index) => () => destinationProblem(set, one, `${set.member}[${index}]`)),
  );
}

function destinationProblem(set: DestinationSet, value: Json | undefined, path: string): string | undefined {
  if (!isObject(value)) return noUsable(path);
  const type = value[set.typeMember];
  if (typeof type !== 'string' || type.trim() === '') return noUsable(`${path}.${set.typeMember}`);
  const cards = { [set.nameMember]: set.name, ...destinationCard(set, type)?.members };
  return membersProblem(cards, value, `${path}.`);
}

function membersProblem(cards: MemberCards, values: JsonObject, place: string): string | undefined {
  return firstProblem(
    Object.entries(cards).map(
      ([name, card]) =>
        () =>
          memberProblem(card, name, values, place),
    ),
  );
}

function memberProblem(card: MemberCard, name: string, values: JsonObject, place: string) {
  if (card.writeOnly || !belongs(card, values)) return undefined;
  const value = values[name] ?? undefined;
  if (value === undefined) {
    return card.absence?.means === 'unreadable' ? noUsable(`${place}${name}`) : undefined;
  }
  if (!isOfType(card, value)) return noUsable(`${place}${name}`);
  if (!isObject(value)) return undefined;
  const missing = Object.entries(card.nested ?? {}).find(
    ([inner, { means }]) => means === 'unreadable' && (value[inner] ?? undefined) === undefined,
  );
  return missing && noUsable(`${place}${name}.${missing[0]}`);
}

/**
 * Returns true if a member belongs to a stream: `fieldDelimiter` only if logs are STRUCTURED, `timeFrame` only in
 * AGGREGATE streams.
 */
function belongs({ onlyWhen: only }: MemberCard, values: JsonObject): boolean {
  return !only || values[only.member] === only.equals;
}

/** Returns true if a value has the JSON type of its card. Numbers may be strings, as some clients send them. */
function isOfType({ schema }: MemberCard, value: Json): boolean {
  const types = typesOf(schema);
  const type = typeName(value);
  return types.size === 0 || types.has(type) || (type === 'string' && isEmptyOrNumber(types, value));
}

function isEmptyOrNumber(types: ReadonlySet<string>, value: Json): boolean {
  return value === '' || (types.has('number') && /^\s*(?:[a-z]+_)?\d+\s*$/i.test(String(value)));
}

function typesOf({ type, enum: choices, const: fixed }: JsonObject): ReadonlySet<string> {
  if (typeof type === 'string') return new Set([type === 'integer' ? 'number' : type]);
  if (isArray(choices)) return new Set(choices.map(typeName));
  return new Set(fixed === undefined ? [] : [typeName(fixed)]);
}

function typeName(value: Json): string {
  if (isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
