import type { CatalogEntry, StreamReader } from '../../api/streams/client.ts';
import type { AccountScope, KnownName } from '../../model/account.ts';
import type { Clock } from '../../model/clock.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import type { StreamList, StreamRow } from '../../model/observed.ts';
import type { Resolved } from '../../model/plan-item.ts';
import { type NameIndex, nameIndex } from '../../plan/resolve/resolve.ts';
import { remember } from './remembered-names.ts';

/** A list whose items may be given by name. */
type NamedList = Pick<Resolved, 'list' | 'role'>;

/**
 * Reads before writes that several streams can share within a minute: lists for creates, and look-ups of
 * names.
 */
export interface SharedReads {
  /**
   * The streams of a collection.
   * @param isForced read again, even if a recent response is available
   */
  list(collection: Collection, isForced: boolean): Promise<StreamList>;
  /**
   * The ids that names in a list of a manifest have now. Rows count too: the look-up does not always offer a
   * property that a stream has.
   */
  names(collection: Collection, list: NamedList, place: AccountScope): Promise<NameIndex>;
  /** Makes the next stream look up these names again. */
  forgetNames(collection: Collection, list: NamedList, place: AccountScope): void;
}

/**
 * @param reader sends one request for each response that is not available yet
 * @param startRows rows by collection key, as the run read them at its start
 */
export function sharedReads(
  reader: StreamReader,
  clock: Clock,
  startRows: ReadonlyMap<string, readonly StreamRow[]>,
): SharedReads {
  const rows = remember<StreamList>(clock);
  const indexes = remember<NameIndex>(clock);
  const lookUp = async (collection: Collection, { list, role }: NamedList, place: AccountScope) => {
    const entries = await lookUpNames(reader, collection, role, place);
    const known = entries.map((entry): KnownName => ({ ...entry, origin: 'live' }));
    const names = new Map([[`${collectionKey(collection)}/${list}`, known]]);
    return nameIndex({ rows: startRows, details: new Map(), names });
  };
  return {
    list: (collection, isForced) =>
      rows.read(collectionKey(collection), isForced, () => reader.list(collection)),
    names: (collection, list, place) =>
      indexes.read(indexKey(collection, list, place), false, () => lookUp(collection, list, place)),
    forgetNames: (collection, list, place) => indexes.forget(indexKey(collection, list, place)),
  };
}

function indexKey(collection: Collection, list: NamedList, place: AccountScope): string {
  return JSON.stringify([collectionKey(collection), list.list, ...scopeKey(list, place)]);
}

function scopeKey({ role }: NamedList, { groupId, contractId }: AccountScope): readonly unknown[] {
  return role === 'fields' ? [] : [groupId, contractId];
}

/** Looks up everything that the names of a list can refer to, once. */
export function lookUpNames(
  reader: StreamReader,
  collection: Collection,
  role: 'sources' | 'fields',
  place: AccountScope,
): Promise<readonly CatalogEntry[]> {
  return role === 'fields' ? reader.fields(collection) : reader.sources(collection, place);
}
