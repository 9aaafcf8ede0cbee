import { streamCard } from '../../collections/registry.ts';
import type { Collection } from '../../model/collection.ts';
import type { Json } from '../../model/json.ts';
import type { UnusableRow } from '../../model/observed.ts';

/** A stream as somebody names it: names may be unique within a group only. */
export interface StreamName {
  readonly streamName: string;
  /** The group that is meant, where that is told. */
  readonly groupId?: Json | undefined;
}

/** Whether the API may keep two streams of one name. */
export function namesMayRepeat(collection: Collection): boolean {
  return streamCard(collection).namesMayRepeat === true;
}

/** Tells whether a live stream is the one that is named, as far as names can tell. They are compared as they are. */
export function isNamed(
  row: Pick<UnusableRow, 'collection' | 'name' | 'groupId'>,
  { streamName, groupId }: StreamName,
): boolean {
  if (row.name !== streamName) return false;
  if (!streamCard(row.collection).namedByGroup) return true;
  return typeof groupId !== 'number' || row.groupId === undefined || row.groupId === groupId;
}
