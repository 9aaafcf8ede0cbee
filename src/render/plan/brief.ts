import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { CheckList, Document, EffectView } from '../document/document.ts';
import { terminal } from '../document/terminal.ts';
import { propertyBlocks } from '../properties/property-blocks.ts';
import { displayWidth, padded } from '../text/display-width.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { ACTION, listing, targetText, transitionTime } from '../text/words.ts';
import { changedSinceSentences } from './changed-since.ts';
import { freezeBlock, savedOnlyBlock, summaryText } from './document.ts';
import { effectViews } from './effects.ts';
import { noChanges, stepsNow } from './headline.ts';
import { codeLines, refusedBlock, warningsBlock } from './messages.ts';
import { orphanSentences } from './orphans.ts';

type BriefOptions = Pick<RenderOptions, 'color' | 'width' | 'typing'>;

/**
 * Renders a plan for a terminal with one line for each change: the action, and what it does to production. Reasons,
 * warnings, refusals, freezes and findings about properties are complete, as in the whole plan.
 */
export function renderBriefPlan(plan: Plan, options: BriefOptions): string {
  return terminal(briefDocument(plan, options), options);
}

/** Builds the document of a plan in brief. */
export function briefDocument(plan: Plan, options: BriefOptions): Document {
  const { target, summary, warnings, refusals, orphans } = plan;
  return {
    title: 'DataStream plan',
    summary: summaryText(summary),
    target: targetText(target),
    headline: [...changedSinceSentences(plan, 'this branch'), ...noChanges(plan)],
    blocks: [
      ...changeLines(plan),
      ...savedOnlyBlock(plan),
      ...warningsBlock(warnings, undefined, warnings.length),
      ...freezeBlock(plan),
      ...refusedBlock(refusals, undefined),
      ...propertyBlocks(plan),
      {
        tag: 'closing',
        total: { tone: 'strong', text: `Plan: ${summaryText(summary)}.` },
        lines: [
          ...orphanSentences(orphans, { ...options, target }).map((text) => ({
            tone: 'quiet' as const,
            text,
          })),
          ...codeLines(plan, { ...options, format: 'terminal' }),
        ],
      },
    ],
  };
}

function changeLines({ items, target }: Plan): readonly CheckList[] {
  const shown = items.filter(({ action }) => action !== 'none');
  if (shown.length === 0) return [];
  const column = Math.max(...shown.map(({ action }) => displayWidth(action)));
  const lines = shown.map((item) => ({
    ...ACTION[item.action],
    name: `${padded(item.action, column)}  ${item.name}`,
    text: reasonText(item) ?? changeText(item, effectViews(item, transitionTime(target, item.kind))),
  }));
  return [{ tag: 'checks', items: lines }];
}

function reasonText({ reason, reasonCode }: PlanItem): string | undefined {
  return reason !== undefined && reasonCode !== undefined ? `${reason} [${reasonCode}]` : reason;
}

/** Returns the impact of an item, with what it waits for if it does nothing yet. */
function changeText(item: PlanItem, effects: readonly EffectView[]): string {
  const { needs = [], status = 'in transition' } = item;
  const impact = impactText(effects);
  if (stepsNow(item).length > 0) return impact ?? 'does not affect production';
  if (needs.length > 0) return `after ${listing(needs.map((one) => quoted(one)))}: ${impact ?? 'continues'}`;
  return impact === undefined ? `is ${status}` : `is ${status}, then ${impact}`;
}

/** The order in which effects are named. Those for information are omitted. */
const SHOWN_TONES: readonly EffectView['tone'][] = ['danger', 'change', 'good', 'plain'];

function impactText(effects: readonly EffectView[]): string | undefined {
  const sorted = SHOWN_TONES.flatMap((tone) => effects.filter((effect) => effect.tone === tone));
  if (sorted.length === 0) return undefined;
  return sorted.map(({ short }) => `${short.charAt(0).toLowerCase()}${short.slice(1)}`).join(', ');
}
