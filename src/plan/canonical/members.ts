import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import { isReference, isSealed } from '../../model/secret.ts';

/**
 * The side of a comparison that a value belongs to. The only difference: every default is filled in on the `wanted`
 * side.
 */
export type Side = 'wanted' | 'live';

/** Members that have a card, and the rest. */
export interface Split {
  readonly known: JsonObject;
  readonly unknown: JsonObject;
}

/**
 * Converts members to canonical form. Nulls, empty strings and empty lists are no value. Sets are sorted and
 * deduplicated, and ids lose their prefix. Defaults are filled in, except on the live side if the API may omit the
 * member. A member that the vendor fixes is dropped. If its live value differs from the fixed one, it counts as
 * unknown, so that updates send it back.
 */
export function canonicalMembers(cards: MemberCards, raw: JsonObject, side: Side): Split {
  const known: Record<string, Json> = {};
  const unknown: Record<string, Json> = {};
  for (const [member, card] of Object.entries(cards)) {
    if (card.constant !== undefined) {
      const value = raw[member] ?? card.constant;
      if (side === 'live' && value !== card.constant) unknown[member] = value;
      continue;
    }
    if (!belongs(card, cards, raw)) continue;
    const { value, rest } = split(card, canonicalValue(card, raw[member]));
    const filled = value ?? (side === 'live' && card.absence?.means === 'unknown' ? undefined : card.default);
    if (filled !== undefined) known[member] = filled;
    if (rest) unknown[member] = rest;
  }
  const others = Object.entries(raw).filter(
    ([member, value]) => !Object.hasOwn(cards, member) && (side === 'wanted' || value !== null),
  );
  // An assignment would lose a member named `__proto__`.
  return { known, unknown: others.length === 0 ? unknown : { ...unknown, ...Object.fromEntries(others) } };
}

/** Converts the value of a member to canonical form, without any default. */
export function canonicalMember(card: MemberCard, value: Json | undefined): Json | undefined {
  return split(card, canonicalValue(card, value)).value;
}

/** A member that belongs to streams of another kind has no meaning, on either side (`timeFrame` of a RAW stream). */
function belongs({ onlyWhen: only }: MemberCard, cards: MemberCards, raw: JsonObject): boolean {
  const decisive = only && cards[only.member];
  return !decisive || canonicalValue(decisive, raw[only.member]) === only.equals;
}

/** Splits an object member (`frequency`) into the members that its schema has and the rest. */
function split(card: MemberCard, value: Json | undefined): { value: Json | undefined; rest?: JsonObject } {
  const { properties } = card.schema;
  if (!isObject(value) || !isObject(properties) || isReference(value) || isSealed(value)) return { value };
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  const known = entries.filter(([member]) => Object.hasOwn(properties, member));
  const rest = entries.filter(([member]) => !Object.hasOwn(properties, member));
  return {
    value: known.length ? Object.fromEntries(known) : undefined,
    ...(rest.length ? { rest: Object.fromEntries(rest) } : {}),
  };
}

function canonicalValue(card: MemberCard, value: Json | undefined): Json | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (isArray(value)) {
    if (value.length === 0) return undefined;
    return card.set ? sortedSet(value) : value;
  }
  const { prefix, schema } = card;
  const bare = prefix === undefined ? value : bareId(value, prefix, schema['type'] === 'integer');
  return bare === '' || isZeroForNone(card, bare) ? undefined : bare;
}

/** An API written in Go returns 0 for a missing value. */
function isZeroForNone(card: MemberCard, value: Json): boolean {
  const { minimum } = card.schema;
  return value === 0 && typeof minimum === 'number' && minimum > 0;
}

/**
 * Returns an id without blanks and prefix. If ids are numbers, a string that is not a number is a name: it is returned
 * unchanged, even if it starts like a prefix.
 */
export function bareId(value: Json, prefix: string | undefined, numeric: boolean): Json {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  const isPrefixed = prefix !== undefined && text.toLowerCase().startsWith(prefix);
  const bare = isPrefixed ? text.slice(prefix.length) : text;
  if (!numeric || bare === '') return bare;
  return /^\d{1,15}$/.test(bare) ? Number(bare) : value;
}

/** Returns every item once, numbers first. The order does not depend on the input order. */
export function sortedSet(items: readonly Json[]): readonly Json[] {
  return [...unique(items)].sort(byValue);
}

/** Returns every item once, at its first position. */
export function unique(items: readonly Json[]): readonly Json[] {
  if (!items.some((item) => typeof item === 'object')) return [...new Set(items)];
  return [...new Map(items.map((item) => [canonicalJson(item), item])).values()];
}

function byValue(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  if (typeof a === 'string' && typeof b === 'string') return inOrder(a, b);
  return inOrder(canonicalJson(a), canonicalJson(b));
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
