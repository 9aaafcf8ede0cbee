import type { Context } from '../session/context.ts';
import type { InitOptions } from '../session/file-options.ts';
import type { Installation } from '../session/installation.ts';
import { type ActionSource, actionSource } from './action-source.ts';
import { type DefaultBranch, defaultBranch } from './default-branch.ts';
import {
  ACTION_FILES,
  ACTION_FOLDER,
  CODEOWNERS_FILES,
  codeownersFile,
  exampleIn,
  type InitFile,
  plainFiles,
  WORKFLOWS,
  type WorkflowPlace,
  workflowFor,
} from './files.ts';
import { type InitRecord, readRecord } from './record.ts';
import { readTargets, STREAMS_FOLDER, type WorkflowTarget } from './targets.ts';

/** A repository, and how its workflows are adapted to it. */
export interface Repository {
  readonly directory: string;
  readonly branch: DefaultBranch;
  readonly action: ActionSource;
  /** What an earlier run wrote. */
  readonly record: InitRecord | undefined;
  /** The targets of the configuration file. Empty if it has fewer than two. */
  readonly targets: readonly WorkflowTarget[];
  /** An example for each folder of manifests. */
  readonly examples: readonly InitFile[];
  /** The files that this version writes, except the examples and the record. */
  readonly wanted: readonly InitFile[];
}

/**
 * Reads what a repository is like, and returns the files for it. Without the option, the Action is used as the last run
 * left it.
 * @throws {UsageError} if the record or this package cannot be read, or if the Action cannot be used as requested
 */
export async function readRepository(context: Context, options: InitOptions): Promise<Repository> {
  const directory = options.directory.replace(/(?<=.)\/+$/, '');
  const branch = await defaultBranch(context, directory);
  const record = await readRecord(context, directory);
  const { installation } = options;
  const isOwn = await hasOwnAction(context, directory);
  const action = actionSource(installation, options.action ?? record?.action, isOwn);
  const targets = await readTargets(context, directory);
  const folders = targets.length === 0 ? [STREAMS_FOLDER] : [...new Set(targets.map(({ folder }) => folder))];
  const wanted = [
    ...(await workflows(context, installation, { uses: action.uses, branch: branch.name, targets })),
    ...(action.choice === 'copy' ? await actionFiles(context, installation) : []),
    ...plainFiles(folders),
    await codeowners(context, directory, folders),
  ];
  return { directory, branch, action, record, targets, examples: folders.map(exampleIn), wanted };
}

/** Whether the repository contains the Action itself, as a copy of this product's own repository does. */
async function hasOwnAction(context: Context, directory: string): Promise<boolean> {
  for (const file of ACTION_FILES) if (!(await context.files.exists(`${directory}/${file}`))) return false;
  return true;
}

async function workflows(
  context: Context,
  { folder }: Installation,
  place: WorkflowPlace,
): Promise<readonly InitFile[]> {
  return Promise.all(
    WORKFLOWS.map(async (file) => ({
      file,
      text: workflowFor(await context.files.read(`${folder}/${file}`), place),
    })),
  );
}

async function codeowners(
  context: Context,
  directory: string,
  folders: readonly string[],
): Promise<InitFile> {
  for (const file of CODEOWNERS_FILES) {
    if (await context.files.exists(`${directory}/${file}`)) return codeownersFile(file, folders);
  }
  return codeownersFile(CODEOWNERS_FILES[0], folders);
}

async function actionFiles(context: Context, { folder }: Installation): Promise<readonly InitFile[]> {
  return Promise.all(
    ACTION_FILES.map(async (file) => ({
      file: `${ACTION_FOLDER}/${file}`,
      text: await context.files.read(`${folder}/${file}`),
    })),
  );
}
