import { join } from 'node:path';
import { readFileBounded, UnreadableFile } from '../../files/read-file.ts';
import { AccessError } from '../../http/access-error.ts';
import type { Environment } from '../../http/proxy.ts';
import { type EdgercSection, plainHost, readEdgerc } from './edgerc.ts';

/** The credentials that sign requests, and the host that receives the requests. */
export interface Credentials {
  /** Host name, optionally with a port; without scheme and slashes. Absent only if an endpoint is given instead. */
  readonly host?: string;
  readonly clientToken: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  /** The account switch key in the credentials (`account_key`, `AKAMAI_ACCOUNT_KEY`). */
  readonly accountKey?: string;
}

/** Where credentials come from. */
export type CredentialOrigin =
  | { readonly tag: 'file'; readonly file: string; readonly section: string }
  | { readonly tag: 'variables'; readonly prefix: string }
  | { readonly tag: 'text'; readonly section: string };

/** Credentials, and where they come from. */
export interface FoundCredentials extends Credentials {
  readonly origin: CredentialOrigin;
}

/** Where to look for credentials. */
export interface CredentialOptions {
  /** `--edgerc FILE`. If set, only this file is read. */
  readonly edgerc?: string;
  /** The content of such a file, if it is not on disk. It has precedence over a file. */
  readonly edgercText?: string;
  /** `--section NAME`. Default: `default`. */
  readonly section?: string;
  readonly env: Environment;
  /** The home folder, which contains `.edgerc`. */
  readonly home: string;
  /** Set if an endpoint is given, so the host may be missing. */
  readonly hostOptional?: boolean;
}

/**
 * Largest size of the file, bytes. A real file has four lines for each section, so a larger file is not an `.edgerc`
 * file.
 */
const LARGEST_FILE = 1 << 20;

/**
 * Finds credentials in this order: the `.edgerc` file that is given; `AKAMAI_HOST`, `AKAMAI_CLIENT_TOKEN`,
 * `AKAMAI_CLIENT_SECRET` and `AKAMAI_ACCESS_TOKEN` (`AKAMAI_<SECTION>_HOST` and so on for another section);
 * `~/.edgerc`. An incomplete set of variables is an error, so that a typo never selects other credentials.
 * @throws {AccessError} naming the file, section, member or variable, never a value
 */
export async function findCredentials(options: CredentialOptions): Promise<FoundCredentials> {
  const section = options.section ?? 'default';
  const needed = neededMembers(options.hostOptional ?? false);
  if (options.edgercText !== undefined) {
    const credentials = fromText(options.edgercText, 'the edgerc text', section, needed);
    return { ...credentials, origin: { tag: 'text', section } };
  }
  if (options.edgerc !== undefined) return fromFile(options.edgerc, section, needed);
  const fromEnvironment = environmentCredentials(options.env, section, needed);
  return fromEnvironment ?? fromFile(join(options.home, '.edgerc'), section, needed, true);
}

const SECRETS = ['client_token', 'client_secret', 'access_token'] as const;

function neededMembers(hostOptional: boolean): readonly string[] {
  return hostOptional ? SECRETS : ['host', ...SECRETS];
}

function environmentCredentials(
  env: Environment,
  section: string,
  needed: readonly string[],
): FoundCredentials | undefined {
  const prefix = section === 'default' ? 'AKAMAI_' : `AKAMAI_${section.toUpperCase()}_`;
  const variable = (member: string) => `${prefix}${member.toUpperCase()}`;
  const members = new Map<string, string>();
  for (const member of ['host', ...SECRETS, 'account_key']) {
    const value = env[variable(member)]?.trim();
    if (value) members.set(member, value);
  }
  if (!['host', ...SECRETS].some((member) => members.has(member))) return undefined;
  const missing = needed.filter((member) => !members.has(member)).map(variable);
  if (missing.length === 0) {
    const credentials = credentialsOf(members, `variable ${variable('host')}`);
    return { ...credentials, origin: { tag: 'variables', prefix } };
  }
  throw new AccessError(
    `Some ${prefix}* variables are set, but not ${missing.join(', ')}.`,
    'Set all of them, or none to use an .edgerc file.',
  );
}

async function fromFile(
  file: string,
  section: string,
  needed: readonly string[],
  fallback = false,
): Promise<FoundCredentials> {
  const credentials = fromText(await textOf(file, fallback), file, section, needed);
  return { ...credentials, origin: { tag: 'file', file, section } };
}

/** @param place the origin of the content, for messages */
function fromText(text: string, place: string, section: string, needed: readonly string[]): Credentials {
  const members = readEdgerc(text, section, place);
  const missing = needed.filter((member) => !members.get(member));
  if (missing.length === 0) return credentialsOf(members, `host in section [${section}] of ${place}`);
  throw new AccessError(
    `Section [${section}] of ${place} lacks ${missing.join(', ')}.`,
    'Add what is missing, as the Akamai Control Center shows it for the API client.',
  );
}

function credentialsOf(members: EdgercSection, hostPlace: string): Credentials {
  const host = members.get('host');
  const accountKey = members.get('account_key');
  return {
    ...(host ? { host: bareHost(host, hostPlace) } : {}),
    clientToken: members.get('client_token') ?? '',
    clientSecret: members.get('client_secret') ?? '',
    accessToken: members.get('access_token') ?? '',
    ...(accountKey ? { accountKey } : {}),
  };
}

function bareHost(text: string, place: string): string {
  const host = plainHost(text);
  if (/^[a-z0-9.-]+(:\d{1,5})?$/.test(host)) return host;
  throw new AccessError(
    `The ${place} is not a host name.`,
    'Write the host alone, such as akab-example.luna.akamaiapis.net.',
  );
}

async function textOf(file: string, fallback: boolean): Promise<string> {
  try {
    const bytes = await readFileBounded(file, { limit: LARGEST_FILE, links: 'follow' });
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw unreadableFile(file, fallback, error);
    throw new AccessError(`${file} is not an .edgerc file.`, 'Name the file itself; it is under 1 MiB.');
  }
}

function unreadableFile(file: string, fallback: boolean, error: unknown): AccessError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (fallback && code === 'ENOENT') {
    return new AccessError(
      `No credentials: there are no AKAMAI_* variables and no ${file}.`,
      'Set AKAMAI_HOST, AKAMAI_CLIENT_TOKEN, AKAMAI_CLIENT_SECRET and AKAMAI_ACCESS_TOKEN, or name a file with --edgerc; --simulator needs none.',
      error,
    );
  }
  return new AccessError(`${file} cannot be read (${code}).`, 'Check the path and its permissions.', error);
}
