import { longestTransition, transitionDuration } from '../../collections/texts.ts';
import { isStream, KINDS, type Kind } from '../../model/collection.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { Note } from '../document/document.ts';
import { isInTransition, stepsNow } from '../plan/headline.ts';
import { quoted } from '../text/quoted-name.ts';
import { countOf, resourceTitle } from '../text/resources.ts';
import { isSimulator, listing, moment, some, transitionTime } from '../text/words.ts';
import type { PlanCommentView } from './view.ts';

/**
 * Lists the streams that cannot be updated now, or after the merge, and until about when. A refused plan locks no
 * streams.
 */
export function locks(view: PlanCommentView): readonly Note[] {
  const { plan } = view;
  const now = plan.items
    .filter(isInTransition)
    .map((item) => ({ subject: item.name, text: lockedNow(item, view) }));
  return plan.refusals.length > 0 ? now : [...now, ...KINDS.flatMap((kind) => lockedThen(plan, kind))];
}

function lockedNow(item: PlanItem, view: PlanCommentView): string {
  const isPutOff = item.action === 'wait' && view.plan.refusals.length === 0;
  const then = isPutOff ? '; merging changes it only after that' : '';
  return `${resourceTitle(item)} is ${item.status}: ${lockTime(item, view)}${then}`;
}

/**
 * Returns how long a stream is locked. The start of a transition is not recorded here; the account only returns when
 * the stream was last changed.
 */
function lockTime(item: PlanItem, { plan, now }: PlanCommentView): string {
  const until = settlesAt(item);
  if (until === undefined || isSimulator(plan.target)) {
    return `no ${lockedOf(item)} is possible for ${transitionTime(plan.target, item.kind)} from its start`;
  }
  const at = moment(new Date(until).toISOString());
  return until < now
    ? `if its last change started that, it should have ended by about ${at} and is overdue; no update is possible until it ends`
    : `no update is possible until about ${at} (${transitionDuration(item.kind)} from its last change)`;
}

/** Versions of a property can be saved at any time; only one activation of a network is possible at a time. */
function lockedOf(item: PlanItem): string {
  return isStream(item) ? 'update' : 'other activation';
}

/** Saving a version of a property does not activate it, so its last change says nothing about the activation. */
function settlesAt({ modifiedDate, kind }: PlanItem): number | undefined {
  if (kind === 'PropertyLogging') return undefined;
  const at = modifiedDate === undefined ? Number.NaN : Date.parse(modifiedDate);
  return Number.isNaN(at) ? undefined : at + longestTransition(kind) * 60_000;
}

const MOST_NAMES = 20;

function lockedThen({ items, target }: Plan, kind: Kind): readonly Note[] {
  const moved = items.filter((item) => item.kind === kind && stepsNow(item).some(startsTransition));
  if (moved.length === 0) return [];
  const names = moved.map(({ name }) => quoted(name));
  const all = countOf(moved);
  const shown = listing(some(names, MOST_NAMES));
  return [
    {
      text: `From the merge on for ${transitionTime(target, kind)}, no edit of ${all} is possible: ${shown}.`,
    },
  ];
}

function startsTransition(step: PlanItem['steps'][number]): boolean {
  const isWrite = step.do === 'create' || step.do === 'update';
  return isWrite ? step.activate : step.do === 'activate' || step.do === 'deactivate';
}
