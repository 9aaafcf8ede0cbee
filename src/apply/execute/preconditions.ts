import type { StreamDetail } from '../../model/observed.ts';
import { phaseOf } from '../../model/phase.ts';
import type { WriteStep } from './find-outcome.ts';
import { sentences } from './messages.ts';

/** Whether a step may be taken onto a stream as it was just read. */
export type Precondition =
  | { readonly tag: 'legal' }
  /** The stream is where the step takes it, or on the way: there is nothing to send. */
  | { readonly tag: 'needless' }
  | { readonly tag: 'illegal'; readonly error: string };

/**
 * The last look before a request goes out. The plan and the comparison with its base have made every step legal; this
 * holds also where one of them should be wrong, since nothing can be taken back.
 */
export function legalityOf(step: WriteStep, detail: StreamDetail | undefined): Precondition {
  if (step.do === 'create' || !detail) return { tag: 'legal' };
  const phase = phaseOf(detail.status);
  if (step.do === 'activate' && phase.tag === 'moving' && phase.towards === 'ACTIVATED')
    return { tag: 'needless' };
  if (phase.tag !== 'settled') return illegal(step, detail);
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
