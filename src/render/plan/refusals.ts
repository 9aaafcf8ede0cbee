import type { Plan } from '../../model/plan.ts';
import type { Block } from '../document/document.ts';
import { listing } from '../text/words.ts';
import { refusedBlock } from './messages.ts';

/**
 * Matches the command-line option that a refusal suggests. It is removed from comments, whose readers have no command
 * line.
 */
const OPTION = /; if they are all meant, add --allow (\w+=\d+)$/;

/**
 * Returns all refusals for the comment on a plan.
 * @param reference the address of the reference. Absent: codes have no links
 */
export function refusalsBlock(refusals: Plan['refusals'], reference: string | undefined): readonly Block[] {
  return block(refusals, reference, raisedForPlans);
}

/**
 * Returns all refusals for the comment on an apply.
 *
 * @param hasCommand true if the comment has a command that raises the safety limits
 */
export function applyRefusalsBlock(
  refusals: Plan['refusals'],
  reference: string | undefined,
  hasCommand: boolean,
): readonly Block[] {
  return block(refusals, reference, hasCommand ? undefined : raisedForApplies);
}

/**
 * Returns refusals as a block of notes.
 *
 * @param way returns how to raise these limits (`delete=3`)
 */
function block(
  refusals: Plan['refusals'],
  reference: string | undefined,
  way: ((limits: readonly string[]) => string) | undefined,
): readonly Block[] {
  const limits = refusals.flatMap(({ message }) => OPTION.exec(message)?.[1] ?? []);
  const shown = refusals.map((one) => ({ ...one, message: one.message.replace(OPTION, '') }));
  return refusedBlock(shown, reference, limits.length > 0 && way ? way(limits) : undefined);
}

/**
 * Returns how to raise the limits of a plan. If the check is required, a failed plan cannot be merged, so an input of
 * the apply workflow would be too late.
 */
function raisedForPlans(limits: readonly string[]): string {
  return `If all of that is intended, set the variable \`DATASTREAM_ALLOW\` so that it has ${coded(limits)}, and run this check again. Lower it when the apply is done.`;
}

/** Returns how to raise the limits of an apply that is also refused for another reason, which has to be fixed first. */
function raisedForApplies(limits: readonly string[]): string {
  return `The limit itself is raised for one run by the input \`allow\` of the apply workflow (\`${limits.join(',')}\`), or for every run by the variable \`DATASTREAM_ALLOW\`.`;
}

function coded(limits: readonly string[]): string {
  return listing(limits.map((limit) => `\`${limit}\``));
}
