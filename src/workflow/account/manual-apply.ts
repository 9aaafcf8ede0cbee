import { coveredNames, requestedNames } from '../../approval/coverage.ts';
import type { Context } from '../../commands/session/context.ts';
import type { ConfigurationOptions } from '../../commands/session/option-groups.ts';
import type { ApplyOptions } from '../../commands/session/options.ts';
import { limits } from '../../commands/session/read-and-plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { DEFAULT_LIMITS, LIMIT_KINDS } from '../../model/safety-limits.ts';
import { limitsOf } from '../../plan/resources/safety-limits.ts';
import { restrictPlan } from '../../plan/subset.ts';
import type { ManualApply } from '../../render/comment/manual-apply.ts';
import type { ApprovedApply } from './apply-approved.ts';

type Done = Pick<ApprovedApply, 'plan' | 'coverage' | 'outcome' | 'stoppedId'>;

/**
 * The inputs with which someone can manually apply what this run refused or stopped, in one run that
 * succeeds. After a refused run, they cover all requested changes. The id of only the stopped streams would
 * be refused again, by the limit that also holds back the others. The complete plan would undo changes made
 * outside this repository.
 */
export function manualApplyOf(
  applied: Done,
  options: Pick<ApplyOptions, 'allow' | 'rotate' | 'only'> & ConfigurationOptions,
  hash: Context['hash'],
): ManualApply | undefined {
  const { plan, coverage, outcome, stoppedId } = applied;
  const isRefused = outcome.outcome === 'refused';
  // Any other reason for a refusal has to be fixed first, which results in another plan.
  if (isRefused && outcome.refusals.some(({ code }) => code !== 'safety-limit')) return undefined;
  const asked = requestedNames(coverage);
  const isOtherPlan = coverage.every(({ tag }) => tag !== 'covered') && asked.size > 0;
  const planId =
    isRefused || isOtherPlan ? restrictPlan(plan, asked, DEFAULT_LIMITS, hash).fingerprint : stoppedId;
  if (planId === undefined) return undefined;
  return {
    planId,
    allow: allowances(untouched(applied, new Set([...asked, ...coveredNames(coverage)])), options),
    rotate: options.rotate,
    only: options.only,
  };
}

/** The changes of that run: these streams, and those that this run has not started. */
function untouched({ plan, outcome }: Done, asked: ReadonlySet<string>): readonly PlanItem[] {
  const begun = new Set(
    outcome.items.flatMap(({ name, steps }) => (steps.some(({ result }) => result === 'done') ? [name] : [])),
  );
  return plan.items.filter(({ name }) => asked.has(name) && !begun.has(name));
}

/**
 * All limits that the changes exceed. The input of the workflow replaces the variable DATASTREAM_ALLOW, so
 * the limits that the variable raises have to be included.
 */
function allowances(
  items: readonly PlanItem[],
  { allow, configuration }: Pick<ApplyOptions, 'allow'> & ConfigurationOptions,
): readonly string[] {
  const usual = limits({ configuration });
  const [counted, allowed] = [limitsOf(items), { ...usual, ...allow }];
  return LIMIT_KINDS.filter((kind) => counted[kind] > Math.min(usual[kind], allowed[kind])).map(
    (kind) => `${kind}=${counted[kind]}`,
  );
}
