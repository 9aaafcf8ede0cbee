import type { Plan } from '../../model/plan.ts';
import { type Block, notesBlock } from '../document/document.ts';
import { listing } from '../text/words.ts';
import { refusalNote } from './document.ts';

/** The way out that a refusal names is an option of the command line, which nobody has who reads a comment. */
const OPTION = /; if they are all meant, add --allow (\w+=\d+)$/;

/** Refusals as the comment on a plan tells them, all of them. */
export function refusalsBlock(refusals: Plan['refusals']): readonly Block[] {
  return block(refusals, raisedForPlans);
}

/** And the one on an apply. @param hasCommand whether it tells a command that raises what refuses */
export function applyRefusalsBlock(refusals: Plan['refusals'], hasCommand: boolean): readonly Block[] {
  return block(refusals, hasCommand ? undefined : raisedForApplies);
}

/** @param way how these limits (`delete=3`) are raised */
function block(
  refusals: Plan['refusals'],
  way: ((limits: readonly string[]) => string) | undefined,
): readonly Block[] {
  const limits = refusals.flatMap(({ message }) => OPTION.exec(message)?.[1] ?? []);
  const notes = refusals.map((one) => refusalNote({ ...one, message: one.message.replace(OPTION, '') }));
  return notesBlock('Refused', 'danger', notes, {
    most: refusals.length,
    ...(limits.length > 0 && way ? { hint: way(limits) } : {}),
  });
}

/** A red plan cannot be merged where its check is required, so that the input of an apply comes too late. */
function raisedForPlans(limits: readonly string[]): string {
  return `If that is all meant, set the variable \`DATASTREAM_ALLOW\` so that it has ${coded(limits)}, and run this check again. Lower it when the apply is done.`;
}

/** Something else has to be settled first. */
function raisedForApplies(limits: readonly string[]): string {
  return `The limit itself is raised for one run by the input \`allow\` of the apply workflow (\`${limits.join(',')}\`), or for every run by the variable \`DATASTREAM_ALLOW\`.`;
}

function coded(limits: readonly string[]): string {
  return listing(limits.map((limit) => `\`${limit}\``));
}
