import { clipped } from '../text/display-width.ts';
import { fenced, prose } from '../text/markdown-escape.ts';
import { listing, shellWord } from '../text/words.ts';

const LONGEST = 200;

/** The inputs of the apply workflow that manually completes what a run did not do. */
export interface ManualApply {
  /** The apply workflow; default: apply.yml, with the name Apply. */
  readonly workflow?: { readonly file: string; readonly name: string };
  readonly planId: string;
  /** The safety limits that the apply would otherwise exceed: `delete=3`. */
  readonly allow: readonly string[];
  /** Manifests for which the plan re-sends the current secret values. */
  readonly rotate: readonly string[];
}

/** Returns the `gh` command that starts the apply workflow, in one line to copy. */
export function manualApplyCommand({ planId, allow, rotate, workflow }: ManualApply): string {
  return [
    `gh workflow run ${shellWord(workflow?.file ?? 'apply.yml')}`,
    `-f plan-id=${planId.replace(/[^\w:.-]/g, '?')}`,
    ...(allow.length === 0 ? [] : [`-f allow=${allow.join(',')}`]),
    ...(rotate.length === 0 ? [] : [`-f rotate=${rotated(rotate)}`]),
  ].join(' ');
}

/**
 * Returns the value of `rotate`. The workflow accepts one name, so several names or a name that is too long give a
 * placeholder to replace.
 */
function rotated([name = '', ...others]: readonly string[]): string {
  return others.length > 0 || name.length > LONGEST ? 'NAME' : shellWord(name);
}

/** Renders the button and the command that start the apply workflow, after the text of the caller. */
export function manualApplyLines(lead: string, manually: ManualApply): readonly string[] {
  const { allow, rotate } = manually;
  const takes = [
    '`plan-id`',
    ...(allow.length > 0 ? ['`allow`'] : []),
    ...(rotate.length > 0 ? ['`rotate`'] : []),
  ];
  const name = manually.workflow ? prose(clipped(manually.workflow.name)) : 'Apply';
  const how = `${lead} *Actions → ${name} → Run workflow* with this ${listing(takes)}, or:`;
  return [how, '', fenced('sh', [manualApplyCommand(manually)])];
}
