import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { spreadCollection, spreadUpload } from '../metrics/uploads.ts';
import { NO_UPLOADS, type Uploads } from '../state/delivered.ts';
import { total } from '../traffic/runs.ts';
import { bodyOf } from './body.ts';
import type { Bundle, Piece } from './flow.ts';

/** Records that are sent together until they are delivered or lost. They are generated again for each attempt. */
export interface Batch extends Bundle {
  pieces: readonly Piece[];
  /** Milliseconds of a clock that never jumps. */
  nextAttemptAt: number;
  /** When the first attempt began, milliseconds since 1970. */
  firstAt?: number;
  /** Failed attempts by error code. */
  readonly failures: Record<string, number>;
  attempts: number;
}

/** The retries of a failed upload, and the time between two of them: ten in five minutes (introduction of API v3). */
const RETRIES = 10;
const PAUSE = 30_000;

/** Creates a batch that is due now. */
export function createBatch({ flow, pieces }: Bundle, elapsed: number): Batch {
  return { flow, pieces, nextAttemptAt: elapsed, failures: {}, attempts: 0 };
}

/** The body of a batch as it is sent, and the records that did not fit into it. */
export interface BuiltBody {
  readonly bytes: Uint8Array;
  readonly records: number;
  readonly rest: readonly Piece[];
}

/** Compresses a body with gzip. */
export const compress = promisify(gzip);
/** Up to this size, compressing at once is faster than in the background; bytes. */
const SMALL = 256 * 1024;

/** Generates the body of a batch. */
export async function buildBody({ flow, pieces }: Bundle): Promise<BuiltBody> {
  const { text, lines } = bodyOf(linesOf(pieces));
  const bytes = Buffer.from(text);
  return {
    bytes: flow.destination.gzip ? (bytes.length < SMALL ? gzipSync(bytes) : await compress(bytes)) : bytes,
    records: lines,
    rest: piecesAfter(pieces, lines),
  };
}

function* linesOf(pieces: readonly Piece[]): Generator<string> {
  for (const { first, count, line } of pieces) {
    for (let index = first; index < first + count; index++) yield line(index);
  }
}

/** Returns the pieces without their first records. */
function piecesAfter(pieces: readonly Piece[], records: number): readonly Piece[] {
  let skipped = records;
  return pieces.flatMap((piece) => {
    const skip = Math.min(skipped, piece.count);
    skipped -= skip;
    const count = piece.count - skip;
    return count > 0 ? [{ ...piece, first: piece.first + skip, count }] : [];
  });
}

/** Returns the first records of some pieces. */
export function firstPieces(pieces: readonly Piece[], records: number): readonly Piece[] {
  let left = records;
  return pieces.flatMap((piece) => {
    const count = Math.min(left, piece.count);
    left -= count;
    return count > 0 ? [{ ...piece, count }] : [];
  });
}

/** An attempt that failed. `loses`: the batch is not sent again. */
export interface FailedAttempt {
  readonly tag: 'failed';
  readonly code: string;
  readonly loses: boolean;
}

/** The result of one attempt. */
export type AttemptResult =
  | { readonly tag: 'delivered'; readonly bytes: number; readonly milliseconds: number }
  | FailedAttempt;

/**
 * Returns the failure of a status that is not a success. Only 429 and 5xx are retried (FAQ of DataStream 2). After any
 * other status, the batch is lost at once. Redirects are not followed.
 */
export function judgeStatus(status: number): FailedAttempt | undefined {
  if (isAccepted(status)) return undefined;
  return { tag: 'failed', code: String(status), loses: status !== 429 && (status < 500 || status > 599) };
}

/** True if a destination has accepted what was sent. */
export function isAccepted(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Notes a failed attempt. Returns whether the batch is lost; otherwise it is due again later. */
export function noteFailure(batch: Batch, { code, loses }: FailedAttempt, elapsed: number): boolean {
  batch.failures[code] = (batch.failures[code] ?? 0) + 1;
  batch.nextAttemptAt = elapsed + PAUSE;
  return loses || batch.attempts > RETRIES;
}

/** The uploads of records that were lost. @param failures Failed attempts by error code. */
export function lostUploads(
  pieces: readonly Piece[],
  failures: Readonly<Record<string, number>> = {},
): Uploads {
  const records = total(pieces);
  return { ...NO_UPLOADS, attempted: records, failed: records, failures: { ...failures } };
}

/** The uploads of a batch that was delivered. @param milliseconds How long the successful attempt took. */
export function deliveredUploads({ pieces, failures }: Batch, bytes: number, milliseconds: number): Uploads {
  const records = total(pieces);
  return {
    attempted: records,
    failed: 0,
    successes: 1,
    bytes,
    failures,
    collection: spreadCollection(records),
    upload: spreadUpload(records, milliseconds),
  };
}
