import { apiTitle, transitionDuration } from '../../collections/texts.ts';
import { isStream, KINDS, type Kind } from '../../model/collection.ts';
import type { Effect } from '../../model/effect.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { stepsNow } from '../plan/headline.ts';
import { releaseTexts } from '../plan/property-effects.ts';
import { countedNames, countOf } from '../text/resources.ts';
import { count, isSimulator, listing } from '../text/words.ts';

/** The impact on streams, as parts of a sentence that begins with `Merging`. */
export interface Consequences {
  /** Impact that loses logs or discloses a secret: `stops logs on 1 stream (campaign-2025)`. */
  readonly losing: readonly string[];
  readonly other: readonly string[];
  /** The cost of updates to live streams: how long each re-activation takes. */
  readonly costs: readonly Cost[];
  readonly where: string;
}

interface Cost {
  readonly kind: Kind;
  readonly edits: number;
  readonly lasts: string;
}

/**
 * Returns the impact that the first run after the merge has on production. The entry of each stream shows what comes
 * after a wait.
 *
 * @param most maximum number of names in each part; 0 counts the streams and names none
 */
export function consequencesOf(
  items: readonly PlanItem[],
  { target }: Pick<Plan, 'target'>,
  most: number,
): Consequences {
  const now = items.filter((item) => stepsNow(item).length > 0);
  const having = (...effects: readonly Effect[]) =>
    now.filter((item) => item.effects.some((effect) => effects.includes(effect)));
  const stops = having('stops-logs').filter(
    ({ property }) => (property?.network ?? 'PRODUCTION') === 'PRODUCTION',
  );
  const starts = having('starts-logs').filter(isStream);
  const live = having('goes-live', 'cosmetic-goes-live');
  const releases = items.filter((item) => !isStream(item) && item.effects.includes('goes-live'));
  const deleted = now.filter((item) => stepsNow(item).some((step) => step.do === 'delete'));
  // Includes streams that have to become stable first.
  const exposing = items.filter(({ effects }) => effects.includes('secret-to-new-destination'));
  const saved = having('version-saved');
  const staged = now.filter((item) => item.property?.network === 'STAGING');
  const quiet = now.filter(
    (item) => ![stops, starts, live, saved, staged, deleted, exposing].some((group) => group.includes(item)),
  );
  const where = isSimulator(target) ? 'in the simulator' : 'on production';
  return {
    losing: [
      ...part(exposing, `sends a secret of ${countedNames(exposing, most)} to a new destination`),
      ...part(stops, `stops logs on ${countedNames(stops, most)}`),
      ...part(deleted, `deletes ${countedNames(deleted, most)} for good`),
    ],
    other: [
      ...releaseTexts(releases, target, (group) => countedNames(group, most)),
      ...part(starts, `activates ${countOf(starts)} ${where}${created(starts)}`),
      ...part(saved, `saves a version of ${countOf(saved)} without activating it`),
      ...part(staged, `activates a new version of ${countOf(staged)} on staging only`),
      ...part(quiet, `saves ${countOf(quiet)} without touching production`),
    ],
    costs: costsOf(live, target),
    where,
  };
}

function part(items: readonly PlanItem[], text: string): readonly string[] {
  return items.length === 0 ? [] : [text];
}

function created(items: readonly PlanItem[]): string {
  const fresh = items.filter(({ action }) => action === 'create').length;
  if (fresh === 0) return '';
  return fresh === items.length ? ' (new)' : ` (${fresh} of them new)`;
}

/** Groups the costs by API generation, because each generation has its own activation time. */
function costsOf(live: readonly PlanItem[], target: string): readonly Cost[] {
  const here = isSimulator(target) ? ' at Akamai (10 seconds here)' : '';
  return KINDS.flatMap((kind) => {
    const edits = live.filter((item) => item.kind === kind).length;
    return edits === 0 ? [] : [{ kind, edits, lasts: `${transitionDuration(kind)}${here}` }];
  });
}

/** Joins the parts to one clause. Empty if there is no impact yet. */
export function consequencesText({ losing, other, costs, where }: Consequences): string {
  const parts = [...losing, ...other];
  if (costs.length === 0) return listing(parts);
  if (parts.length === 0)
    return `re-activates ${listing(costs.map((cost, i) => reactivated(cost, i, where)))}`;
  return `${listing(parts)}; ${listing(costs.map(costing))}`;
}

/** Returns the cost of the updates: `3 updates re-activate live streams (about 60–90 minutes each)`. */
function costing({ kind, edits, lasts }: Cost): string {
  const [does, each] =
    edits === 1 ? ['re-activates a live stream', ''] : ['re-activate live streams', ' each'];
  return `${count(edits, 'update')}${ofKind(kind)} ${does} (${lasts}${each})`;
}

/** Returns the streams to re-activate: `3 live streams on production (about 60–90 minutes each)`. */
function reactivated({ kind, edits, lasts }: Cost, place: number, where: string): string {
  const there = place === 0 ? ` ${where}` : '';
  return `${count(edits, 'live stream')}${ofKind(kind)}${there} (${lasts}${edits === 1 ? '' : ' each'})`;
}

function ofKind(kind: Kind): string {
  return kind === KINDS[0] ? '' : ` of ${apiTitle(kind)}`;
}
