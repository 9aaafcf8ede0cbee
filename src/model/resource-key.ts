import { type Collection, collectionKey, collectionOf } from './collection.ts';
import { defined } from './defined.ts';

/**
 * What identifies a resource in a plan, an outcome or a record. `name` is unique in a plan. A resource has no id before
 * it is created.
 */
export interface Identity extends Collection {
  readonly name: string;
  readonly streamId?: number;
}

/** Returns the members that identify a resource, without its others. */
export function identityOf(resource: Identity): Identity {
  return { name: resource.name, ...collectionOf(resource), ...idMember(idOf(resource)) };
}

/** Returns the id of a resource. Undefined before it is created, and if it is not known. */
export function idOf({ streamId }: Pick<Identity, 'streamId'>): number | undefined {
  return streamId;
}

/** Returns an id as the member that holds it in JSON. */
export function idMember(id: number | undefined): Pick<Identity, 'streamId'> {
  return defined({ streamId: id });
}

/**
 * Returns whether both are the same resource: by id if both have one, otherwise by name, since a resource has no id
 * before it is created.
 */
export function isSameResource(one: Identity, other: Identity): boolean {
  if (collectionKey(one) !== collectionKey(other)) return false;
  const [id, otherId] = [idOf(one), idOf(other)];
  return id === undefined || otherId === undefined ? one.name === other.name : id === otherId;
}

/** Returns the map key of a resource: by its id if it has one, otherwise by its name. The two forms never collide. */
export function keyOf(resource: Identity): string {
  const id = idOf(resource);
  return id === undefined ? keyByName(resource, resource.name) : keyById(resource, id);
}

/** Returns the map key of a resource by its id, which is unique within a collection. */
export function keyById(collection: Collection, id: number): string {
  return `${collectionKey(collection)}/${id}`;
}

/**
 * Returns the map key of a resource by its name.
 *
 * @param group the group, if the key is to distinguish resources of the same name in several groups
 */
export function keyByName(collection: Collection, name: string, group = ''): string {
  return `${collectionKey(collection)}/name ${group && `in ${group} `}${name}`;
}
