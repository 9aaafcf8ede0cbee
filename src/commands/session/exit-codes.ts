import { type DeliveryReport, FAILED_DELIVERIES } from '../../model/delivery.ts';
import { interruptionExitCode } from '../../model/interruption.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { Context, Result } from './context.ts';

/**
 * The exit code of a plan. 3: the plan was refused. 1: a stream is blocked, or unmanaged streams are an error. 2: there are changes, if
 * `--detailed-exitcode` was given.
 */
export function planExitCode(plan: Plan, detailed = false): Result['exitCode'] {
  if (!plan.applyable) return 3;
  if (plan.summary.blocked > 0 || plan.failsForOrphans) return 1;
  return detailed && plan.items.some((item) => item.action !== 'none') ? 2 : 0;
}

/** The exit code of an apply. If it was interrupted, the signal decides. */
export function applyExitCode(
  { signal }: Pick<Context, 'signal'>,
  outcome: ApplyOutcome,
  detailed = false,
): Result['exitCode'] {
  switch (outcome.outcome) {
    case 'refused':
      return 3;
    case 'failed':
      return 1;
    case 'interrupted':
      return interruptionExitCode(signal) ?? 130;
    case 'progressing':
      return detailed ? 2 : 0;
    case 'converged':
      return 0;
    default:
      return outcome.outcome satisfies never;
  }
}

/** The exit code of verify. 1: a stream does not deliver, or it is not known whether it does. */
export function verifyExitCode({ items }: Pick<DeliveryReport, 'items'>): Result['exitCode'] {
  return items.some(({ delivery }) => FAILED_DELIVERIES.includes(delivery)) ? 1 : 0;
}

/** Returns the exit code of a failed command: 3 if it was refused before any write, like a refused plan. */
export function failureExitCode(error: unknown): 1 | 3 {
  return error instanceof Error && error.name === 'ApplyRunning' ? 3 : 1;
}
