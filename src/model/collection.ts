/** The API generations that a manifest can name. */
export const KINDS = ['DataStream2', 'DataStream1'] as const;
/** A generation of the API. */
export type Kind = (typeof KINDS)[number];

/** The log types of DataStream 2, spelled as in the paths of the API (v3: `/log/{logType}/streams`). */
export const LOG_TYPES = ['cdn', 'edns', 'gtm', 'edgeworkers', 'appsec', 'answerx'] as const;
/** A log type of DataStream 2. */
export type LogType = (typeof LOG_TYPES)[number];

/**
 * The collection that contains a stream: one API and, if the API has log types, one log type. Stream ids are unique
 * within a collection, and stream names are unique at least within a group. One list request returns a whole
 * collection, and one card describes it. The API never returns the log type: code that reads a stream must keep the
 * path that it came from.
 */
export interface Collection {
  readonly kind: Kind;
  /** Absent if the API has no log types (DataStream 1). */
  readonly logType?: LogType;
}

/** The log types of each generation. A generation without log types is one collection. */
export const LOG_TYPES_OF: Readonly<Record<Kind, readonly LogType[]>> = {
  DataStream2: LOG_TYPES,
  DataStream1: [],
};

/** Returns a collection as a map key that can also be displayed, such as `DataStream2/cdn`. */
export function collectionKey({ kind, logType }: Collection): string {
  return logType === undefined ? kind : `${kind}/${logType}`;
}

/** Returns the collection of an object that belongs to one. */
export function collectionOf({ kind, logType }: Collection): Collection {
  return { kind, ...(logType === undefined ? {} : { logType }) };
}
