import type { StreamRecord } from '../../model/approval.ts';
import type { DeliveryItem } from '../../model/delivery.ts';
import { identityOf } from '../../model/resource-key.ts';
import {
  type FollowedStream,
  type OutcomeUpdate,
  outcomeBefore,
  renderOutcomeUpdate,
} from '../../render/outcome/update.ts';
import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { isEdited, type Marker, textOf, withMarker } from '../notes/marker.ts';
import { type MarkedNote, markedNotes } from '../notes/sticky-note.ts';
import type { FollowedApply } from '../records/reconcile.ts';
import { noteText } from './footer.ts';

/** What a watch read of streams: their latest version and status, by `metadata.name`. */
export interface Seen {
  /** Host and account key, or the simulator. */
  readonly target: string;
  readonly streams: ReadonlyMap<string, Pick<StreamRecord, 'version' | 'status'>>;
  /** Of the streams that were verified, by `metadata.name`. */
  readonly delivery: ReadonlyMap<string, DeliveryItem>;
}

/**
 * Updates the outcome comments of applies whose streams have reached their final state since. A comment is not changed
 * if a later run wrote it, if someone edited it, or if it is up to date.
 * @throws {ForgeError} if the forge fails; the next watch retries. If the token may not comment, a notice is written
 * instead.
 */
export async function updateOutcomes(job: Job, applies: readonly FollowedApply[], seen: Seen): Promise<void> {
  if (!job.settings.comment) return;
  const targets = applies.flatMap((apply) =>
    (apply.from.record.comments ?? []).map((change) => ({ apply, change })),
  );
  for (const { apply, change } of targets) {
    try {
      await updateComment(job, change, apply, seen);
    } catch (error) {
      if (!(error instanceof ForgeError) || error.kind === 'failed') throw error;
      job.reporter.notice(
        job.clean(
          `The outcome comment on ${job.forge.words.reference(change)} is not updated: ${error.message}`,
        ),
      );
      if (error.kind === 'forbidden') return;
    }
  }
}

async function updateComment(job: Job, change: number, apply: FollowedApply, seen: Seen): Promise<void> {
  const { forge, settings, reporter, context } = job;
  const which = { kind: 'outcome', target: settings.targetName } as const;
  const [found] = markedNotes(await forge.notes(change), settings.commentAuthor, which);
  if (!found || !isOf(found, apply) || isEdited(found.note.body)) return;
  const text = textOf(found.note.body);
  const isUpdated = found.marker.content !== undefined;
  const before = isUpdated ? outcomeBefore(text) : text;
  const update = updateOf(job, apply, seen, before);
  const timeless = renderOutcomeUpdate({ ...update, now: 0 }, forge.limits.note).text;
  const marker: Marker = { ...found.marker, content: context.hash(timeless) };
  if (marker.content === found.marker.content) return;
  const shown = await noteText(job, marker, (budget) => renderOutcomeUpdate(update, budget).text);
  await forge.updateNote(found.note.id, withMarker(shown, marker));
  reporter.info(`${forge.words.reference(change)}: updated ${found.note.url}`);
}

/** A later run has its own comment about the streams, and its own record. */
function isOf({ marker }: MarkedNote, { from: { record } }: FollowedApply): boolean {
  return marker.run === record.run && marker.attempt === record.attempt;
}

function updateOf(
  job: Job,
  { from, streams }: FollowedApply,
  seen: Seen,
  before: string | undefined,
): OutcomeUpdate {
  const { url: logUrl } = from.entry;
  return {
    targetName: job.settings.targetName,
    target: seen.target,
    streams: streams.map(({ stream, recordState }) => followed(stream, recordState, seen)),
    stopped: from.record.stopped ?? 0,
    isComplete: from.record.complete,
    ...(before === undefined ? {} : { before }),
    now: job.context.clock.now(),
    ...(logUrl === undefined ? {} : { summaryUrl: logUrl }),
  };
}

function followed(
  stream: StreamRecord,
  end: FollowedStream['end'],
  { streams, delivery }: Seen,
): FollowedStream {
  const { version = stream.version, status = stream.status } = streams.get(stream.name) ?? {};
  const verified = end === 'replaced' || end === 'lost' ? undefined : delivery.get(stream.name);
  return {
    ...identityOf(stream),
    ...(version === undefined ? {} : { version }),
    ...(status === undefined ? {} : { status }),
    ...(verified === undefined ? {} : { delivery: verified }),
    end,
  };
}
