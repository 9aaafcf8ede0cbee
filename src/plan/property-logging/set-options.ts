import type { Change } from '../../model/change.ts';
import { isObject, type JsonObject, pointerSteps } from '../../model/json.ts';

/** Returns the last step of a path: the name of an option, unless the change adds a behavior. */
export function optionOf(path: string): string {
  return pointerSteps(path).at(-1) ?? '';
}

/** Returns the options that a change sets. A new behavior sets several. */
export function setOptions({ path, after }: Change): JsonObject {
  const options = isObject(after) ? after['options'] : undefined;
  if (isObject(options)) return options;
  return after === undefined ? {} : { [optionOf(path)]: after };
}
