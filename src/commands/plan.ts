import { withDigest } from '../plan/saved/saved-plan.ts';
import { planFileText } from '../render/plan/json.ts';
import { renderPlan } from '../render/plan/plan.ts';
import { openConnection, simulatedAccount } from './session/connection.ts';
import type { Context, Result } from './session/context.ts';
import { planExitCode } from './session/exit-codes.ts';
import type { PlanOptions } from './session/options.ts';
import { readAndPlan } from './session/read-and-plan.ts';
import { recordTransitions } from './session/record-transitions.ts';

/** Shows what apply would do. Uses a client that cannot write. */
export async function plan(context: Context, options: PlanOptions): Promise<Result> {
  const gathered = await readAndPlan(context, options, openConnection);
  if (gathered.tag === 'rejected') return gathered.result;
  await recordTransitions(context, gathered.connection, gathered);
  if (options.out) {
    await context.files.write(
      options.out,
      planFileText(
        withDigest(
          { ...gathered.plan, ...simulatedAccount(gathered.connection, context.hash) },
          context.hash,
        ),
      ),
      'private',
    );
  }
  return {
    output: renderPlan(gathered.plan, { ...options, ...(options.out ? { planFile: options.out } : {}) }),
    exitCode: planExitCode(gathered.plan, options.detailedExitcode),
  };
}
