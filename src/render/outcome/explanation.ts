import type { ApprovedContent, LaterVersion, StoppedAccount } from '../../model/approval.ts';
import type { Activation } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan.ts';
import { changeViews } from '../document/changes.ts';
import { changeLines } from '../document/markdown-diff.ts';
import { clipped } from '../text/display-width.ts';
import { code, fenced, htmlCode, prose } from '../text/markdown-escape.ts';
import { count, moment } from '../text/words.ts';
import type { Stopped } from './view.ts';

const MOST_VERSIONS = 5;

/** Who did what to the stream after it was approved; nothing where that is not what stopped it. */
export function sinceThen(one: Stopped, account: StoppedAccount | undefined): string | undefined {
  const versions = account?.versions ?? [];
  switch (one.tag) {
    case 'not-approved':
    case 'used-up':
      return undefined;
    case 'other-content':
      return versions.length === 0 ? undefined : made(versions);
    case 'other-base':
      return versions.length === 0 ? 'the account does not say by whom.' : made(versions);
    case 'other-standing':
      return one.isUnread ? undefined : moved(account?.activations ?? []);
    default:
      return one satisfies never;
  }
}

/** `version 3 by alice on …; version 4 by our own apply.` The newest where they are many. */
function made(versions: readonly LaterVersion[]): string {
  const shown = versions.slice(-MOST_VERSIONS);
  const older = versions.length - shown.length;
  const told = shown.map(
    (one) => `version ${one.version}${one.isOurs ? ' by our own apply' : whoAndWhen(one)}`,
  );
  return `${older === 0 ? '' : `${count(older, 'version')}, then `}${told.join('; ')}.`;
}

function moved(activations: readonly Activation[]): string {
  if (activations.length === 0) return 'the account does not say by whom.';
  const told = activations.map((one) => `${prose(one.status)}, version ${one.version},${whoAndWhen(one)}`);
  return `${told.join('; ')} (newest first).`;
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

/** What was changed elsewhere, and what the manifests want otherwise than was approved. */
export function accountDiffs(account: StoppedAccount, { desired }: PlanItem): readonly string[] {
  const { elsewhere = [], versions = [], approved } = account;
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

/** An approval of the same content has nothing to show. */
function meant({ by, changes }: ApprovedContent, spec: Parameters<typeof changeViews>[1]): readonly string[] {
  const views = changeViews(changes ?? [], spec);
  const title = `From what ${htmlCode(clipped(by))} approved to what the manifests want now (${count(views.length, 'change')})`;
  return folded(title, views.flatMap(changeLines));
}

/** Lines of a diff behind a title, inside a list; nothing where there are none. @param title Markdown is not read in it */
export function folded(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const body = [`<details><summary>${title}</summary>`, fenced('diff', lines), '</details>'];
  return [body.join('\n\n').replace(/^(?=.)/gm, '  ')];
}
