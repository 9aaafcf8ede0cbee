import { type Rendered, renderComment } from '../comment/comment.ts';
import { redactPlan } from '../comment/hide-account.ts';
import { summaryText } from '../plan/document.ts';
import { clipped } from '../text/display-width.ts';
import { code, prose } from '../text/markdown-escape.ts';
import { isSimulator } from '../text/words.ts';
import { reviewHeadline } from './headline.ts';
import { reviewSections } from './sections.ts';
import type { ReviewView } from './view.ts';

export type { Rendered } from '../comment/comment.ts';
export type { ReviewView } from './view.ts';

/**
 * Renders a plan as a comment on a change, and as the summary of a job. The first line states what merging does
 * to production, most dangerous first. Unchanged streams are only counted.
 *
 * @param budget size in bytes of UTF-8, at least 4,000; see `renderComment`. The caller subtracts the size of a
 *   hidden marker.
 */
export function renderReview(view: ReviewView, budget: number): Rendered {
  const redactedView = { ...view, plan: redactPlan(view.plan, view.targetName) };
  const { summaryUrl } = view;
  return renderComment(
    {
      headline: (mostNames) => reviewHeadline(redactedView, mostNames),
      firstLine: [firstLine(redactedView)],
      sections: reviewSections(redactedView),
      ...(summaryUrl === undefined ? {} : { summaryUrl }),
    },
    budget,
  );
}

function firstLine({ targetName, plan }: ReviewView): string {
  const simulator = isSimulator(plan.target) ? ', the simulator: no real account, nothing is delivered' : '';
  return `**DataStream plan** for ${code(clipped(targetName))}${simulator} · ${prose(summaryText(plan.summary))}`;
}
