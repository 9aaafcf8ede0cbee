import { isArray, isObject, type Json } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import { isReference } from '../../model/secret.ts';
import { violationsOf } from '../../schema/validate.ts';
import type { Violation } from '../../schema/violation.ts';
import { closest, didYouMean } from '../findings/did-you-mean.ts';
import {
  error,
  nameAt,
  type Path,
  type Problem,
  type Problems,
  valueAt,
  valueError,
} from '../findings/problem.ts';
import { memberMeantBy, type TerraformBlock, terraformHint } from '../findings/terraform-names.ts';
import { alternatives, kindOf, quoted } from '../findings/wording.ts';
import { patternFault } from './pattern.ts';

/** A value that is checked against a member's card. */
export interface Member {
  readonly card: Pick<MemberCard, 'description' | 'schema' | 'examples'>;
  readonly value: Json;
  readonly path: Path;
  /** Whether findings may repeat the value. Never inside a destination, where it may be a secret. */
  readonly shown: boolean;
  /**
   * The member is this product's own, or identifies the stream or destination. No live value can be compared with it,
   * so every fault is one of form.
   */
  readonly isForm?: boolean;
}

/** Checks a literal against the JSON Schema of its card. */
export function* checkValue(member: Member): Problems {
  const faults = violationsOf(member.card.schema, member.value);
  const meant = misspelled(faults, member);
  const seen = new Set<string>();
  for (const fault of faults) {
    const { instancePath, keyword } = fault;
    if (seen.has(instancePath) && !IN_A_BLOCK.has(keyword)) continue;
    if (keyword === 'required' && meant.has(`${instancePath}/${String(fault.params['missingProperty'])}`))
      continue;
    seen.add(instancePath);
    yield problem(fault, member);
  }
}

/** Returns the members that are present under a misspelled name. They are not reported as missing as well. */
function misspelled(faults: readonly Violation[], member: Member): ReadonlySet<string> {
  const unknownKeys = faults.filter(({ keyword }) => keyword === 'additionalProperties');
  return new Set(
    unknownKeys.map((fault) => {
      const name = String(fault.params['additionalProperty']);
      const block = blockOf(fault, [...member.path, ...steps(fault.instancePath, member.value)]);
      const meant = memberMeantBy(name, block) ?? closest(name, block.known);
      return `${fault.instancePath}/${meant ?? ''}`;
    }),
  );
}

/** The block with an unknown key. */
function blockOf(fault: Violation, path: Path): TerraformBlock {
  const value = fault.data as Json;
  return { path, known: namesIn(fault), value: isObject(value) ? value : {} };
}

function namesIn(fault: Violation): readonly string[] {
  const properties: unknown = fault.parentSchema?.['properties'];
  return isObject(properties) ? Object.keys(properties) : [];
}

/** Keywords that one block can violate several times. For all other keywords, the first violation is enough. */
const IN_A_BLOCK = new Set(['required', 'additionalProperties']);

function problem(fault: Violation, member: Member): Problem {
  const path = [...member.path, ...steps(fault.instancePath, member.value)];
  if (fault.keyword === 'required') {
    const name = String(fault.params['missingProperty']);
    const lacking = missing(path, name);
    return member.isForm ? lacking : valueError([[...path, name]], lacking);
  }
  if (fault.keyword === 'additionalProperties') {
    return unknown(path, String(fault.params['additionalProperty']), fault);
  }
  const { message, hint } = problemText(fault, member);
  const code = fault.keyword === 'type' ? 'wrong-type' : 'invalid-value';
  const found = error(valueAt(path), code, `${subject(path)} ${message}`, hint);
  return member.isForm || isAboutType(fault) ? found : valueError([path], found);
}

/** Returns whether a value has a JSON type that the member never has. */
function isAboutType({ keyword, params, data }: Violation): boolean {
  // JSON has one number type, so a live stream may have a fraction where an integer is expected.
  if (keyword === 'type') return !(typeof data === 'number' && params['type'] === 'integer');
  const choices: readonly unknown[] =
    keyword === 'enum' ? (params['allowedValues'] as readonly unknown[]) : [params['allowedValue']];
  return (keyword === 'enum' || keyword === 'const') && choices.every((one) => typeof one !== typeof data);
}

/** Reports a missing required member. */
export function missing(block: Path, name: string, hint?: string): Problem {
  const where = block.length === 0 ? 'The manifest' : subject(block);
  return error(nameAt(block), 'missing-member', `${where} has no ${quoted(name)}.`, hint ?? 'Add it.');
}

