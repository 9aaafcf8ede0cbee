import type { ItemOutcome } from '../../model/outcome.ts';
import type { Action, PlanItem } from '../../model/plan-item.ts';
import type { Condition, StatusItem } from '../../model/status.ts';
import { itemResult } from '../apply/tally.ts';
import { countOf } from '../text/resources.ts';
import { count } from '../text/words.ts';
import type { DriftView } from './view.ts';

/** Streams grouped by their problem, each in one group only. */
export interface Sorted {
  readonly reverted: readonly StatusItem[];
  readonly overdue: readonly StatusItem[];
  readonly unknown: readonly StatusItem[];
  readonly differing: readonly PlanItem[];
  /** They differ because an apply did not complete, not because of a change made outside this repository. */
  readonly unfinished: readonly PlanItem[];
}

/** Groups the streams. A stream that reverted also differs from its manifest, but is only in its own group. */
export function sorted({ status, drift, unfinished: apply }: DriftView): Sorted {
  const having = (condition: Condition) => status.items.filter((item) => item.condition === condition);
  const [reverted, overdue, unknown] = [having('reverted'), having('overdue'), having('unknown')];
  const shown = new Set([...reverted, ...unknown].map(({ name }) => name));
  const others = lossesFirst(drift.filter(({ name }) => !shown.has(name)));
  const isLeft = ({ name }: PlanItem) => apply?.names?.has(name) ?? false;
  const [unfinished, differing] = [others.filter(isLeft), others.filter((item) => !isLeft(item))];
  return { reverted, overdue, unknown, differing, unfinished };
}

/** Actions of streams that do not deliver logs but should. They are listed first and cut last. */
const LOSSES: ReadonlySet<Action> = new Set(['create', 'activate', 'blocked']);

function lossesFirst(items: readonly PlanItem[]): readonly PlanItem[] {
  const isLoss = ({ action }: PlanItem) => LOSSES.has(action);
  return [...items.filter(isLoss), ...items.filter((item) => !isLoss(item))];
}

/** Returns the streams with a recorded step that was due and failed. */
export function failedItems({ outcome }: DriftView): readonly ItemOutcome[] {
  return outcome?.items.filter((item) => itemResult(item) === 'failed') ?? [];
}

/** Returns counts of everything to report: `2 streams differ`, `1 reverted`. */
export function driftTally(view: DriftView): readonly string[] {
  const { reverted, overdue, unknown, differing, unfinished } = sorted(view);
  const all = [...differing, ...unfinished];
  const lacking = view.lacking.length;
  const late = view.waiting.isLate ? view.waiting.items : [];
  const tallies = [
    [all.length, `${countOf(all)} ${all.length === 1 ? 'differs' : 'differ'}`],
    [reverted.length, `${reverted.length} reverted`],
    [overdue.length, `${overdue.length} overdue`],
    [unknown.length, `${unknown.length} in an unknown status`],
    [failedItems(view).length, `${count(failedItems(view).length, 'step')} failed`],
    [lacking, `${count(lacking, 'step')} ${lacking === 1 ? 'lacks' : 'lack'} secrets`],
    [
      view.postponed.length,
      `${count(view.postponed.length, 'step')} ${view.postponed.length === 1 ? 'waits' : 'wait'} for a person`,
    ],
    [late.length, `${countOf(late)} ${late.length === 1 ? 'waits' : 'wait'} for an apply`],
  ] as const;
  return tallies.filter(([number]) => number > 0).map(([, text]) => text);
}
