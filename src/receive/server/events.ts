import type { RejectedPart, WriteError } from '../output/sink.ts';

/** The kinds of credentials that a receiver checks. */
export const AUTH_KINDS = ['basic', 'header', 'certificate'] as const;

/** What happens to requests, for metrics and the log. */
export interface ReceiverEvents {
  /** @param seconds since the end of the headers; absent if they are malformed or did not end */
  readonly onAnswer: (status: number, seconds?: number) => void;
  /** A body was read; sizes in bytes. */
  readonly onBody: (received: number, decompressed: number) => void;
  /** A batch was written, and the response is 200. */
  readonly onWritten: (records: number, rejected: readonly RejectedPart[]) => void;
  readonly onProbe: () => void;
  readonly onAuthFailure: (kind: (typeof AUTH_KINDS)[number]) => void;
  readonly onWriteError: (error: WriteError) => void;
  /** A request was rejected with 503 because of an unexpected error. */
  readonly onBug: (error: unknown) => void;
}
