import { exampleDifference } from '../../../src/explanations/example-difference.ts';
import type { Explanation, ExplanationGroup } from '../../../src/explanations/explanation.ts';
import { block, page } from './markdown.ts';

/** A page about codes. */
interface ExplanationsPage {
  readonly title: string;
  readonly introduction: readonly string[];
  readonly groups: readonly ExplanationGroup[];
  readonly closing?: readonly string[];
}

/** A page with a section for each code. The heading of a section is its code, so that messages can link to it. */
export function explanationsPage({ title, introduction, groups, closing = [] }: ExplanationsPage): string {
  return page(title, [...introduction, listOf(groups), ...groups.flatMap(groupSections), ...closing]);
}

function listOf(groups: readonly ExplanationGroup[]): string {
  return groups
    .map(({ title, explanations }) => {
      const links = Object.keys(explanations).map((code) => `[${code}](#${code})`);
      return `- ${title}: ${links.join(', ')}`;
    })
    .join('\n');
}

function groupSections({ title, explanations }: ExplanationGroup): readonly string[] {
  return [`## ${title}`, ...Object.entries(explanations).map(([code, one]) => section(code, one))];
}

function section(code: string, { title, meaning, fix, example }: Explanation): string {
  return [
    `### ${code}`,
    `**${title}.** ${meaning}`,
    `**What to do:** ${fix}`,
    ...(example ? [`In \`${example.file}\`:`, block('diff', exampleDifference(example).join('\n'))] : []),
  ].join('\n\n');
}
