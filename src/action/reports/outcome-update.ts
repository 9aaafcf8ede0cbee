import { GitHubError } from '../../github/github.ts';
import type { StreamRecord } from '../../model/approval.ts';
import {
  type FollowedStream,
  type OutcomeUpdate,
  outcomeBefore,
  renderOutcomeUpdate,
} from '../../render/outcome/update.ts';
import { isEdited, type Marker, markerLength, textOf, withMarker } from '../marked/marker.ts';
import { type MarkedComment, markedComments } from '../marked/sticky-comment.ts';
import type { FollowedApply } from '../records/reconcile.ts';
import { COMMENT_LIMIT, type Job } from '../runner/job.ts';
import { bytes, footerOf } from './footer.ts';

/** What a watch read of streams: their latest version and status, by `metadata.name`. */
export interface Seen {
  /** Host and account key, or the simulator. */
  readonly target: string;
  readonly streams: ReadonlyMap<string, Pick<StreamRecord, 'version' | 'status'>>;
}

/**
 * Updates the outcome comments of applies whose streams have reached their final state since. A comment is not changed
 * if a later run wrote it, if someone edited it, or if it is up to date.
 * @throws {GitHubError} if GitHub fails; the next watch retries. If the token may not comment, a notice is written
 * instead.
 */
export async function updateOutcomes(job: Job, applies: readonly FollowedApply[], seen: Seen): Promise<void> {
  if (!job.inputs.comment) return;
  const targets = applies.flatMap((apply) =>
    (apply.from.record.comments ?? []).map((pullRequest) => ({ apply, pullRequest })),
  );
  for (const { apply, pullRequest } of targets) {
    try {
      await updateComment(job, pullRequest, apply, seen);
    } catch (error) {
      if (!(error instanceof GitHubError) || error.kind === 'failed') throw error;
      job.runner.notice(
        job.clean(`The outcome comment on #${pullRequest} is not updated: ${error.message}${wayOut(error)}`),
      );
      if (error.kind === 'forbidden') return;
    }
  }
}

function wayOut({ kind }: GitHubError): string {
  return kind === 'forbidden' ? ' Give the job of the watch the permission pull-requests: write.' : '';
}

async function updateComment(job: Job, pullRequest: number, apply: FollowedApply, seen: Seen): Promise<void> {
  const { github, inputs, runner } = job;
  const which = { kind: 'outcome', target: inputs.targetName } as const;
  const [found] = markedComments(await github.comments(pullRequest), inputs.commentAuthor, which);
  if (!found || !isOf(found, apply) || isEdited(found.comment.body)) return;
  const text = textOf(found.comment.body);
  const isUpdated = found.marker.content !== undefined;
  const before = isUpdated ? outcomeBefore(text) : text;
  const update = updateOf(job, apply, seen, before);
  const timeless = renderOutcomeUpdate({ ...update, now: 0 }, COMMENT_LIMIT).text;
  const marker: Marker = { ...found.marker, content: runner.context.hash(timeless) };
  if (marker.content === found.marker.content) return;
  const footer = await footerOf(job);
  const room = COMMENT_LIMIT - markerLength(marker) - bytes(footer);
  const drawn = renderOutcomeUpdate(update, room).text;
  await github.updateComment(found.comment.id, withMarker(job.clean(`${drawn.trimEnd()}${footer}`), marker));
  runner.info(`#${pullRequest}: updated ${found.comment.url}`);
}

/** A later run has its own comment about the streams, and its own record. */
function isOf({ marker }: MarkedComment, { from: { record } }: FollowedApply): boolean {
  return marker.run === record.run && marker.attempt === record.attempt;
}

function updateOf(
  job: Job,
  { from, streams }: FollowedApply,
  seen: Seen,
  before: string | undefined,
): OutcomeUpdate {
  const { logUrl } = from.deployment;
  return {
    targetName: job.inputs.targetName,
    target: seen.target,
    streams: streams.map(({ stream, recordState }) => followed(stream, recordState, seen)),
    stopped: from.record.stopped ?? 0,
    isComplete: from.record.complete,
    ...(before === undefined ? {} : { before }),
    now: job.runner.context.clock.now(),
    ...(logUrl === undefined ? {} : { summaryUrl: logUrl }),
  };
}

function followed(stream: StreamRecord, end: FollowedStream['end'], { streams }: Seen): FollowedStream {
  const { kind, logType, name, streamId } = stream;
  const { version = stream.version, status = stream.status } = streams.get(name) ?? {};
  return {
    kind,
    ...(logType === undefined ? {} : { logType }),
    name,
    ...(streamId === undefined ? {} : { streamId }),
    ...(version === undefined ? {} : { version }),
    ...(status === undefined ? {} : { status }),
    end,
  };
}
