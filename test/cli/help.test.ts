import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

beforeEach(async () => {
  await workspace({ examples: true });
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function printed(words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await run(...words);
  vi.restoreAllMocks();
  return `$ datastream ${words.join(' ')}\n${stdout}${stderr}exit code ${exitCode}\n`;
}

it.each(COMMANDS.map(({ name }) => name))('the help of %s is reviewed', async (command) => {
  await expect(await printed([command, '--help'])).toMatchFileSnapshot(`../golden/cli/${command}.txt`);
});

it('the help of the program is reviewed', async () => {
  await expect(await printed(['--help'])).toMatchFileSnapshot('../golden/cli/datastream.txt');
});

/** Each command line is invalid in one way. */
const INVALID: readonly (readonly string[])[] = [
  ['validate', '--format', 'xml'],
  ['plan', '--only'],
  ['plan', '--allow', 'all=1'],
  ['plan', '--simulator', '--edgerc', 'x'],
  ['plan', '--simulator', 'a.json', '--account-key', 'x'],
  ['plan', '--out'],
  ['apply', '--wait', 'soon'],
  ['apply', '--poll', '0.5s'],
  ['apply', '--lookup', '5d'],
  ['status', '--overdue', 'soon'],
  ['verify', '--since', '5m'],
  ['verify', '--since', '25h'],
  ['verify', '--probe', 'http://www.example.com/'],
  ['verify', '--probe', 'https://user@www.example.com/'],
  ['verify', '--probe', 'www.example.com'],
  ['verify', '--simulator', 'web'],
  ['verify', '--format', 'xml'],
  ['import', '--simulator', 'web'],
  ['import', '--all', 'web'],
  ['import', '--yes', 'web'],
  ['import', '--update', '--all'],
  ['import', '--update', '--force'],
  ['import', '--update', '--log-type', 'cdn'],
  ['import', '--update', '--kind', 'DataStream1'],
  ['import', '--log-type', 'CDN'],
  ['import', '--kind', 'DataStream3'],
  ['import', '--terraform'],
  ['import', '--terraform', 'state.json', '--all'],
  ['import', '--terraform', 'state.json', 'web'],
  ['import', '--terraform', 'state.json', '--log-type', 'cdn'],
  ['import', '--secrets-out', 'secrets.env', '--all'],
  ['import'],
  ['logs', 'web'],
  ['logs', '--start', '-1h'],
  ['logs', 'web', '--start', '-1h', '--simulator', 'web'],
  ['logs', 'web', '--start', '-1h', '--raw', '--aggregate'],
  ['logs', 'web', '--start', '-1h', '--page', 'x'],
  ['logs', 'web', '--start', '-1h', '--size', '0'],
  ['logs', 'web', '--start', '-1h', '--format', 'markdown'],
  ['migrate'],
  ['init', '--action', 'OWNER/REPO@main'],
  ['init', '--yes'],
  ['init', '--upgrade', '--replace', 'README.md'],
  ['simulate', '--cert', 'a.pem'],
  ['simulate', '--port', '65536'],
  ['simulate', '--requests-per-minute', 'many'],
  ['simulate', '--movement', '1d'],
  ['simulate', '--deliver', '--resolve', 'logs.example.com=203.0.113.9:8443'],
  ['simulate', '--uploaders', '3'],
  ['receive'],
  ['receive', '--self-signed', '192.0.2.1'],
  ['receive', '--self-signed', '--cert', 'chain.pem'],
  ['receive', '--self-signed', '--max-body', '16MB'],
  ['receive', '--self-signed', '--user', 'akamai'],
  ['receive', '--self-signed', '--user', 'akamai', '--password', 'literal-secret'],
  ['receive', '--self-signed', '--user', 'akamai', '--password', 'env:UNSET'],
  ['receive', '--self-signed', '--header', 'X-Token'],
  ['receive', '--self-signed', '--header', 'X-Token=literal-secret'],
];

it('errors in a command line say what is wrong and what to write', async () => {
  const all: string[] = [];
  for (const words of INVALID) all.push(await printed(words));
  await expect(all.join('\n')).toMatchFileSnapshot('../golden/cli/errors.txt');
});
