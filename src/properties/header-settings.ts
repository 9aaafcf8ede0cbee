import type { RulePlace } from '../model/logging-rules.ts';
import type { LiveProperty } from '../model/property.ts';
import { isUnconditional } from './behaviors/datastream.ts';
import { behaviorsWith, isLogged } from './behaviors/report.ts';

/** Where Log Request Details is set: in a rule of the property, or in an include that the rule uses. */
export interface HeaderSetting {
  /** The rule of the property. */
  readonly rule: RulePlace;
  /** JSON Pointer of the behavior, or of the use of the include. */
  readonly pointer: string;
  readonly includeName?: string;
  readonly isLogged: boolean;
  /** It applies to all requests. */
  readonly isUnconditional: boolean;
}

/**
 * Returns the settings of an option that can take effect, in the order of the tree. Of all behaviors of a name that match
 * a request, the last one decides, so those before the last one without criteria never do. An include is as late as the
 * rule that uses it.
 * @param includes the includes to regard, by default all of the property
 */
export function settingsOf(
  { rules, includes: all }: Pick<LiveProperty, 'rules' | 'includes'>,
  option: string,
  includes: LiveProperty['includes'] = all,
): readonly HeaderSetting[] {
  return behaviorsWith(option).flatMap((name) => {
    const own = rules[name].map((behavior) => ({
      rule: behavior.rule,
      pointer: behavior.pointer,
      isLogged: isLogged(behavior.options, option),
      isUnconditional: isUnconditional(behavior),
    }));
    const included = rules.includes.flatMap((use) =>
      includes.flatMap((reading) => {
        if (reading.tag !== 'read' || reading.includeId !== use.includeId) return [];
        return reading.rules[name].map((behavior) => ({
          rule: use.rule,
          pointer: use.pointer,
          includeName: reading.includeName,
          isLogged: isLogged(behavior.options, option),
          isUnconditional: isUnconditional(behavior) && isUnconditional(use),
        }));
      }),
    );
    const settings = [...own, ...included].sort((a, b) => compareInTree(a.pointer, b.pointer));
    return settings.slice(
      Math.max(
        0,
        settings.findLastIndex((one) => one.isUnconditional),
      ),
    );
  });
}

/** Compares JSON Pointers of behaviors: those of a rule come before those of its children. */
function compareInTree(a: string, b: string): number {
  const [steps, others] = [stepsOf(a), stepsOf(b)];
  const index = steps.findIndex((step, at) => step !== others[at]);
  return index < 0 ? 0 : (steps[index] ?? 0) - (others[index] ?? 0);
}

function stepsOf(pointer: string): readonly number[] {
  return pointer
    .replace('/rules/', '')
    .split('/')
    .map((step) => (step === 'behaviors' ? 0 : step === 'children' ? 1 : Number(step)));
}
