import type { Activation } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { ApprovedContent, LaterVersion, StopExplanation } from '../../model/stop-explanation.ts';
import { changeViews } from '../document/changes.ts';
import { changeLines } from '../document/markdown-diff.ts';
import { clipped } from '../text/display-width.ts';
import { code, fenced, htmlCode, prose } from '../text/markdown-escape.ts';
import { count, moment } from '../text/words.ts';
import type { Stopped } from './view.ts';

const MOST_VERSIONS = 5;

/** Returns who changed the stream after its approval, and how. Undefined if that is not why the stream was stopped. */
export function sinceThen(one: Stopped, explanation: StopExplanation | undefined): string | undefined {
  const versions = explanation?.versions ?? [];
  switch (one.tag) {
    case 'not-approved':
    case 'used-up':
      return undefined;
    case 'other-content':
      return versions.length === 0 ? undefined : made(versions);
    case 'other-base':
      return versions.length === 0 ? 'the account does not say by whom.' : made(versions);
    case 'other-state':
      return one.isUnread ? undefined : moved(explanation?.activations ?? []);
    default:
      return one satisfies never;
  }
}

/**
 * Lists versions with their authors: `version 3 by alice on …; version 4 by our own apply.` If there are many, only the
 * newest are listed.
 */
function made(versions: readonly LaterVersion[]): string {
  const shown = versions.slice(-MOST_VERSIONS);
  const older = versions.length - shown.length;
  const activationTexts = shown.map(
    (one) => `version ${one.version}${one.isOurs ? ' by our own apply' : whoAndWhen(one)}`,
  );
  return `${older === 0 ? '' : `${count(older, 'version')}, then `}${activationTexts.join('; ')}.`;
}

function moved(activations: readonly Activation[]): string {
  if (activations.length === 0) return 'the account does not say by whom.';
  const activationTexts = activations.map(
    (one) => `${prose(one.status)}, version ${one.version},${whoAndWhen(one)}`,
  );
  return `${activationTexts.join('; ')} (newest first).`;
}

function whoAndWhen({
  modifiedBy,
  modifiedDate,
}: {
  readonly modifiedBy?: string;
  readonly modifiedDate?: string;
}): string {
  const by = modifiedBy === undefined ? '' : ` by ${code(clipped(modifiedBy))}`;
  const at = modifiedDate === undefined ? '' : ` on ${prose(moment(modifiedDate))}`;
  return by + at;
}

/** Renders two diffs: what was changed outside this repository, and how the manifests differ from what was approved. */
export function contentDiffs(explanation: StopExplanation, { desired }: PlanItem): readonly string[] {
  const { elsewhere = [], versions = [], approved } = explanation;
  const [from, to] = [approved[0]?.base ?? 0, versions.at(-1)?.version ?? 0];
  const views = changeViews(elsewhere);
  return [
    ...folded(
      `From version ${from}, which was approved, to version ${to}, which is live (${count(views.length, 'change')})`,
      views.flatMap(changeLines),
    ),
    ...approved.flatMap((one) => meant(one, desired?.spec)),
  ];
}

/** Renders what changed between an approval and the manifests. Empty if the approved content is the same. */
function meant({ by, changes }: ApprovedContent, spec: Parameters<typeof changeViews>[1]): readonly string[] {
  const views = changeViews(changes ?? [], spec);
  const title = `From what ${htmlCode(clipped(by))} approved to what the manifests want now (${count(views.length, 'change')})`;
  return folded(title, views.flatMap(changeLines));
}

/**
 * Renders the lines of a diff, folded under a title, inside a list. Empty if there are no lines.
 *
 * @param title HTML, in which Markdown is not rendered
 */
export function folded(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const body = [`<details><summary>${title}</summary>`, fenced('diff', lines), '</details>'];
  return [body.join('\n\n').replace(/^(?=.)/gm, '  ')];
}
