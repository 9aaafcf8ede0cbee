import type { JsonObject } from '../model/json.ts';
import { didYouMean } from './closest.ts';
import { error, nameAt, type Path, type Problem, type Problems, valueAt } from './problem.ts';
import { missing } from './value.ts';
import { quoted } from './wording.ts';

/** A block of members and the names it may have. */
export interface Block {
  readonly value: JsonObject;
  readonly path: Path;
  /** What it is, for sentences: `an HTTPS destination`. */
  readonly what: string;
  readonly known: readonly string[];
  readonly required: readonly string[];
  /** Members that the API tells and nobody sets. */
  readonly readOnly?: readonly string[];
  /** Where a name that is not known here belongs, as a sentence. */
  readonly elsewhere?: (name: string) => string | undefined;
}

/** Names only: members that do not belong here, have no value, or are missing. */
export function* checkBlock(block: Block): Problems {
  for (const [name, value] of Object.entries(block.value)) {
    if (!block.known.includes(name)) yield stranger(name, block);
    else if (value === null) yield empty([...block.path, name]);
  }
  for (const name of block.required) {
    if (!Object.hasOwn(block.value, name)) yield missing(block.path, name);
  }
}

/** A member without a value. */
export function empty(path: Path): Problem {
  const name = quoted(String(path.at(-1)));
  return error(nameAt(path), 'empty-member', `${name} has no value.`, 'Give it one, or leave it out.');
}

function stranger(name: string, block: Block): Problem {
  const place = nameAt([...block.path, name]);
  if (block.readOnly?.includes(name)) {
    const message = `${quoted(name)} is told by the API and cannot be set.`;
    return error(place, 'read-only-member', message, 'Leave it out.');
  }
  const message = `${quoted(name)} is not a member of ${block.what}.`;
  const hint =
    didYouMean(name, block.known) ?? block.elsewhere?.(name) ?? `Known: ${block.known.join(', ')}.`;
  return error(place, 'unknown-member', message, hint);
}

/** A value that has to be a block of members. */
export function notABlock(path: Path, is: string, hint: string): Problem {
  return error(
    valueAt(path),
    'wrong-type',
    `${quoted(String(path.at(-1)))} must be a block of members, not ${is}.`,
    hint,
  );
}
