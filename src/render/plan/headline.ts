import { isStream } from '../../model/collection.ts';
import type { Effect } from '../../model/effect.ts';
import { phaseOf } from '../../model/phase.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem, Step } from '../../model/plan-item.ts';
import type { Sentence } from '../document/document.ts';
import { splitAtWait } from '../document/steps.ts';
import { quoted } from '../text/quoted-name.ts';
import { countOf, nounOf } from '../text/resources.ts';
import { listing, some, transitionTime } from '../text/words.ts';
import { changedSinceSentences } from './changed-since.ts';
import { noticedLate } from './effects.ts';
import { releaseTexts, stopsLogsNow } from './property-effects.ts';

/** The maximum number of streams that a headline names. */
const MOST_NAMES = 5;

/** Returns the headline of a plan: its impact on production, in a few sentences. */
export function planHeadline(plan: Plan): readonly Sentence[] {
  const blocked = plan.items.filter(({ action }) => action === 'blocked');
  return [
    ...changedSinceSentences(plan, 'this branch'),
    ...refused(plan),
    ...(isEmpty(plan) ? [] : doing(plan)),
    ...noChanges(plan),
    ...lookClosely(plan.items),
    ...blockedOnes(blocked),
  ];
}

/** Returns whether a stream is in transition, by its live status. */
export function isInTransition(item: PlanItem): boolean {
  return phaseOf(item, item.status ?? '').tag === 'in-transition';
}

function isEmpty({ items }: Plan): boolean {
  return items.every(({ action }) => action === 'none' || action === 'blocked');
}

/** Returns that a plan has no changes. Empty if it has some, or if a blocked resource may have some. */
export function noChanges({ items }: Plan): readonly Sentence[] {
  return items.every(({ action }) => action === 'none') ? [upToDate(items)] : [];
}

function upToDate(items: Plan['items']): Sentence {
  const inTransition = items.filter(isInTransition);
  const others = items.filter((item) => !isInTransition(item));
  if (items.length === 0) return { tone: 'good', text: 'No changes.' };
  if (inTransition.length === 0) {
    const [only, ...more] = items;
    const text =
      only && more.length === 0
        ? `The ${nounOf(only)} matches its manifest.`
        : `All ${countOf(others)} match their manifests.`;
    return { tone: 'good', text: `No changes. ${text}` };
  }
  const rest = others.length === 0 ? '' : `, ${countOf(others)} up to date`;
  return {
    tone: 'good',
    text: `No changes: ${countOf(inTransition)} in transition to the state in the manifests${rest}.`,
  };
}

function refused({ refusals }: Plan): readonly Sentence[] {
  if (refusals.length === 0) return [];
  const text = `Refused (${refusalText(refusals)}): apply would write nothing; see below for what to do.`;
  return [{ tone: 'danger', text }];
}

/** Returns why a run is refused, in a few words: `stale plan and safety limit`. */
export function refusalText(refusals: Plan['refusals']): string {
  return listing([...new Set(refusals.map(({ code }) => code.replaceAll('-', ' ')))]);
}

/** Summarizes the impact. Lost logs have their own sentence, which is first, because a reader must not miss it. */
function doing(plan: Plan): readonly Sentence[] {
  const { losing, other } = productionImpact(plan);
  const subject = plan.refusals.length === 0 ? 'Applying this' : 'Without that, applying this';
  const also = losing.length === 0 ? subject : 'It also';
  const nothing = losing.length + other.length === 0;
  const rest = [
    ...(nothing ? [`${subject} writes nothing yet.`] : []),
    ...(other.length === 0 ? [] : [`${also} ${listing(other)}.`]),
    ...settlingFirst(plan.items),
  ];
  return [
    ...(losing.length === 0 ? [] : [{ tone: 'danger' as const, text: `${subject} ${listing(losing)}.` }]),
    ...(rest.length === 0 ? [] : [{ tone: 'strong' as const, text: rest.join(' ') }]),
  ];
}

