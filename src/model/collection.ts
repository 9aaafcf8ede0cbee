/** The API generations that a manifest can name. */
export const KINDS = ['DataStream2', 'DataStream1'] as const;
export type Kind = (typeof KINDS)[number];

/** The log types of DataStream 2, spelled as the API's paths spell them (v3: `/log/{logType}/streams`). */
export const LOG_TYPES = ['cdn', 'edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'] as const;
export type LogType = (typeof LOG_TYPES)[number];

/**
 * Where a stream lives: one API and, where the API has them, one log type. Stream ids are unique within a collection
 * (and so are stream names, within a group at least), one list call shows a whole collection, and one card describes it.
 * The API never returns the log type: whoever reads a stream has to remember the path it came from.
 */
export interface Collection {
  readonly kind: Kind;
  /** Absent where the API has no log types (DataStream 1). */
  readonly logType?: LogType;
}

/** A collection as a map key and as text for people, such as `DataStream2/cdn`. */
export function collectionKey({ kind, logType }: Collection): string {
  return logType === undefined ? kind : `${kind}/${logType}`;
}

/** The collection of whatever stands in one. */
export function collectionOf({ kind, logType }: Collection): Collection {
  return { kind, ...(logType === undefined ? {} : { logType }) };
}
