import { ApiError } from '../../api/errors/errors.ts';
import type { StreamRow } from '../../model/observed.ts';
import { desiredName, isNamed, namesMayRepeat } from '../../plan/match/stream-name.ts';
import { isIdentified } from '../../plan/match/unusable-rows.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';

/** The part of a row that identifies a stream by its name. */
type NamedRow = Pick<StreamRow, 'collection' | 'streamId' | 'name' | 'groupId'>;

/**
 * Lists the collection after a create if the API allows two streams with one name.
 * @param streamId the stream that was created; the list may not show it yet
 * @returns why the create has failed, if another stream now has the name
 */
export async function findRepeatedName(
  run: ApplyContext,
  itemProgress: ItemProgress,
  streamId: number,
): Promise<string | undefined> {
  if (!namesMayRepeat(itemProgress.collection)) return undefined;
  return describeRepeatedName(itemProgress, await listAgain(run, itemProgress), [streamId]);
}

/**
 * Describes what to do if several streams have the name of a stream that was created. The text contains all
 * ids, because the manifest is ambiguous for every later run.
 * @param known ids that have the name, even if no row shows them
 */
export function describeRepeatedName(
  { collection, item }: ItemProgress,
  rows: readonly NamedRow[],
  known: readonly number[] = [],
): string | undefined {
  const name = desiredName(item);
  const named = rows.filter((row) => isNamed(row, name));
  const ids = [...new Set([...known, ...named.map(({ streamId }) => streamId)])].toSorted((a, b) => a - b);
  if (ids.length < 2 || !namesMayRepeat(collection)) return undefined;
  return sentences(
    `Streams ${ids.join(' and ')} are named ${JSON.stringify(name.streamName)}: another run or user created one at the same time`,
    'Deactivate and delete all but one, or bind the manifest to the one to keep with spec.streamId',
    'Nothing more was written to it, and until then plans are refused as ambiguous',
  );
}

/**
 * A list call that fails does not stop the apply. The stream was created, and the next plan detects two
 * streams with one name in any case.
 */
async function listAgain(run: ApplyContext, itemProgress: ItemProgress): Promise<readonly NamedRow[]> {
  try {
    const { rows, unusable } = await run.shared.list(itemProgress.collection, true);
    // Only the id and the name are compared, so a row without a version counts.
    return [...rows, ...unusable.filter(isIdentified)];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const message = run.secrets.redact(
      `Whether another stream has the same name is not known: ${error.message}`,
    );
    run.listen({ tag: 'warning', warning: { code: 'name-not-checked', name: itemProgress.name, message } });
    return [];
  }
}
