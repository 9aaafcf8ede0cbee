import { type Collection, collectionKey } from './collection.ts';

/**
 * A stream of a plan, of a record or of a manifest. It has no id before it is created.
 */
export interface Identity extends Collection {
  readonly name: string;
  readonly streamId?: number;
}

/** Returns the map key of a stream: by its id if it has one, otherwise by its name. The two forms never collide. */
export function keyOf(stream: Identity): string {
  const { streamId, name } = stream;
  return streamId === undefined ? keyByName(stream, name) : keyById(stream, streamId);
}

/** Returns the map key of a stream by its id, which is unique within a collection. */
export function keyById(collection: Collection, streamId: number): string {
  return `${collectionKey(collection)}/${streamId}`;
}

/**
 * Returns the map key of a stream by its name.
 *
 * @param group the group, if the key is to distinguish streams of the same name in several groups
 */
export function keyByName(collection: Collection, name: string, group = ''): string {
  return `${collectionKey(collection)}/name ${group && `in ${group} `}${name}`;
}
