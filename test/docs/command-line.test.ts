import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { flagOf } from '../../src/cli/declare.ts';
import { PROJECT } from '../commands/desk.ts';

/** Options of other programs in the documentation: npm, curl, Terraform and node. */
const FOREIGN = [
  ...['--check', '--data-urlencode', '--engine-strict', '--fail', '--header', '--omit', '--pack-destination'],
  ...['--show-error', '--silent', '--version'],
];

const PAGES = ['README.md', ...readdirSync(path.join(PROJECT, 'docs')).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith('.md'))
  .map((name) => readFileSync(path.join(PROJECT, name), 'utf8'));
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
