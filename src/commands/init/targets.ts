import { activate, targetNames } from '../../configuration/activate.ts';
import { parseConfiguration } from '../../configuration/parse.ts';
import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import { type Context, UsageError } from '../session/context.ts';

/** The environments whose credentials can write, with the names that the workflows use. */
export const APPLY_ENVIRONMENT = 'datastream-apply';
export const WATCH_ENVIRONMENT = 'datastream-watch';

/** The folder of the manifests, unless the configuration file names another one. */
export const STREAMS_FOLDER = 'streams';

/** A target of the configuration file, as the workflows use it. */
export interface WorkflowTarget {
  readonly name: string;
  /** The environments of its apply job and of its watch job. */
  readonly environment: string;
  readonly watchEnvironment: string;
  /** The folder of its manifests. */
  readonly folder: string;
}

/** Characters that have no meaning in an expression of a workflow, in a JSON text or between apostrophes. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} ._/-]*$/u;

/**
 * Returns the targets of a repository's configuration file. Empty if it has fewer than two: then the workflows are for
 * the one account that their variables name.
 * @throws {UsageError} if the file has errors, or if GitHub cannot use or distinguish the names
 */
export async function readTargets(context: Context, directory: string): Promise<readonly WorkflowTarget[]> {
  const file = `${directory}/${CONFIGURATION_FILE}`;
  if (!(await context.files.exists(file))) return [];
  const { configuration, findings } = parseConfiguration(file, await context.files.read(file, 'own'));
  if (!configuration) {
    const [first] = findings;
    const where = first === undefined ? '' : ` (line ${first.line}: ${first.message})`;
    throw new UsageError(`${file} has errors${where}. \`datastream config show\` lists all of them.`);
  }
  const names = targetNames(configuration);
  if (names.length < 2) return [];
  const targets = names.flatMap((name) => {
    const active = activate(configuration, name);
    if (typeof active === 'string') return [];
    const { environment, watchEnvironment, options } = active;
    return [
      {
        name,
        environment: environment?.value ?? APPLY_ENVIRONMENT,
        watchEnvironment: watchEnvironment?.value ?? WATCH_ENVIRONMENT,
        folder: options.streams?.value ?? STREAMS_FOLDER,
      },
    ];
  });
  rejectNames(file, targets);
  return targets;
}

function rejectNames(file: string, targets: readonly WorkflowTarget[]): void {
  for (const { name, environment, watchEnvironment } of targets) {
    const [unusable] = [environment, watchEnvironment].filter((one) => !PLAIN.test(one));
    if (unusable === undefined) continue;
    throw new UsageError(
      `${file}: the environment ${JSON.stringify(unusable)} of the target ${name} has characters that workflows would have to quote. Use letters, digits, blanks, dots, slashes, hyphens and underscores.`,
    );
  }
  const seen = new Map<string, string>();
  for (const { name } of targets) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      throw new UsageError(
        `${file}: the targets ${other} and ${name} differ only in upper and lower case, which the environments of GitHub do not distinguish. Rename one of them.`,
      );
    seen.set(name.toLowerCase(), name);
  }
}

/**
 * Returns why targets with separate environments are not separate: their watch jobs share one, so that a secret with the
 * same name has one value for all of them.
 */
export function sharedEnvironments(targets: readonly WorkflowTarget[]): readonly string[] {
  return [...new Set(targets.map(({ watchEnvironment }) => watchEnvironment))].flatMap((watchEnvironment) => {
    const sharing = targets.filter((one) => one.watchEnvironment === watchEnvironment);
    if (new Set(sharing.map(({ environment }) => environment)).size < 2) return [];
    const names = sharing.map(({ name }) => name).join(', ');
    return [
      `The targets ${names} have separate environments for apply, but their watch jobs share ${watchEnvironment}: a secret has one value for all of them there. Set watchEnvironment for each in ${CONFIGURATION_FILE}.`,
    ];
  });
}
