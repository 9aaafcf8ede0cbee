import type { RejectedReason } from './shapes.ts';

/** The unreadable part of one body. */
export interface RejectedPart {
  readonly reason: RejectedReason;
  /** `body`: the whole body as received. `lines`: the unreadable lines of a body that has records too. */
  readonly kind: 'body' | 'lines';
  readonly bytes: Uint8Array;
  readonly contentType?: string;
  readonly contentEncoding?: string;
}

/** What one request delivered. It is written as a whole or not at all. */
export interface Batch {
  /** ISO 8601, UTC, with milliseconds. */
  readonly receivedAt: string;
  /** Whole output lines, in order, each ending in a line feed. A piece may hold many lines, and never a part of one. */
  readonly lines: readonly Uint8Array[];
  /** The number of lines. */
  readonly records: number;
  readonly rejected: readonly RejectedPart[];
}

/** A batch could not be written. The message is the reason, such as ENOSPC. Any other error of a sink is a bug. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
}

/** The sink was closed. */
export class SinkClosed extends Error {
  override readonly name = 'SinkClosed';
}

/** Returns a failed system call as a WriteError. Returns any other error as it is. */
export function asWriteError(error: unknown): unknown {
  if (!(error instanceof Error) || !('errno' in error)) return error;
  return new WriteError('code' in error ? String(error.code) : error.message, { cause: error });
}

/** Where batches are written. Batches may be written concurrently. */
export interface Sink {
  /**
   * Resolves when the batch is written, so that the response may be 200.
   * @throws {WriteError} if it was not written; the sender then has to retry
   * @throws {SinkClosed}
   */
  write(batch: Batch): Promise<void>;
  /** Completes what is being written. No batch may be written afterwards. */
  close(): Promise<void>;
  /** Resolves to why nothing can be written at the moment, as a clause, or to undefined. */
  health(): Promise<string | undefined>;
}
