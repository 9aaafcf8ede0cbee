import type { Credentials } from '../../receive/server/credentials.ts';
import { type Context, UsageError } from '../session/context.ts';

/** The options that name secrets. */
interface SecretOptions {
  readonly user?: string;
  readonly password: readonly string[];
  readonly header: readonly string[];
}

/** Names of headers, as RFC 9110 allows them. */
const HEADER = /^([!#$%&'*+.^_`|~\w-]+)=(.*)$/s;

/**
 * Reads the secrets that requests are checked against.
 * @throws {UsageError} if an option is incomplete or a reference has no value; the message contains no value
 */
export async function readCredentials(
  { env, files }: Pick<Context, 'env' | 'files'>,
  { user, password, header }: SecretOptions,
): Promise<Credentials> {
  if (user === undefined && password.length > 0) throw new UsageError('--password requires --user.');
  if (user !== undefined && password.length === 0)
    throw new UsageError('--user requires --password with env:NAME or file:PATH.');
  const resolve = (reference: string, option: string) => readReference({ env, files }, reference, option);
  const passwords = await Promise.all(password.map((reference) => resolve(reference, '--password')));
  const headers = new Map<string, readonly string[]>();
  for (const text of header) {
    const [, name, reference] = HEADER.exec(text) ?? [];
    if (name === undefined || reference === undefined)
      throw new UsageError('--header: write NAME=env:NAME or NAME=file:PATH.');
    const value = await resolve(reference, `--header ${name}`);
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value]);
  }
  return { headers, ...(user === undefined ? {} : { basic: { user, passwords } }) };
}

async function readReference(
  { env, files }: Pick<Context, 'env' | 'files'>,
  reference: string,
  option: string,
): Promise<string> {
  const [, kind, name = ''] = /^(env|file):(.+)$/s.exec(reference) ?? [];
  // The text may be a secret itself, so it is not shown.
  if (kind === undefined)
    throw new UsageError(`${option}: write a reference, env:NAME or file:PATH, not the value itself.`);
  const value = kind === 'env' ? env[name] : (await files.read(name)).replace(/\n$/, '');
  if (value === undefined || value === '')
    throw new UsageError(`${option}: ${reference} is ${value === '' ? 'empty' : 'not set'}.`);
  return value;
}
