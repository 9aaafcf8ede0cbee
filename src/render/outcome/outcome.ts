import { isStream } from '../../model/collection.ts';
import type { ItemOutcome, StepOutcome } from '../../model/outcome.ts';
import type { SatisfiedRotation } from '../../model/stop-explanation.ts';
import type { WatchMode } from '../../model/watch-mode.ts';
import { entries, overrideBlock } from '../apply/document.ts';
import { itemResult, waitsForOthers } from '../apply/tally.ts';
import { handOverBlocks, undoBlocks } from '../apply/undo.ts';
import { authorOf } from '../comment/actor.ts';
import { type Rendered, renderComment } from '../comment/comment.ts';
import { redactOutcome, redactPlan } from '../comment/hide-account.ts';
import { type ManualApply, manualApplyLines, startApplyCommand } from '../comment/manual-apply.ts';
import type { Section } from '../document/byte-budget.ts';
import { type Block, type Note, notesBlock } from '../document/document.ts';
import { section, sections } from '../document/markdown.ts';
import { warningsBlock } from '../plan/messages.ts';
import { orphanSentences } from '../plan/orphans.ts';
import { applyRefusalsBlock } from '../plan/refusals.ts';
import { clipped } from '../text/display-width.ts';
import { code, prose, sentence } from '../text/markdown-escape.ts';
import { quoted } from '../text/quoted-name.ts';
import { isSimulator, listing, moment, shellWord, some, thousands, transitionTime } from '../text/words.ts';
import { outcomeHeadline } from './headline.ts';
import { appliedById, reference, stoppedOf, stoppedSection } from './stopped.ts';
import type { OutcomeView } from './view.ts';

export type { OutcomeView } from './view.ts';

const MOST_NAMES = 5;

/**
 * Renders the result of an apply, as a comment on the merged change and as the summary of its job. Failed and
 * stopped streams are first, then streams in transition with their duration, then completed streams.
 *
 * @param budget size in bytes of UTF-8, at least 4,000; see `renderComment`. The caller subtracts the size of a
 *   hidden marker.
 */
export function renderOutcome(view: OutcomeView, budget: number): Rendered {
  const { targetName, summaryUrl } = view;
  const redactedView = {
    ...view,
    plan: redactPlan(view.plan, targetName),
    outcome: redactOutcome(view.outcome, targetName),
  };
  return renderComment(
    {
      headline: (mostNames) => outcomeHeadline(redactedView, mostNames),
      targetLines: [targetLine(redactedView)],
      sections: outcomeSections(redactedView),
      ...(summaryUrl === undefined ? {} : { summaryUrl }),
    },
    budget,
  );
}

function targetLine({ targetName, outcome }: OutcomeView): string {
  const simulator = isSimulator(outcome.target)
    ? ', the simulator: no real account, nothing is delivered'
    : '';
  return `**DataStream apply** to ${code(clipped(targetName))}${simulator}`;
}

function outcomeSections(view: OutcomeView): readonly Section[] {
  const { outcome } = view;
  const refusals = applyRefusalsBlock(outcome.refusals, view.reference, view.manual !== undefined);
  const lines = outcome.outcome === 'refused' ? [] : entries(tried(view), view.reference);
  const around: readonly Block[] = [
    ...overrideBlock(outcome),
    ...(outcome.outcome === 'refused' ? [] : [...handOverBlocks(tried(view)), ...undoBlocks(tried(view))]),
    ...notesBlock('Waits and locks', 'change', inTransitionNotes(view)),
    ...notesBlock('Also re-activated: other streams of the same properties', 'change', affectedNotes(view)),
    ...notesBlock(
      'Approved rotations that need no new version',
      'change',
      view.satisfied.map(satisfiedNote),
      {
        most: view.satisfied.length,
      },
    ),
    ...warningsBlock(outcome.warnings, view.reference, outcome.warnings.length),
  ];
  return [
    ...refusals.flatMap(sections),
    ...(stoppedOf(view).length === 0 ? [] : [stoppedSection(view)]),
    ...lines.flatMap(sections),
    ...around.flatMap(sections),
    ...(outcome.outcome === 'refused' ? [] : [approvedSection(view)]),
    closing(view),
  ];
}

/** Returns the streams that the apply processed. Stopped streams have their own section. */
function tried(view: OutcomeView): OutcomeView['outcome']['items'] {
  const stopped = new Set(stoppedOf(view).map(({ name }) => name));
  return view.outcome.items.filter(({ name }) => !stopped.has(name));
}

function inTransitionNotes({ outcome, plan, watchMode }: OutcomeView): readonly Note[] {
  const toDelete = new Set(plan.items.filter(({ action }) => action === 'delete').map(({ name }) => name));
  return outcome.items
    .filter((item) => itemResult(item) === 'in transition')
    .map((item) => {
      const { name, kind, status = 'in transition' } = item;
      if (waitsForOthers(item)) return { subject: name, text: waitingText(item, plan, watchMode) };
      const rest = stepsAfterWait(item);
      const last = toDelete.has(name) ? '; then the next apply deletes it' : '';
      const then = rest.length === 0 ? last : `; then ${NEXT[watchMode]} ${listing(rest)}`;
      const locked = isStream(item) ? 'update' : 'other activation';
      const text = `no ${locked} is possible while it is ${status}, ${transitionTime(outcome.target, kind)} from its start${then}`;
      return { subject: name, text };
    });
}

