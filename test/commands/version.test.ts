import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { readInstallation } from '../../src/cli/installation.ts';
import { showVersion } from '../../src/commands/version.ts';
import { VERSION_SCHEMA } from '../../src/render/schemas/version.ts';
import { temporaryFolder } from '../apply/temporary.ts';
import { PROJECT } from './workspace.ts';

const RELEASE = {
  folder: '/usr/lib/node_modules/datastream-gitops',
  version: '1.2.3',
  commit: '0123456789abcdef0123456789abcdef01234567',
  repository: 'acme/datastream-gitops',
  node: 'v24.1.0',
  needsNode: '>=20.19',
  platform: 'linux-x64',
};

test('a release shows its version, its commit, what runs it and its formats', () => {
  expect(showVersion({ format: 'terminal', installation: RELEASE })).toEqual({
    exitCode: 0,
    output: `datastream-gitops  1.2.3
commit             0123456789abcdef0123456789abcdef01234567
repository         acme/datastream-gitops
runs from          /usr/lib/node_modules/datastream-gitops
Node.js            v24.1.0 on linux-x64
manifests          apiVersion datastream-gitops/v1
saved plans        format 1
JSON output        format 1
`,
  });
});

test('a copy without a repository and a commit says so, and never shows the placeholder', () => {
  const { folder, version, node, needsNode, platform } = RELEASE;
  const installation = { folder, version, node, needsNode, platform };
  const { output } = showVersion({ format: 'terminal', installation });
  expect(output).toContain('commit             unknown');
  expect(output).toContain('repository         not set');
  const json = JSON.parse(showVersion({ format: 'json', installation }).output);
  expect(json).not.toHaveProperty('commit');
  expect(json).not.toHaveProperty('repository');
});

test.each([RELEASE, { ...RELEASE, folder: 'a\u001b[2Jb' }])(
  'JSON is valid against its published schema',
  (installation) => {
    const { output } = showVersion({ format: 'json', installation });
    const check = new Ajv({ strict: true }).compile(VERSION_SCHEMA);
    expect(check(JSON.parse(output)), JSON.stringify(check.errors)).toBe(true);
    expect(JSON.parse(output)).toMatchObject({ version: '1.2.3', folder: installation.folder });
    expect(output).not.toContain('\u001b');
  },
);

test('the installation is read from package.json: a placeholder is no repository, and only a release has a commit', () => {
  const { version } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8'));
  const own = readInstallation(PROJECT);
  expect(own).toMatchObject({ version, folder: PROJECT, node: process.version });
  expect(own).not.toHaveProperty('commit');
  const folder = temporaryFolder();
  const write = (url: string) =>
    writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({
        version: '1.2.3',
        gitHead: RELEASE.commit,
        repository: { url },
        engines: { node: '>=20.19' },
      }),
    );
  write('git+https://github.com/acme/datastream-gitops.git');
  const { commit, repository } = RELEASE;
  expect(readInstallation(folder)).toMatchObject({ version: '1.2.3', commit, repository });
  write('git+https://github.com/OWNER/REPO.git');
  expect(readInstallation(folder)).not.toHaveProperty('repository');
});
