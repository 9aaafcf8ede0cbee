import { clipped } from '../text/display-width.ts';
import { fenced, prose } from '../text/markdown-escape.ts';
import { listing, shellWord } from '../text/words.ts';

const LONGEST = 200;

/** What the apply workflow takes to do by hand what a run has left undone. */
export interface ManualApply {
  /** The workflow that takes it; default: apply.yml, called Apply. */
  readonly workflow?: { readonly file: string; readonly name: string };
  readonly planId: string;
  /** Every safety limit that would refuse it: `delete=3`. */
  readonly allow: readonly string[];
  /** Manifests whose streams that plan gives today's secrets. */
  readonly rotate: readonly string[];
}

/** Ready to be copied, in one line. */
export function manualApplyCommand({ planId, allow, rotate, workflow }: ManualApply): string {
  return [
    `gh workflow run ${shellWord(workflow?.file ?? 'apply.yml')}`,
    `-f plan-id=${planId.replace(/[^\w:.-]/g, '?')}`,
    ...(allow.length === 0 ? [] : [`-f allow=${allow.join(',')}`]),
    ...(rotate.length === 0 ? [] : [`-f rotate=${rotated(rotate)}`]),
  ].join(' ');
}

/** The workflow takes one name. What cannot stand in a line is left for people to fill in. */
function rotated([name = '', ...others]: readonly string[]): string {
  return others.length > 0 || name.length > LONGEST ? 'NAME' : shellWord(name);
}

/** The command after the words of the caller, beside the button that does the same. */
export function manualApplyLines(lead: string, byHand: ManualApply): readonly string[] {
  const { allow, rotate } = byHand;
  const takes = [
    '`plan-id`',
    ...(allow.length > 0 ? ['`allow`'] : []),
    ...(rotate.length > 0 ? ['`rotate`'] : []),
  ];
  const name = byHand.workflow ? prose(clipped(byHand.workflow.name)) : 'Apply';
  const how = `${lead} *Actions → ${name} → Run workflow* with this ${listing(takes)}, or:`;
  return [how, '', fenced('sh', [manualApplyCommand(byHand)])];
}
