import { explanationAddress } from '../../model/explanation-address.ts';
import type { Refusal, Warning } from '../../model/plan.ts';
import { isWarningCode } from '../../model/warning-code.ts';
import type { RenderOptions } from '../text/options.ts';
import type { Sentence } from './document.ts';

/**
 * Adds where a refusal is explained.
 * @param reference the address of the reference. Absent: the refusal stays as it is
 */
export function linkedRefusal(refusal: Refusal, reference: string | undefined): Refusal {
  if (reference === undefined) return refusal;
  return { ...refusal, url: explanationAddress(reference, 'plan-messages', refusal.code) };
}

/** Does the same for a warning. Warnings about manifests are explained where their findings are. */
export function linkedWarning(warning: Warning, reference: string | undefined): Warning {
  if (reference === undefined) return warning;
  const page = isWarningCode(warning.code) ? 'plan-messages' : 'findings';
  return { ...warning, url: explanationAddress(reference, page, warning.code) };
}

/** Returns the line that says how to look up a code at a terminal. */
export function howToExplain({ typing }: Pick<RenderOptions, 'typing'>): Sentence {
  return {
    tone: 'quiet',
    text: `\`${typing?.program ?? 'datastream'} explain CODE\` says what a code means.`,
  };
}
