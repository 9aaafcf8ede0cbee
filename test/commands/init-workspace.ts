import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WORKFLOWS } from '../../src/commands/init/files.ts';
import { init } from '../../src/commands/init/init.ts';
import { upgradeFiles } from '../../src/commands/init/upgrade.ts';
import type { InitOptions } from '../../src/commands/session/file-options.ts';
import type { Installation } from '../../src/commands/session/installation.ts';
import type { InitReport, InitResult } from '../../src/render/schemas/init.ts';
import { temporaryFolder } from '../apply/temporary.ts';
import { DEFAULTS, PROJECT, type Workspace, workspace } from './workspace.ts';

/** The files of a package that `init` reads: the real workflows, and a placeholder for the Action. */
const FILES: readonly (readonly [file: string, text: string])[] = [
  ...WORKFLOWS.map((file) => [file, readFileSync(path.join(PROJECT, file), 'utf8')] as const),
  ['action.yml', 'name: datastream\n'],
  ['action/index.cjs', '// the bundle\n'],
  ['action/licenses.txt', 'Licenses\n'],
];

/**
 * A package with the real workflows and a small placeholder for the Action. By default it is not from a release, and
 * its package.json names no repository. `edit`: changes its files, as another version has them.
 */
export async function packageOf(
  release: Partial<Installation> = {},
  edit: (text: string, file: string) => string = (text) => text,
): Promise<Installation> {
  const folder = temporaryFolder();
  for (const inside of ['action', '.github/workflows'])
    await mkdir(path.join(folder, inside), { recursive: true });
  for (const [file, text] of FILES) await writeFile(path.join(folder, file), edit(text, file));
  return {
    version: '1.0.0',
    node: 'v24.1.0',
    needsNode: '>=20.19',
    platform: 'linux-x64',
    ...release,
    folder,
  };
}

/** A repository with another branch checked out than the remote's default. */
export const GIT = {
  '.git/HEAD': 'ref: refs/heads/feature\n',
  '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/main\n',
};

/** A command environment in a repository with these files. */
export async function repository(files: Readonly<Record<string, string>> = GIT): Promise<Workspace> {
  const made = await workspace();
  for (const [file, text] of Object.entries(files)) await made.write(file, text);
  return made;
}

/** Runs `init` in it. */
export async function run(at: Workspace, options: Partial<InitOptions> = {}) {
  const installation = options.installation ?? (await packageOf());
  const given = { ...DEFAULTS, replace: [], directory: '.', ...options, installation };
  return at.run((context) => (options.upgrade ? upgradeFiles(context, given) : init(context, given)));
}

/** The same as JSON. */
export async function report(
  at: Workspace,
  options: Partial<InitOptions> = {},
): Promise<InitReport & { readonly exitCode: number; readonly formatVersion: number }> {
  const { output, exitCode } = await run(at, { ...options, format: 'json' });
  return { exitCode, ...JSON.parse(output) };
}

/** The files that a report lists under this heading. */
export function named({ files }: InitReport, result: InitResult['result']): readonly string[] {
  return files.filter((file) => file.result === result).map(({ file }) => file);
}
