import { ApiError } from '../../api/errors/errors.ts';
import type { StreamRow } from '../../model/observed.ts';
import { isNamed, namesMayRepeat } from '../../plan/match/stream-name.ts';
import { isIdentified } from '../../plan/match/unusable-rows.ts';
import type { ItemProgress } from './item-progress.ts';
import { sentences } from './messages.ts';
import type { ApplyContext } from './ports.ts';

/** What a row says about the name of a stream. */
type NamedRow = Pick<StreamRow, 'collection' | 'streamId' | 'name' | 'groupId'>;

/**
 * Lists the collection after a create if the API may keep two streams of one name.
 * @param streamId the stream that was created; a list may lag behind
 * @returns why the create has failed, if another stream has the name now
 */
export async function findRepeatedName(
  run: ApplyContext,
  track: ItemProgress,
  streamId: number,
): Promise<string | undefined> {
  if (!namesMayRepeat(track.collection)) return undefined;
  return describeRepeatedName(track, await listAgain(run, track), [streamId]);
}

/**
 * Says what to do if several streams have the name of a stream that was created. All ids are named, since every later run
 * finds the manifest ambiguous.
 * @param known ids that have the name, also if no row shows it
 */
export function describeRepeatedName(
  { collection, desired }: ItemProgress,
  rows: readonly NamedRow[],
  known: readonly number[] = [],
): string | undefined {
  const { streamName, spec } = desired;
  const named = rows.filter((row) => isNamed(row, { streamName, groupId: spec['groupId'] }));
  const ids = [...new Set([...known, ...named.map(({ streamId }) => streamId)])].toSorted((a, b) => a - b);
  if (ids.length < 2 || !namesMayRepeat(collection)) return undefined;
  return sentences(
    `Streams ${ids.join(' and ')} are named ${JSON.stringify(streamName)}: another run or user created one at the same time`,
    'Deactivate and delete all but one, or bind the manifest to the one to keep with spec.streamId',
    'Nothing more was written to it, and until then plans are refused as ambiguous',
  );
}

/** A list that fails stops nothing: the stream was created, and the next plan finds two streams of one name in any case. */
async function listAgain(run: ApplyContext, track: ItemProgress): Promise<readonly NamedRow[]> {
  try {
    const { rows, unusable } = await run.shared.list(track.collection, true);
    // The id and the name are all that is compared, so a row without a version counts.
    return [...rows, ...unusable.filter(isIdentified)];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const message = run.secrets.scrub(
      `Whether another stream has the same name is not known: ${error.message}`,
    );
    run.listen({ tag: 'warning', warning: { code: 'name-not-checked', name: track.name, message } });
    return [];
  }
}
