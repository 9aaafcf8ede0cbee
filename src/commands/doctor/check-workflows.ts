import { WORKFLOWS, workflowFor } from '../init/files.ts';
import { withoutPins } from '../init/pins.ts';
import { readTargets, type WorkflowTarget } from '../init/targets.ts';
import { type Context, UsageError } from '../session/context.ts';
import { readIfPossible } from '../session/git-folder.ts';
import type { Installation } from '../session/installation.ts';
import { type Finding, ok, warning } from './finding.ts';

/**
 * Compares the workflows on disk with those of this version. They may name another branch and another place of the
 * Action.
 * @param top the top folder of the repository
 */
export async function checkWorkflows(
  context: Context,
  { folder, version }: Installation,
  top: string,
): Promise<readonly Finding[]> {
  const targets = await targetsOn(context, top);
  return Promise.all(
    WORKFLOWS.map(async (file) => {
      const name = ['workflow', file.slice(file.lastIndexOf('/') + 1)] as const;
      const own = await readIfPossible(context, `${folder}/${file}`);
      const found = await readIfPossible(context, `${top}/${file}`);
      if (found === undefined) {
        return warning(name, `${file} does not exist.`, 'Run `datastream init` to write it.');
      }
      if (own !== undefined && isFrom(own, found.replaceAll('\r\n', '\n'), targets)) {
        return ok(name, `${file} is that of version ${version}.`);
      }
      return warning(
        name,
        `${file} differs from that of version ${version}: it is from another version, has other targets, or was changed.`,
        'Run `datastream init --upgrade`: it shows the difference, and replaces the file if you did not edit it.',
      );
    }),
  );
}

/** A configuration file that cannot be used has its own check. */
async function targetsOn(context: Context, top: string): Promise<readonly WorkflowTarget[]> {
  try {
    return await readTargets(context, top);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

/** Whether a workflow is the one of this package, adapted to a repository. Dependabot may have updated its Actions. */
function isFrom(own: string, found: string, targets: readonly WorkflowTarget[]): boolean {
  const places = [...found.matchAll(/^\s+uses: (.+)$/gm)].map(([, uses = '']) => uses);
  const branches = [...found.matchAll(/branches: \[([^\]]+)\]|'refs\/heads\/([^']+)'/g)].flatMap(
    ([, list, ref]) => list ?? ref ?? [],
  );
  return ['./', ...places].some((uses) =>
    ['main', ...branches].some(
      (branch) => withoutPins(workflowFor(own, { uses, branch, targets })) === withoutPins(found),
    ),
  );
}
