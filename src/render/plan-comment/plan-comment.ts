import { type Rendered, renderComment } from '../comment/comment.ts';
import { redactPlan } from '../comment/hide-account.ts';
import { summaryText } from '../plan/document.ts';
import { clipped } from '../text/display-width.ts';
import { code, prose } from '../text/markdown-escape.ts';
import { isSimulator } from '../text/words.ts';
import { planCommentHeadline } from './headline.ts';
import { planCommentSections } from './sections.ts';
import type { PlanCommentView } from './view.ts';

export type { Rendered } from '../comment/comment.ts';
export type { PlanCommentView as ReviewView } from './view.ts';

/**
 * Renders a plan as a comment on a change request, and as the summary of a job. The first line is the headline (see
 * `planCommentHeadline`): what merging does to production, most dangerous first. Unchanged streams are only counted.
 *
 * @param budget size in bytes of UTF-8, at least 4,000; see `renderComment`. The caller subtracts the size of a
 *   hidden marker.
 */
export function renderPlanComment(view: PlanCommentView, budget: number): Rendered {
  const redactedView = { ...view, plan: redactPlan(view.plan, view.targetName) };
  const { summaryUrl } = view;
  return renderComment(
    {
      headline: (mostNames) => planCommentHeadline(redactedView, mostNames),
      targetLines: [targetLine(redactedView)],
      sections: planCommentSections(redactedView),
      ...(summaryUrl === undefined ? {} : { summaryUrl }),
    },
    budget,
  );
}

function targetLine({ targetName, plan }: PlanCommentView): string {
  const simulator = isSimulator(plan.target) ? ', the simulator: no real account, nothing is delivered' : '';
  return `**DataStream plan** for ${code(clipped(targetName))}${simulator} · ${prose(summaryText(plan.summary))}`;
}
