import type { PropertyEffect } from '../../model/effect.ts';
import { isSimulator, transitionTime } from '../text/words.ts';
import type { EffectText, TypeEffects } from './effect-texts.ts';

/** The texts of every effect on a property. The list is complete: an effect without texts does not compile. */
const TEXTS: Readonly<Record<PropertyEffect, EffectText>> = {
  'goes-live': {
    tone: 'change',
    short: 'Goes live',
    sentence: ({ property }, lasts) =>
      `a new version of the site configuration${property?.replaces === undefined ? '' : ` replaces version ${property.replaces}`} on production, after staging; each activation takes ${lasts}.`,
  },
  'version-saved': {
    tone: 'quiet',
    short: 'Saves a version',
    sentence: () => 'nothing changes for traffic until someone activates the version.',
  },
  'starts-logs': {
    tone: 'good',
    short: 'Starts logs',
    sentence: () => 'requests to this property are logged to the added streams.',
  },
  'stops-logs': {
    tone: 'danger',
    short: 'Stops logs',
    sentence: () => 'the removed streams get no more logs of this property.',
  },
  'sampling-reduced': {
    tone: 'danger',
    short: 'Lowers sampling',
    sentence: () => 'a smaller share of requests is logged, for every stream that the behavior names.',
  },
  'personal-data-logged': {
    tone: 'danger',
    short: 'Logs personal data',
    sentence: () =>
      'the logs of every stream of this property can contain data that identifies people; make sure that this is allowed.',
  },
};

export const propertyEffects: TypeEffects = {
  texts: TEXTS,
  noticedLate: ({ effects }) =>
    (['stops-logs', 'personal-data-logged', 'sampling-reduced'] as const)
      .filter((effect) => effects.includes(effect))
      .map((effect) => TEXTS[effect].short),
};

/**
 * Returns what the activation of properties does, for a sentence about a plan.
 *
 * @param properties counted, and perhaps named
 */
export function releaseText(properties: string, target: string): string {
  const where = isSimulator(target) ? 'on production of the simulator' : 'on production';
  return `activates a new version of ${properties} ${where}, after staging (${transitionTime(target, 'PropertyLogging')} each)`;
}
