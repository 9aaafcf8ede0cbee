import type { StreamDetail } from '../../model/observed.ts';
import { phaseOf } from '../../model/phase.ts';
import type { WriteStep } from './find-outcome.ts';
import { sentences } from './messages.ts';

/** Whether a step is allowed for a stream as it was just read. */
export type Precondition =
  | { readonly tag: 'legal' }
  /**
   * The stream already has the status that the step leads to, or is in transition to it. Nothing has to be
   * sent.
   */
  | { readonly tag: 'needless' }
  | { readonly tag: 'illegal'; readonly error: string };

/**
 * The last check before a request is sent. The plan and the comparison with its base have already made sure
 * that every step is allowed. This check protects against an error in either of them, since a write cannot be
 * undone.
 */
export function legalityOf(step: WriteStep, detail: StreamDetail | undefined): Precondition {
  if (step.do === 'create' || !detail) return { tag: 'legal' };
  const phase = phaseOf(detail.status);
  if (step.do === 'activate' && phase.tag === 'in-transition' && phase.towards === 'ACTIVATED')
    return { tag: 'needless' };
  if (phase.tag !== 'stable') return illegal(step, detail);
  switch (step.do) {
    case 'update':
      return step.activate || !phase.active ? { tag: 'legal' } : illegal(step, detail);
    case 'activate':
      return phase.active ? { tag: 'needless' } : { tag: 'legal' };
    case 'deactivate':
      return phase.active ? { tag: 'legal' } : { tag: 'needless' };
    case 'delete':
      return phase.active ? illegal(step, detail) : { tag: 'legal' };
    default:
      return step satisfies never;
  }
}

function illegal(step: WriteStep, { streamId, status }: StreamDetail): Precondition {
  const error = sentences(
    `Stream ${streamId} is ${status}, and the ${step.do} that was planned is not for that`,
    'Nothing was written; plan again',
  );
  return { tag: 'illegal', error };
}
