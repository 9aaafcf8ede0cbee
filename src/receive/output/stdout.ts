import type { RejectedLine } from './shapes.ts';
import type { Batch, RejectedPart, Sink } from './sink.ts';

/** Writes bytes to standard output; resolves to false if nobody reads it any more. */
type Print = (bytes: Uint8Array) => Promise<boolean>;

/**
 * Writes batches to standard output, one at a time, so that the lines of two requests are never mixed.
 * @param onClosed called once, when the reader has closed the pipe
 */
export function openStdout(print: Print, onClosed: () => void): Sink {
  let queue: Promise<unknown> = Promise.resolve();
  let problem: string | undefined;
  const writeAll = async (pieces: readonly Uint8Array[]) => {
    for (const piece of pieces) {
      if (problem !== undefined) throw new Error(problem);
      if (await print(piece)) continue;
      problem = 'nothing reads standard output any more';
      onClosed();
    }
    if (problem !== undefined) throw new Error(problem);
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
    health: async () => problem,
  };
}

function rejectedLines({ receivedAt, rejected }: Batch): readonly Uint8Array[] {
  return rejected.map((part) => Buffer.from(rejectedLine(receivedAt, part)));
}

function rejectedLine(receivedAt: string, { reason, bytes }: RejectedPart): string {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const line: RejectedLine = {
    receivedAt,
    streamId: null,
    rejected: { reason, bytes: bytes.length, base64 },
  };
  return `${JSON.stringify(line)}\n`;
}