/** Names what a sentence is about: `"format"`, or `Item 2 of "notificationEmails"`. */
export function subject(path: Path): string {
  const last = path.at(-1);
  if (typeof last === 'number') return `Item ${last + 1} of ${quoted(String(path.at(-2)))}`;
  return quoted(String(last ?? 'manifest'));
}

function unknown(path: Path, name: string, fault: Violation): Problem {
  const block = blockOf(fault, path);
  const names = block.known;
  const hint = terraformHint(name, block) ?? didYouMean(name, names) ?? `Known members: ${names.join(', ')}.`;
  return error(
    nameAt([...path, name]),
    'unknown-member',
    `Unknown key ${quoted(name)} in ${subject(path)}.`,
    hint,
  );
}

interface ProblemText {
  readonly message: string;
  readonly hint?: string;
}

function problemText(fault: Violation, member: Member): ProblemText {
  const value = fault.data as Json;
  const limit = String(fault.params['limit']);
  switch (fault.keyword) {
    case 'type':
      return wrongType([fault.params['type']].flat().map(String), value);
    case 'enum':
      return notAllowed(fault.params['allowedValues'] as readonly Json[], value, member.shown);
    case 'const':
      return { message: `must be ${JSON.stringify(fault.params['allowedValue'])}.` };
    case 'minimum':
      return { message: `must be at least ${limit}${instead(value, member.shown)}.` };
    case 'maximum':
      return { message: `must be at most ${limit}${instead(value, member.shown)}.` };
    case 'minLength':
    case 'minItems':
      return { message: 'must not be empty.', hint: 'Give it a value.' };
    case 'maxLength':
      return { message: `must not be longer than ${limit} characters.` };
    case 'pattern':
      return patternFault(String(fault.params['pattern']), String(value), describedIn(fault, member));
    default:
      return { message: 'has an invalid format.', hint: member.card.description };
  }
}

/** Returns the description and examples of the part of the value that is wrong, if the schema has them. */
function describedIn(
  { parentSchema }: Violation,
  { card }: Member,
): Pick<MemberCard, 'description' | 'examples'> {
  const description: unknown = parentSchema?.['description'];
  const examples: unknown = parentSchema?.['examples'];
  if (typeof description !== 'string') return card;
  return { description, ...(isArray(examples as Json) ? { examples: examples as readonly Json[] } : {}) };
}

const TYPE_WORDS: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of members',
};

function wrongType(types: readonly string[], value: Json): ProblemText {
  const words = alternatives(types.map((type) => TYPE_WORDS[type] ?? type));
  const isFraction = typeof value === 'number' && types.includes('integer');
  const message = `must be ${words}, not ${isFraction ? 'a fraction' : kindOf(value)}.`;
  const hint = typeHint(types.join(), value);
  return hint === undefined ? { message } : { message, hint };
}

function typeHint(type: string, value: Json): string | undefined {
  if (isReference(value)) return 'It is not a secret and cannot be a reference: write its value.';
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return 'Put it in quotes.';
  }
  if (type === 'boolean' && typeof value === 'string') {
    return 'Write true or false, without quotes; YAML 1.2 reads yes, no, on and off as text.';
  }
  if (type === 'array') return 'Write a list, such as [a, b].';
  if ((type === 'integer' || type === 'number') && typeof value === 'string') {
    return 'Write digits, without quotes.';
  }
  return undefined;
}

function notAllowed(allowed: readonly Json[], value: Json, shown: boolean): ProblemText {
  const names = allowed.map(String);
  const message = `must be ${alternatives(names)}${instead(value, shown)}.`;
  const hint = typeof value === 'string' ? enumHint(value, names) : undefined;
  return hint === undefined ? { message } : { message, hint };
}

/** Explains a string that looks like an allowed value: a number or a boolean in quotes. */
function enumHint(value: string, names: readonly string[]): string | undefined {
  return names.includes(value) ? 'Write it without quotes.' : didYouMean(value, names);
}

function instead(value: Json, shown: boolean): string {
  if (typeof value === 'number') return `, not ${value}`;
  if (typeof value !== 'string') return `, not ${kindOf(value)}`;
  return shown ? `, not ${quoted(value)}` : '';
}

/** Splits a JSON Pointer into its steps; steps into a list are numbers. */
function steps(pointer: string, value: Json): Path {
  const path: (string | number)[] = [];
  let inside: unknown = value;
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(inside) ? Number(name) : name;
    inside = (inside as { readonly [step: string]: unknown } | undefined)?.[step];
    path.push(step);
  }
  return path;
}
