import semver from 'semver';
import { renderUpgrade, renderUpgradePreview } from '../../render/init/upgrade.ts';
import type { UpgradedFile, UpgradeReport } from '../../render/schemas/init-upgrade.ts';
import { changedMeanwhile, consentToWrite } from '../session/consent.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { InitOptions } from '../session/file-options.ts';
import { ACTION_FOLDER, type InitFile } from './files.ts';
import { keepPins } from './pins.ts';
import { isRecorded, RECORD_FILE, recordFile } from './record.ts';
import { sharedEnvironments } from './targets.ts';
import { unifiedDiff } from './unified-diff.ts';
import { type Repository, readRepository } from './wanted.ts';

/** A file as it is and as this version writes it. */
interface Compared extends UpgradedFile {
  readonly before: string | undefined;
  readonly text: string;
}

/** How a workflow uses the copied Action. While an edited workflow does, the copy is still needed. */
const COPIED_ACTION = `uses: ./${ACTION_FOLDER}`;

type Refusal = NonNullable<UpgradeReport['refusal']>;

/**
 * Brings the files that an earlier version of `init` wrote up to this version. A file is replaced only if it has content
 * that `init` wrote, or if the user names it. The record is written before the files: if the run is interrupted, the next
 * one recognizes both the old and the new files. Exit code 3 if nothing may be written, 1 if a file could not be written.
 *
 * @throws {UsageError} if the options or the record cannot be used
 */
export async function upgradeFiles(context: Context, options: InitOptions): Promise<Result> {
  const repository = await readRepository(context, options);
  const files = await compareFiles(context, options, repository);
  const report = reportOf(options, repository, files);
  const changes = files.filter(({ change }) => change === 'create' || change === 'update');
  const refusal = await refusalOf(context, options, { report, changes, repository });
  if (refusal) return { output: renderUpgrade({ ...report, refusal }, options), exitCode: 3 };
  const failures = await writeAll(context, repository.directory, changes);
  const wasShown = changes.length > 0 && context.ask && !options.yes && options.format === 'terminal';
  const written = {
    ...report,
    files: report.files.map(({ diff, ...one }) => ({
      ...one,
      ...(diff === undefined || wasShown ? {} : { diff }),
      ...failures.get(one.file),
    })),
  };
  return { output: renderUpgrade(written, options), exitCode: failures.size > 0 ? 1 : 0 };
}

/** All files, the record first, because it is written first. */
async function compareFiles(
  context: Context,
  options: InitOptions,
  repository: Repository,
): Promise<readonly Compared[]> {
  const wanted = [...repository.examples, ...repository.wanted];
  const replace = filesToReplace(options, wanted);
  // If the user selects another reference to the Action, its version in the files does not count.
  const replacedAction =
    options.action === undefined ? undefined : repository.action.uses.replace(/@.*$/, '');
  const compared: Compared[] = [];
  for (const file of wanted) {
    const before = await readExisting(context, `${repository.directory}/${file.file}`);
    const text = before === undefined ? file.text : keepPins(file.text, before, replacedAction);
    const result = compareFile(context, repository, { ...file, text }, before, replace.includes(file.file));
    // A user who has manifests, or has changed the example, does not need it.
    if (!repository.examples.includes(file) || result.change === 'none' || result.change === 'update')
      compared.push(result);
  }
  const record = await compareRecord(context, options, repository, compared);
  const usesCopy = compared.some(
    ({ change, before }) => change === 'edited' && before?.includes(COPIED_ACTION),
  );
  return [record, ...compared, ...(usesCopy ? [] : await unusedFiles(context, repository, wanted))];
}

function filesToReplace({ replace }: InitOptions, wanted: readonly InitFile[]): readonly string[] {
  const names = wanted.map(({ file }) => file);
  const unknown = replace.filter((name) => !names.includes(name));
  if (unknown.length === 0) return replace;
  throw new UsageError(`init does not write ${unknown.join(', ')}. Its files are ${names.join(', ')}.`);
}

async function compareRecord(
  context: Context,
  { installation: { version } }: InitOptions,
  { directory, record, action }: Repository,
  compared: readonly Compared[],
): Promise<Compared> {
  const owned = compared.filter(
    ({ change, before, text }) => isWrite(change) || (change === 'none' && isSame(before, text)),
  );
  const made = recordFile(context, record, { version, action: action.choice }, owned);
  const before = await readExisting(context, `${directory}/${RECORD_FILE}`);
  if (before === undefined) return { ...made, change: 'create', before };
  return { ...made, change: isSame(before, made.text) ? 'none' : 'update', before };
}

