import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { apiCard } from '../../src/collections/apis.ts';
import { WORKFLOWS } from '../../src/commands/init/files.ts';
import { PROJECT } from '../commands/workspace.ts';
import { workflow } from '../workflow-rules.ts';

const DOCS = readFileSync(path.join(PROJECT, 'docs/github.md'), 'utf8');
const texts = WORKFLOWS.map((file) => readFileSync(path.join(PROJECT, file), 'utf8'));

test('docs/github.md names every secret, variable and environment of the workflows, and no other', () => {
  const used = texts.join('\n').matchAll(/(?:secrets|vars)\.(DATASTREAM_\w+)/g);
  const output = DOCS.matchAll(/^\| `(DATASTREAM_\w+)` \|/gm);
  const names = (found: Iterable<RegExpExecArray>) => [...new Set([...found].map(([, name]) => name))].sort();
  expect(names(output)).toEqual(names(used));
});

test('docs/github.md states the permissions and the environment of each job', () => {
  for (const { jobs } of texts.map(workflow)) {
    for (const [name, { permissions, environment }] of Object.entries(jobs)) {
      const row = new RegExp(`^\\| ${name} \\| (.*)$`, 'm').exec(DOCS)?.[1] ?? '';
      const output = [...row.matchAll(/`([\w-]+: \w+)`/g)].map(([, permission]) => permission);
      expect(output).toEqual(Object.entries(permissions ?? {}).map(([key, value]) => `${key}: ${value}`));
      expect(row).toContain(environment === undefined ? 'none |' : `\`${environment}\` |`);
    }
  }
});

test('docs/github.md says when a transition is overdue, and that this is not a failure', () => {
  const [line = ''] =
    /^- \*\*A stream is in transition for more than.*$/m.exec(DOCS.replaceAll(/\n {2}(?=\S)/g, ' ')) ?? [];
  expect(apiCard('DataStream2').transition.overdue).toBe(3 * 60);
  const minutes = apiCard('DataStream1').transition.overdue;
  expect(line).toContain(`three hours** (DataStream 1: ${minutes} minutes): reported as overdue`);
  expect(line).not.toContain('failure');
});
