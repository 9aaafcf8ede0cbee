import type { RepositoryManifests } from '../manifest/previous-manifests.ts';
import type { Plan } from '../model/plan.ts';
import { renderBriefPlan } from '../render/plan/brief.ts';
import { renderPlan } from '../render/plan/plan.ts';
import { refuseBriefFormats } from './session/brief.ts';
import { compareWithRef } from './session/changed-since.ts';
import { checkProperties } from './session/check-properties.ts';
import { type Connection, openConnection } from './session/connection.ts';
import type { Context, Result } from './session/context.ts';
import { planExitCode } from './session/exit-codes.ts';
import type { PlanOptions } from './session/options.ts';
import { type Planned, readAndPlan } from './session/read-and-plan.ts';
import { recordTransitions } from './session/record-transitions.ts';
import { planProblems } from './session/run-problems.ts';
import { savePlan } from './session/save-plan.ts';

/** Shows what apply would do. Uses a client that cannot write. */
export async function plan(context: Context, options: PlanOptions): Promise<Result> {
  const { changedSince, brief } = options;
  refuseBriefFormats(options);
  const compare = (now: RepositoryManifests) => compareWithRef(context, options, changedSince ?? '', now);
  const gathered = await readAndPlan(
    context,
    options,
    openConnection,
    changedSince === undefined ? undefined : compare,
  );
  if (gathered.tag === 'rejected') return gathered.result;
  await recordTransitions(context, gathered.connection, gathered);
  await savePlan(context, options, gathered.plan, gathered);
  const shown = options.checkProperties ? await withPropertyCheck(context, gathered) : gathered.plan;
  return {
    output: brief
      ? renderBriefPlan(shown, options)
      : renderPlan(shown, { ...options, ...(options.out ? { planFile: options.out } : {}) }),
    exitCode: planExitCode(gathered.plan, options.detailedExitcode),
    problems: planProblems(gathered.plan),
  };
}

/** The plan as it is shown. What is applied does not depend on properties, so a saved plan has no findings. */
async function withPropertyCheck(context: Context, planned: Planned<Connection>): Promise<Plan> {
  const check = await checkProperties(context, planned);
  const { plan, connection } = planned;
  return { ...plan, requests: { ...plan.requests, used: connection.requests() }, ...check };
}
