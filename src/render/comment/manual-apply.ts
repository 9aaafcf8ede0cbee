import type { ForgeWords } from '../../model/forge-words.ts';
import { clipped } from '../text/display-width.ts';
import { fenced, prose } from '../text/markdown-escape.ts';
import { listing, shellWord } from '../text/words.ts';

const LONGEST = 200;

/** The inputs with which someone manually applies what a run did not do. */
export interface ManualApply {
  readonly planId: string;
  /** The safety limits that the apply would otherwise exceed: `delete=3`. */
  readonly allow: readonly string[];
  /** Manifests for which the plan re-sends the current secret values. */
  readonly rotate: readonly string[];
  /** The manifests that the apply is for. Empty: all. */
  readonly only: readonly string[];
}

/** Renders the command that starts an apply of what is approved and still due. */
export function startApplyCommand(words: ForgeWords): string {
  return fenced('sh', [applyCommandOf(words).join(' ')]);
}

/** The words of the command, with the target if one has to be selected. */
function applyCommandOf({ applyCommand, applyTarget, applyInput }: ForgeWords): readonly string[] {
  const target = applyTarget === undefined ? [] : [applyInput('target', shellWord(applyTarget))];
  return [...applyCommand.map(shellWord), ...target];
}

/** Returns the command that starts the apply, in one line to copy. */
export function manualApplyCommand({ planId, allow, rotate, only }: ManualApply, words: ForgeWords): string {
  const { applyInput } = words;
  return [
    ...applyCommandOf(words),
    applyInput('plan-id', planId.replace(/[^\w:.-]/g, '?')),
    ...(allow.length === 0 ? [] : [applyInput('allow', allow.join(','))]),
    ...(rotate.length === 0 ? [] : [applyInput('rotate', oneName(rotate))]),
    ...(only.length === 0 ? [] : [applyInput('only', oneName(only))]),
  ].join(' ');
}

/**
 * Returns the value of `rotate` or `only`. The workflow accepts one name, so several names or a name that is too long give a
 * placeholder to replace.
 */
function oneName([name = '', ...others]: readonly string[]): string {
  return others.length > 0 || name.length > LONGEST ? 'NAME' : shellWord(name);
}

/** Renders the form and the command that start the apply, after the text of the caller. */
export function manualApplyLines(lead: string, manual: ManualApply, words: ForgeWords): readonly string[] {
  const { allow, rotate, only } = manual;
  const takes = [
    ...(words.applyTarget === undefined ? [] : ['`target`']),
    '`plan-id`',
    ...(allow.length > 0 ? ['`allow`'] : []),
    ...(rotate.length > 0 ? ['`rotate`'] : []),
    ...(only.length > 0 ? ['`only`'] : []),
  ];
  const menu = words.applyMenu.map((entry) => prose(clipped(entry))).join(' → ');
  const how = `${lead} *${menu}* with this ${listing(takes)}, or:`;
  return [how, '', fenced('sh', [manualApplyCommand(manual, words)])];
}
