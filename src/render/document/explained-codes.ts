import { isBlockedCode } from '../../model/blocked-code.ts';
import { explanationAddress } from '../../model/explanation-address.ts';
import type { Refusal, Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { isWarningCode } from '../../model/warning-code.ts';
import type { RenderOptions } from '../text/options.ts';
import type { Entry, Sentence } from './document.ts';

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

/** The reason of a blocked item, in a plan or in the result of an apply. */
type Reason = Pick<PlanItem, 'reason' | 'reasonCode' | 'reasonUrl'>;

/** Adds where the reason of a blocked item is explained. Errors in manifests are explained as findings. */
export function linkedReason<Item extends Reason>(item: Item, reference: string | undefined): Item {
  const { reasonCode: code } = item;
  if (reference === undefined || code === undefined) return item;
  const page = isBlockedCode(code) ? 'plan-messages' : 'findings';
  return { ...item, reasonUrl: explanationAddress(reference, page, code) };
}

/** Returns the members of an entry that say why its item is blocked. */
export function problemOf(
  item: Reason,
  reference: string | undefined,
): Pick<Entry, 'problem' | 'problemCode'> {
  const { reason, reasonCode, reasonUrl: url } = linkedReason(item, reference);
  if (reason === undefined) return {};
  return { problem: reason, ...(reasonCode === undefined ? {} : { problemCode: { code: reasonCode, url } }) };
}

/** Returns the line that says how to look up a code at a terminal. */
export function howToExplain({ typing }: Pick<RenderOptions, 'typing'>): Sentence {
  return {
    tone: 'quiet',
    text: `\`${typing?.program ?? 'datastream'} explain CODE\` says what a code means.`,
  };
}
