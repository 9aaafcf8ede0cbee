import type { StreamRow } from '../../model/observed.ts';
import { streamPhase } from '../../model/phase.ts';
import { sentences } from '../items/messages.ts';
import type { WriteStep } from '../items/write-result.ts';

/** The stream as it was just read. */
type Seen = Pick<StreamRow, 'streamId' | 'status'>;

/** Whether a step is allowed for a stream as it was just read. */
export type Precondition =
  | { readonly tag: 'allowed' }
  /**
   * The stream already has the status that the step leads to, or is in transition to it. Nothing has to be
   * sent.
   */
  | { readonly tag: 'unnecessary' }
  | { readonly tag: 'forbidden'; readonly error: string };

/**
 * The last check before a request is sent. The plan and the comparison with its base have already made sure
 * that every step is allowed. This check protects against an error in either of them, since a write cannot be
 * undone.
 */
export function checkPrecondition(step: WriteStep, detail: Seen | undefined): Precondition {
  if (step.do === 'create' || !detail) return { tag: 'allowed' };
  const phase = streamPhase(detail.status);
  if (step.do === 'activate' && phase.tag === 'in-transition' && phase.active) return { tag: 'unnecessary' };
  if (phase.tag !== 'stable') return forbidden(step, detail);
  switch (step.do) {
    case 'update':
      return step.activate || !phase.active ? { tag: 'allowed' } : forbidden(step, detail);
    case 'activate':
      return phase.active ? { tag: 'unnecessary' } : { tag: 'allowed' };
    case 'deactivate':
      return phase.active ? { tag: 'allowed' } : { tag: 'unnecessary' };
    case 'delete':
      return phase.active ? forbidden(step, detail) : { tag: 'allowed' };
    default:
      return step satisfies never;
  }
}

function forbidden(step: WriteStep, { streamId, status }: Seen): Precondition {
  const error = sentences(
    `Stream ${streamId} is ${status}, so the planned ${step.do} is not possible`,
    'Nothing was written; plan again',
  );
  return { tag: 'forbidden', error };
}
