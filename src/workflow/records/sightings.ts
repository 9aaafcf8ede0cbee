import { collectionKey } from '../../model/collection.ts';
import { canonicalJson } from '../../model/json.ts';
import type { Sighting } from '../../model/sighting.ts';
import { count } from '../../render/text/words.ts';
import { recordFor } from '../account/apply-records.ts';
import type { WatchReport } from '../account/watch.ts';
import type { Job } from '../forge/job.ts';
import type { Recorded } from './apply-record.ts';

/**
 * Maximum number of sightings in a record. A sighting takes about 150 characters of JSON, and a payload holds 60,000.
 */
const MOST_SIGHTINGS = 300;

/**
 * Returns the sightings from the newest record of an account that has any. Records without sightings, as applies and
 * earlier versions write them, are skipped.
 * @param recorded newest first
 * @param account digest of the account, because streams of another account may have the same ids
 */
export function latestSightings(recorded: readonly Recorded[], account: string): readonly Sighting[] {
  const newest = recorded.find(
    ({ record }) => record.sightings !== undefined && record.by === 'watch' && record.target === account,
  );
  return newest?.record.sightings ?? [];
}

/**
 * Records the streams that this watch saw in transitions with an unknown start, if they differ from the newest record.
 * They are kept in a separate entry: a job keeps no files, so later watches measure from this record.
 * @throws {ForgeError} if the forge does not accept the record
 */
export async function keepSightings(
  job: Job,
  { sightings: seen, account }: Pick<WatchReport, 'sightings' | 'account'>,
  recorded: readonly Recorded[],
): Promise<void> {
  const sightings = fitSightings(seen);
  if (textOf(sightings) === textOf(fitSightings(latestSightings(recorded, account)))) return;
  const { number: run, attempt } = job.run;
  const about = recordFor({ streams: [], account, complete: true }, { run, attempt, by: 'watch' });
  const summary =
    sightings.length === 0
      ? 'No stream is in a transition whose start is not known.'
      : `Start not known: ${count(sightings.length, 'stream')} in transition.`;
  const { forge, settings, trigger } = job;
  await forge.addRecord({
    target: settings.targetName,
    commit: trigger.head,
    record: { ...about, sightings },
    state: 'complete',
    summary,
    url: job.run.url,
  });
}

function textOf(sightings: readonly Sighting[]): string {
  return canonicalJson(sightings.map((one) => ({ ...one })));
}

/** Keeps as many sightings as fit in a record, oldest first, so that every run records the same ones. */
export function fitSightings(sightings: readonly Sighting[]): readonly Sighting[] {
  const key = (one: Sighting) => `${one.firstSeenAt} ${collectionKey(one)} ${one.streamId}`;
  return [...sightings].sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, MOST_SIGHTINGS);
}
