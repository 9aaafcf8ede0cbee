import type { PlanItem, Step } from '../../model/plan-item.ts';
import { quoted } from '../text/quoted-name.ts';
import { stepText } from '../text/resources.ts';
import { listing } from '../text/words.ts';

/** One part of a stream's plan: when it happens, and what happens. */
export interface StepView {
  readonly when: 'now' | 'on merge' | 'then' | 'later';
  readonly text: string;
}

/** The text for when the first steps run, and for how the plan continues after a wait. */
export interface Walk {
  readonly now: 'now' | 'on merge';
  readonly after: (item: PlanItem) => string;
}

/**
 * Returns the steps up to the first wait that a run leaves to a later one, that wait, and the steps after it. A run
 * always waits for staging, which takes minutes. An item that needs another one does nothing now.
 */
export function splitAtWait({ steps, needs = [] }: PlanItem): {
  readonly now: readonly Step[];
  readonly wait?: Step;
  readonly later: readonly Step[];
} {
  if (needs.length > 0) return { now: [], later: steps };
  const pause = steps.findIndex((step) => step.do === 'await' && step.until !== 'ACTIVE_STAGING');
  const wait = steps[pause];
  return wait
    ? { now: steps.slice(0, pause), wait, later: steps.slice(pause + 1) }
    : { now: steps, later: [] };
}

const MANUALLY: Walk = { now: 'now', after: () => 'with --wait this run does it too' };

/**
 * Returns the plan of one stream in parts: the steps of this run, the wait, and the steps after it. After a wait, the
 * next run continues, or this run with `--wait`. A delete that follows other steps always needs another run.
 *
 * @param lasts the duration of a transition
 */
export function stepViews(item: PlanItem, lasts: string, walk: Walk = MANUALLY): readonly StepView[] {
  const { steps } = item;
  const { now, wait, later } = splitAtWait(item);
  return [
    ...(steps.length === 0
      ? []
      : [view(walk.now, now.length === 0 ? nothingYet(item) : stepTexts(item, now, lasts))]),
    ...(wait ? [view('then', stepText(item, wait, lasts))] : []),
    ...(later.length === 0 ? [] : [view('later', `${stepTexts(item, later, lasts)}; ${walk.after(item)}`)]),
    ...(deletesLater(item) ? [view('later', 'a later run deletes it, never this one')] : []),
  ];
}

function view(when: StepView['when'], text: string): StepView {
  return { when, text };
}

function nothingYet({ status, needs = [] }: PlanItem): string {
  if (needs.length > 0)
    return `nothing, since ${listing(needs.map((name) => quoted(name)))} has to be done first`;
  return `nothing, since it is ${status ?? 'in transition'} and cannot be changed`;
}

function deletesLater({ action, desired, steps }: PlanItem): boolean {
  const absent = action === 'delete' || desired?.state === 'absent';
  return absent && steps.length > 0 && steps.every((step) => step.do !== 'delete');
}

function stepTexts(item: PlanItem, steps: readonly Step[], lasts: string): string {
  return steps.map((step) => stepText(item, step, lasts)).join(', then ');
}
