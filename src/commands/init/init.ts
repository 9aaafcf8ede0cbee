import { loadManifests } from '../../manifest/load.ts';
import { renderInit } from '../../render/init/init.ts';
import type { InitResult } from '../../render/schemas/init.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { InitOptions } from '../session/file-options.ts';
import type { InitFile } from './files.ts';
import { setupCommands, stepsAfterInit } from './next-steps.ts';
import { recordFile } from './record.ts';
import { setUpGithub, setupExitCode } from './set-up-github.ts';
import { sharedEnvironments } from './targets.ts';
import { type Repository, readRepository } from './wanted.ts';

/**
 * Adds the files that a GitOps repository needs to a folder: workflows, the Action, an example manifest, the
 * editor settings, code owners. Existing files are not changed; what has to be added to them is reported. Exit code 1 if a
 * file could not be written, or if nothing was written because other files exist at these paths. Exit code 0
 * if all files were there already.
 */
export async function init(context: Context, options: InitOptions): Promise<Result> {
  if (options.replace.length > 0) throw new UsageError('--replace only works with --upgrade.');
  if (options.yes && !options.github) throw new UsageError('--yes only works with --upgrade or --github.');
  const repository = await readRepository(context, options);
  const { directory, branch, action, targets, examples, wanted } = repository;
  const files: InitResult[] = [];
  for (const one of examples) files.push(await example(context, directory, one));
  for (const file of wanted) files.push(await put(context, directory, file));
  const exitCode = isDone(files) ? 0 : 1;
  files.push(...(await putRecord(context, options.installation.version, repository, files)));
  // Also the files of an earlier run. It is not known whether they were committed, and adding them again does
  // no harm.
  const there = files.filter(({ result }) => result !== 'failed').map(({ file }) => file);
  const report = {
    directory,
    branch: branch.name,
    action: action.uses.replace(/ #.*$/, ''),
    ...(action.reason === undefined ? {} : { actionReason: action.reason }),
    doubts: [...branch.doubts, ...sharedEnvironments(targets)],
    files,
    steps: stepsAfterInit(branch.name, there, targets),
  };
  const hasFailed = files.some(({ result }) => result === 'failed');
  if (!options.github || hasFailed) return { output: renderInit(report, options), exitCode };
  const setup = await setUpGithub(context, options, directory, setupCommands(branch.name, targets));
  return { output: renderInit({ ...report, setup }, options), exitCode: setupExitCode(setup) };
}

/**
 * Records what was written, or was there with the same content. The record is this command's own file, so an existing
 * one is replaced. Without such files there is nothing to record.
 */
async function putRecord(
  context: Context,
  version: string,
  { directory, action, record, examples, wanted }: Repository,
  results: readonly InitResult[],
): Promise<readonly InitResult[]> {
  const written = [...examples, ...wanted].filter(({ file, needs }) => {
    const result = results.find((one) => one.file === file)?.result;
    return result === 'written' || (result === 'same' && needs === undefined);
  });
  if (record === undefined && written.length === 0) return [];
  // A run that writes nothing leaves the files as the earlier version wrote them.
  const isNew = record === undefined || results.some(({ result }) => result === 'written');
  const now = isNew ? { version, action: action.choice } : record;
  const { file, text } = recordFile(context, record, now, written);
  const path = `${directory}/${file}`;
  const result = await orFailed(file, async () => {
    if (record !== undefined && (await context.files.read(path)) === text) return { file, result: 'same' };
    await context.files.writeBelow(directory, path, text);
    return { file, result: 'written' };
  });
  return [result];
}

function isDone(files: readonly InitResult[]): boolean {
  const isThere = files.every(({ result }) => result === 'same' || result === 'not-needed');
  const isStuck = files.some(({ result }) => result === 'failed');
  return isThere || (!isStuck && files.some(({ result }) => result === 'written'));
}

/**
 * Writes the example only to a folder without manifests. A user who has manifests, or has changed the
 * example, does not need it.
 */
async function example(context: Context, directory: string, wanted: InitFile): Promise<InitResult> {
  const folder = folderOf(wanted.file);
  const done = await put(context, directory, wanted, await hasManifests(`${directory}/${folder}`));
  return done.result === 'kept' ? unneeded(wanted.file) : done;
}

/** Returns the folder of an example. */
function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}

function unneeded(file: string): InitResult {
  return { file, result: 'not-needed', reason: `There are manifests in ${folderOf(file)} already.` };
}

/** A folder that cannot be read counts as one with manifests. */
async function hasManifests(directory: string): Promise<boolean> {
  const { files, findings } = await loadManifests({ directory });
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
  return orFailed(file, async () => {
    if (await context.files.exists(path)) return there(wanted, await context.files.read(path));
    if (isUnneeded) return unneeded(file);
    await context.files.writeBelow(directory, path, text);
    return { file, result: 'written' };
  });
}

async function orFailed(file: string, work: () => Promise<InitResult>): Promise<InitResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) return { file, result: 'failed', reason: error.message };
    throw error;
  }
}

function there({ file, text, needs }: InitFile, found: string): InitResult {
  if (found === text || needs?.isMet(found)) return { file, result: 'same' };
  return { file, result: 'kept', ...(needs === undefined ? {} : { add: needs.add }) };
}
