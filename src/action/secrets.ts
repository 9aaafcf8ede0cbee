import { parseEnv } from 'node:util';
import { edgercValues } from '../commands/input-texts.ts';

/** Destination secrets of one run, and what is wrong with the text that they came in. */
export interface ReadSecrets {
  readonly secrets: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/**
 * An assignment with all lines of its value: name, blanks, quoted value, and what is left of the line. As Node reads it,
 * quotes end at the next one of their kind, whatever stands before it.
 */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=([ \t]*)("[^"]*"|'[^']*'|`[^`]*`)?(.*)$/gm;
/** Where Node cuts an unquoted value off, though no blank begins a comment there. */
const CUT = /^[^#]*(?<![ \t])#/;
/** A quote that nothing closes: Node takes it for a part of the value, or in the last line leaves the variable out. */
const UNCLOSED = /^["'`]/;
/** What may follow a closing quote. */
const NOTHING_MORE = /^[ \t]*$|^[ \t]+#/;

/**
 * Reads a dotenv text: `NAME=value`, quoted where a value has several lines. A line that belongs to nothing is told by
 * its number, never by its text: an unquoted key would lose all of its lines but the first. So is a value that Node would
 * cut short or leave out, with its name.
 */
export function readSecrets(text: string): ReadSecrets {
  const plain = text.replaceAll('\r\n', '\n');
  const secrets = new Map<string, string>();
  for (const [name, value] of Object.entries(parseEnv(plain))) {
    if (value !== undefined) secrets.set(name, value);
  }
  return { secrets, problems: problemsOf(plain) };
}

/** After a quote that ends too early or never nothing is certain, and beside a stray line a "name" may be part of a value. */
function problemsOf(text: string): readonly string[] {
  const stray = strayLine(text);
  const cut: string[] = [];
  for (const { index, 1: name, 2: blanks = '', 3: quoted, 4: rest = '' } of text.matchAll(ASSIGNMENT)) {
    const line = text.slice(0, index).split('\n').length;
    if (stray !== undefined && line > stray) break;
    const where = `Line ${line} of the input "secrets": the value of ${name}`;
    if (quoted === undefined && UNCLOSED.test(rest)) {
      return [
        ...(stray === undefined ? cut : []),
        `${where} begins with a quote that is never closed. Close it; a quote that belongs to the value takes another ` +
          'kind of quotes around it.',
      ];
    }
    if (quoted === undefined) {
      if (CUT.test(blanks + rest))
        cut.push(`${where} would end at a # that has no blank before it. Quote the value.`);
    } else if (!NOTHING_MORE.test(rest)) {
      return [
        ...(stray === undefined ? cut : []),
        `${where} would end at a quote that more text follows. Use the other kind of quotes around the value; a ` +
          'comment takes a blank before its #.',
      ];
    }
  }
  if (stray === undefined) return cut;
  return [
    `Line ${stray} of the input "secrets" belongs to no NAME=value. It is a dotenv text: quote values that have ` +
      'several lines.',
  ];
}

function strayLine(text: string): number | undefined {
  const rest = text.replace(ASSIGNMENT, (found) => found.replace(/[^\n]+/g, ''));
  const stray = rest.split('\n').findIndex((line) => !/^\s*(#.*)?$/.test(line));
  return stray < 0 ? undefined : stray + 1;
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
  for (const name of ['edgerc', 'account-key', 'cache-key', 'github-token', 'secrets']) add(get(name));
  for (const value of privateValues(get)) add(value);
  return [...masks].sort((a, b) => b.length - a.length);
}

/** The values themselves: of the credentials (the host too) and of the secrets, without names and comments. */
export function privateValues(get: (name: string) => string): readonly string[] {
  const { secrets } = readSecrets(get('secrets'));
  const values = [
    ...edgercValues(get('edgerc')),
    // Workflows give the text of the other client's edgerc as the cache key.
    ...edgercValues(get('cache-key')),
    get('account-key'),
    get('cache-key'),
    get('github-token'),
    ...secrets.values(),
  ];
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))];
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
