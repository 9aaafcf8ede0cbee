import type { PlanItem } from '../../model/plan-item.ts';
import type { Identity } from '../../model/resource-key.ts';
import { entries } from '../apply/document.ts';
import { type Rendered, renderComment } from '../comment/comment.ts';
import { accountRedactor, redactOutcome } from '../comment/hide-account.ts';
import type { Section } from '../document/byte-budget.ts';
import type { Sentence } from '../document/document.ts';
import { section, sections } from '../document/markdown.ts';
import { orphanSentences, unusableRowSentences } from '../plan/orphans.ts';
import { clipped } from '../text/display-width.ts';
import { visible } from '../text/escape-control.ts';
import { code, prose, sentence } from '../text/markdown-escape.ts';
import { countedNames } from '../text/resources.ts';
import { isSimulator, moment } from '../text/words.ts';
import { driftTally, failedItems, sorted } from './classified.ts';
import { inTransitionSection } from './in-transition.ts';
import { ailingSection, differingSection } from './streams.ts';
import { unfinishedSection, unfinishedSentence } from './unfinished.ts';
import type { DriftView } from './view.ts';
import { lackingSection, postponedSection, waitingSection } from './waiting.ts';

export type { DriftView, Unfinished } from './view.ts';

/** An issue with its title and its body. */
export interface RenderedIssue extends Rendered {
  readonly title: string;
}

/** Returns whether there is anything to report. If there is not, the issue is closed. */
export function needsAction(view: DriftView): boolean {
  return driftTally(view).length > 0;
}

/**
 * Renders the issue that the watch job keeps up to date for a target: who changed what outside the repository, which
 * streams reverted or do not become stable, and how to resolve a difference in either direction. If there is nothing to
 * report, the issue says so.
 *
 * @param budget size in bytes of UTF-8, at least 4,000; see `renderComment`. The caller subtracts the size of a
 *   hidden marker.
 */
export function renderDrift(view: DriftView, budget: number): RenderedIssue {
  const redactedView = redacted(view);
  const { summaryUrl } = view;
  const comment = {
    headline: (mostNames: number) => headline(redactedView, mostNames),
    targetLines: [targetLine(redactedView)],
    sections: driftSections(redactedView),
    ...(summaryUrl === undefined ? {} : { summaryUrl }),
  };
  return { title: titleOf(redactedView), ...renderComment(comment, budget) };
}

function redacted(view: DriftView): DriftView {
  const hide = accountRedactor(view.status.target, view.targetName);
  const hidden = (item: PlanItem) =>
    item.reason === undefined ? item : { ...item, reason: hide(item.reason) };
  const drift = view.drift.map(hidden);
  const { outcome } = view;
  const waiting = { ...view.waiting, items: view.waiting.items.map(hidden) };
  return outcome === undefined
    ? { ...view, drift, waiting }
    : { ...view, drift, waiting, outcome: redactOutcome(outcome, view.targetName) };
}

