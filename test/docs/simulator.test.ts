import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { flagOf } from '../../src/cli/declare.ts';
import { SIMULATE } from '../../src/commands/session/server-options.ts';
import { PROJECT } from '../commands/workspace.ts';

const DOCS = readFileSync(path.join(PROJECT, 'docs/simulator.md'), 'utf8');
test('docs/simulator.md describes every option of simulate, and no other', () => {
  const table = DOCS.slice(
    DOCS.indexOf('`datastream simulate`:'),
    DOCS.indexOf('`--empty` and `--streams` decide'),
  );
  const described = [...table.matchAll(/`(--[\w-]+)/g)].map(([, name]) => name);
  expect(described.toSorted()).toEqual(Object.keys(SIMULATE).map(flagOf).toSorted());
});

test('docs/simulator.md is linked from the README', () => {
  expect(readFileSync(path.join(PROJECT, 'README.md'), 'utf8')).toContain('](docs/simulator.md)');
});
