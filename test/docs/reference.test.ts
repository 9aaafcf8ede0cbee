import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';
import { cell, code } from './reference/markdown.ts';
import { REFERENCE } from './reference/pages.ts';

const FOLDER = path.join(PROJECT, 'docs/reference');

beforeAll(async () => {
  if (process.env['REWRITE_DOCS'] !== '1') return;
  await rm(FOLDER, { recursive: true, force: true });
  for (const [file, text] of REFERENCE) {
    await mkdir(path.dirname(path.join(FOLDER, file)), { recursive: true });
    await writeFile(path.join(FOLDER, file), text);
  }
});

test('docs/reference contains the generated pages and nothing else', async () => {
  const files = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const pages = files
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(FOLDER, path.join(entry.parentPath, entry.name)));
  expect(pages.map((page) => page.replaceAll(path.sep, '/')).sort()).toEqual([...REFERENCE.keys()].sort());
});

test.each([...REFERENCE])('docs/reference/%s is up to date; if not: npm run generate', async (file, text) => {
  expect(await readFile(path.join(FOLDER, file), 'utf8')).toBe(text);
});

test('text in a cell stays literal', () => {
  expect(cell('a|b <c> [d]\n AKAMAI_* or `x|y_z`')).toBe('a\\|b \\<c\\> \\[d\\] AKAMAI\\_\\* or `x\\|y_z`');
  expect(code('a`b|c')).toBe('`` a`b\\|c ``');
});

/** GitHub draws a row with too few or too many cells in the wrong columns. */
test.each([...REFERENCE])('the tables of docs/reference/%s have the cells of their heads', (_file, text) => {
  const cells = (row: string) => row.split(/(?<!\\)\|/).length;
  const tables = text.match(/(?:^\|.*\n)+/gm) ?? [];
  const uneven = tables.flatMap((table) => {
    const [head = '', ...rows] = table.trimEnd().split('\n');
    return rows.filter((row) => cells(row) !== cells(head));
  });
  expect(uneven).toEqual([]);
});
