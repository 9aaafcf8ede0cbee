import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { publishedSchemas } from '../src/commands/session/published-schemas.ts';
import { PROJECT } from './commands/workspace.ts';

const folder = path.join(PROJECT, 'schemas');

test('schemas/ contains the published schemas and nothing else', async () => {
  expect((await readdir(folder)).sort()).toEqual([...publishedSchemas().keys()].sort());
});

test.each([...publishedSchemas()])(
  'schemas/%s is up to date; if not: npm run generate',
  async (file, text) => {
    expect(await readFile(path.join(folder, file), 'utf8')).toBe(text);
  },
);
