import { parseEnv } from 'node:util';

/** Destination secrets of one run, and what is wrong with the text that they came in. */
export interface ReadSecrets {
  readonly secrets: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** An assignment with all lines of its value; as Node reads it, quotes end at the next one of their kind. */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|).*$/gm;

/**
 * Reads a dotenv text: `NAME=value`, quoted where a value has several lines. A line that belongs to nothing is told by
 * its number, never by its text: an unquoted key would lose all of its lines but the first.
 */
export function readSecrets(text: string): ReadSecrets {
  const plain = text.replaceAll('\r\n', '\n');
  const secrets = new Map<string, string>();
  for (const [name, value] of Object.entries(parseEnv(plain))) {
    if (value !== undefined) secrets.set(name, value);
  }
  return { secrets, problems: strayLines(plain) };
}

function strayLines(text: string): readonly string[] {
  const rest = text.replace(ASSIGNMENT, (found) => found.replace(/[^\n]+/g, ''));
  const stray = rest.split('\n').findIndex((line) => !/^\s*(#.*)?$/.test(line));
  if (stray < 0) return [];
  return [
    `Line ${stray + 1} of the input "secrets" belongs to no NAME=value. It is a dotenv text: quote values that have ` +
      'several lines.',
  ];
}

/**
 * Every text to be masked in logs: each input that is secret, whole and line by line, and what stands in the lines.
 * Runners mask exact texts only, so a value of several lines is given as JSON writes it, too. Never an empty one.
 */
export function masksOf(get: (name: string) => string): readonly string[] {
  const masks = new Set<string>();
  const add = (text: string) => {
    for (const form of formsOf(text)) masks.add(form);
  };
  for (const name of ['edgerc', 'account-key', 'github-token', 'secrets']) add(get(name));
  for (const value of privateValues(get)) add(value);
  return [...masks].sort((a, b) => b.length - a.length);
}

/** The values themselves: of the credentials (the host too) and of the secrets, without names and comments. */
export function privateValues(get: (name: string) => string): readonly string[] {
  const { secrets } = readSecrets(get('secrets'));
  const values = [
    ...edgercValues(get('edgerc')),
    get('account-key'),
    get('github-token'),
    ...secrets.values(),
  ];
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
}

function edgercValues(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).flatMap((line) => {
    const [, value] = /^\s*[A-Za-z_-]+\s*=\s*(.*)$/.exec(line) ?? [];
    if (value === undefined) return [];
    const plain = value.trim();
    const bare = plain
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(/^https:\/\//i, '')
      .replace(/\/+$/, '');
    return [plain, bare, bare.toLowerCase()];
  });
}

function formsOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/).flatMap((line) => [line, line.trim()]);
  const whole = text.trim();
  const encoded = [JSON.stringify(whole).slice(1, -1), encodeURIComponent(whole), base64(whole)];
  return [text, whole, ...lines, ...encoded].filter((form) => form.trim() !== '');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Names whose values say how to reach the network from here; commands get these, and no other variable of the job. */
const CONNECTION = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NO_PROXY',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
] as const;

/** The environment of commands: the secrets, and how to reach the network. Of the job's own nothing else. */
export function commandEnvironment(
  secrets: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const connection = CONNECTION.flatMap((name) =>
    env[name] === undefined ? [] : [[name, env[name]] as const],
  );
  const without = Object.fromEntries(CONNECTION.map((name) => [name, undefined]));
  return { ...Object.fromEntries(secrets), ...without, ...Object.fromEntries(connection) };
}
