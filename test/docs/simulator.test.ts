import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../commands/desk.ts';

const DOCS = readFileSync(path.join(PROJECT, 'docs/simulator.md'), 'utf8');
const DECLARATIONS = readFileSync(path.join(PROJECT, 'src/cli/commands.ts'), 'utf8');

/** The names of the options that `simulate` declares. */
function declaredOptions(): readonly string[] {
  const start = DECLARATIONS.indexOf('export function addSimulate');
  const end = DECLARATIONS.indexOf('\n}', start);
  const found = DECLARATIONS.slice(start, end).matchAll(/\.option\(\s*'(--[\w-]+)/g);
  return [...found].map(([, name = '']) => name);
}

test('docs/simulator.md describes every option of simulate, and no other one', () => {
  const table = DOCS.slice(
    DOCS.indexOf('`datastream simulate`:'),
    DOCS.indexOf('`--empty` and `--streams` decide'),
  );
  const described = [...table.matchAll(/`(--[\w-]+)/g)].map(([, name]) => name);
  expect(declaredOptions().length).toBeGreaterThan(5);
  expect(described.toSorted()).toEqual(declaredOptions().toSorted());
});

test('docs/simulator.md is linked from the README', () => {
  expect(readFileSync(path.join(PROJECT, 'README.md'), 'utf8')).toContain('](docs/simulator.md)');
});