function settlingFirst(items: readonly PlanItem[]): readonly string[] {
  const waiting = items.filter(({ action }) => action === 'wait');
  if (waiting.length === 0) return [];
  return [
    `${countOf(waiting)} in transition ${waiting.length === 1 ? 'has' : 'have'} to become stable first.`,
  ];
}

/** Returns the impact of this run on production. */
function productionImpact(plan: Plan): Readonly<Record<'losing' | 'other', readonly string[]>> {
  const items = plan.items.filter((item) => stepsNow(item).length > 0);
  const having = (...effects: readonly Effect[]) =>
    items.filter((item) => item.effects.some((effect) => effects.includes(effect)));
  const all = having('goes-live', 'cosmetic-goes-live');
  const live = all.filter(isStream);
  const releases = plan.items.filter((item) => !isStream(item) && item.effects.includes('goes-live'));
  const saved = having('version-saved');
  const lock = transitionTime(plan.target, ...live.map(({ kind }) => kind));
  const starts = having('starts-logs').filter(isStream);
  const stops = having('stops-logs').filter((item) => isStream(item) || stopsLogsNow(item));
  const deleted = items.filter((item) => stepsNow(item).some((step) => step.do === 'delete'));
  // Includes streams that have to become stable first.
  const exposing = plan.items.filter(({ effects }) => effects.includes('secret-to-new-destination'));
  const quiet = items.filter(
    (item) => ![all, starts, saved, stops, deleted, exposing].some((group) => group.includes(item)),
  );
  return {
    losing: [
      ...impact(exposing, (n) => `sends a secret of ${n}${namesOf(exposing)} to a new destination`),
      ...impact(stops, (n) => `stops logs on ${n}${namesOf(stops)}`),
      ...impact(deleted, (n) => `deletes ${n} for good${namesOf(deleted)}`),
    ],
    other: [
      ...impact(quiet, (n) => `saves ${n} without touching production`),
      ...impact(saved, (n) => `saves a version of ${n} without activating it`),
      ...impact(starts, (n) => `starts logs on ${n}`),
      ...releaseTexts(releases, plan.target, countOf),
      ...impact(live, () => `re-activates ${countOf(live, 'live')} (locked for ${lock})`),
    ],
  };
}

function namesOf(items: readonly PlanItem[]): string {
  const names = items.map(({ name }) => quoted(name));
  return ` (${listing(some(names, MOST_NAMES))})`;
}

function impact(items: readonly PlanItem[], say: (counted: string) => string): readonly string[] {
  return items.length === 0 ? [] : [say(countOf(items))];
}

/** Returns the steps before the first wait that a run leaves to a later one. */
export function stepsNow(item: PlanItem): readonly Step[] {
  return splitAtWait(item).now;
}

/** Names the streams that lose logs or a destination, or whose columns change, without being stopped. */
export function lookClosely(items: readonly PlanItem[], most = MOST_NAMES): readonly Sentence[] {
  const named = items.flatMap((item) => {
    const found = noticedLate(item);
    return found.length === 0
      ? []
      : [{ kind: item.kind, text: `${quoted(item.name)} (${found.join(', ')})` }];
  });
  if (named.length === 0) return [];
  const shown =
    most === 0
      ? countOf(named)
      : listing(
          some(
            named.map(({ text }) => text),
            most,
          ),
        );
  return [{ tone: 'danger', text: `Review carefully: ${shown}.` }];
}

function blockedOnes(items: readonly PlanItem[]): readonly Sentence[] {
  if (items.length === 0) return [];
  const names = listing(
    some(
      items.map(({ name }) => quoted(name)),
      MOST_NAMES,
    ),
  );
  const rest = items.length === 1 ? 'nothing is written to it' : 'nothing is written to them';
  return [{ tone: 'danger', text: `Blocked: ${names}; ${rest}, and apply exits with 1.` }];
}
