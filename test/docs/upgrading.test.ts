import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionSource } from '../../src/commands/init/action-source.ts';
import { RECORD_FILE } from '../../src/commands/init/record.ts';
import { API_VERSION } from '../../src/manifest/members/own-members.ts';
import { PROJECT } from '../commands/workspace.ts';
import { workflow } from '../workflow-rules.ts';

const DOCS = readFileSync(path.join(PROJECT, 'docs/upgrading.md'), 'utf8');
const RELEASE = readFileSync(path.join(PROJECT, '.github/workflows/release.yml'), 'utf8');

/** The texts of the code blocks in a language. */
function blocks(language: string): readonly string[] {
  return [...DOCS.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, text = '']) =>
    found === language ? [text] : [],
  );
}

test('docs/upgrading.md shows each choice of the Action as init writes it', () => {
  const commit = 'COMMIT';
  const release = { folder: '', version: '1.2.3', repository: 'OWNER/REPO', commit };
  const installation = { ...release, node: '', needsNode: '', platform: '' };
  for (const choice of ['commit', 'tag', 'copy']) {
    const row = new RegExp(`^\\| \`${choice}\`.*$`, 'm').exec(DOCS)?.[0];
    expect(row).toContain(`\`uses: ${actionSource(installation, choice, false).uses}\``);
  }
  const [row = ''] = /^.*\(default of a release\).*$/m.exec(DOCS) ?? [];
  expect(row).toContain(`\`${actionSource(installation, undefined, false).choice}\``);
});

test('docs/upgrading.md has valid configurations of Dependabot, for Actions and npm, and of Renovate', () => {
  const [dependabot = ''] = blocks('yaml');
  const { updates } = parse(dependabot) as { updates: readonly { 'package-ecosystem': string }[] };
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['github-actions', 'npm']);
  expect(JSON.parse(blocks('json')[0] ?? '')).toHaveProperty('extends');
});

test('docs/upgrading.md names the record, the formats, and the attestations that a release has', () => {
  expect(DOCS).toContain(`\`${RECORD_FILE}\``);
  expect(DOCS).toContain(`\`apiVersion: ${API_VERSION}\``);
  const [predicate = ''] = /--predicate-type (\S+)/.exec(DOCS)?.slice(1) ?? [];
  expect(RELEASE).toContain(predicate);
  expect(Object.keys(workflow(RELEASE).jobs)).toContain('attest');
});
