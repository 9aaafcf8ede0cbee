import type { Collection } from '../../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Desired } from '../../model/plan-item.ts';
import {
  isAllowedSecret,
  isForbiddenVariable,
  isReference,
  referenceText,
  type SecretReference,
} from '../../model/secret.ts';
import { createRedaction, type Redaction } from '../../redaction/run-redaction.ts';
import { ForbiddenSecretError, readSecretFile, SecretError, type SecretFolders } from './file-reference.ts';

/** Resolves references at the last moment, and redacts the resolved values in all texts. */
export interface SecretSource extends Redaction {
  /** @throws {SecretError} if the reference is forbidden, missing, empty or unreadable */
  value(reference: SecretReference, folder: string): Promise<string>;
  /** The rules for resolved values; the same as for literal values. */
  readonly check: ValueCheck;
}

/** Checks which resolved values break a rule. Messages never contain the value. */
export type ValueCheck = (
  collection: Collection,
  spec: JsonObject,
  filled: JsonObject,
) => readonly { readonly path: readonly string[]; readonly member: string; readonly message: string }[];

/** The sources in which references may be resolved. */
export interface SecretSources extends SecretFolders {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file that `env` was read from, if it is not the environment. */
  readonly envFile?: string;
}

/**
 * Resolves references from the environment and from files. Nothing is read before a write needs it.
 * @param redaction of the connection that sends the values
 */
export function secretSource(
  places: SecretSources,
  redaction: Redaction = createRedaction(),
  check: ValueCheck = () => [],
): SecretSource {
  return {
    ...redaction,
    check,
    value: async (reference, folder) => {
      refuseOtherThan(places.allowed, reference);
      const value =
        'env' in reference
          ? variable(places, reference.env)
          : await readSecretFile(reference.file, folder, places);
      if (value === '') throw new SecretError(`${referenceText(reference)} is empty; give it a value.`);
      redaction.add([value]);
      return value;
    },
  };
}

/** The plan may be older than the list. */
function refuseOtherThan(allowed: SecretSources['allowed'], reference: SecretReference): void {
  if (!allowed || isAllowedSecret(reference, allowed.value)) return;
  const { file, line } = allowed.origin;
  throw new SecretError(`${referenceText(reference)} is not in allowedSecrets (${file}:${line}).`);
}

function variable({ env, envFile }: SecretSources, name: string): string {
  if (isForbiddenVariable(name)) {
    throw new ForbiddenSecretError(
      `env ${name} must not be sent to a destination: it belongs to the runner itself.`,
    );
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined && envFile !== undefined) {
    throw new SecretError(`env ${name} is not in ${envFile}; add it there. The environment is not read.`);
  }
  if (value === undefined) throw new SecretError(`env ${name} is not set; set it for this run.`);
  return value;
}

/**
 * A spec that is ready to be sent, or why it is not: one sentence for each reference without a value. Such
 * references are null in the spec.
 */
export type Filled =
  | { readonly tag: 'filled'; readonly spec: JsonObject }
  | { readonly tag: 'missing'; readonly spec: JsonObject; readonly problems: readonly string[] };

/**
 * Replaces all references of a spec by their values. From then on, the values are redacted in all texts, also in parts,
 * since a server may quote only the token of a URL.
 * @param desired `folder` is that of the manifest
 */
export async function fillSecrets(
  collection: Collection,
  { spec, folder }: Pick<Desired, 'spec' | 'folder'>,
  source: SecretSource,
): Promise<Filled> {
  const problems: string[] = [];
  const resolve = async (reference: SecretReference, member: string): Promise<Json> => {
    try {
      return await source.value(reference, folder);
    } catch (error) {
      if (!(error instanceof SecretError)) throw error;
      problems.push(`${member}: ${error.message}`);
      return null;
    }
  };
  const filled = await fillObject(spec, 'spec', resolve);
  source.addCredentials(collection, filled);
  return problems.length > 0 ? { tag: 'missing', spec: filled, problems } : { tag: 'filled', spec: filled };
}

type Resolve = (reference: SecretReference, member: string) => Promise<Json>;

async function fill(value: Json, member: string, resolve: Resolve): Promise<Json> {
  if (isReference(value)) return resolve(value, member);
  if (isObject(value)) return fillObject(value, member, resolve);
  if (!isArray(value)) return value;
  const items: Json[] = [];
  for (const [index, item] of value.entries()) items.push(await fill(item, `${member}[${index}]`, resolve));
  return items;
}

async function fillObject(object: JsonObject, member: string, resolve: Resolve): Promise<JsonObject> {
  const filled: [string, Json][] = [];
  for (const [name, value] of Object.entries(object)) {
    filled.push([name, await fill(value, `${member}.${name}`, resolve)]);
  }
  return Object.fromEntries(filled);
}
