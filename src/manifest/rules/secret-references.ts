import type { Configured } from '../../model/configuration.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isAllowedSecret, isForbiddenVariable, isReference, referenceText } from '../../model/secret.ts';
import { closest } from '../findings/did-you-mean.ts';
import { error, type Path, type Problem, type Problems, valueAt } from '../findings/problem.ts';
import { subject } from '../members/check-value.ts';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Describes the form of a reference, for hints. */
export function referenceHint(member: string): string {
  return `Give a reference, such as ${member}: { env: NAME } or ${member}: { file: path }.`;
}

/** Checks every reference inside a value, at any depth, for names that no manifest may read and for unsafe paths. */
export function* checkReferences(value: Json | undefined, path: Path): Problems {
  if (isReference(value)) {
    yield* 'env' in value
      ? checkVariable(String(value['env']), path)
      : checkFile(String(value['file']), path);
    return;
  }
  if (isArray(value)) {
    for (const [index, item] of value.entries()) yield* checkReferences(item, [...path, index]);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* checkReferences(member, [...path, name]);
  }
}

/** Checks every reference inside a value against the secrets that the configuration file allows. */
export function* checkAllowed(
  value: Json | undefined,
  path: Path,
  allowed: Configured<readonly string[]>,
): Problems {
  if (isReference(value)) {
    if (isAllowedSecret(value, allowed.value)) return;
    const { file, line } = allowed.origin;
    const message = `${subject(path)} refers to ${referenceText(value)}, which is not in allowedSecrets (${file}:${line}).`;
    yield error(
      valueAt(path),
      'secret-not-allowed',
      message,
      'Use an allowed secret, or add this one there.',
    );
  } else if (isArray(value)) {
    for (const [index, item] of value.entries()) yield* checkAllowed(item, [...path, index], allowed);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* checkAllowed(member, [...path, name], allowed);
  }
}

/**
 * Reports a block that is not a reference although one is required. Names inside it are not repeated, because they may
 * be secret.
 */
export function notAReference(value: JsonObject, path: Path): Problem {
  const names = Object.keys(value);
  const [name] = names;
  const meant = names.length === 1 && name !== undefined ? closest(`${name}`, ['env', 'file']) : undefined;
  const hint =
    meant === undefined || meant === name
      ? 'A reference has one member, env or file, with a string.'
      : `Did you mean "${meant}"?`;
  return error(valueAt(path), 'bad-reference', `${subject(path)} is not a reference.`, hint);
}

function* checkVariable(name: string, path: Path): Problems {
  const place = valueAt([...path, 'env']);
  if (!VARIABLE.test(name)) {
    const message = `${subject(path)} refers to something that cannot be the name of an environment variable.`;
    yield error(
      place,
      'bad-reference',
      message,
      'Write the name of the variable: letters, digits and underscores.',
    );
  } else if (isForbiddenVariable(name)) {
    const message = `${subject(path)} refers to ${name}, which belongs to the runner and not to a manifest.`;
    const hint =
      'Use a variable of another name: AKAMAI_…, DATASTREAM_…, GITHUB_…, ACTIONS_…, RUNNER_…, INPUT_…, NODE_…, PATH and HOME are never read.';
    yield error(place, 'forbidden-reference', message, hint);
  }
}

function* checkFile(file: string, path: Path): Problems {
  const place = valueAt([...path, 'file']);
  if (file.trim() === '' || /\p{Cc}/u.test(file)) {
    yield error(
      place,
      'bad-reference',
      `${subject(path)} refers to a file without a usable name.`,
      FILE_HINT,
    );
  } else if (isForbiddenFile(file)) {
    const message = `${subject(path)} refers to a file that may hold credentials of the repository or the runner.`;
    yield error(place, 'forbidden-reference', message, 'Files in .git and edgerc files are never read.');
  }
}

const FILE_HINT = "Write a path relative to the manifest's folder.";

function isForbiddenFile(file: string): boolean {
  const segments = file.toLowerCase().split(/[\\/]/);
  return segments.includes('.git') || segments.at(-1) === '.edgerc' || segments.at(-1) === 'edgerc';
}
