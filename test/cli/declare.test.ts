import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { build } from 'esbuild';
import { describe, expect, it, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { declareOptions, readOptions } from '../../src/cli/declare.ts';
import { type DeclaredOptions, defaultsOf } from '../../src/commands/session/declared-option.ts';
import { parseAllowances, parseDuration } from '../../src/commands/session/option-parsers.ts';
import { PROJECT } from '../commands/workspace.ts';

const DECLARED = {
  names: { positional: true, value: '[names...]', help: 'names' },
  folder: { value: '<dir>', help: 'folder', default: 'streams' },
  cache: { value: '<dir>', help: 'cache', default: '.cache', negated: 'no cache' },
  wait: { value: '[duration]', help: 'wait', parse: parseDuration, implied: '3h' },
  poll: { value: '<duration>', help: 'poll', parse: parseDuration, default: '10s' },
  allow: { value: '<limits>', help: 'allow', parse: parseAllowances },
  logType: { value: '<type>', help: 'type', choices: ['cdn', 'edns'], repeatable: true },
  only: { value: '<names...>', help: 'only' },
  force: { help: 'force' },
} as const satisfies DeclaredOptions;

function read(...words: readonly string[]) {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  declareOptions(command, DECLARED);
  command.action(() => undefined).parse(words, { from: 'user' });
  return readOptions(command, DECLARED);
}

describe('declared options', () => {
  it('have their defaults and empty lists if they are not given, and nothing else', () => {
    expect(read()).toEqual({
      ...{ names: [], folder: 'streams', cache: '.cache', poll: 10_000, logType: [], only: [] },
    });
    expect(read()).toEqual(defaultsOf(DECLARED));
  });

  it('are parsed, collected and merged', () => {
    const words = ['a', 'b', '--poll', '2m', '--log-type', 'cdn', '--log-type', 'edns', '--force'];
    const limits = ['--allow', 'live=1', '--allow', 'live=2,delete=3', '--only', 'x', 'y', '--only', 'z'];
    expect(read(...words, ...limits)).toMatchObject({
      ...{ names: ['a', 'b'], poll: 120_000, logType: ['cdn', 'edns'], force: true },
      ...{ allow: { live: 2, delete: 3 }, only: ['x', 'y', 'z'] },
    });
  });

  it('have their implied value if given without one, and no value if negated', () => {
    expect(read('--wait')).toMatchObject({ wait: 10_800_000 });
    expect(read('--wait', '5m')).toMatchObject({ wait: 300_000 });
    expect(read('--no-cache')).not.toHaveProperty('cache');
  });

  it.each([
    [['--log-type', 'CDN'], "'CDN' is invalid. Choose cdn or edns."],
    [['--wait', 'soon'], "'soon' is invalid. Write a duration"],
  ])('are refused with the expected notation: %j', (words, message) => {
    expect(() => read(...words)).toThrow(message);
  });
});

describe.each(COMMANDS)('$name', ({ name, options }) => {
  test('declares exclusions only among its own options', () => {
    const named = Object.values(options).flatMap(({ conflicts = [] }) => conflicts);
    expect(Object.keys(options)).toEqual(expect.arrayContaining(named));
  });

  test('reads every option that it declares', async () => {
    const texts = await sourcesOf(name);
    const isRead = (option: string) => texts.some((text) => readsOption(text, option));
    expect(Object.keys(options).filter((option) => !isRead(option))).toEqual([]);
  });
});

const CLI = path.join(PROJECT, 'src/cli');

/** The texts of the declarations of all commands. */
const DECLARATIONS = readdirSync(CLI)
  .filter((file) => file.endsWith('-commands.ts'))
  .flatMap((file) => readFileSync(path.join(CLI, file), 'utf8').split('declareCommand({'));

/** The declaration of a command, and the sources that its use case is built from. Imports of types do not count. */
async function sourcesOf(command: string): Promise<readonly string[]> {
  const declaration = DECLARATIONS.find((text) => text.includes(`name: '${command}',`)) ?? '';
  const useCases = [...declaration.matchAll(/import\('\.\.\/(.+?)'\)/g)].map(([, file]) => `src/${file}`);
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: useCases,
    outdir: 'unused',
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', write: false, metafile: true },
  });
  const files = Object.keys(metafile.inputs).map((file) => readFileSync(path.join(PROJECT, file), 'utf8'));
  // The entry point reads the configuration file and how the run is logged before it runs the use case.
  const entry = ['src/commands/session/configure.ts', 'src/cli/logging.ts'].map((file) =>
    readFileSync(path.join(PROJECT, file), 'utf8'),
  );
  return [declaration, ...entry, ...files];
}

/** True if a source has `options.NAME`, or destructures NAME from options. */
function readsOption(text: string, option: string): boolean {
  if (new RegExp(`\\b(?:options|typed)\\.${option}\\b`).test(text)) return true;
  const taken = text.matchAll(/\{([^{}]*)\}(?:: [\w<]*Options\b| = options\b|\) => \{)/g);
  return [...taken].some(([, names = '']) => new RegExp(`\\b${option}\\b`).test(names));
}
