import { ApiError } from '../../api/errors/errors.ts';
import { STREAM_CARDS } from '../../collections/registry.ts';
import { type Collection, collectionKey } from '../../model/collection.ts';
import { ARCHIVED, type StreamList, type StreamRow, type UnusableRow } from '../../model/observed.ts';
import { visible } from '../../render/text/escape-control.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import type { CollectionOptions } from './option-groups.ts';

/**
 * Lists the collections. Archived streams are omitted: no action is known to be allowed for them, so no
 * manifest could manage one.
 */
export async function listCollections(
  context: Context,
  connection: Connection,
  options: CollectionOptions,
): Promise<StreamList> {
  const rows: StreamRow[] = [];
  const unusable: UnusableRow[] = [];
  const refused: ApiError[] = [];
  const all = collections(options);
  for (const collection of all) {
    try {
      const listed = await connection.reader.list(collection);
      rows.push(...listed.rows.filter(({ status }) => status !== ARCHIVED));
      unusable.push(...listed.unusable);
    } catch (error) {
      if (!isNotOurs(error) || isChosen(options)) throw error;
      refused.push(error);
      // Otherwise credentials without any access would look like an empty account.
      if (refused.length === all.length) throw refused[0];
      context.say(visible(`Skipped ${collectionKey(collection)}: ${error.message}`));
    }
  }
  return { rows, unusable };
}

/**
 * Whether a collection does not exist for this account. An account rarely has every log type and both API
 * generations. If the user did not ask for the collection, that is not a failure.
 */
export function isNotOurs(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  return ['forbidden', 'gone'].includes(error.kind) || error.details.status === 404;
}

function isChosen({ logType, kind }: CollectionOptions): boolean {
  return logType.length + kind.length > 0;
}

function collections(options: CollectionOptions): readonly Collection[] {
  return STREAM_CARDS.map(({ collection }) => collection).filter((one) => isSearched(one, options));
}

/** Returns whether a collection is searched. Without options, all are. */
export function isSearched(
  { kind, logType }: Collection,
  { logType: logTypes, kind: kinds }: CollectionOptions,
): boolean {
  return (
    (kinds.length === 0 || kinds.includes(kind)) &&
    (logTypes.length === 0 || (logType !== undefined && logTypes.includes(logType)))
  );
}