/** Describes an item whose steps are left until other items are done. */
function waitingText(
  { name, kind }: ItemOutcome,
  { items }: OutcomeView['plan'],
  watchMode: WatchMode,
): string {
  const { needs = [] } = items.find((one) => one.name === name) ?? {};
  const what = needs.length === 0 ? '' : ` for ${listing(needs.map((one) => quoted(one)))}`;
  const condition =
    isStream({ kind }) || watchMode === 'report'
      ? ''
      : ' if its input `property-activation-window` allows it, and otherwise prints the command';
  return `waits${what}; then ${NEXT[watchMode]} continues${condition}`;
}

/** Returns the steps after the wait of an item in transition, as actions of `NEXT`. */
function stepsAfterWait({ steps }: ItemOutcome): readonly string[] {
  const wait = steps.findIndex(({ result }) => result === 'pending');
  return steps.slice(wait + 1).flatMap((step) => THEN[step.do] ?? []);
}

/** The job that takes the steps after a wait. */
const NEXT: Readonly<Record<WatchMode, string>> = { complete: 'the watch job', report: 'the next apply' };

/** The steps after a wait, as actions of `NEXT`. */
const THEN: Readonly<Record<StepOutcome['do'], string | undefined>> = {
  create: 'creates it',
  update: 'saves the new version',
  activate: 'activates it',
  deactivate: 'deactivates it',
  delete: 'deletes it',
  await: undefined,
};

/**
 * Lists other streams that were re-activated. An activation in DataStream 1 also re-activates the other streams of the
 * same properties, although no user edited them.
 */
function affectedNotes({ outcome }: OutcomeView): readonly Note[] {
  return outcome.items.flatMap(({ name, affected }) => {
    if (affected === undefined || affected.streams.length === 0) return [];
    const streams = affected.streams.map(
      (stream) => `${quoted(stream.name)} (stream ${stream.streamId}, version ${stream.version})`,
    );
    const sources = affected.sources.map((source) => quoted(source.name));
    const shared = sources.length === 0 ? '' : `, by way of ${listing(some(sources, MOST_NAMES))}`;
    return [{ subject: name, text: `affects ${listing(some(streams, MOST_NAMES))}${shared}` }];
  });
}

/** Names the version that satisfied an approved rotation. That of another user may contain the previous secrets. */
function satisfiedNote({ name, after, version }: SatisfiedRotation): Note {
  const who = version.isOurs ? 'by an earlier apply' : authorOf(version) || 'by an unknown user';
  const text = `the secrets were sent after ${moment(after)} already, with version ${version.version}, which was saved ${who}`;
  const force = `if these are not the new values, request a later time: \`datastream rotate ${shellWord(name)}\``;
  return { subject: name, text: version.isOurs ? text : `${text}; ${force}` };
}

function approvedSection({ coverage }: OutcomeView): Section {
  const parts = coverage.flatMap((one) =>
    one.tag === 'covered' ? [`- ${code(clipped(one.name))}: ${reference(one.by)}`] : [],
  );
  return {
    what: 'lines of "Approved by"',
    rank: 5,
    open: `<details><summary>Approved by (${parts.length})</summary>\n`,
    parts,
    close: '\n\n</details>',
  };
}

function closing(view: OutcomeView): Section {
  const { outcome, plan } = view;
  return section('closing lines', 0, [
    ...continuation(view),
    ...afterRefusal(view),
    ...orphanSentences(plan.orphans, plan).flatMap((text) => [sentence(text), '']),
    sentence(`Requests: ${thousands(outcome.requests)} sent.`),
    ...appliedById(view),
  ]);
}

/** Returns what happens to the streams in transition. */
function continuation({ outcome, watchMode, words }: OutcomeView): readonly string[] {
  const inTransition = outcome.items.filter((item) => itemResult(item) === 'in transition');
  if (inTransition.length === 0) return [];
  if (watchMode === 'complete')
    return [
      prose(
        'You need not wait: the watch job follows the streams in transition and takes the remaining steps.',
      ),
      '',
    ];
  const follows = 'You need not wait: the watch job follows the streams in transition.';
  const hasMore = inTransition.some((item) => waitsForOthers(item) || stepsAfterWait(item).length > 0);
  if (!hasMore) return [prose(follows), ''];
  const how =
    'It only reports (`watch-mode: report`). When it reports that a remaining step is due, start an apply:';
  return [sentence(`${follows} ${how}`), '', startApplyCommand(words), ''];
}

/**
 * Returns what to do after a refusal. Every run creates a new plan, and writes only to streams that are unchanged since
 * their approval.
 */
function afterRefusal(view: OutcomeView): readonly string[] {
  const { outcome, refusals } = view.outcome;
  if (outcome !== 'refused') return [];
  if (view.manual !== undefined) return [...afterLimit(view, view.manual), ''];
  const isStale = refusals.every(({ code }) => code === 'stale-plan');
  const first = isStale ? '' : 'fix what is refused, then ';
  const text = `${first}plan again by running the apply workflow once more; it reads the current state, and writes what is still as approved.`;
  return [`**To do:** ${sentence(text)}`, ''];
}

/**
 * Returns what to do if only a safety limit refuses the apply: one command that permits it, including the stopped
 * streams.
 */
function afterLimit(view: OutcomeView, manual: ManualApply): readonly string[] {
  const lead =
    stoppedOf(view).length === 0
      ? '**To do:** if all of it is intended, apply it manually.'
      : '**If all of this is intended**, including what was stopped, apply it manually.';
  return manualApplyLines(lead, manual, view.words);
}
