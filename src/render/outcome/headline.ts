import type { Coverage } from '../../model/approval.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { interruptedText } from '../apply/document.ts';
import { type ItemResult, itemResult, waitsForOthers } from '../apply/tally.ts';
import type { Sentence } from '../document/document.ts';
import { refusalText } from '../plan/headline.ts';
import { countedNames } from '../text/resources.ts';
import { isSimulator, transitionTime } from '../text/words.ts';
import { stoppedOf } from './stopped.ts';
import type { OutcomeView } from './view.ts';

const ANOTHER_PLAN: Sentence = {
  tone: 'danger',
  text: 'Nothing was written: the given plan id matches none of the current changes.',
};

/** Returns the headline: the result of the merge. With `mostNames` 0, streams are counted and not named. */
export function outcomeHeadline(view: OutcomeView, mostNames: number): readonly Sentence[] {
  const { outcome } = view;
  if (outcome.outcome === 'refused') {
    const approved = view.coverage.filter(({ tag }) => tag === 'covered');
    const to = approved.length === 0 ? '' : ` to ${countedNames(plannedItems(view, approved), mostNames)}`;
    const text = `Refused (${refusalText(outcome.refusals)}): nothing was written${to}.`;
    return [{ tone: 'danger', text }, ...stopped(view, mostNames)];
  }
  const sentences = [
    ...interrupted(view),
    ...failed(view, mostNames),
    ...stopped(view, mostNames),
    ...moved(view, mostNames),
    ...notSelected(view, mostNames),
  ];
  const drift = drifting(view, mostNames);
  const every = drift.length === 0 ? 'every stream' : 'every other stream';
  const calm = { tone: 'good', text: `Nothing to apply: ${every} matches its manifest.` } as const;
  const rest = view.givenPlanId === undefined ? calm : ANOTHER_PLAN;
  return [...(sentences.length === 0 ? [rest] : sentences), ...drift];
}

/**
 * Names the streams that differ although no merged change touches them. The issue of the watch job says what to do
 * about them.
 */
function drifting(view: OutcomeView, most: number): readonly Sentence[] {
  const items = plannedItems(
    view,
    view.coverage.filter(({ tag }) => tag === 'drift'),
  );
  if (items.length === 0) return [];
  const [differs, it] =
    items.length === 1 ? ['differs from its manifest', 'it'] : ['differ from their manifests', 'them'];
  const text = `Not changed: ${countedNames(items, most)} ${differs}, but no merged change touches ${it}; see the issue of the watch job.`;
  return [{ tone: 'strong', text }];
}

/** Names the streams that the selection of the run omits. */
function notSelected(view: OutcomeView, most: number): readonly Sentence[] {
  const items = plannedItems(
    view,
    view.coverage.filter(({ tag }) => tag === 'not-selected'),
  );
  if (items.length === 0) return [];
  const text = `Not selected: ${countedNames(items, most)}; the next apply of all streams continues.`;
  return [{ tone: 'strong', text }];
}

function plannedItems({ plan }: OutcomeView, coverage: readonly Coverage[]): readonly PlanItem[] {
  const names = new Set(coverage.map(({ name }) => name));
  return plan.items.filter(({ name }) => names.has(name));
}

function withResult({ outcome, coverage }: OutcomeView, result: ItemResult): OutcomeView['outcome']['items'] {
  const stopped = new Set(coverage.flatMap(({ tag, name }) => (tag === 'covered' ? [] : [name])));
  return outcome.items.filter((item) => itemResult(item) === result && !stopped.has(item.name));
}

function interrupted({ outcome }: OutcomeView): readonly Sentence[] {
  return outcome.outcome === 'interrupted' ? [{ tone: 'danger', text: interruptedText(outcome.items) }] : [];
}

function failed(view: OutcomeView, most: number): readonly Sentence[] {
  const [items, left] = [withResult(view, 'failed'), withResult(view, 'left')];
  return [
    ...(items.length === 0
      ? []
      : [
          {
            tone: 'danger' as const,
            text: `Failed: ${countedNames(items, most)}; see below for the reason.`,
          },
        ]),
    ...(left.length === 0
      ? []
      : [
          {
            tone: 'danger' as const,
            text: `Not started: ${countedNames(left, most)}; the next run continues with them.`,
          },
        ]),
  ];
}

function stopped(view: OutcomeView, most: number): readonly Sentence[] {
  const items = plannedItems(view, stoppedOf(view));
  if (items.length === 0) return [];
  const it = items.length === 1 ? 'it' : 'them';
  const why =
    view.givenPlanId === undefined
      ? `no approval covers what applying would do to ${it} now`
      : 'the given plan id is not that of the current plan';
  const text = `Stopped: nothing was written to ${countedNames(items, most)}, since ${why}.`;
  return [{ tone: 'danger', text }];
}

function moved(view: OutcomeView, most: number): readonly Sentence[] {
  const { target } = view.outcome;
  const [pending, done] = [withResult(view, 'in transition'), withResult(view, 'done')];
  const waiting = pending.filter(waitsForOthers);
  const inTransition = pending.filter((item) => !waitsForOthers(item));
  const where = isSimulator(target) ? 'in the simulator' : 'on production';
  const lasts = transitionTime(target, ...inTransition.map(({ kind }) => kind));
  return [
    ...(inTransition.length === 0
      ? []
      : [
          {
            tone: 'strong' as const,
            text: `In transition ${where}: ${countedNames(inTransition, most)}, for ${lasts}; locked against changes meanwhile.`,
          },
        ]),
    ...(waiting.length === 0
      ? []
      : [
          {
            tone: 'strong' as const,
            text: `Waiting for other changes: ${countedNames(waiting, most)}.`,
          },
        ]),
    ...(done.length === 0 ? [] : [{ tone: 'good' as const, text: `Done: ${countedNames(done, most)}.` }]),
  ];
}
