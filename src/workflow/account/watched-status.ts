import { targetDigest } from '../../approval/approval.ts';
import { readHistories } from '../../commands/session/activation-histories.ts';
import type { Connection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import type { Planned } from '../../commands/session/read-and-plan.ts';
import { updateLook } from '../../commands/session/record-transitions.ts';
import type { LatestRecord } from '../../model/approval.ts';
import { collectionKey, streamCollection } from '../../model/collection.ts';
import { phaseOf } from '../../model/phase.ts';
import type { Plan } from '../../model/plan.ts';
import { idOf } from '../../model/resource-key.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { StatusReport } from '../../model/status.ts';
import { statusReport } from '../../plan/status.ts';
import type { StartedTransition } from '../../plan/transition-start.ts';

/** The records of earlier runs. */
export interface EarlierRecords {
  /** Records with remaining steps. */
  readonly open: readonly LatestRecord[];
  /** The latest record of each stream. */
  readonly latest: readonly LatestRecord[];
  /**
   * Streams that an earlier watch saw in transitions whose start is not known.
   * @param account digest of the account
   */
  readonly sightings?: (account: string) => readonly Sighting[];
  /**
   * Streams whose logs did not arrive when an earlier watch verified them, by `metadata.name`. Absent: delivery is not
   * verified.
   * @param account digest of the account
   */
  readonly undelivered?: (account: string) => readonly string[];
}

/** Reads the status of all streams. Earlier records say when a transition started. */
export async function watchedStatus(
  context: Context,
  gathered: Planned<Connection>,
  { open, latest, sightings: earlier }: EarlierRecords,
): Promise<{ readonly status: StatusReport; readonly sightings: readonly Sighting[] }> {
  const { plan, manifests, observed, connection } = gathered;
  const ended = latest.filter((record) => record.hasFailed && isAtItsVersion(record, plan));
  const transitions = [...open, ...ended].flatMap(startedTransition);
  const histories = await readHistories(connection.reader, observed, transitions);
  const known = earlier?.(targetDigest(plan.target, context.hash)) ?? [];
  const { current: sightings } = updateLook(gathered, transitions, known);
  const now = context.clock.now();
  const status = statusReport({ plan, manifests, observed, now, transitions, histories, sightings });
  return { status, sightings };
}

/** A failed transition is reported until someone makes a new version. */
function isAtItsVersion(record: LatestRecord, { items }: Plan): boolean {
  return items.some(
    (item) =>
      collectionKey(item) === collectionKey(record) &&
      idOf(item) === idOf(record) &&
      item.baseVersion === record.version,
  );
}

function startedTransition(record: LatestRecord): readonly StartedTransition[] {
  const { streamId, at, status = '', left } = record;
  const [wait] = left;
  if (wait?.do !== 'await' || streamId === undefined || phaseOf(record, status).tag !== 'in-transition')
    return [];
  return [{ ...streamCollection(record), streamId, startedAt: at, from: status, towards: wait.until }];
}
