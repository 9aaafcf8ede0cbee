import type { Change } from '../../model/change.ts';
import { type Effect, PROPERTY_EFFECTS, type PropertyEffect } from '../../model/effect.ts';
import type { Json } from '../../model/json.ts';
import type { Step } from '../../model/plan-item.ts';
import { personalOptions } from './personal-data.ts';
import { optionOf, setOptions } from './set-options.ts';

/** The part of the plan of a property that effects depend on. */
interface Situation {
  readonly steps: readonly Step[];
  readonly changes: readonly Change[];
}

/** Options that name streams. */
const NAMING = ['logStreamName', 'datastreamIds'];
/** An edit sets this option to false if a behavior no longer logs to the streams that its `datastreamIds` names. */
const BEACONS_ON = 'enabled';
/** One predicate for each effect on a property. The list is closed: an effect without a rule does not compile. */
const RULES: Readonly<Record<PropertyEffect, (situation: Situation) => boolean>> = {
  'goes-live': ({ steps }) => activatesProduction(steps),
  'version-saved': ({ steps }) => steps.length === 1 && steps[0]?.do === 'update',
  'starts-logs': ({ changes }) => changes.some(addsStreams),
  'stops-logs': ({ changes }) => removedStreams(changes).length > 0,
  'sampling-reduced': ({ changes }) =>
    changes.some(
      ({ path, before, after }) =>
        optionOf(path) === 'samplingPercentage' &&
        typeof after === 'number' &&
        after < (typeof before === 'number' ? before : ALL_LOGS),
    ),
  'personal-data-logged': ({ changes }) => personalOptions(changes).size > 0,
};

/** The share of a stream that a behavior does not override, in percent. */
const ALL_LOGS = 100;

/** Returns the effects of the steps on production, in the order of the closed list. */
export function effectsOf(situation: Situation): readonly Effect[] {
  return PROPERTY_EFFECTS.filter((effect) => RULES[effect](situation));
}

/** Returns whether the steps activate a version on production. */
export function activatesProduction(steps: readonly Step[]): boolean {
  return steps.some((step) => step.do === 'activate' && step.network === 'PRODUCTION');
}

/** Returns the ids of the streams that behaviors no longer name, each once for each generation of the API. */
export function removedStreams(changes: readonly Change[]): readonly string[] {
  return [
    ...new Set(
      changes.flatMap(({ path, removed = [] }) => {
        const option = optionOf(path) === BEACONS_ON ? 'datastreamIds' : optionOf(path);
        return NAMING.includes(option) ? removed.map((id) => `${option} ${String(id)}`) : [];
      }),
    ),
  ];
}

function addsStreams(change: Change): boolean {
  const names = (option: string): Json | undefined => setOptions(change)[option];
  return change.added === undefined
    ? NAMING.some((option) => names(option) !== undefined)
    : NAMING.includes(optionOf(change.path)) && change.added.length > 0;
}
