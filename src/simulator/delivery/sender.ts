import type { Clock } from '../../model/clock.ts';
import type { Uploads } from '../state/delivered.ts';
import {
  type AttemptResult,
  type Batch,
  buildBody,
  createBatch,
  deliveredUploads,
  type FailedAttempt,
  firstPieces,
  judgeStatus,
  lostUploads,
  noteFailure,
} from './batch.ts';
import type { Endpoints } from './endpoints.ts';
import type { Bundle, Flow } from './flow.ts';
import { FailedUpload, type Post, postInTime } from './post.ts';
import type { DeliveryReport } from './report.ts';

/** Sends batches until each of them is delivered or lost. */
export interface Sender {
  /** Queues records for their first attempt. */
  add(bundle: Bundle): void;
  /** Sends the batches that are due. Resolves when each has a response or has failed. Never rejects. */
  sendDue(): Promise<void>;
  /** Ends all uploads. Batches that were not delivered are lost. */
  stop(): void;
}

export interface SenderOptions {
  readonly clock: Clock;
  readonly post: Post;
  readonly endpoints: Endpoints;
  readonly report: DeliveryReport;
  /** Called once for each batch, with all of its attempts. @param at When the first one began, since 1970. */
  readonly onFinished: (flow: Flow, at: number, uploads: Uploads) => void;
}

/** How long an uploader waits for a response, milliseconds. Not documented. */
const TIMEOUT = 60_000;
/** How long records may wait for their first attempt before they are lost; milliseconds. It bounds the queues. */
const LONGEST_WAIT = 5 * 60_000;
/** Uploads to one endpoint at the same time. Only these have their body in memory. */
const AT_ONCE = 4;

/** The batches for one endpoint. Endpoints do not wait for each other. */
interface Queue {
  readonly batches: Set<Batch>;
  active: number;
}

/** Creates a sender without batches. */
export function createSender(options: SenderOptions): Sender {
  const { clock, report, onFinished } = options;
  const queues = new Map<string, Queue>();
  const unfinished = new Set<Batch>();
  const stopping = new AbortController();

  const finish = (batch: Batch, uploads: Uploads) => {
    if (!unfinished.delete(batch)) return;
    onFinished(batch.flow, batch.firstAt ?? clock.now(), uploads);
    if (uploads.failed > 0) report.onLoss(batch.flow, uploads.failed);
  };

  const add = (bundle: Bundle) => {
    const { host } = bundle.flow.destination.url;
    const queue = queues.get(host) ?? { batches: new Set(), active: 0 };
    const batch = createBatch(bundle, clock.monotonic());
    queues.set(host, queue);
    queue.batches.add(batch);
    unfinished.add(batch);
    if (bundle.flow.unknownValues.length > 0) report.onUnknownValues(bundle.flow);
  };

  const work = async (queue: Queue) => {
    queue.active += 1;
    for (let batch = takeDue(queue, clock); batch; batch = takeDue(queue, clock)) {
      const result = await attempt(batch, options, add, stopping.signal);
      if (result.tag === 'delivered') {
        finish(batch, deliveredUploads(batch, result.bytes, result.milliseconds));
      }
      if (stopping.signal.aborted) return;
      report.onAttempt(batch, result);
      if (result.tag === 'delivered') continue;
      const isLost = noteFailure(batch, result, clock.monotonic());
      if (isLost) finish(batch, lostUploads(batch.pieces, batch.failures));
      else queue.batches.add(batch);
    }
    queue.active -= 1;
  };

  return {
    add,
    sendDue: async () => {
      const workers = [...queues.values()].flatMap((queue) =>
        Array.from({ length: Math.max(0, AT_ONCE - queue.active) }, () => work(queue)),
      );
      await Promise.all(workers);
    },
    stop: () => {
      stopping.abort();
      for (const { batches } of queues.values()) batches.clear();
      for (const batch of unfinished) finish(batch, lostUploads(batch.pieces, batch.failures));
    },
  };
}

/** Sends a batch once. The first attempt decides how many of its records fit; `add` queues the others. */
async function attempt(
  batch: Batch,
  options: SenderOptions,
  add: (rest: Bundle) => void,
  stopping: AbortSignal,
): Promise<AttemptResult> {
  const { clock } = options;
  if (batch.attempts === 0 && clock.monotonic() - batch.nextAttemptAt > LONGEST_WAIT) {
    return { tag: 'failed', code: 'ETIMEDOUT', loses: true };
  }
  const { flow, pieces } = batch;
  const { bytes, records, rest } = await buildBody(batch);
  if (rest.length > 0) add({ flow, pieces: rest });
  batch.pieces = firstPieces(pieces, records);
  batch.attempts += 1;
  batch.firstAt ??= clock.now();
  const start = clock.monotonic();
  const failure = await sendOnce(batch, bytes, options, stopping);
  return failure ?? { tag: 'delivered', bytes: bytes.length, milliseconds: clock.monotonic() - start };
}

/** Removes the batch from a queue that has been due the longest. */
function takeDue({ batches }: Queue, clock: Clock): Batch | undefined {
  const now = clock.monotonic();
  let next: Batch | undefined;
  for (const batch of batches) {
    if (
      batch.nextAttemptAt <= now &&
      batch.nextAttemptAt < (next?.nextAttemptAt ?? Number.POSITIVE_INFINITY)
    ) {
      next = batch;
    }
  }
  if (next) batches.delete(next);
  return next;
}

/**
 * Sends a body once, and returns why it failed, if it did. An upload without a response is retried: the introduction of
 * API v3 documents retries without naming a cause, and the FAQ of DataStream 2 documents that delivery is at least once.
 * So a lost response must not lose the records.
 */
async function sendOnce(
  { flow }: Batch,
  body: Uint8Array,
  { clock, post, endpoints }: SenderOptions,
  stopping: AbortSignal,
): Promise<FailedAttempt | undefined> {
  const { url, headers, tls } = flow.destination;
  try {
    const upload = { url, ...endpoints.targetOf(url), headers, tls, body };
    return judgeStatus(await postInTime(post, upload, { limit: TIMEOUT, clock, stopping }));
  } catch (cause) {
    return { tag: 'failed', code: cause instanceof FailedUpload ? cause.code : 'NO_RESPONSE', loses: false };
  }
}
