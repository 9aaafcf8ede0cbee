import type { StreamDetail } from '../../model/observed.ts';
import { phaseOf } from '../../model/phase.ts';
import type { Base } from '../../model/plan.ts';
import { sealDetail } from '../../plan/credentials/seal.ts';
import { baseOf, differs } from '../../plan/diff/base-version.ts';
import { describeConcurrentEdits } from './concurrent-edits.ts';
import type { ItemProgress, StreamSnapshot } from './item-progress.ts';
import { describeUnkeptChanges, sentences, versionText } from './messages.ts';
import type { ApplyContext } from './ports.ts';
import type { Failure, WriteCheck } from './write-result.ts';

/** Whether the stream was told by the answer to the write itself, or found by a read after the answer was lost. */
export type DetailSource = 'answer' | 'look-up';

/** An edit or a create happened only if version and content say so. @param expected the version it makes */
export async function verifyEdit(
  run: ApplyContext,
  track: ItemProgress,
  detail: StreamDetail,
  expected: number,
  told: DetailSource,
): Promise<WriteCheck> {
  if (detail.version < expected) return { tag: 'not-yet', status: detail.status };
  if (detail.version > expected) return concurrentEdit(run, track, detail, expected);
  const kept = differs(track.item, detail, run.target, run.hash);
  const live = unexpectedlyActive(track, detail);
  if (live !== undefined) return { tag: 'failed', seen: detail, error: live };
  if (kept.length === 0) return { tag: 'happened', seen: detail, base: writtenBase(run, detail) };
  const differences = describeUnkeptChanges(kept, track.item, run.names);
  return { tag: 'failed', seen: detail, error: otherContent(detail, differences, told) };
}

/**
 * Why an edit or a create that was to leave a stream inactive did not; nothing where it did, or where the stream is to be
 * activated next anyway.
 */
function unexpectedlyActive({ next, after }: ItemProgress, detail: StreamDetail): string | undefined {
  const staysInactive = (next?.do === 'create' || next?.do === 'update') && !next.activate;
  if (!staysInactive || after?.do === 'activate') return undefined;
  const phase = phaseOf(detail.status);
  const isActive =
    phase.tag === 'settled' ? phase.active : phase.tag === 'moving' && phase.towards === 'ACTIVATED';
  if (!isActive) return undefined;
  return sentences(
    `Version ${detail.version} was to be inactive, and the stream is ${detail.status}`,
    'Another user may have activated it; nothing more is written to it, plan again',
  );
}

/** What the next step of the same stream is to find: the version that this run has just made. */
function writtenBase(run: ApplyContext, detail: StreamDetail): Base {
  return baseOf(sealDetail(detail, run.target, run.hash), run.hash);
}

function otherContent(detail: StreamDetail, differences: string, told: DetailSource): string {
  if (told === 'answer') {
    return sentences(
      `The API took it as version ${detail.version}, but did not keep what was asked: ${differences}`,
      'Nothing more is written to this stream; plan again, and mend the manifest if the difference stays',
    );
  }
  return sentences(
    `The answer was lost, and ${versionText(detail)} is not what was asked: ${differences}`,
    'Another user seems to have changed the stream; nothing more is written to it, plan again',
  );
}

async function concurrentEdit(
  run: ApplyContext,
  track: ItemProgress,
  detail: StreamDetail,
  expected: number,
): Promise<WriteCheck> {
  const who = await describeConcurrentEdits(run, track, detail.streamId, expected, detail.version);
  const error = sentences(
    `Another user changed the stream at the same time: ${who}`,
    `Its version is ${detail.version} where this write makes ${expected}; nothing more is written to it, plan again`,
  );
  return { tag: 'failed', seen: detail, error };
}

/** An activation or a deactivation keeps the version and starts a transition of the stream, or has already arrived. */
export async function verifyTransition(
  run: ApplyContext,
  track: ItemProgress,
  detail: StreamDetail,
): Promise<WriteCheck> {
  if (detail.version > track.version) return laterEdit(run, track, detail);
  if (detail.version < track.version) return { tag: 'not-yet', status: detail.status };
  const active = track.next?.do === 'activate';
  const phase = phaseOf(detail.status);
  switch (phase.tag) {
    case 'settled':
      return phase.active === active
        ? { tag: 'happened', seen: detail }
        : { tag: 'not-yet', status: detail.status };
    case 'moving':
      return (phase.towards === 'ACTIVATED') === active
        ? { tag: 'happened', seen: detail }
        : { tag: 'not-yet', status: detail.status };
    case 'unknown':
      return { tag: 'failed', seen: detail, error: unknownStatus(phase.status) };
    default:
      return phase satisfies never;
  }
}

/** The stream has a later version than the one this run knows to be right. */
export async function laterEdit(
  run: ApplyContext,
  track: ItemProgress,
  seen: StreamSnapshot,
): Promise<Failure> {
  const who = await describeConcurrentEdits(run, track, seen.streamId, track.version + 1, seen.version);
  const error = sentences(
    `Another user changed the stream: ${who}`,
    'Nothing more is written to it; plan again',
  );
  return { tag: 'failed', seen, error };
}

/** A status that no step is known to be legal in. */
export function unknownStatus(status: string): string {
  return sentences(
    `The stream's status is ${JSON.stringify(status)}, which the API does not document`,
    'Nothing more is written to it; look at it in Akamai Control Center',
  );
}
