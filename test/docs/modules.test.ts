import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';

/** The cells of the table of modules in CONTRIBUTING.md, by module. */
const ROWS = new Map(
  readFileSync(path.join(PROJECT, 'CONTRIBUTING.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, module = '', , folders = ''] = line.split('|').map((cell) => cell.trim());
      const name = /^`src\/([\w-]+)`$/.exec(module)?.[1];
      return name === undefined ? [] : [[name, folders] as const];
    }),
);

function foldersIn(folder: string): readonly string[] {
  return readdirSync(path.join(PROJECT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .filter((entry) => readdirSync(path.join(PROJECT, folder, entry.name)).length > 0)
    .map(({ name }) => name)
    .sort();
}

test('CONTRIBUTING.md lists every module', () => {
  expect([...ROWS.keys()].sort()).toEqual(foldersIn('src'));
});

test.each([...ROWS])('CONTRIBUTING.md lists the folders of src/%s', (module, folders) => {
  const listed = folders.match(/[a-z][\w-]*/g) ?? [];
  expect(listed.filter((name) => name !== 'and').sort()).toEqual(foldersIn(`src/${module}`));
});
