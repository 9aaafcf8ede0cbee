import { defined } from '../../model/defined.ts';
import type { PlanOrigin } from '../../model/plan.ts';
import { parsePlan } from '../../plan/saved/saved-plan.ts';
import { renderSavedPlan } from '../../render/plan/saved.ts';
import type { Invocation } from '../../render/text/options.ts';
import { isSimulator, shellWord } from '../../render/text/words.ts';
import { refuseBriefFormats } from '../session/brief.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { ShowOptions } from '../session/inspection-options.ts';
import { FOLDER } from '../session/option-groups.ts';
import { compareManifests } from './compare-manifests.ts';

/**
 * Returns whether an argument names a saved plan: a file that exists, or a name that ends in `.json`. Anything else is
 * the name of a manifest, even if a folder has that name.
 */
export async function namesPlan({ files }: Pick<Context, 'files'>, what: string): Promise<boolean> {
  if (what.endsWith('.json')) return true;
  return (await files.exists(what)) && !(await files.exists(`${what}/.`));
}

/**
 * Shows a saved plan as `plan` printed it. Reads the manifests, and neither credentials nor the account.
 *
 * @throws {UsageError} if the file is not a plan that this version can read
 */
export async function showPlan(context: Context, options: ShowOptions): Promise<Result> {
  refuseBriefFormats(options);
  const { what: file, brief = false, typing } = options;
  const saved = parsePlan(await context.files.read(file), context.hash);
  if (typeof saved === 'string') throw new UsageError(`${file}: ${saved}`);
  const { account: _account, origin, ...plan } = saved;
  const report = {
    file,
    ...defined({
      createdAt: origin?.createdAt,
      section: origin?.section,
      targetName: origin?.targetName,
    }),
    manifests: await compareManifests(context, options, origin),
  };
  const output = renderSavedPlan(plan, report, {
    ...options,
    brief,
    planFile: file,
    now: context.clock.now(),
    ...(typing ? { typing: { ...typing, account: accountWords(typing, plan.target, origin) } } : {}),
  });
  return { output, exitCode: 0 };
}

/** Returns the options with which the next command uses the account of the plan. */
function accountWords(
  { program }: Invocation,
  target: string,
  origin: PlanOrigin | undefined,
): readonly string[] {
  if (isSimulator(target)) return program === 'datastream' ? ['--simulator'] : [];
  const { targetName, section, accountKey, streams = FOLDER.streams.default } = origin ?? {};
  if (targetName !== undefined) return ['--target', shellWord(targetName)];
  return [
    ...(section === undefined ? [] : ['--section', shellWord(section)]),
    ...(accountKey === undefined ? [] : ['--account-key', shellWord(accountKey)]),
    ...(streams === FOLDER.streams.default ? [] : ['--streams', shellWord(streams)]),
  ];
}
