import type { Refusal, Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { type Block, type Note, notesBlock, type Sentence } from '../document/document.ts';
import { howToExplain, linkedRefusal, linkedWarning } from '../document/explained-codes.ts';
import type { RenderOptions } from '../text/options.ts';

/**
 * Returns the warnings, each with the manifest that it is about as its subject.
 * @param most how many are shown. Default: as many as of other notes
 */
export function warningsBlock(
  warnings: readonly Warning[],
  reference: string | undefined,
  most?: number,
): readonly Block[] {
  const notes = warnings.map((one): Note => {
    const { code, name, message, url } = linkedWarning(one, reference);
    return { ...(name === undefined ? {} : { subject: name }), text: message, code: { code, url } };
  });
  return notesBlock('Warnings', 'change', notes, most === undefined ? {} : { most });
}

/** Returns all refusals. */
export function refusedBlock(
  refusals: readonly Refusal[],
  reference: string | undefined,
  hint?: string,
): readonly Block[] {
  const notes = refusals.map((one): Note => {
    const { code, message, url } = linkedRefusal(one, reference);
    return { text: message, code: { code, url } };
  });
  return notesBlock('Refused', 'danger', notes, {
    most: refusals.length,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** What has codes in a plan, and in the result of an apply. */
interface Coded {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
  readonly items: readonly Pick<PlanItem, 'reasonCode'>[];
}

/** Returns how to look up codes at a terminal. Markdown has links instead. */
export function codeLines(
  { refusals, warnings, items }: Coded,
  options: Pick<RenderOptions, 'format' | 'typing'>,
): readonly Sentence[] {
  const hasCodes = refusals.length + warnings.length > 0 || items.some(({ reasonCode }) => reasonCode);
  return options.format === 'terminal' && hasCodes ? [howToExplain(options)] : [];
}
