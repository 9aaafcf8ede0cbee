import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Behavior, LoggingRules, RulePlace } from '../model/logging-rules.ts';
import { clauseOf } from './criterion-clauses.ts';
import { keepOptions, type LoggingBehavior } from './option-forms.ts';

/** What a rule tree says about logging, or why that is not known, as a sentence. */
export type RulesReading =
  | { readonly tag: 'read'; readonly rules: LoggingRules }
  | { readonly tag: 'unreadable'; readonly reason: string };

/** The vendor allows far fewer levels (`X-Limit-Max-Nested-Rules`). */
const MOST_LEVELS = 200;

/**
 * Extracts what a rule tree says about logging. Nothing else of the tree is returned, because it may contain
 * credentials: neither other behaviors nor variables, comments and values of headers or cookies.
 *
 * A tree that is not as documented is unreadable as a whole. A part that was skipped could contain a `datastream`
 * behavior, and then the findings would be wrong.
 *
 * @param rules the member `rules` of the body of `GET /papi/v1/properties/{id}/versions/{v}/rules`, or of an include
 */
export function extractLoggingRules(rules: Json): RulesReading {
  try {
    return { tag: 'read', rules: collect(rules) };
  } catch (error) {
    if (error instanceof UnreadableRules) return { tag: 'unreadable', reason: error.message };
    throw error;
  }
}

class UnreadableRules extends Error {
  constructor(pointer: string, problem: string) {
    super(`The rule tree cannot be read: ${pointer} ${problem}.`);
  }
}

interface RuleNode {
  readonly rule: JsonObject;
  readonly place: RulePlace;
}

/** A behavior or a criterion. */
interface Feature {
  readonly name: string;
  readonly options: JsonObject;
}

/** LoggingRules while they are collected. */
type Collected = {
  -readonly [N in keyof LoggingRules]: LoggingRules[N] extends readonly (infer T)[] ? T[] : LoggingRules[N];
};

function collect(root: Json): LoggingRules {
  const found: Collected = { datastream: [], report: [], logCustom: [], includes: [], cloudWrapper: false };
  if (!isObject(root) || root['behaviors'] === undefined)
    throw new UnreadableRules('/rules', 'has no list "behaviors"');
  // A stack instead of recursion: the depth of the tree is not ours to choose.
  const open = [readRule(root, '/rules')];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { rule, place } = node;
    const { pointer } = place;
    listAt(rule, pointer, 'behaviors').forEach((behavior, index) => {
      addBehavior(found, place, behavior, `${pointer}/behaviors/${index}`);
    });
    const children = listAt(rule, pointer, 'children').map((child, index) =>
      readRule(child, `${pointer}/children/${index}`, place),
    );
    for (const child of children.reverse()) open.push(child);
  }
  return found;
}

function readRule(rule: Json, pointer: string, parent?: RulePlace): RuleNode {
  if (!isObject(rule)) throw new UnreadableRules(pointer, 'is not an object');
  const names = [...(parent?.names ?? []), nameOf(rule)];
  if (names.length > MOST_LEVELS) throw new UnreadableRules('/rules', `has more than ${MOST_LEVELS} levels`);
  const criteria = listAt(rule, pointer, 'criteria').map((criterion, index) =>
    readNamed(criterion, `${pointer}/criteria/${index}`),
  );
  const operator = rule['criteriaMustSatisfy'] === 'any' ? ' or ' : ' and ';
  const clause = criteria.map(({ name, options }) => clauseOf(name, options)).join(operator);
  const place = {
    pointer,
    names,
    criteria: [...(parent?.criteria ?? []), ...criteria.map(({ name }) => name)],
    clauses: [...(parent?.clauses ?? []), ...(criteria.length === 0 ? [] : [clause])],
  };
  return { rule, place };
}

/** Every finding about a rule repeats the names of its parents, so that long ones are cut. */
const BEGINNING = /^.{0,200}/su;

function nameOf({ name }: JsonObject): string {
  if (typeof name !== 'string') return 'unnamed rule';
  const [shown = ''] = BEGINNING.exec(name) ?? [];
  return shown === name ? name : `${shown}…`;
}

/** The items of a list. An omitted list is empty. */
function listAt(rule: JsonObject, pointer: string, member: string): readonly Json[] {
  const value = rule[member] ?? [];
  if (!isArray(value)) throw new UnreadableRules(`${pointer}/${member}`, 'is not a list');
  return value;
}

/** Reads a behavior or a criterion: an object with a name and options. */
function readNamed(value: Json, pointer: string): Feature {
  if (!isObject(value)) throw new UnreadableRules(pointer, 'is not an object');
  const { name, options } = value;
  if (typeof name !== 'string' || !/^\w{1,100}$/.test(name))
    throw new UnreadableRules(pointer, 'has no name');
  return { name, options: isObject(options) ? options : {} };
}

function addBehavior(found: Collected, rule: RulePlace, value: Json, pointer: string): void {
  const { name, options } = readNamed(value, pointer);
  switch (name) {
    case 'datastream':
    case 'report':
    case 'logCustom':
      found[name].push(readBehavior(name, rule, value, pointer));
      break;
    case 'include':
      found.includes.push({ includeId: includeId(options, pointer), rule, pointer });
      break;
    case 'cloudWrapper':
      found.cloudWrapper ||= options['enabled'] !== false;
      break;
    default:
  }
}

function readBehavior(name: LoggingBehavior, rule: RulePlace, value: Json, pointer: string): Behavior {
  const { options, locked, uuid } = value as JsonObject;
  if (!isObject(options)) throw new UnreadableRules(`${pointer}/options`, 'is not an object');
  const { unreadable, ...kept } = keepOptions(name, options);
  if (unreadable !== undefined) {
    throw new UnreadableRules(`${pointer}/options/${unreadable}`, 'has a value of an unknown form');
  }
  // The OpenAPI calls `locked` a string, and clients receive a boolean.
  const isLocked = !isOff(locked) || typeof uuid === 'string';
  return { rule, pointer, ...kept, locked: isLocked };
}

function isOff(locked: Json | undefined): boolean {
  return locked === undefined || locked === null || locked === false || locked === '' || locked === 'false';
}

/** The prefix `inc_` is not sent if the client asks for bare IDs. */
function includeId({ id }: JsonObject, pointer: string): number {
  const text = typeof id === 'string' || typeof id === 'number' ? String(id) : '';
  const digits = /^(?:inc_)?([1-9]\d{0,14})$/.exec(text)?.[1];
  if (digits === undefined) throw new UnreadableRules(`${pointer}/options/id`, 'is not the ID of an include');
  return Number(digits);
}
