import type { PropertyEffect } from '../../model/effect.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { isSimulator, transitionTime } from '../text/words.ts';
import type { EffectText, TypeEffects } from './effect-texts.ts';
import { personalDataText } from './personal-data.ts';

/** The texts of every effect on a property. The list is complete: an effect without texts does not compile. */
const TEXTS: Readonly<Record<PropertyEffect, EffectText>> = {
  'goes-live': {
    tone: 'change',
    short: 'Goes live',
    sentence: ({ property }, lasts) =>
      `a new version of the site configuration${property?.replaces === undefined ? '' : ` replaces version ${property.replaces}`} on production, after staging; each activation takes ${lasts}.`,
  },
  'version-saved': {
    tone: 'plain',
    short: 'Saves a version',
    sentence: () => 'nothing changes for traffic until someone activates the version.',
  },
  'starts-logs': {
    tone: 'good',
    short: 'Starts logs',
    sentence: (item) => `${whenOf(item)}requests to this property are logged to the added streams.`,
  },
  'stops-logs': {
    tone: 'danger',
    short: 'Stops logs',
    sentence: (item) => `${whenOf(item)}the removed streams get no more logs of this property.`,
  },
  'sampling-reduced': {
    tone: 'danger',
    short: 'Lowers sampling',
    sentence: (item) =>
      `${whenOf(item)}a smaller share of requests is logged, for every stream that the behavior names.`,
  },
  'personal-data-logged': {
    tone: 'danger',
    short: 'Logs personal data',
    sentence: personalDataLogged,
  },
};

/** Streams of other teams, which a plan may not read, log the same headers. */
function personalDataLogged(item: PlanItem): string {
  const { personalData = [] } = item;
  const what =
    personalData.length === 0
      ? 'every stream of this property with fields for these headers delivers data that may identify people'
      : `${personalDataText(personalData)}, and to every other stream of this property with these fields`;
  return `${whenOf(item)}${what}; make sure that this is allowed.`;
}

/** Where and when an effect happens, unless it is on production with this plan. */
function whenOf({ property }: PlanItem): string {
  const network = property?.network ?? 'PRODUCTION';
  switch (network) {
    case 'NONE':
      return 'once someone activates the version, ';
    case 'STAGING':
      return 'on staging, ';
    case 'PRODUCTION':
      return '';
    default:
      return network satisfies never;
  }
}

export const propertyEffects: TypeEffects = {
  texts: TEXTS,
  // What a run stops now has a sentence of its own.
  noticedLate: (item) =>
    (['stops-logs', 'personal-data-logged', 'sampling-reduced'] as const)
      .filter((effect) => item.effects.includes(effect) && (effect !== 'stops-logs' || !stopsLogsNow(item)))
      .map((effect) => TEXTS[effect].short),
};

/** Returns whether a plan stops logs of a property on production itself, without another item or user before it. */
export function stopsLogsNow({ effects, needs = [], property }: PlanItem): boolean {
  return effects.includes('stops-logs') && needs.length === 0 && property?.network === 'PRODUCTION';
}

/**
 * Returns what the activation of properties does, as parts of a sentence about a plan: now, and once their streams are
 * active.
 *
 * @param counted counts properties, and perhaps names them
 */
export function releaseTexts(
  items: readonly PlanItem[],
  target: string,
  counted: (items: readonly PlanItem[]) => string,
): readonly string[] {
  const where = isSimulator(target) ? 'on production of the simulator' : 'on production';
  const lasts = transitionTime(target, 'PropertyLogging');
  const text = (group: readonly PlanItem[], when: string) =>
    group.length === 0
      ? []
      : [`activates a new version of ${counted(group)} ${where}${when}, after staging (${lasts} each)`];
  const waits = ({ needs = [] }: PlanItem) => needs.length > 0;
  return [
    ...text(
      items.filter((item) => !waits(item)),
      '',
    ),
    ...text(items.filter(waits), ' once the streams that it names are active'),
  ];
}
