import type { MemberCard } from '../../model/card.ts';
import { isArray, type JsonObject } from '../../model/json.ts';
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
import { alternatives, quoted } from '../findings/wording.ts';
import { missing, subject } from './json-schema.ts';

/** A block of members and the names it may have. */
export interface Block {
  readonly value: JsonObject;
  readonly path: Path;
  /** What it is, for sentences: `an HTTPS destination`. */
  readonly what: string;
  readonly known: readonly string[];
  readonly required: readonly string[];
  /** Required members of the vendor's: a live stream may lack them, so that plan decides. */
  readonly requiredByVendor?: (name: string) => boolean;
  /** Members that the API tells and nobody sets. */
  readonly readOnly?: readonly string[];
  /** Where a name that is not known here belongs, as a sentence. */
  readonly elsewhere?: (name: string) => string | undefined;
  /** How to add a required member, as a sentence. */
  readonly toAdd?: (name: string) => string | undefined;
  /** What to write where a required member has no value, as a sentence. */
  readonly ifEmpty?: (name: string) => string | undefined;
}

/**
 * Names only: members that do not belong here, have no value, or are missing. A required member that is there under
 * a misspelled name is not missing as well.
 */
export function* checkBlock(block: Block): Problems {
  const meant = new Set<string>();
  for (const [name, value] of Object.entries(block.value)) {
    if (!block.known.includes(name)) {
      meant.add(closest(name, block.known) ?? '');
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

/** A member without a value. */
export function empty(path: Path, required: boolean, way?: string): Problem {
  const name = quoted(String(path.at(-1)));
  const hint = required ? (way ?? 'Give it one.') : 'Give it one, or leave it out.';
  return error(nameAt(path), 'empty-member', `${name} has no value.`, hint);
}

/** How to add a member that is missing: with its example, a reference, or what it may be. */
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
    return error(place, 'read-only-member', message, 'Leave it out.');
  }
  const message = `${quoted(name)} is not a member of ${block.what}.`;
  // The right name in the wrong place says more than a name that merely looks like one of this place.
  const hint =
    block.elsewhere?.(name) ?? didYouMean(name, block.known) ?? `Known: ${block.known.join(', ')}.`;
  return error(place, 'unknown-member', message, hint);
}

/** A value that has to be a block of members. */
export function notABlock(path: Path, is: string, hint: string): Problem {
  return error(valueAt(path), 'wrong-type', `${subject(path)} must be a block of members, not ${is}.`, hint);
}
