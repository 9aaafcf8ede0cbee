import { withDigest } from '../plan/saved.ts';
import { renderPlan } from '../render/plan.ts';
import { planFileText } from '../render/plan-json.ts';
import { openConnection, simulatedAccount } from './connection.ts';
import type { Context, Result } from './context.ts';
import { gather, planExitCode } from './gather.ts';
import type { PlanOptions } from './options.ts';
import { recordTransitions } from './transitions.ts';

/** Says what apply would do. Holds a client that cannot write. */
export async function plan(context: Context, options: PlanOptions): Promise<Result> {
  const gathered = await gather(context, options, openConnection);
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
