import { isArray, type JsonObject } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
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
import { memberMeantBy, terraformHint } from '../findings/terraform-names.ts';
import { alternatives, quoted } from '../findings/wording.ts';
import { missing, subject } from './check-value.ts';

/** A block of members and the names it may have. */
export interface Block {
  readonly value: JsonObject;
  readonly path: Path;
  /** What the block is, for sentences: `an HTTPS destination`. */
  readonly what: string;
  readonly known: readonly string[];
  readonly required: readonly string[];
  /** Members that Akamai requires. A live stream may lack them, so plan decides. */
  readonly requiredByVendor?: (name: string) => boolean;
  /** Members that the API returns and no request sets. */
  readonly readOnly?: readonly string[];
  /** Where an unknown name belongs, as a sentence. */
  readonly elsewhere?: (name: string) => string | undefined;
  /** How to add a required member, as a sentence. */
  readonly toAdd?: (name: string) => string | undefined;
  /** What to write if a required member has no value, as a sentence. */
  readonly ifEmpty?: (name: string) => string | undefined;
}

/**
 * Checks names only: members that do not belong to the block, have no value, or are missing. A required member that is
 * present under a misspelled name is not reported as missing as well.
 */
export function* checkBlock(block: Block): Problems {
  const meant = new Set<string>();
  for (const [name, value] of Object.entries(block.value)) {
    if (!block.known.includes(name)) {
      meant.add(memberMeantBy(name, block) ?? closest(name, block.known) ?? '');
      yield unknownKey(name, block);
    } else if (value === null)
      yield empty([...block.path, name], block.required.includes(name), block.ifEmpty?.(name));
  }
  for (const name of block.required) {
    if (Object.hasOwn(block.value, name) || meant.has(name)) continue;
    const lacking = missing(block.path, name, block.toAdd?.(name));
    yield block.requiredByVendor?.(name) ? valueError([[...block.path, name]], lacking) : lacking;
  }
}

/** Reports a member without a value. */
export function empty(path: Path, required: boolean, way?: string): Problem {
  const name = quoted(String(path.at(-1)));
  const hint = required ? (way ?? 'Give it one.') : 'Give it one, or remove it.';
  return error(nameAt(path), 'empty-member', `${name} has no value.`, hint);
}

/** Says how to add a missing member: with its example, a reference, or its allowed values. */
export function howToAdd(name: string, { writeOnly, schema, examples }: MemberCard): string {
  if (writeOnly) return `Add ${name}: { env: NAME }.`;
  const allowed = schema['enum'];
  if (isArray(allowed)) return `Add ${name}: ${alternatives(allowed.map(String))}.`;
  const [example] = examples ?? [];
  return typeof example === 'string' ? `Add it, for example ${name}: ${example}` : 'Add it.';
}

function unknownKey(name: string, block: Block): Problem {
  const place = nameAt([...block.path, name]);
  if (block.readOnly?.includes(name)) {
    const message = `${quoted(name)} is returned by the API and cannot be set.`;
    return error(place, 'read-only-member', message, 'Remove it.');
  }
  const message = `Unknown key ${quoted(name)} in ${block.what}.`;
  // A known name in the wrong block says more than a similar name of this block.
  const hint =
    block.elsewhere?.(name) ??
    terraformHint(name, block) ??
    didYouMean(name, block.known) ??
    `Known: ${block.known.join(', ')}.`;
  return error(place, 'unknown-member', message, hint);
}

/** Reports a value that must be a block of members. */
export function notABlock(path: Path, is: string, hint: string): Problem {
  return error(valueAt(path), 'wrong-type', `${subject(path)} must be a block of members, not ${is}.`, hint);
}
