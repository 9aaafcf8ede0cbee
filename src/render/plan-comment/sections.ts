import { isStream } from '../../model/collection.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { renderPlace } from '../comment/footer.ts';
import type { Section } from '../document/byte-budget.ts';
import { type Block, type Entry, notesBlock } from '../document/document.ts';
import { section, sections } from '../document/markdown.ts';
import type { Walk } from '../document/steps.ts';
import { byKind, entryOf, freezeBlock } from '../plan/document.ts';
import { warningsBlock } from '../plan/messages.ts';
import { orphansBlock } from '../plan/orphans.ts';
import { refusalsBlock } from '../plan/refusals.ts';
import { propertyBlocks } from '../properties/property-blocks.ts';
import { sentence } from '../text/markdown-escape.ts';
import { quoted } from '../text/quoted-name.ts';
import { headingOf } from '../text/resources.ts';
import { thousands, transitionTime } from '../text/words.ts';
import { locks } from './locks.ts';
import { actingItems, originsOf } from './origin.ts';
import { overwriting, unsigned } from './overwriting.ts';
import type { PlanCommentView } from './view.ts';

/** Returns how a plan continues after the apply of the merge. */
function afterMerge({ watchMode }: PlanCommentView): Walk {
  return { now: 'on merge', after: (item) => (watchMode === 'report' ? LEFT_TO_APPLY : takenByWatch(item)) };
}

const LEFT_TO_APPLY = 'the watch job reports when this is due, and the next apply does it';

function takenByWatch(item: PlanItem): string {
  return isStream(item)
    ? 'the watch job does it once the stream is stable'
    : 'the watch job does it if `property-activation-window` allows it then; otherwise its summary prints the command';
}

/** The columns of a changed setting. Reviewers have to see which fields or times a change allows. */
const LONGEST_SETTING = 400;

/** Returns the sections below the headline of the plan comment. */
export function planCommentSections(view: PlanCommentView): readonly Section[] {
  const { plan, configurationChanges = [], reference } = view;
  const blocks: readonly Block[] = [
    ...notesBlock(
      'Changes the configuration file',
      'danger',
      configurationChanges.map((text) => ({ text: quoted(text, LONGEST_SETTING) })),
      { hint: 'they hold after merging; this plan uses the settings of the branch that it merges into' },
    ),
    ...freezeBlock(plan),
    ...refusalsBlock(plan.refusals, reference),
    ...entries(view),
    ...notesBlock('Waits and locks', 'change', locks(view)),
    ...warningsBlock(plan.warnings, reference, plan.warnings.length),
    ...propertyBlocks(plan),
    ...orphansBlock(plan.orphans, { target: plan.target }),
  ];
  return [...blocks.flatMap(sections), closing(view)];
}

function entries(view: PlanCommentView): readonly Block[] {
  const { both, drift, left } = originsOf(view);
  const { actors } = view;
  const found = new Set([...both, ...drift]);
  const items = view.plan.items.filter((item) => item.action !== 'none' && !left.includes(item));
  const shown = items.map((item) => {
    const lasts = transitionTime(view.plan.target, item.kind);
    const options = { reference: view.reference, walk: afterMerge(view) };
    const entry = { ...entryOf(unsigned(item, actors), lasts, options), ...manifestOf(view, item) };
    return found.has(item) ? overwriting(entry, item, actors) : entry;
  });
  return shown.length === 0
    ? []
    : [{ tag: 'entries', subject: headingOf(items), column: impactTitle(view), entries: dangerFirst(shown) }];
}

/** Returns a link only for manifests that the change touches, because other manifests may be missing in its branch. */
function manifestOf(
  { changed, manifests }: PlanCommentView,
  { name, source }: PlanItem,
): Pick<Entry, 'manifest'> {
  if (!manifests || changed?.has(name) === false) return {};
  return { manifest: renderPlace(source, manifests) };
}

function impactTitle({ plan }: PlanCommentView): string {
  return plan.refusals.length === 0 ? 'What merging does' : 'What merging would do';
}

/** Sorts dangerous entries first, so that they are cut last. */
function dangerFirst(all: readonly Entry[]): readonly Entry[] {
  const isGrave = ({ tone, effects }: Entry) =>
    tone === 'danger' || effects.some((one) => one.tone === 'danger');
  return [...all.filter(isGrave), ...all.filter((entry) => !isGrave(entry))];
}

function closing(view: PlanCommentView): Section {
  const lines = [sentence(requests(view)), ...unknownBefore(view)].join('<br>');
  return section('closing lines', 0, [lines, ...planIdLines(view)]);
}

function requests({ plan }: PlanCommentView): string {
  const { used, apply, applyByKind } = plan.requests;
  const idle = apply === 0 || plan.refusals.length > 0 || actingItems(plan).length === 0;
  const merging = idle
    ? ''
    : `; applying sends about ${thousands(apply)} (${byKind(applyByKind)}not counting waits)`;
  const rates = plan.items.every(isStream)
    ? 'Each API allows 20 a minute'
    : 'Each DataStream API allows 20 a minute, and Property Manager 100';
  return `Requests: ${thousands(used)} sent for this plan${merging}. ${rates}.`;
}

function unknownBefore({ changed, plan }: PlanCommentView): readonly string[] {
  if (changed !== undefined || actingItems(plan).length === 0) return [];
  return ['What of this was there before the change is not known: the manifests before it were not read.'];
}

/**
 * Renders the plan ID. Empty if there is nothing to apply. The ID is in its own code block, because a forge shows a copy
 * button for it.
 */
function planIdLines(view: PlanCommentView): readonly string[] {
  const { plan } = view;
  if (actingItems(plan).length === 0) return [];
  const id = ['', '```text', view.planId.replace(/[^\w:.-]/g, '?'), '```'];
  // Only a safety limit can be raised for the same plan. All other refusals need a new plan.
  if (plan.refusals.some(({ code: refusal }) => refusal !== 'safety-limit')) {
    return [
      '',
      '**Plan id.** Apply refuses this plan. Fix what is refused; the next plan has another id.',
      ...id,
    ];
  }
  const merging =
    actingItems(plan).length === originsOf(view).left.length
      ? 'Merging writes nothing.'
      : plan.refusals.length === 0
        ? 'Merging is enough: each stream goes if it is still what this plan saw.'
        : 'Apply refuses this plan unless its run raises the safety limit (input `allow`).';
  const manually = `To apply exactly this plan, ${view.words.startApply} with this \`plan-id\`.`;
  return ['', `**Plan id.** ${merging} ${manually}`, ...id];
}
