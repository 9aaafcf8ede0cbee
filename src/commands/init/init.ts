import { loadManifests } from '../../manifest/load.ts';
import { renderInit } from '../../render/init/init.ts';
import type { InitResult } from '../../render/schemas/init.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { InitOptions } from '../session/options.ts';
import { defaultBranch } from './default-branch.ts';
import {
  ACTION_FILES,
  ACTION_FOLDER,
  CODEOWNERS_FILES,
  codeownersFile,
  EXAMPLE,
  type InitFile,
  PLAIN_FILES,
  WORKFLOWS,
  workflowFor,
} from './files.ts';
import { stepsAfterInit } from './next-steps.ts';

/**
 * Adds the files that a GitOps repository needs to a folder: workflows, the Action, an example manifest, the
 * editor settings, code owners. Existing files are not changed; what has to be added to them is reported. Exit code 1 if a
 * file could not be written, or if nothing was written because other files exist at these paths. Exit code 0
 * if all files were there already.
 */
export async function init(context: Context, options: InitOptions): Promise<Result> {
  const directory = options.directory.replace(/(?<=.)\/+$/, '');
  const branch = await defaultBranch(context, directory);
  const own = await hasOwnAction(context, directory);
  const uses = options.action ?? (own ? './' : `./${ACTION_FOLDER}`);
  const wanted = [
    ...(await workflows(context, options.source, { uses, branch: branch.name })),
    ...(options.action || own ? [] : await actionFiles(context, options.source)),
    ...PLAIN_FILES,
    await codeowners(context, directory),
  ];
  const files: InitResult[] = [await example(context, directory)];
  for (const file of wanted) files.push(await put(context, directory, file));
  // Also the files of an earlier run. It is not known whether they were committed, and adding them again does
  // no harm.
  const there = files.filter(({ result }) => result !== 'failed').map(({ file }) => file);
  const report = {
    directory,
    branch: branch.name,
    action: uses.replace(/ #.*$/, ''),
    doubts: branch.doubts,
    files,
    steps: stepsAfterInit(branch.name, there),
  };
  return { output: renderInit(report, options), exitCode: isDone(files) ? 0 : 1 };
}

function isDone(files: readonly InitResult[]): boolean {
  const isThere = files.every(({ result }) => result === 'same' || result === 'not-needed');
  const isStuck = files.some(({ result }) => result === 'failed');
  return isThere || (!isStuck && files.some(({ result }) => result === 'written'));
}

/** Whether the repository contains the Action itself, as a copy of this product's own repository does. */
async function hasOwnAction(context: Context, directory: string): Promise<boolean> {
  for (const file of ACTION_FILES) if (!(await context.files.exists(`${directory}/${file}`))) return false;
  return true;
}

async function workflows(
  context: Context,
  source: string,
  place: { readonly uses: string; readonly branch: string },
): Promise<readonly InitFile[]> {
  return Promise.all(
    WORKFLOWS.map(async (file) => ({
      file,
      text: workflowFor(await context.files.read(`${source}/${file}`), place),
    })),
  );
}

async function codeowners(context: Context, directory: string): Promise<InitFile> {
  for (const file of CODEOWNERS_FILES) {
    if (await context.files.exists(`${directory}/${file}`)) return codeownersFile(file);
  }
  return codeownersFile(CODEOWNERS_FILES[0]);
}

async function actionFiles(context: Context, source: string): Promise<readonly InitFile[]> {
  return Promise.all(
    ACTION_FILES.map(async (file) => ({
      file: `${ACTION_FOLDER}/${file}`,
      text: await context.files.read(`${source}/${file}`),
    })),
  );
}

/**
 * Writes the example only to a folder without manifests. A user who has manifests, or has changed the
 * example, does not need it.
 */
async function example(context: Context, directory: string): Promise<InitResult> {
  const done = await put(context, directory, EXAMPLE, await hasManifests(directory));
  return done.result === 'kept' ? { file: EXAMPLE.file, ...UNNEEDED } : done;
}

const UNNEEDED = { result: 'not-needed', reason: 'There are manifests in streams already.' } as const;

/** A folder that cannot be read counts as one with manifests. */
async function hasManifests(directory: string): Promise<boolean> {
  const { files, findings } = await loadManifests({ directory: `${directory}/streams` });
  return files > 0 || findings.some(({ code }) => code !== 'no-manifest' && code !== 'no-folder');
}

async function put(
  context: Context,
  directory: string,
  wanted: InitFile,
  isUnneeded = false,
): Promise<InitResult> {
  const { file, text } = wanted;
  const path = `${directory}/${file}`;
  try {
    if (await context.files.exists(path)) return there(wanted, await context.files.read(path));
    if (isUnneeded) return { file, ...UNNEEDED };
    await context.files.writeBelow(directory, path, text);
    return { file, result: 'written' };
  } catch (error) {
    if (error instanceof UsageError) return { file, result: 'failed', reason: error.message };
    throw error;
  }
}

function there({ file, text, needs }: InitFile, found: string): InitResult {
  if (found === text || needs?.isMet(found)) return { file, result: 'same' };
  return { file, result: 'kept', ...(needs === undefined ? {} : { add: needs.add }) };
}
