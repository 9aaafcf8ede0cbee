import { assignedValues, edgercValues } from '../../commands/session/input-texts.ts';

/**
 * Returns every text that logs must mask: each secret input, complete and line by line, and the values in the lines.
 * Runners mask exact texts only, so a value of several lines is also included in its JSON form. No text is empty.
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

/** Returns the values of the credentials (including the host) and of the secrets, without names and comments. */
export function privateValues(get: (name: string) => string): readonly string[] {
  const values = [
    ...edgercValues(get('edgerc')),
    // Workflows pass the content of the other client's edgerc as the cache key.
    ...edgercValues(get('cache-key')),
    get('account-key'),
    get('cache-key'),
    get('github-token'),
    ...assignedValues(get('secrets')),
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

/** Variables with network settings. Commands receive these, and no other variable of the job. */
const CONNECTION = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NO_PROXY',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
] as const;

/** The environment of commands: the secrets and the network settings, and nothing else of the job's environment. */
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
