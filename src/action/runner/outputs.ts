import { phaseOf } from '../../model/phase.ts';
import type { Effect, Plan, PlanItem } from '../../model/plan.ts';
import type { Runner } from './runner.ts';

/** Effects that anyone responsible for production must know about. */
const LIVE: ReadonlySet<Effect> = new Set(['goes-live', 'cosmetic-goes-live', 'starts-logs', 'stops-logs']);

/** Outputs of a plan's step for later steps of its job. */
export interface PlanOutputs {
  readonly 'has-changes': string;
  /** Number of streams that have something to change. */
  readonly 'changed-count': string;
  /** Number of these streams whose change affects production. */
  readonly 'live-count': string;
  readonly 'plan-id': string;
  /** Number of streams in transition. */
  readonly pending: string;
}

/** @param changed number of items with an action */
export function planOutputs({ items, fingerprint }: Plan, changed: number): PlanOutputs {
  return {
    'has-changes': String(changed > 0),
    'changed-count': String(changed),
    'live-count': String(items.filter(isLive).length),
    'plan-id': fingerprint,
    pending: String(items.filter(isInTransition).length),
  };
}

function isLive({ effects, steps }: PlanItem): boolean {
  const starts = steps.some((step) => step.do === 'activate' || ('activate' in step && step.activate));
  return starts || effects.some((effect) => LIVE.has(effect));
}

function isInTransition({ status }: PlanItem): boolean {
  return status !== undefined && phaseOf(status).tag === 'in-transition';
}

/** Sets outputs, with the names in `action.yml`. */
export function setOutputs(runner: Pick<Runner, 'output'>, outputs: object): void {
  for (const [name, value] of Object.entries(outputs)) runner.output(name, String(value));
}
