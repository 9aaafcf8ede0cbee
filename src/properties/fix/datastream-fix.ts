import type { Kind } from '../../model/collection.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import { isUnconditional, stateFor } from '../behaviors/datastream.ts';
import { type Desired, differs, newOptions, streamChanges } from '../edit/stream-changes.ts';
import { addBehavior, changeOptions, type FixResult, none } from './behavior-fix.ts';

/**
 * Returns the behavior that is on and names the wanted streams of a generation of the API instead of the removed ones.
 * If no stream remains, the behavior is off for that generation. The streams of the other generation are fixed too, if
 * that is possible, so that two findings about one behavior have the same fix.
 */
export function fixNames(behavior: Behavior, kind: Kind, desired: Desired, ruleFormat: string): FixResult {
  const changes = streamChanges(behavior, kind, desired, ruleFormat);
  if (typeof changes === 'string') return none(changes);
  const other = kind === 'DataStream1' ? 'DataStream2' : 'DataStream1';
  const further = needsFix(behavior, other, desired)
    ? streamChanges(behavior, other, desired, ruleFormat)
    : {};
  const all = typeof further === 'string' ? changes : { ...further, ...changes };
  return changeOptions('datastream', behavior, all, ruleFormat);
}

/** Returns true if a behavior does not name the streams of a generation, and that is no intended exception. */
function needsFix(behavior: Behavior, kind: Kind, desired: Desired): boolean {
  const isException = stateFor(behavior, kind) === 'off' && !isUnconditional(behavior);
  return !isException && differs(behavior, kind, desired);
}

/** Returns a behavior for the default rule that names all wanted streams of the property. */
export function fixByAdding(desired: Desired, ruleFormat: string): FixResult {
  const options = newOptions(desired, ruleFormat);
  return typeof options === 'string' ? none(options) : addBehavior('datastream', options, ruleFormat);
}
