/** The API generations that a manifest can name. */
export const KINDS = ['DataStream2'] as const;
export type Kind = (typeof KINDS)[number];

/** The log types of DataStream 2, spelled as the API's paths spell them (v3: `/log/{logType}/streams`). */
export const LOG_TYPES = ['cdn', 'edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'] as const;
export type LogType = (typeof LOG_TYPES)[number];

/**
 * Where a stream lives: one API and, where the API has them, one log type. Stream ids and stream names are
 * unique within a collection, one list call shows a whole collection, and one card describes it.
 * The API never returns the log type: whoever reads a stream has to remember the path it came from.
 */
export interface Collection {
  readonly kind: Kind;
  readonly logType: LogType;
}

/** A collection as a map key and as text for people, such as `DataStream2/cdn`. */
export function collectionKey(collection: Collection): string {
  return `${collection.kind}/${collection.logType}`;
}