/** Returns the title of the issue. A forge renders no Markdown in a title except code, and accepts about 250 characters. */
function titleOf(view: DriftView): string {
  const tally = driftTally(view);
  const shown = tally.length === 0 ? 'nothing differs' : tally.join(', ');
  const name = clipped(visible(view.targetName).replace(/[`@#<>]/g, '?'), 80);
  return `DataStream drift on ${name}: ${shown}`;
}

function headline(view: DriftView, most: number): readonly Sentence[] {
  const { reverted, overdue, unknown, differing, unfinished } = sorted(view);
  const failed = failedItems(view);
  const { lacking, postponed } = view;
  const shown = (items: readonly Identity[], say: (streams: string) => string) =>
    items.length === 0 ? [] : [{ tone: 'danger' as const, text: say(countedNames(items, most)) }];
  const sentences = [
    ...shown(reverted, (s) => `Reverted: ${s}. A change that was applied is not on production.`),
    ...shown(overdue, (s) => `Overdue: ${s} still in transition, much longer than a transition takes.`),
    ...shown(unknown, (s) => `Unknown status: ${s}.`),
    ...shown(failed, (s) => `A recorded step failed: ${s}.`),
    ...shown(lacking, (s) => `A recorded step waits for secrets that are not set: ${s}.`),
    ...shown(postponed, (s) => `An approved step waits for a person: ${s}.`),
    ...shown(
      differing,
      (s) =>
        `Different from the manifests on the main branch: ${s}. Nothing was written to ${differing.length === 1 ? 'it' : 'them'}.`,
    ),
    ...unfinishedSentence(unfinished, view.unfinished, most),
  ];
  const later = [...waitingSentence(view, most), ...heldSentence(view, most)];
  if (sentences.length > 0) return [...sentences, ...later];
  const every = later.length === 0 ? 'every' : 'every other';
  const fine = {
    tone: 'good',
    text: `Nothing to report: ${every} stream matches its manifest or is in transition to it.`,
  } as const;
  return [...later, fine];
}

function heldSentence({ held }: DriftView, most: number): readonly Sentence[] {
  if (held === undefined) return [];
  const { items, freeze } = held;
  const end = freeze.until === undefined ? '' : ` until ${moment(freeze.until)}`;
  const step = items.length === 1 ? 'the next step' : 'the next steps';
  const text = `A freeze (${freeze.source}) holds back ${step} of ${countedNames(items, most)}${end}.`;
  return [{ tone: 'strong', text }];
}

function waitingSentence({ waiting }: DriftView, most: number): readonly Sentence[] {
  const { items, since, isLate } = waiting;
  if (items.length === 0) return [];
  const when = since === undefined ? '' : `, since ${moment(since)}`;
  const it = items.length === 1 ? 'it' : 'them';
  const text = `Merged and not applied yet: ${countedNames(items, most)}${when}. No apply has dealt with ${it}: one may wait for a reviewer or a runner.`;
  return [{ tone: isLate ? 'danger' : 'strong', text }];
}

function targetLine({ targetName, status, now, onlyReports }: DriftView): string {
  const simulator = isSimulator(status.target)
    ? ', the simulator: no real account, nothing is delivered'
    : '';
  const mode = onlyReports ? ', which writes nothing to Akamai' : '';
  return `**DataStream watch** of ${code(clipped(targetName))}${simulator}${mode} · looked at ${prose(moment(new Date(now).toISOString()))}`;
}

function driftSections(view: DriftView): readonly Section[] {
  const failed = failedItems(view);
  return [
    ...ailingSection(view),
    ...entries(failed).flatMap(sections),
    ...lackingSection(view),
    ...postponedSection(view),
    ...differingSection(view),
    ...unfinishedSection(sorted(view).unfinished, view),
    ...waitingSection(view),
    ...(view.place === 'summary' ? inTransitionSection(view) : []),
    ...closingSection(view),
  ];
}

function closingSection(view: DriftView): readonly Section[] {
  const lines = closing(view);
  return lines.length === 0 ? [] : [section('closing lines', 0, [lines.join('\n\n')])];
}

function closing(view: DriftView): readonly string[] {
  switch (view.place) {
    case 'issue':
      return [sentence(needsAction(view) ? `${REPORTING} ${KEEPING}` : CLOSING)];
    case 'summary':
      return [
        ...orphanSentences(view.status.orphans, view.status),
        ...unusableRowSentences(view.status.unusableRows ?? []),
        ...(needsAction(view) ? [`${REPORTING} ${ELSEWHERE}`] : []),
      ].map(sentence);
    default:
      return view.place satisfies never;
  }
}

const REPORTING =
  'The watch job reports and never undoes a manual change: a stream that was stopped at night stays stopped.';
const KEEPING = 'It keeps this one issue up to date, and closes it as soon as nothing differs.';
const ELSEWHERE = 'It keeps one issue about this, and closes it as soon as nothing differs.';
const CLOSING = 'This issue closes itself, and opens again if something differs.';
