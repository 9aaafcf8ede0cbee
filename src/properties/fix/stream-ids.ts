import { isArray, type Json } from '../../model/json.ts';

/** From this rule format on, `logStreamName` is an array of strings. In earlier ones it is a single ID. */
const FIRST_WITH_LISTS = '2023-05-30';

/**
 * Returns stream IDs as the option `logStreamName` of a rule format has them, or undefined if it can have only one. A
 * single ID keeps the type that was found.
 * @param found the current value of the option
 */
export function writeLogStreamName(
  ids: readonly number[],
  ruleFormat: string,
  found: Json | undefined,
): Json | undefined {
  const date = /^v(\d{4}-\d{2}-\d{2})$/.exec(ruleFormat)?.[1];
  if (isArray(found) || date === undefined || date >= FIRST_WITH_LISTS) return ids.map(String);
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0) return undefined;
  return typeof found === 'string' && found !== '' ? String(only) : only;
}
