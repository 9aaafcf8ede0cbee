import { matchesGlob } from './glob.ts';
import { isArray, isObject, type Json } from './json.ts';

/** A reference to a secret: the name of an environment variable, or a file relative to the folder of the manifest. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** Returns true if a value is a reference: `{ env }` or `{ file }` with no other member. */
export function isReference(
  value: Json | undefined,
): value is SecretReference & { readonly [m: string]: string } {
  if (!isObject(value)) return false;
  const members = Object.keys(value);
  const [member] = members;
  return members.length === 1 && (member === 'env' || member === 'file') && typeof value[member] === 'string';
}

/** Returns true if a value is a reference or contains one at any depth. */
export function holdsReference(value: Json | undefined): boolean {
  if (isReference(value)) return true;
  if (isArray(value)) return value.some(holdsReference);
  return isObject(value) && Object.values(value).some(holdsReference);
}

/** Returns a reference for use in a sentence: `env NAME` or `file path`. */
export function referenceText(reference: SecretReference): string {
  return 'env' in reference ? `env ${reference.env}` : `file ${reference.file}`;
}

/**
 * Returns whether a list of allowed secrets contains a reference. The path of a file is compared in its shortest form,
 * so that `secrets/../other` does not match `file:secrets/*`.
 *
 * @param allowed names of variables, and `file:` with a path; `*` matches any characters
 */
export function isAllowedSecret(reference: SecretReference, allowed: readonly string[]): boolean {
  const name = 'env' in reference ? reference.env : `file:${shortestPath(reference.file)}`;
  return allowed.some((pattern) => matchesGlob(name, pattern));
}

function shortestPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split(/[\\/]/)) {
    const isUp = segment === '..' && segments.length > 0 && segments.at(-1) !== '..';
    if (isUp) segments.pop();
    else if (segment !== '.' && (segment !== '' || segments.length === 0)) segments.push(segment);
  }
  return segments.join('/');
}

/** Replaces a secret in every output. */
export const REDACTED = '***';

/**
 * The replacement of a value that is returned in plain text but often is a credential (the value of a custom header,
 * a URL with user info or a query). Equal values with the same salt have equal digests, so they can be compared.
 * Neither the plan nor the cache nor any output contains the value.
 */
export interface Sealed {
  /** Salted SHA-256, hexadecimal. */
  readonly $sealed: string;
  /** The value for display: `***`, or the URL with its secret parts redacted. */
  readonly shown: string;
  /**
   * Salted SHA-256 of the host of a URL whose host is not in `shown`. Other members can have that host as their
   * default.
   */
  readonly host?: string;
}

/** Returns true if a value is redacted. */
export function isSealed(value: Json | undefined): value is Sealed & { readonly [m: string]: string } {
  return isObject(value) && typeof value['$sealed'] === 'string';
}

/** Returns true if a value is redacted or contains a redacted value at any depth. */
export function holdsSealed(value: Json | undefined): boolean {
  if (isSealed(value)) return true;
  if (isArray(value)) return value.some(holdsSealed);
  return isObject(value) && Object.values(value).some(holdsSealed);
}

const SECRET_NAME = /pass|secret|token|private|credential|(?:api|access|auth).?key|^key$/i;

/**
 * Returns true if the name of a member suggests a secret. This is the only criterion for a destination type without a
 * card.
 */
export function soundsSecret(member: string): boolean {
  return SECRET_NAME.test(member);
}

/**
 * CI systems store their own credentials and addresses in variables with these prefixes. Decision 14 has the same
 * list.
 */
const FORBIDDEN_PREFIXES = [
  'AKAMAI_',
  'DATASTREAM_',
  'GITHUB_',
  'ACTIONS_',
  'RUNNER_',
  'INPUT_',
  'NODE_',
  'CI_',
  'BITBUCKET_',
  'GITLAB_',
  'CIRCLE_',
  'BUILDKITE_',
];
const FORBIDDEN_NAMES = [
  'PATH',
  'HOME',
  'GH_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'NPM_TOKEN',
  'SYSTEM_ACCESSTOKEN',
  'AZURE_DEVOPS_EXT_PAT',
  'VAULT_TOKEN',
  'SSH_AUTH_SOCK',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'FTP_PROXY',
  'NO_PROXY',
];

/**
 * Returns true for the name of an environment variable that a manifest must not reference. Otherwise a manifest could
 * send the credentials of the runner to a destination. The check ignores case, because Windows does.
 */
export function isForbiddenVariable(name: string): boolean {
  const upper = name.toUpperCase();
  return FORBIDDEN_NAMES.includes(upper) || FORBIDDEN_PREFIXES.some((prefix) => upper.startsWith(prefix));
}
