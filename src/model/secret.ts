import { isArray, isObject, type Json } from './json.ts';

/** A secret by reference: the name of an environment variable, or a file relative to the manifest's folder. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** Tells a reference (`{ env }` or `{ file }`, nothing else beside it) from a value. */
export function isReference(
  value: Json | undefined,
): value is SecretReference & { readonly [m: string]: string } {
  if (!isObject(value)) return false;
  const members = Object.keys(value);
  const [member] = members;
  return members.length === 1 && (member === 'env' || member === 'file') && typeof value[member] === 'string';
}

/** Tells whether a value is, or holds at any depth, a reference to a secret. */
export function holdsReference(value: Json | undefined): boolean {
  if (isReference(value)) return true;
  if (isArray(value)) return value.some(holdsReference);
  return isObject(value) && Object.values(value).some(holdsReference);
}

/** A reference as people write it in a sentence: `env NAME` or `file path`. */
export function referenceText(reference: SecretReference): string {
  return 'env' in reference ? `env ${reference.env}` : `file ${reference.file}`;
}

/** What stands in every output instead of a secret. */
export const MASK = '***';

/**
 * The stand-in for a value that is returned in clear but often is a credential (a custom header's value, a URL
 * with userinfo or a query). Two equal values under one salt have equal digests, so they compare plainly, while
 * neither the plan, the cache nor an output ever holds the value.
 */
export interface Sealed {
  /** Salted SHA-256, hexadecimal. */
  readonly $sealed: string;
  /** What people may see: `***`, or the URL with its secret parts masked. */
  readonly shown: string;
  /** Salted SHA-256 of the host of a URL that `shown` does not show: other members may have that host by default. */
  readonly host?: string;
}

/** Tells a sealed value from every other value. */
export function isSealed(value: Json | undefined): value is Sealed & { readonly [m: string]: string } {
  return isObject(value) && typeof value['$sealed'] === 'string';
}

/** Tells whether a value is, or holds at any depth, a sealed value. */
export function holdsSealed(value: Json | undefined): boolean {
  if (isSealed(value)) return true;
  if (isArray(value)) return value.some(holdsSealed);
  return isObject(value) && Object.values(value).some(holdsSealed);
}

const SECRET_NAME = /pass|secret|token|private|credential|(?:api|access|auth).?key|^key$/i;

/** Tells the names of members that sound like a secret: all there is to judge by where the product knows no card. */
export function soundsSecret(member: string): boolean {
  return SECRET_NAME.test(member);
}

/** CI systems keep credentials and addresses of their own in variables that begin so. Decision 14 lists the same. */
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
 * Tells the names of environment variables that a manifest must not reference, in any case (Windows ignores it):
 * otherwise a manifest could ship the runner's own credentials to a destination.
 */
export function isForbiddenVariable(name: string): boolean {
  const upper = name.toUpperCase();
  return FORBIDDEN_NAMES.includes(upper) || FORBIDDEN_PREFIXES.some((prefix) => upper.startsWith(prefix));
}
