import type { Clock } from '../../model/clock.ts';
import { asWriteError, type Batch, type RejectedPart, type Sink, WriteError } from './sink.ts';

/** Writes bytes to standard output; resolves to false if nobody reads it any more. */
type Print = (bytes: Uint8Array) => Promise<boolean>;

const NO_READER = 'nothing reads standard output any more';
const LINE_FEED = Buffer.of(0x0a);
/** How long a failed write makes the output unhealthy: nothing can be tried on it without traffic. Milliseconds. */
const MEMORY = 30_000;

/**
 * Writes batches to standard output, one at a time, so that the lines of two requests are never mixed.
 * @param onClosed called once, when the reader has closed the pipe
 */
export function openStdout(print: Print, onClosed: () => void, clock: Pick<Clock, 'monotonic'>): Sink {
  let queue: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  let failed: { readonly error: WriteError; readonly at: number } | undefined;
  const write = async (piece: Uint8Array) => {
    if (!isClosed && (await print(piece))) return;
    if (!isClosed) onClosed();
    isClosed = true;
    throw new WriteError(NO_READER);
  };
  const writeAll = async (pieces: readonly Uint8Array[]) => {
    try {
      // A write that failed may have written a part of a line, which must not become the start of another one.
      for (const piece of failed ? [LINE_FEED, ...pieces] : pieces) await write(piece);
      failed = undefined;
    } catch (cause) {
      const error = asWriteError(cause);
      if (error instanceof WriteError) failed = { error, at: clock.monotonic() };
      throw error;
    }
  };
  return {
    write: (batch) => {
      const written = queue.then(() => writeAll([...batch.lines, ...rejectedLines(batch)]));
      queue = written.catch(() => undefined);
      return written;
    },
    close: async () => {
      await queue;
    },
    health: async () => {
      if (isClosed) return NO_READER;
      if (!failed || clock.monotonic() - failed.at > MEMORY) return undefined;
      return `writing to standard output fails (${failed.error.message})`;
    },
  };
}

function rejectedLines({ receivedAt, rejected }: Batch): readonly Uint8Array[] {
  return rejected.map((part) => Buffer.from(rejectedLine(receivedAt, part)));
}

function rejectedLine(receivedAt: string, { reason, bytes }: RejectedPart): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return `${JSON.stringify({ receivedAt, streamId: null, rejected: { reason, bytes: bytes.length, base64 } })}\n`;
}
