import type { Context } from '../commands/session/context.ts';
import type { ApplyOptions } from '../commands/session/options.ts';
import { limits } from '../commands/session/read-and-plan.ts';
import type { PlanItem } from '../model/plan.ts';
import { DEFAULT_LIMITS, LIMIT_KINDS } from '../model/safety-limits.ts';
import { limitsOf } from '../plan/steps/safety-limits.ts';
import { restrictPlan } from '../plan/subset.ts';
import type { ManualApply } from '../render/comment/manual-apply.ts';
import type { ApprovedApply } from './apply-approved.ts';
import { coveredNames, requestedNames } from './coverage.ts';

type Done = Pick<ApprovedApply, 'plan' | 'coverage' | 'outcome' | 'stoppedId'>;

/**
 * What somebody may give by hand to have done what this run refused or stopped, in one run that goes through. A refused run is
 * told all that was asked for: the id of what was stopped would be refused again, by the limit that holds the others up, and
 * the whole plan would overrule what somebody did elsewhere.
 */
export function manualApplyOf(
  applied: Done,
  { allow, rotate, workflow }: Pick<ApplyOptions, 'allow' | 'rotate'> & Pick<ManualApply, 'workflow'>,
  hash: Context['hash'],
): ManualApply | undefined {
  const { plan, coverage, outcome, stoppedId } = applied;
  const isRefused = outcome.outcome === 'refused';
  // Whatever else refuses has to be settled first, and that makes another plan.
  if (isRefused && outcome.refusals.some(({ code }) => code !== 'safety-limit')) return undefined;
  const asked = requestedNames(coverage);
  const isOtherPlan = coverage.every(({ tag }) => tag !== 'covered') && asked.size > 0;
  const planId =
    isRefused || isOtherPlan ? restrictPlan(plan, asked, DEFAULT_LIMITS, hash).fingerprint : stoppedId;
  if (planId === undefined) return undefined;
  return {
    planId,
    ...(workflow ? { workflow } : {}),
    allow: allowances(untouched(applied, new Set([...asked, ...coveredNames(coverage)])), allow),
    rotate,
  };
}

/** What that run will have to do: these streams and those that this one has not begun. */
function untouched({ plan, outcome }: Done, asked: ReadonlySet<string>): readonly PlanItem[] {
  const begun = new Set(
    outcome.items.flatMap(({ name, steps }) => (steps.some(({ result }) => result === 'done') ? [name] : [])),
  );
  return plan.items.filter(({ name }) => asked.has(name) && !begun.has(name));
}

/**
 * All limits that they exceed. The input of the workflow takes the place of the variable DATASTREAM_ALLOW, so that what that
 * raises has to be told again.
 */
function allowances(items: readonly PlanItem[], allow: ApplyOptions['allow']): readonly string[] {
  const [counted, allowed] = [limitsOf(items), limits(allow)];
  return LIMIT_KINDS.filter((kind) => counted[kind] > Math.min(DEFAULT_LIMITS[kind], allowed[kind])).map(
    (kind) => `${kind}=${counted[kind]}`,
  );
}
