import type { Plan } from '../model/plan.ts';
import { type Block, notesBlock } from './document.ts';
import { refusalNote } from './plan-document.ts';

/** Refusals as a comment tells them, all of them. Their messages name the option of a command line. */
export function refusalsBlock(refusals: Plan['refusals']): readonly Block[] {
  const isLimited = refusals.some(({ code }) => code === 'safety-limit');
  return notesBlock('Refused', 'danger', refusals.map(refusalNote), {
    most: refusals.length,
    ...(isLimited ? { hint: ALLOW } : {}),
  });
}

const ALLOW =
  'On GitHub, give what stands after `--allow` as the input `allow` of the apply workflow, or set the variable `DATASTREAM_ALLOW`, which plans heed too.';
