import { readSecretFile, SecretError } from '../../apply/secrets/file-reference.ts';
import { streamCard } from '../../collections/registry.ts';
import { type Loaded, loadManifests } from '../../manifest/load.ts';
import { DELIVERY } from '../../model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Manifest, manifestFolder } from '../../model/manifest.ts';
import { isReference } from '../../model/secret.ts';
import type { RecordFormat } from '../../receive/records/format.ts';
import type { Credentials } from '../../receive/server/credentials.ts';
import { type Context, UsageError } from '../session/context.ts';
import type { ConfigurationOptions } from '../session/option-groups.ts';
import type { ReceiveOptions } from '../session/server-options.ts';

/** The requests of a stream: the format of their bodies, and the credentials that each of them needs. */
export interface ExpectedRequests {
  readonly format: RecordFormat;
  readonly credentials: Credentials;
}

const DELIMITERS: Readonly<Record<string, string>> = { SPACE: ' ', TAB: '\t' };
/** The second column of each line. As a data set field it adds none. */
const STREAM_ID = 'streamId';

/**
 * Reads the manifest of an HTTPS stream.
 * @param name of the manifest
 * @param options `streams` is the folder of all manifests
 * @param given credentials that replace those of the same kind in the manifest, whose values are then not needed
 * @throws {UsageError} if there is no such manifest, it has errors, which are all in the message, or a secret of it is
 * missing that is needed
 */
export async function readExpectedRequests(
  { env }: Pick<Context, 'env'>,
  name: string,
  { streams: directory, configuration }: Pick<ReceiveOptions, 'streams'> & ConfigurationOptions,
  given: Credentials,
): Promise<ExpectedRequests> {
  const loaded = await loadManifests({ directory, only: [name], configuration });
  const [manifest, ...others] = [...loaded.manifests, ...loaded.invalid].filter((each) => each.name === name);
  if (!manifest || !('spec' in manifest) || others.length > 0)
    throw new UsageError(`--manifest ${name}: ${whyUnreadable(loaded).join('\n  ')}`);
  const destination = manifest.spec['destination'];
  if (!isObject(destination) || destination['destinationType'] !== 'HTTPS')
    throw new UsageError(`--manifest ${name}: its destination is not HTTPS.`);
  const folder = manifestFolder(manifest.source.file);
  const resolve = async (member: string): Promise<string> => {
    const value = await resolveValue(env, destination[member], folder, directory);
    if (value !== undefined && value !== '') return value;
    throw new UsageError(`--manifest ${name}: ${member} has no value; set its variable or file.`);
  };
  return {
    format: formatOf(manifest),
    credentials: await addCredentials(given, destination, resolve),
  };
}

/** The errors of a manifest. If there is none with this name, all errors: it may be in a file that cannot be read. */
function whyUnreadable({ manifests, invalid, findings }: Loaded): readonly string[] {
  const files = [...invalid.map(({ file }) => file), ...manifests.map(({ source }) => source.file)];
  const errors = findings.filter(
    ({ severity, file }) => severity === 'error' && (files.length === 0 || files.includes(file)),
  );
  if (errors.length === 0) return ['Write the name of one manifest, not a pattern.'];
  return errors.map(({ file, line, column, message, hint, code }) =>
    [
      // A name that no manifest has is a finding about the folder.
      ...(code === 'unknown-name' ? [] : [`${file}:${line}:${column}:`]),
      ...[message, hint].filter((each) => each !== undefined),
    ].join(' '),
  );
}

function formatOf(manifest: Manifest): RecordFormat {
  const { spec, collection, streamId } = manifest;
  const id = streamId === undefined ? {} : { streamId: String(streamId) };
  const delivery = spec[DELIVERY];
  if (!isObject(delivery) || delivery['format'] !== 'STRUCTURED') return { format: 'JSON', ...id };
  const card = streamCard(collection);
  const list = card.lists.find(({ role }) => role === 'fields');
  const fields = list ? spec[list.member] : undefined;
  // Where the server puts the fields that it adds is not documented. It returns them as the last ones.
  const added = card.serverFields.filter(({ because }) => spec[because] === true).map(({ id }) => id);
  const columns = [...(isArray(fields) ? fields : []), ...added]
    .map((field) => card.fields.find((each) => each.id === field || each.key === field)?.key ?? String(field))
    .filter((key) => key !== STREAM_ID);
  const delimiter = DELIMITERS[String(delivery['fieldDelimiter'])] ?? ' ';
  return { format: 'STRUCTURED', delimiter, columns: ['version', STREAM_ID, ...columns], ...id };
}

/** Adds the kinds of credentials of a destination that are not given. */
async function addCredentials(
  given: Credentials,
  destination: JsonObject,
  resolve: (member: string) => Promise<string>,
): Promise<Credentials> {
  const isBasic = destination['authenticationType'] === 'BASIC' && !given.basic;
  const basic = isBasic
    ? { basic: { user: await resolve('userName'), passwords: [await resolve('password')] } }
    : {};
  const header = destination['customHeaderName'];
  if (typeof header !== 'string' || given.headers.size > 0) return { ...given, ...basic };
  const value = await resolve('customHeaderValue');
  return { ...given, ...basic, headers: new Map([[header.toLowerCase(), [value]]]) };
}

async function resolveValue(
  env: Context['env'],
  value: Json | undefined,
  folder: string,
  manifestDirectory: string,
): Promise<string | undefined> {
  if (!isReference(value)) return typeof value === 'string' ? value : undefined;
  if ('env' in value) return env[String(value['env'])];
  try {
    return await readSecretFile(String(value['file']), folder, { manifestDirectory });
  } catch (cause) {
    throw cause instanceof SecretError ? new UsageError(cause.message, { cause }) : cause;
  }
}
