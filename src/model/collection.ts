/** The API generations that a manifest can name. */
export const KINDS = ['DataStream2', 'DataStream1'] as const;
/** A generation of the API. */
export type Kind = (typeof KINDS)[number];

/** The kinds of resources in a plan: streams of each generation, and what properties log. */
export const RESOURCE_KINDS = [...KINDS, 'PropertyLogging'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

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

/** The kind of a resource and, for a stream of an API with log types, its log type. */
export interface TypeOfResource {
  readonly kind: ResourceKind;
  readonly logType?: LogType;
}

/** The collection whose streams a manifest of a property can name by id. Ids are unique only within a collection. */
export const COLLECTION_OF_IDS: Collection = { kind: 'DataStream2', logType: 'cdn' };

/** The log types of each generation. A generation without log types is one collection. */
export const LOG_TYPES_OF: Readonly<Record<Kind, readonly LogType[]>> = {
  DataStream2: LOG_TYPES,
  DataStream1: [],
};

/** Returns a collection as a map key that can also be displayed, such as `DataStream2/cdn`. */
export function collectionKey({ kind, logType }: TypeOfResource): string {
  return logType === undefined ? kind : `${kind}/${logType}`;
}

/** Returns the collection of an object that belongs to one. */
export function collectionOf({ kind, logType }: Collection): Collection {
  return { kind, ...(logType === undefined ? {} : { logType }) };
}

/** Returns the type of a resource without its other members. */
export function typeOfResource({ kind, logType }: TypeOfResource): TypeOfResource {
  return { kind, ...(logType === undefined ? {} : { logType }) };
}

/** Returns whether a resource is a stream. */
export function isStream<T extends TypeOfResource>(resource: T): resource is T & Collection {
  return resource.kind !== 'PropertyLogging';
}

/**
 * Returns the collection of a resource that is a stream.
 * @throws {Error} if it is none, which is a bug
 */
export function streamCollection(resource: TypeOfResource): Collection {
  if (!isStream(resource)) throw new Error('bug: a resource that is no stream is treated as one');
  return collectionOf(resource);
}
