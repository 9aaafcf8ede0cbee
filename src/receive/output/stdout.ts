import type { Clock } from '../../model/clock.ts';
import { asWriteError, type Batch, type RejectedPart, type Sink, WriteError } from './sink.ts';

/** Writes bytes to standard output; resolves to false if nobody reads it any more. */
type Print = (bytes: Uint8Array) => Promise<boolean>;

const NO_READER = 'nothing reads standard output any more';
const LINE_FEED = Buffer.of(0x0a);
/** How much of a rejected part is encoded at a time: a multiple of 3, which base64 encodes without padding. Bytes. */
const PIECE = 48 * 1024;
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
  const writeAll = async (pieces: Iterable<Uint8Array>) => {
    try {
      // A write that failed may have written a part of a line, which must not become the start of another one.
      if (failed) await write(LINE_FEED);
      for (const piece of pieces) await write(piece);
      failed = undefined;
    } catch (cause) {
      const error = asWriteError(cause);
      if (error instanceof WriteError) failed = { error, at: clock.monotonic() };
      throw error;
    }
  };
  return {
    write: (batch) => {
      const written = queue.then(() => writeAll(outputOf(batch)));
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

/** The output in pieces, each of which is created when the one before is written: rejected parts may be large. */
function* outputOf({ receivedAt, lines, rejected }: Batch): Generator<Uint8Array> {
  yield* lines;
  for (const part of rejected) yield* rejectedLine(receivedAt, part);
}

function* rejectedLine(receivedAt: string, { reason, bytes }: RejectedPart): Generator<Uint8Array> {
  const line = { receivedAt, streamId: null, rejected: { reason, bytes: bytes.length, base64: '' } };
  const json = JSON.stringify(line);
  const end = '"}}'.length;
  yield Buffer.from(json.slice(0, -end));
  for (let start = 0; start < bytes.length; start += PIECE) {
    const piece = bytes.subarray(start, start + PIECE);
    yield Buffer.from(Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('base64'));
  }
  yield Buffer.from(`${json.slice(-end)}\n`);
}
