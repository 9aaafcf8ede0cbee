import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { init } from '../../src/commands/init/init.ts';
import type { InitOptions } from '../../src/commands/session/options.ts';
import type { InitReport, InitResult } from '../../src/render/schemas/init.ts';
import { temporaryFolder } from '../apply/temporary.ts';
import { DEFAULTS, PROJECT, type Workspace, workspace } from './workspace.ts';

/** A package with the real workflows and a small placeholder for the Action. */
async function packageFolder(): Promise<string> {
  const folder = temporaryFolder();
  await cp(path.join(PROJECT, '.github'), path.join(folder, '.github'), { recursive: true });
  await mkdir(path.join(folder, 'action'));
  await writeFile(path.join(folder, 'action.yml'), 'name: datastream\n');
  await writeFile(path.join(folder, 'action/index.cjs'), '// the bundle\n');
  await writeFile(path.join(folder, 'action/licenses.txt'), 'Licenses\n');
  return folder;
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
  const source = options.source ?? (await packageFolder());
  return at.run((context) => init(context, { ...DEFAULTS, directory: '.', ...options, source }));
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
