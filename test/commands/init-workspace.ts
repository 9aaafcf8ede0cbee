import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WORKFLOWS } from '../../src/commands/init/files.ts';
import { init } from '../../src/commands/init/init.ts';
import { upgradeFiles } from '../../src/commands/init/upgrade.ts';
import type { InitOptions } from '../../src/commands/session/file-options.ts';
import type { Installation } from '../../src/commands/session/installation.ts';
import type { InitReport, InitResult } from '../../src/render/schemas/init.ts';
import { temporaryFolder } from '../apply/temporary.ts';
import { DEFAULTS, PROJECT, type Workspace, workspace } from './workspace.ts';

/**
 * A package with the real workflows and a small placeholder for the Action. By default it is not from a release, and
 * its package.json names no repository. `edit`: changes its files, as another version has them.
 */
export async function packageOf(
  release: Partial<Installation> = {},
  edit: (text: string, file: string) => string = (text) => text,
): Promise<Installation> {
  const folder = temporaryFolder();
  await cp(path.join(PROJECT, '.github'), path.join(folder, '.github'), { recursive: true });
  await mkdir(path.join(folder, 'action'));
  const write = (file: string, text: string) => writeFile(path.join(folder, file), edit(text, file));
  for (const file of WORKFLOWS) await write(file, await readFile(path.join(folder, file), 'utf8'));
  await write('action.yml', 'name: datastream\n');
  await write('action/index.cjs', '// the bundle\n');
  await write('action/licenses.txt', 'Licenses\n');
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
