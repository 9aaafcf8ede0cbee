import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { init } from '../../src/commands/init/init.ts';
import type { InitOptions } from '../../src/commands/session/options.ts';
import type { InitReport, InitResult } from '../../src/render/schemas/init.ts';
import { DEFAULTS, PROJECT, type Workspace, workspace } from './desk.ts';

/** A package with the real workflows and an Action that is quick to copy. */
let source = '';

beforeAll(async () => {
  source = await mkdtemp(path.join(tmpdir(), 'datastream-package-'));
  await cp(path.join(PROJECT, '.github'), path.join(source, '.github'), { recursive: true });
  await mkdir(path.join(source, 'action'));
  await writeFile(path.join(source, 'action.yml'), 'name: datastream\n');
  await writeFile(path.join(source, 'action/index.cjs'), '// the bundle\n');
  await writeFile(path.join(source, 'action/licenses.txt'), 'Licenses\n');
});

afterAll(() => rm(source, { recursive: true, force: true }));

/** A repository with another branch checked out than the remote's default. */
export const GIT = {
  '.git/HEAD': 'ref: refs/heads/feature\n',
  '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/main\n',
};

/** A desk that stands in a repository with these files. */
export async function repository(files: Readonly<Record<string, string>> = GIT): Promise<Workspace> {
  const made = await workspace();
  for (const [file, text] of Object.entries(files)) await made.write(file, text);
  return made;
}

/** Runs `init` there. */
export function run(at: Workspace, options: Partial<InitOptions> = {}) {
  return at.run((context) => init(context, { ...DEFAULTS, directory: '.', source, ...options }));
}

/** The same, told as data. */
export async function report(
  at: Workspace,
  options: Partial<InitOptions> = {},
): Promise<InitReport & { readonly exitCode: number; readonly formatVersion: number }> {
  const { output, exitCode } = await run(at, { ...options, format: 'json' });
  return { exitCode, ...JSON.parse(output) };
}

/** The files of which a report says this. */
export function named({ files }: InitReport, result: InitResult['result']): readonly string[] {
  return files.filter((file) => file.result === result).map(({ file }) => file);
}
