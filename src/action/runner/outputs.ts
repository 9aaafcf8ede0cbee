import { phaseOf } from '../../model/phase.ts';
import type { Effect, Plan, PlanItem } from '../../model/plan.ts';
import type { Runner } from './runner.ts';

/** Effects that anyone responsible for production must know about. */
const LIVE: ReadonlySet<Effect> = new Set(['goes-live', 'cosmetic-goes-live', 'starts-logs', 'stops-logs']);

/** The outputs of the Action, in the order of `action.yml`, which describes them. */
export const OUTPUTS = [
  'has-changes',
  'changed-count',
  'live-count',
  'plan-id',
  'plan-path',
  'pending',
] as const;

type Outputs = Readonly<Partial<Record<(typeof OUTPUTS)[number], string | number | boolean>>>;

/**
 * Returns the outputs that describe a plan.
 *
 * @param changed number of items with an action
 */
export function planOutputs({ items, fingerprint }: Plan, changed: number): Outputs {
  return {
    'has-changes': changed > 0,
    'changed-count': changed,
    'live-count': items.filter(isLive).length,
    'plan-id': fingerprint,
    pending: items.filter(isInTransition).length,
  };
}

function isLive({ effects, steps }: PlanItem): boolean {
  const starts = steps.some((step) => step.do === 'activate' || ('activate' in step && step.activate));
  return starts || effects.some((effect) => LIVE.has(effect));
}

function isInTransition({ status }: PlanItem): boolean {
  return status !== undefined && phaseOf(status).tag === 'in-transition';
}

/** Sets outputs for later steps of the job. */
export function setOutputs(runner: Pick<Runner, 'output'>, outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) runner.output(name, String(value));
}
