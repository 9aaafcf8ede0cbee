import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Finding, refusedSimulated, simulated } from './refusal.ts';

/** What the vendor accepts as the value of one member. */
export interface Rule {
  readonly type: 'text' | 'flag' | 'integer' | 'list' | 'object';
  readonly required?: true;
  /**
   * The member is write-only: no version stores it, and no response contains it. If it is also `required`, every
   * create and every edit must contain it.
   */
  readonly secret?: true;
  readonly values?: readonly Json[];
  /** A regular expression, and the message that says what it requires. */
  readonly pattern?: readonly [source: string, words: string];
  /** Minimum and maximum: the length of a string, the value of an integer, or the number of items in a list. */
  readonly least?: number;
  readonly most?: number;
  /** The value may contain a credential, so no error repeats it. */
  readonly hidden?: true;
}

export type Rules = Readonly<Record<string, Rule>>;

/**
 * Checks all members of an object, and refuses unknown members.
 * @param at Prefix of the member paths in findings.
 * @param accepted Names of other members that are accepted.
 */
export function checkMembers(
  rules: Rules,
  object: JsonObject,
  at: string,
  accepted: readonly string[] = [],
): readonly Finding[] {
  const unknown = Object.keys(object)
    .filter((member) => !Object.hasOwn(rules, member) && !accepted.includes(member))
    .map((member) => simulated(`Unknown member ${member}.`, at + member));
  const known = Object.entries(rules).flatMap(([member, rule]) =>
    checkMember(rule, object[member], at + member),
  );
  return [...unknown, ...known];
}

function checkMember(rule: Rule, value: Json | undefined, at: string): readonly Finding[] {
  if (value === undefined || isBlank(value)) return rule.required ? [blank(at)] : [];
  if (!hasType(rule.type, value)) return [simulated(`${at} must be ${TYPES[rule.type]}.`, at)];
  const problem = valueProblem(rule, value) ?? sizeProblem(rule, value);
  return problem === undefined ? [] : [withValue(rule, simulated(`${at} ${problem}.`, at), value)];
}

/** The vendor calls an empty value blank. Counting a string of spaces as blank is the stricter reading. */
function isBlank(value: Json): boolean {
  return typeof value === 'string' && value.trim() === '';
}

/** Creates the finding for a member that is missing or empty. */
export function blank(at: string): Finding {
  return { ...simulated(`${at} cannot be blank.`, at), value: null };
}

const TYPES = {
  text: 'a string',
  flag: 'true or false',
  integer: 'an integer',
  list: 'an array',
  object: 'an object',
} as const satisfies Record<Rule['type'], string>;

function hasType(type: Rule['type'], value: Json): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'list':
      return isArray(value);
    case 'object':
      return isObject(value);
    default:
      throw new Error(`no such type ${type satisfies never}`);
  }
}

function valueProblem(rule: Rule, value: Json): string | undefined {
  if (rule.values && !rule.values.includes(value)) return `must be one of ${rule.values.join(', ')}`;
  if (rule.pattern && typeof value === 'string') {
    const [source, words] = rule.pattern;
    if (!new RegExp(source, 'u').test(value)) return words;
  }
  return undefined;
}

function sizeProblem(rule: Rule, value: Json): string | undefined {
  const size = sizeOf(value);
  if (size === undefined) return undefined;
  const unit = typeof value === 'string' ? ' characters' : isArray(value) ? ' items' : '';
  if (rule.most !== undefined && size > rule.most) return `must be at most ${rule.most}${unit}`;
  if (rule.least !== undefined && size < rule.least) return `must be at least ${rule.least}${unit}`;
  return undefined;
}

function sizeOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' || isArray(value) ? value.length : undefined;
}

function withValue(rule: Rule, found: Finding, value: Json): Finding {
  const shown = !rule.secret && !rule.hidden && (typeof value !== 'object' || value === null);
  return shown ? { ...found, value } : found;
}

/**
 * Reads a whole number from the query parameters, or returns undefined if the parameter is missing.
 * @throws {Refused} If the value is not a whole number.
 */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,15}$/u.test(text)) throw refusedSimulated(`${name} must be a whole number.`, name);
  return Number(text);
}

/**
 * Reads a flag from the query parameters.
 * @throws {Refused} If the value is neither `true` nor `false`.
 */
export function flagIn(query: URLSearchParams, name: string, assumed: boolean): boolean {
  const word = query.get(name);
  if (word === null) return assumed;
  if (word !== 'true' && word !== 'false') throw refusedSimulated(`${name} must be true or false.`, name);
  return word === 'true';
}
