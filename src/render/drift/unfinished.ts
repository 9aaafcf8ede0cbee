import type { PlanItem } from '../../model/plan-item.ts';
import { link } from '../comment/comment.ts';
import type { Section } from '../document/byte-budget.ts';
import type { Sentence } from '../document/document.ts';
import { clipped } from '../text/display-width.ts';
import { code, sentence } from '../text/markdown-escape.ts';
import { quoted } from '../text/quoted-name.ts';
import { countedNames } from '../text/resources.ts';
import { count } from '../text/words.ts';
import type { DriftView, Unfinished } from './view.ts';
import { placeOf, willBe } from './waiting.ts';

/**
 * Returns the headline sentence for merged changes that an apply left undone. No user changed these streams, and no
 * further apply is pending.
 */
export function unfinishedSentence(
  items: readonly PlanItem[],
  apply: Unfinished | undefined,
  most: number,
): readonly Sentence[] {
  if (!apply || items.length === 0) return [];
  const text = `Merged and not applied: ${countedNames(items, most)}. ${applyEnded(apply)}.`;
  return [{ tone: 'danger', text }];
}

/** Lists the streams that the apply did not complete, and what to do. */
export function unfinishedSection(
  items: readonly PlanItem[],
  { unfinished: apply, manifests }: Pick<DriftView, 'unfinished' | 'manifests'>,
): readonly Section[] {
  if (!apply || items.length === 0) return [];
  const parts = items.map(
    (item) => `- ${code(clipped(item.name))}, ${placeOf(item, manifests)}: ${willBe(item)}`,
  );
  const run = `${runLink(apply)} says why. ${sentence('Fix that, then run the apply workflow again.')}`;
  const close = `\n\n${sentence(`${applyEnded(apply)}; these streams are as the last complete apply left them.`)} ${run}`;
  const what = 'streams that an apply has left';
  return [{ what, rank: 2, open: '#### Merged, but not applied\n', parts, close }];
}

/**
 * Returns the remedy line for the case that it is not known which streams the apply did not complete. It replaces the
 * line that assumes a manual change.
 */
export function perhapsUnfinished(apply: Unfinished): string {
  const ended = sentence(
    `${applyEnded(apply)}, so this may be unfinished work of that apply rather than a change by another user.`,
  );
  return `- **Perhaps nothing was changed manually:** ${ended} ${runLink(apply)} says why.`;
}

/** Returns how the apply ended: `The apply of abc1234 ended with an error`. */
function applyEnded({ sha, ending }: Unfinished): string {
  const apply = `The apply of ${quoted(sha.slice(0, 7))}`;
  switch (ending.tag) {
    case 'refused':
      return `${apply} was refused`;
    case 'failed':
      return ending.stopped > 0
        ? `${apply} left ${count(ending.stopped, 'stream')} alone, which nothing that was approved covers`
        : `${apply} ended with an error`;
    case 'selected':
      return `${apply} was for a selection of streams`;
    default:
      return ending satisfies never;
  }
}

function runLink({ url }: Unfinished): string {
  return url === undefined ? 'The run of that commit' : link('Its run', url);
}
