import type { IdReference } from '../../model/id-reference.ts';
import { isArray, type Json } from '../../model/json.ts';

/** The ID of a stream, or a reference to it if the stream does not exist yet. */
export type StreamId = number | IdReference;

/** From this rule format on, `logStreamName` is an array of strings. In earlier ones it is a single ID. */
const FIRST_WITH_LISTS = '2023-05-30';

/**
 * Returns stream IDs as the option `logStreamName` of a rule format has them, or undefined if it can have only one. A
 * single ID keeps the type that was found.
 * @param found the current value of the option
 */
export function writeLogStreamName(
  ids: readonly StreamId[],
  ruleFormat: string,
  found: Json | undefined,
): Json | undefined {
  const date = /^v(\d{4}-\d{2}-\d{2})$/.exec(ruleFormat)?.[1];
  if (isArray(found) || date === undefined || date >= FIRST_WITH_LISTS) return ids.map(asText);
  const [only, ...others] = ids;
  if (only === undefined || others.length > 0) return undefined;
  return typeof found === 'string' && found !== '' ? asText(only) : only;
}

/** Returns stream IDs as the option `datastreamIds` has them. A string cannot contain references. */
export function writeDatastreamIds(ids: readonly StreamId[]): Json {
  return ids.every((id) => typeof id === 'number') ? ids.join('-') : ids.map(asText);
}

function asText(id: StreamId): string | IdReference {
  return typeof id === 'number' ? String(id) : id;
}
