import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadManifests } from '../src/manifest/load.ts';
import { PROJECT } from './commands/workspace.ts';
import { EXAMPLES } from './examples.ts';

const STREAMS = path.join(PROJECT, 'streams');

test('the manifests in streams/ have no error, whether examples or not', async () => {
  const { findings } = await loadManifests({ directory: STREAMS });
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([]);
});

const [changed] = differences();

// Not an error, since a copy of this repository may change the examples too. CONTRIBUTING.md says what to do
// in this one.
test.skipIf(changed)(
  `streams/ holds the examples that tests and the README use${changed ? ` (skipped: ${changed} differs from test/examples)` : ''}`,
  () => expect(differences()).toEqual([]),
);

/** The names of files that differ between the two folders. */
function differences(): readonly string[] {
  const [own, examples] = [STREAMS, EXAMPLES].map(texts);
  const names = [...new Set([...(own?.keys() ?? []), ...(examples?.keys() ?? [])])];
  return names.filter((name) => own?.get(name) !== examples?.get(name)).sort();
}

function texts(folder: string): ReadonlyMap<string, string> {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return new Map(files.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}
