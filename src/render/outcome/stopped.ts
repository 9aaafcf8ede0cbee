import type { GivenApproval } from '../../model/approval.ts';
import { isStream } from '../../model/collection.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { idOf } from '../../model/resource-key.ts';
import type { StopExplanation } from '../../model/stop-explanation.ts';
import { manualApplyLines } from '../comment/manual-apply.ts';
import { undoneSnippets, undoneText } from '../comment/undone.ts';
import type { Section } from '../document/byte-budget.ts';
import { changeViews } from '../document/changes.ts';
import { changeLines } from '../document/markdown-diff.ts';
import { factsOf } from '../plan/document.ts';
import { clipped } from '../text/display-width.ts';
import { code, prose, sentence } from '../text/markdown-escape.ts';
import { nounOf } from '../text/resources.ts';
import { count, moment, some } from '../text/words.ts';
import { contentDiffs, folded, sinceThen } from './explanation.ts';
import type { OutcomeView, Stopped } from './view.ts';

const MOST_APPROVED = 3;

/** Returns the streams that were not written to, because no approval covers the planned change. */
export function stoppedOf({ coverage }: OutcomeView): readonly Stopped[] {
  return coverage.flatMap((one) =>
    one.tag === 'covered' || one.tag === 'drift' || one.tag === 'not-selected' ? [] : [one],
  );
}

/** Describes each stopped stream: what was approved, its current state, and what to do. */
export function stoppedSection(view: OutcomeView): Section {
  const items = new Map(view.plan.items.map((item) => [item.name, item]));
  return {
    what: 'explanations of stopped streams',
    rank: 1,
    open: '#### Stopped: nothing was written to these\n',
    parts: stoppedOf(view).map((one) => stoppedPart(one, items.get(one.name), view)),
    close: `\n\n**To do:** ${nextSteps(view)}`,
    gap: '\n\n',
  };
}

function stoppedPart(one: Stopped, item: PlanItem | undefined, view: OutcomeView): string {
  const known = view.explanations.find(({ name }) => name === one.name);
  const since = sinceThen(one, known);
  return [
    [
      `- ${code(clipped(one.name))}`,
      `  - **Approved:** ${approved(one, item, view, known)}`,
      ...(since === undefined ? [] : [`  - **Since then:** ${since}`]),
      `  - **Now:** ${item === undefined ? 'not in the plan any more' : now(item)}`,
      ...decisionLine(one, view),
      ...(known?.undone ? undoneSnippets(known.undone) : []),
    ].join('\n'),
    ...(known && item ? contentDiffs(known, item) : []),
    ...(item === undefined ? [] : planned(item)),
  ].join('\n\n');
}

function approved(
  one: Stopped,
  item: PlanItem | undefined,
  { givenPlanId, words }: OutcomeView,
  known: StopExplanation | undefined,
): string {
  if (givenPlanId !== undefined)
    return `manually, with the plan id ${code(clipped(givenPlanId, 80))}. Manifests or streams have changed since that plan was made.`;
  switch (one.tag) {
    case 'not-approved':
      return `nothing. No ${words.change} that was merged since the last complete apply showed this change in its plan.`;
    case 'other-content':
      return `${given(one.approved)}. That is different content from what the manifests have now: merges combined into something that no plan showed.`;
    case 'other-base':
      return `${given(one.approved)}. The manifests still require that, but the ${item ? nounOf(item) : 'stream'} was changed since, and not by our own applies alone.`;
    case 'other-state':
      if (one.isUnread)
        return `${given(one.approved)}. The manifests still require that. Its activation history could not be read, so it is not known whether another user has started or stopped the stream since. Run it again.`;
      return `${given(one.approved)}. The manifests still require that, but the stream was started or stopped since, and not by our own steps.`;
    case 'used-up':
      return `${given(one.approved)}. The manifests still require that, and it was carried out already. ${usedUp(item, known)}`;
    default:
      return one satisfies never;
  }
}

/** Returns how a change that was made was lost. */
function usedUp(item: PlanItem | undefined, known: StopExplanation | undefined): string {
  if (known?.undone) return `Since then, ${sentence(undoneText(known.undone))}.`;
  if (item && !isStream(item)) return `Since then, the ${nounOf(item)} was changed.`;
  return item?.streamId === undefined
    ? 'The stream that it created no longer exists.'
    : 'A later apply changed the stream.';
}

/** Lists approvals: `by #13, made from version 5; by #11, made from version 4`. */
function given(all: readonly GivenApproval[]): string {
  if (all.length === 0) return 'started by an earlier apply';
  const lines = all.map(({ by, base }) => `by ${reference(by)}, ${from(base)}`);
  return some(lines, MOST_APPROVED).join('; ');
}

/**
 * Returns a reference to an approval. A change request, `#13` or `!13`, is not escaped, so that the forge links it and
 * shows this comment there.
 */
export function reference(by: string): string {
  return /^[#!]\d+$/.test(by) ? by : prose(by);
}

function from(base: number | null): string {
  return base === null ? 'for a stream that did not exist' : `made from version ${base}`;
}

function now(item: PlanItem): string {
  const { modifiedBy, modifiedDate } = item;
  const by = modifiedBy === undefined ? '' : ` by ${code(clipped(modifiedBy))}`;
  const at = modifiedDate === undefined ? '' : ` on ${prose(moment(modifiedDate))}`;
  const last = by + at === '' ? '' : `; last changed${by}${at}`;
  const facts =
    idOf(item) === undefined ? `there is no such ${nounOf(item)}` : factsOf(item).map(prose).join(', ');
  return `${facts}${last}. ${toCome(item)}`;
}

function toCome({ action, reason }: PlanItem): string {
  switch (action) {
    case 'blocked':
      return reason === undefined
        ? 'It is blocked.'
        : `It is blocked: ${sentence(reason)}${/[.?!]$/.test(reason) ? '' : '.'}`;
    case 'none':
      return 'Applying would change nothing.';
    case 'wait':
      return 'Applying would wait for it.';
    default:
      return `Applying would ${action} it.`;
  }
}

/** Returns a decision line for streams whose state differs from the approved state. Other streams do not need it. */
function decisionLine({ tag }: Stopped, { words }: OutcomeView): readonly string[] {
  return tag === 'other-base' || tag === 'other-state'
    ? [`  - **To decide:** whether the new ${words.change} keeps or drops what was changed elsewhere.`]
    : [];
}

/** Returns what to do, which is the same for all stopped streams. */
function nextSteps({ manual, outcome, words }: OutcomeView): string {
  const also = outcome.outcome === 'refused' ? ', too' : '';
  const way =
    manual === undefined
      ? 'run the apply workflow manually with the id that a new plan prints'
      : `the command below applies it${also}`;
  return sentence(`open a new ${words.change}; its plan shows exactly this. If it is correct, ${way}.`);
}

function planned(item: PlanItem): readonly string[] {
  const views = changeViews(item.changes, item.desired?.spec);
  return folded(`What applying would change (${count(views.length, 'change')})`, views.flatMap(changeLines));
}

/** Returns how to apply the stopped streams unchanged. Empty if the whole apply was refused. */
export function appliedById({ manual, outcome, words }: OutcomeView): readonly string[] {
  if (manual === undefined || outcome.outcome === 'refused') return [];
  return ['', ...manualApplyLines('**To apply the stopped changes as they are:**', manual, words)];
}
