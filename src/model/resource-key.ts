import { collectionKey, type TypeOfResource, typeOfResource } from './collection.ts';
import { defined } from './defined.ts';

/**
 * What identifies a resource in a plan, an outcome or a record. `name` is unique in a plan. A resource has no id before
 * it is created.
 */
export interface Identity extends TypeOfResource {
  readonly name: string;
  /** Only a stream has it. */
  readonly streamId?: number;
  /** Only a property has it. */
  readonly propertyId?: number;
}

/** The members of an identity that hold the id. */
type IdMembers = Pick<Identity, 'streamId' | 'propertyId'>;

/** Returns the members that identify a resource, without its others. */
export function identityOf<R extends Identity>(resource: R): Identity & Pick<R, 'kind'> {
  return {
    name: resource.name,
    ...typeOfResource(resource),
    kind: resource.kind,
    ...idMember(resource, idOf(resource)),
  };
}

/** Returns the id of a resource. Undefined before it is created, and if it is not known. */
export function idOf({ streamId, propertyId }: IdMembers): number | undefined {
  return streamId ?? propertyId;
}

/** Returns an id as the member that holds it in JSON. */
export function idMember({ kind }: TypeOfResource, id: number | undefined): IdMembers {
  return kind === 'PropertyLogging' ? defined({ propertyId: id }) : defined({ streamId: id });
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
export function keyById(type: TypeOfResource, id: number): string {
  return `${collectionKey(type)}/${id}`;
}

/**
 * Returns the map key of a resource by its name.
 *
 * @param group the group, if the key is to distinguish resources of the same name in several groups
 */
export function keyByName(type: TypeOfResource, name: string, group = ''): string {
  return `${collectionKey(type)}/name ${group && `in ${group} `}${name}`;
}
