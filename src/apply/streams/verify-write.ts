import type { StreamDetail } from '../../model/observed.ts';
import { streamPhase } from '../../model/phase.ts';
import { baseOf, differs } from '../../plan/diff/base-version.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { Snapshot } from '../items/snapshot.ts';
import type { Failure, WriteCheck } from '../items/write-result.ts';
import { describeConcurrentEdits } from './concurrent-edits.ts';
import { snapshotOf } from './snapshot.ts';
import { describeUnkeptChanges, unknownStatus, versionText } from './stream-texts.ts';

/**
 * Whether the stream comes from the response to the write itself, or from a read after that response was
 * lost.
 */
export type DetailSource = 'response' | 'look-up';

/**
 * Checks that an update or a create happened, by version and content.
 * @param expected the version that the write makes
 */
export async function verifyEdit(
  run: ApplyContext,
  itemProgress: ItemProgress,
  detail: StreamDetail,
  expected: number,
  returned: DetailSource,
): Promise<WriteCheck> {
  if (detail.version < expected) return { tag: 'not-yet', status: detail.status };
  if (detail.version > expected) return concurrentEdit(run, itemProgress, detail, expected);
  const sealed = run.seal(detail);
  const kept = differs(itemProgress.item, sealed, run.target, run.hash);
  const live = unexpectedlyActive(itemProgress, detail);
  if (live !== undefined) return { tag: 'failed', seen: snapshotOf(detail), error: live };
  const early = earlierThanRequested(itemProgress, detail);
  if (kept.length === 0 && early !== undefined)
    return { tag: 'failed', seen: snapshotOf(detail), error: early };
  if (kept.length === 0) {
    // What the API returned, and not what was sent: the next plan does not have to read it again.
    await run.cache?.keepDetail(sealed);
    return { tag: 'happened', seen: snapshotOf(detail), base: baseOf(sealed, run.hash) };
  }
  const differences = describeUnkeptChanges(kept, itemProgress.item, run.names);
  return { tag: 'failed', seen: snapshotOf(detail), error: otherContent(detail, differences, returned) };
}

/**
 * An error if the stream is active although the create or the update had to leave it inactive. `undefined` if
 * it is inactive, or if the next step activates it anyway.
 */
function unexpectedlyActive({ next, after }: ItemProgress, detail: StreamDetail): string | undefined {
  const staysInactive = (next?.do === 'create' || next?.do === 'update') && !next.activate;
  if (!staysInactive || after?.do === 'activate') return undefined;
  const phase = streamPhase(detail.status);
  if (phase.tag === 'unknown' || !phase.active) return undefined;
  return sentences(
    `Version ${detail.version} was to be inactive, and the stream is ${detail.status}`,
    'Another user may have activated it; nothing more is written to it, plan again',
  );
}

/**
 * An error if the API dated the new version before `rotateSecretsAfter`. Its secrets were sent, but every later plan
 * would send them again.
 */
function earlierThanRequested(
  { item: { rotateSecretsAfter: after } }: ItemProgress,
  { version, modifiedDate }: StreamDetail,
): string | undefined {
  const savedAt = Date.parse(modifiedDate ?? '');
  if (after === undefined || Number.isNaN(savedAt) || savedAt >= Date.parse(after)) return undefined;
  return sentences(
    `The secrets were sent with version ${version}, but the API dates it ${modifiedDate}, earlier than rotateSecretsAfter (${after})`,
    `Set rotateSecretsAfter to ${modifiedDate}; otherwise the next apply sends them again`,
  );
}

function otherContent(detail: StreamDetail, differences: string, returned: DetailSource): string {
  if (returned === 'response') {
    return sentences(
      `The API saved it as version ${detail.version}, but did not keep what was sent: ${differences}`,
      'Nothing more is written to this stream; plan again, and fix the manifest if the difference remains',
    );
  }
  return sentences(
    `The response was lost, and ${versionText(detail)} is not what was sent: ${differences}`,
    'Another user seems to have changed the stream; nothing more is written to it, plan again',
  );
}

async function concurrentEdit(
  run: ApplyContext,
  itemProgress: ItemProgress,
  detail: StreamDetail,
  expected: number,
): Promise<WriteCheck> {
  const who = await describeConcurrentEdits(run, itemProgress, detail.streamId, expected, detail.version);
  const error = sentences(
    `Another user changed the stream at the same time: ${who}`,
    `Its version is ${detail.version} instead of ${expected}; nothing more is written to it, plan again`,
  );
  return { tag: 'failed', seen: snapshotOf(detail), error };
}

/**
 * Checks an activation or a deactivation. It keeps the version, and the stream is in transition or has
 * already reached its new status.
 */
export async function verifyTransition(
  run: ApplyContext,
  itemProgress: ItemProgress,
  detail: StreamDetail,
): Promise<WriteCheck> {
  if (detail.version > itemProgress.live.version) return laterEdit(run, itemProgress, snapshotOf(detail));
  if (detail.version < itemProgress.live.version) return { tag: 'not-yet', status: detail.status };
  const active = itemProgress.next?.do === 'activate';
  const phase = streamPhase(detail.status);
  switch (phase.tag) {
    case 'stable':
    case 'in-transition':
      return phase.active === active
        ? { tag: 'happened', seen: snapshotOf(detail) }
        : { tag: 'not-yet', status: detail.status };
    case 'unknown':
      return { tag: 'failed', seen: snapshotOf(detail), error: unknownStatus(phase.status) };
    default:
      return phase satisfies never;
  }
}

/** The stream has a later version than the one that this run has verified. */
export async function laterEdit(
  run: ApplyContext,
  itemProgress: ItemProgress,
  seen: Snapshot,
): Promise<Failure> {
  const who = await describeConcurrentEdits(
    run,
    itemProgress,
    seen.id,
    itemProgress.live.version + 1,
    seen.version,
  );
  const error = sentences(
    `Another user changed the stream: ${who}`,
    'Nothing more is written to it; plan again',
  );
  return { tag: 'failed', seen, error };
}
