import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';

const FORGE = /github|octokit|gh workflow|gh api|pull request|workflow_dispatch|merge request|gitlab/i;

function sourcesIn(module: string): readonly (readonly [file: string, text: string])[] {
  const folder = `${PROJECT}src/${module}`;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [`${module}/${file}`, readFileSync(`${folder}/${file}`, 'utf8')] as const);
}

describe.each(['workflow', 'approval'])('the module %s', (module) => {
  test('names no forge: the words of a forge come from its adapter', () => {
    const sources = sourcesIn(module);
    expect(sources.length).toBeGreaterThan(4);
    expect(sources.flatMap(([file, text]) => (FORGE.test(text) ? [file] : []))).toEqual([]);
  });
});

/** Files of `render` that may name GitHub, each with its reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'render/text/escape-control.ts': 'the log of a GitHub runner executes what looks like its commands',
  'render/text/markdown-escape.ts': 'the dialect of Markdown that is escaped for is the one of GitHub',
  'render/doctor/doctor.ts': 'doctor checks the repository on GitHub',
  'render/init/setup.ts': 'init creates settings on GitHub',
  'render/schemas/init-upgrade.ts': 'init writes workflows for GitHub',
  'render/schemas/version.ts': 'a package names its repository, which is on GitHub',
  'render/schemas/init.ts': 'init writes workflows for GitHub',
  'render/progress/error.ts': 'the code of errors of GitHub is part of the JSON',
  'render/schemas/error.ts': 'the code of errors of GitHub is part of the JSON',
};

test('texts for people name no forge, but for the listed files', () => {
  const found = sourcesIn('render').flatMap(([file, text]) => (FORGE.test(text) ? [file] : []));
  expect(found.sort()).toEqual(Object.keys(EXCEPTIONS).sort());
});
