import { streamCard } from '../../collections/registry.ts';
import type { Collection } from '../../model/collection.ts';
import type { Json } from '../../model/json.ts';
import type { UnusableRow } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';

/** The name of a stream, with its group, since names may be unique only within a group. */
export interface StreamName {
  readonly streamName: string;
  /** The group, if it is given. */
  readonly groupId?: Json | undefined;
}

/** Returns the name that a plan gives to the stream of an item. A removal has no desired spec and changes no name. */
export function desiredName({ name, desired }: Pick<PlanItem, 'name' | 'desired'>): StreamName {
  const { streamName, groupId } = desired?.spec ?? {};
  return { streamName: typeof streamName === 'string' ? streamName : name, groupId };
}

/** Returns whether the API may have two streams with the same name. */
export function namesMayRepeat(collection: Collection): boolean {
  return streamCard(collection).namesMayRepeat === true;
}

/** Returns whether a live stream has this name. The comparison is exact. */
export function isNamed(
  row: Pick<UnusableRow, 'collection' | 'name' | 'groupId'>,
  { streamName, groupId }: StreamName,
): boolean {
  if (row.name !== streamName) return false;
  if (!streamCard(row.collection).namedByGroup) return true;
  return typeof groupId !== 'number' || row.groupId === undefined || row.groupId === groupId;
}
