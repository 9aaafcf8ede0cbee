import type { StatusItem } from '../../model/status.ts';
import type { Section } from '../document/byte-budget.ts';
import { factsOf } from '../plan/document.ts';
import { clipped } from '../text/display-width.ts';
import { code, prose } from '../text/markdown-escape.ts';
import { resourceTitle } from '../text/resources.ts';
import { isSimulator, moment, transitionTime, unknownStart } from '../text/words.ts';
import type { DriftView } from './view.ts';

/** Lists the streams in transition, with their start and their expected end. They require no action. */
export function inTransitionSection(view: DriftView): readonly Section[] {
  const inTransition = view.status.items.filter(({ condition }) => condition === 'in-transition');
  const { activating, status } = view;
  if (inTransition.length + activating.length === 0) return [];
  const parts = [
    ...inTransition.map((item) => `- ${code(clipped(item.name))}: ${prose(transitionText(item, view))}.`),
    ...activating.map(
      (item) =>
        `- ${code(clipped(item.name))}: ${prose(`${factsOf(item).join(', ')}, which takes ${transitionTime(status.target, item.kind)}`)}.`,
    ),
  ];
  return [{ what: 'streams in transition', rank: 4, open: '#### In transition\n', parts, close: '' }];
}

function transitionText(item: StatusItem, view: DriftView): string {
  const { version, status, since, firstSeen } = item;
  const start = since === undefined ? ` (${unknownStart(firstSeen)})` : ` since ${moment(since)}`;
  return [
    resourceTitle(item),
    ...(version === undefined ? [] : [`version ${version}`]),
    `${status}${start}`,
    end(item, view),
  ].join(', ');
}

/** Returns when a transition ends. A transition that is late but not yet overdue is described as such. */
function end({ kind, earliestEdit }: StatusItem, { status: { target }, now }: DriftView): string {
  if (earliestEdit === undefined || isSimulator(target)) return `which takes ${transitionTime(target, kind)}`;
  const at = moment(earliestEdit);
  return Date.parse(earliestEdit) < now ? `expected to end by about ${at}` : `until about ${at}`;
}
