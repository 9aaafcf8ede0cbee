import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { flagOf } from '../../src/cli/declare.ts';
import { PROJECT } from '../commands/workspace.ts';

/** Options of other programs in the documentation: npm, git, curl, Terraform and node. */
const FOREIGN = [
  ...[
    '--check',
    '--data-urlencode',
    '--engine-strict',
    '--fail',
    '--header',
    '--no-install',
    '--omit',
    '--pack-destination',
  ],
  ...[
    '--predicate-type',
    '--repo',
    '--save-dev',
    '--save-exact',
    '--show-error',
    '--silent',
    '--unshallow',
    '--version',
  ],
];

/** The pages for users. Pages for contributors name options of other tools. */
const PAGES = [
  'README.md',
  ...[
    'ci',
    'configuration',
    'delivery',
    'github',
    'history',
    'performance',
    'receiving',
    'simulator',
    'upgrading',
  ].map((name) => `docs/${name}.md`),
].map((name) => readFileSync(path.join(PROJECT, name), 'utf8'));
const HELP = readFileSync(path.join(PROJECT, 'test/golden/cli/datastream.txt'), 'utf8');

/** Returns the parts of all pages that match, without duplicates. */
function found(pattern: RegExp): readonly string[] {
  return [...new Set(PAGES.flatMap((text) => [...text.matchAll(pattern)].map(([, part = '']) => part)))];
}

describe('the documentation', () => {
  test('names only options that a command has', () => {
    const flags = COMMANDS.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { negated }]) => [
        flagOf(name),
        ...(negated === undefined ? [] : [flagOf(`no-${name}`)]),
      ]),
    );
    const named = found(/(?<![\w-])(--[a-z][a-z-]+)/g);
    expect(named.filter((flag) => !flags.includes(flag) && !FOREIGN.includes(flag))).toEqual([]);
  });

  test('names every command, and no other', () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(found(/\bnpx datastream ([a-z]+)/g).filter((name) => !names.includes(name))).toEqual([]);
    expect(found(/(?:`|\*\*|datastream )([a-z]+)\b/g)).toEqual(expect.arrayContaining(names));
  });

  test('lists the environment variables that are read', () => {
    const sources = ['http', 'api', 'cli', 'commands'].flatMap((module) =>
      readdirSync(path.join(PROJECT, 'src', module), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(path.join(PROJECT, 'src', module, name), 'utf8')),
    );
    // Credentials are read by names that are composed, and named in a comment. Terminals set TERM, and Node.js reads
    // NODE_EXTRA_CA_CERTS.
    const read = sources.flatMap((text) => [
      ...text.matchAll(/(?:env\[|^ {2}\w+: )'([A-Z]+_[A-Z_]+)'|`(AKAMAI_[A-Z_]+)`/gm),
    ]);
    const names = new Set([...read.map(([, name = '', key = '']) => name || key), 'NODE_EXTRA_CA_CERTS']);
    names.delete('TERM');
    const heading = '\n## Which environment variables are read?\n';
    const [, table = ''] = PAGES.find((text) => text.includes(heading))?.split(heading) ?? [];
    const rows = (table.split('\n## ')[0] ?? '').matchAll(/^\| (`.*?) \|/gm);
    const listed = [...rows].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    expect(listed.toSorted()).toEqual([...names].toSorted());
  });

  test('lists the exit codes that the help lists', () => {
    const inHelp = HELP.slice(HELP.indexOf('Exit codes:')).matchAll(/^ {2}(\d+(?:, \d+)?) {2}/gm);
    const codes = [...inHelp].map(([, code]) => code);
    expect(codes).toContain('3');
    const tables = PAGES.flatMap((text) => [
      ...text.matchAll(/^\| (?:exit )?code \|.*\n\|[-|]+\n((?:\|.*\n)+)/gm),
    ]);
    expect(tables.length).toBeGreaterThan(0);
    for (const [, rows = ''] of tables) {
      expect([...rows.matchAll(/^\| ([^|]+) \|/gm)].map(([, code]) => code)).toEqual(codes);
    }
  });
});
