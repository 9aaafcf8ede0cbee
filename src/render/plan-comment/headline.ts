import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { idOf } from '../../model/resource-key.ts';
import { consequencesOf, consequencesText } from '../comment/consequences.ts';
import type { Sentence } from '../document/document.ts';
import { changedSinceSentences } from '../plan/changed-since.ts';
import { isInTransition, lookClosely, refusalText } from '../plan/headline.ts';
import { countedNames, countOf } from '../text/resources.ts';
import { count, listing, moment, named } from '../text/words.ts';
import { actingItems, type Origins, originsOf } from './origin.ts';
import type { PlanCommentView } from './view.ts';

/** Milliseconds. Akamai allows 20 requests a minute. */
const READ_TIME = 3000;

/**
 * Returns the headline of the plan comment, which is its first line: what merging does to production. If the plan is
 * refused, that is the first sentence. The impact of the change follows, losses first, then the changes by others that it would overwrite, then
 * the blocked streams.
 *
 * @param mostNames maximum number of names in a sentence; 0 counts the streams and names none
 */
export function planCommentHeadline(view: PlanCommentView, mostNames: number): readonly Sentence[] {
  const { plan } = view;
  const origins = originsOf(view);
  const blocked = plan.items.filter(({ action }) => action === 'blocked');
  const { left } = origins;
  const acts = actingItems(plan).length > left.length;
  return [
    ...firstPart(view),
    ...refused(plan),
    ...(acts ? impactSentences(view, origins, mostNames) : [nothing(view, blocked.length)]),
    ...(acts ? unknownOrigin(view) : []),
    ...blockedOnes(blocked, mostNames),
    ...leftOnes(left, mostNames),
    ...lookClosely(
      plan.items.filter((item) => !left.includes(item)),
      mostNames,
    ),
  ];
}

/** Says that the plan shows only what the change modifies, and when it is replaced. */
function firstPart({ plan, words, unread, now }: PlanCommentView): readonly Sentence[] {
  const ready = new Date(now + (unread ?? 0) * READ_TIME).toISOString();
  const until = `The plan of all manifests replaces this comment when ${count(unread ?? 0, 'stream')} have been read, at about ${moment(ready)}. Until then, merging applies only what is shown here.`;
  return [
    ...changedSinceSentences(plan, `this ${words.change}`),
    ...(unread === undefined ? [] : [{ tone: 'strong' as const, text: until }]),
  ];
}

/**
 * Warns that the manifests before the change are not known. Without them, the comment cannot say whether a change made
 * outside this repository is overwritten.
 */
function unknownOrigin({ whyUnknown }: PlanCommentView): readonly Sentence[] {
  if (whyUnknown === undefined) return [];
  return [
    danger(`Not known: whether this overwrites changes made outside this repository, since ${whyUnknown}.`),
  ];
}

function subjectOf({ mode, plan }: PlanCommentView): string {
  const subject = mode === 'merge-queue' ? 'Merging this group' : 'Merging';
  return plan.refusals.length === 0 ? subject : `Without that, ${subject.toLowerCase()}`;
}

function refused({ refusals }: Plan): readonly Sentence[] {
  if (refusals.length === 0) return [];
  const text = `Merging writes nothing: refused (${refusalText(refusals)}); see below for what to do.`;
  return [{ tone: 'danger', text }];
}

function blockedOnes(items: readonly PlanItem[], most: number): readonly Sentence[] {
  if (items.length === 0) return [];
  const rest = items.length === 1 ? 'nothing is written to it' : 'nothing is written to them';
  const text = `Blocked: ${countedNames(items, most)}; ${rest}, and apply ends with an error.`;
  return [{ tone: 'danger', text }];
}

/** Properties that differ for another reason than the change, such as a rollback. */
function leftOnes(items: readonly PlanItem[], most: number): readonly Sentence[] {
  if (items.length === 0) return [];
  const differs = items.length === 1 ? 'differs from its manifest' : 'differ from their manifests';
  const text = `Not part of this: ${countedNames(items, most)} ${differs}, and merging changes nothing of that; see the issue of the watch job.`;
  return [{ tone: 'strong', text }];
}

function nothing(view: PlanCommentView, blocked: number): Sentence {
  const { items } = view.plan;
  const subject = view.mode === 'merge-queue' ? 'Merging this group' : 'Merging';
  if (blocked > 0) return { tone: 'strong', text: `${subject} changes nothing.` };
  const calm = items.filter(({ action }) => action === 'none' || action === 'wait');
  const inTransition = calm.filter(isInTransition);
  const still = calm.filter((item) => !isInTransition(item));
  const stable = still.length === 0 ? [] : [`${countOf(still)} up to date`];
  const rest =
    inTransition.length === 0
      ? stable
      : [...stable, `${countOf(inTransition)} in transition to the state in the manifests`];
  return {
    tone: 'good',
    text: `${subject} changes nothing${rest.length === 0 ? '' : `: ${listing(rest)}`}.`,
  };
}

/**
 * Changes that a merge would overwrite. The account alone does not show whether they were made outside this repository.
 */
const ELSEWHERE = 'changes made outside this repository, or merged but never applied';

function impactSentences(view: PlanCommentView, origins: Origins, most: number): readonly Sentence[] {
  const { own, both, drift } = origins;
  const also = own.length === 0 ? subjectOf(view) : 'It also';
  return [
    ...(own.length === 0 ? [] : [ownImpact(view, own, most)]),
    ...(both.length === 0
      ? []
      : [danger(`It overwrites ${ELSEWHERE}, on ${countedNames(both, most)} of these.`)]),
    ...(drift.length === 0
      ? []
      : [danger(`${also} ${driftImpact(view, drift, { most, isStated: both.length > 0 })}.`)]),
  ];
}

function ownImpact(view: PlanCommentView, items: readonly PlanItem[], most: number): Sentence {
  const subject = subjectOf(view);
  const consequences = consequencesOf(items, view.plan, most);
  const clauses = consequencesText(consequences);
  const text = clauses === '' ? `${subject} writes nothing yet` : `${subject} ${clauses}`;
  const tone = consequences.losing.length > 0 ? 'danger' : 'strong';
  return { tone, text: `${text}.${settlingFirst(items, most)}` };
}

function settlingFirst(items: readonly PlanItem[], most: number): string {
  const waiting = items.filter(({ action }) => action === 'wait');
  if (waiting.length === 0) return '';
  const [is, has] = waiting.length === 1 ? ['is', 'has'] : ['are', 'have'];
  return ` ${countedNames(waiting, most)} ${is} in transition and ${has} to become stable first.`;
}

/**
 * Describes the impact on streams that already differed. A stream that does not exist is missing, so no change is
 * overwritten.
 */
function driftImpact(
  view: PlanCommentView,
  drift: readonly PlanItem[],
  { most, isStated }: { readonly most: number; readonly isStated: boolean },
): string {
  const what = isStated ? 'such changes' : ELSEWHERE;
  const there = drift.filter((item) => idOf(item) !== undefined);
  const gone = drift.filter((item) => idOf(item) === undefined);
  const says = listing([
    ...(there.length === 0 ? [] : [`overwrites ${what}, on ${countedNames(there, most)}`]),
    ...(gone.length === 0 ? [] : [`re-creates ${countOf(gone, 'missing')}${named(gone, most)}`]),
  ]);
  const clauses = consequencesText(consequencesOf(drift, view.plan, most));
  return clauses === '' ? says : `${says}; that ${clauses}`;
}

function danger(text: string): Sentence {
  return { tone: 'danger', text };
}