/** Files that an earlier version wrote, or this one for another kind of Action, and that are still there. */
async function unusedFiles(
  context: Context,
  { directory, record }: Repository,
  wanted: readonly InitFile[],
): Promise<readonly Compared[]> {
  const unused: Compared[] = [];
  for (const file of Object.keys(record?.files ?? {})) {
    if (wanted.some((one) => one.file === file)) continue;
    const before = await readExisting(context, `${directory}/${file}`);
    if (before !== undefined) unused.push({ file, change: 'unused', before, text: before });
  }
  return unused;
}

function isSame(before: string | undefined, text: string): boolean {
  return before?.replaceAll('\r\n', '\n') === text;
}

function isWrite(change: UpgradedFile['change']): boolean {
  return change === 'create' || change === 'update';
}

function compareFile(
  context: Context,
  { record }: Repository,
  { file, text, needs }: InitFile,
  before: string | undefined,
  isNamed: boolean,
): Compared {
  const as = (change: UpgradedFile['change']): Compared => {
    const isShown = before !== undefined && (change === 'update' || change === 'edited');
    const diff = isShown ? unifiedDiff(file, before, text) : undefined;
    const add = change === 'edited' ? needs?.add : undefined;
    return {
      ...{ file, change, before, text },
      ...(diff === undefined ? {} : { diff }),
      ...(add === undefined ? {} : { add }),
    };
  };
  if (before === undefined) return as(isNamed || record?.files[file] === undefined ? 'create' : 'deleted');
  if (isSame(before, text) || needs?.isMet(before)) return as('none');
  return as(isNamed || isRecorded(context, record, file, before) ? 'update' : 'edited');
}

async function readExisting(context: Context, path: string): Promise<string | undefined> {
  return (await context.files.exists(path)) ? context.files.read(path) : undefined;
}

function reportOf(
  { installation }: InitOptions,
  { directory, branch, action, record, targets }: Repository,
  files: readonly Compared[],
): UpgradeReport {
  return {
    directory,
    branch: branch.name,
    action: action.uses.replace(/ #.*$/, ''),
    ...(action.reason === undefined ? {} : { actionReason: action.reason }),
    doubts: [...branch.doubts, ...sharedEnvironments(targets)],
    ...(record === undefined ? {} : { from: record.version }),
    to: installation.version,
    files: files.map(({ before: _, text: __, ...file }) => file),
  };
}

/** Why nothing may be written. */
async function refusalOf(
  context: Context,
  options: InitOptions,
  found: {
    readonly report: UpgradeReport;
    readonly changes: readonly Compared[];
    readonly repository: Repository;
  },
): Promise<Refusal | undefined> {
  const { report, changes, repository } = found;
  const { version } = options.installation;
  if (report.from !== undefined && semver.gt(report.from, version)) {
    return {
      code: 'newer-files',
      message: `Version ${report.from} wrote these files, and this is ${version}. Install ${report.from} or later; to go back, revert the commit of the upgrade.`,
    };
  }
  if (changes.length === 0) return undefined;
  const consent = await consentToWrite(context, {
    yes: options.yes,
    preview: () => renderUpgradePreview(report, options),
    question: changes.length === 1 ? 'Write this file?' : `Write these ${changes.length} files?`,
    withoutTerminal: 'Not a terminal: pass --yes to write these files without confirmation.',
    cancelled: 'Upgrade cancelled.',
  });
  if (consent.tag === 'refused') return { code: 'no-consent', message: consent.message };
  const texts = new Map(changes.map(({ file, before }) => [`${repository.directory}/${file}`, { before }]));
  const changed = await changedMeanwhile(context, texts);
  if (changed.length === 0) return undefined;
  return {
    code: 'changed-meanwhile',
    message: `Someone changed ${changed.join(', ')} while this command was running. Nothing was written; run it again.`,
  };
}

/** Writes files in this order. Returns why some could not be written. */
async function writeAll(
  context: Context,
  directory: string,
  files: readonly Compared[],
): Promise<ReadonlyMap<string, { readonly failure: string }>> {
  const failures = new Map<string, { readonly failure: string }>();
  for (const { file, text } of files) {
    try {
      await context.files.writeBelow(directory, `${directory}/${file}`, text);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      failures.set(file, { failure: error.message });
    }
  }
  return failures;
}
