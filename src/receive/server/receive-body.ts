import type { IncomingMessage } from 'node:http';
import { TooLarge } from '../records/read-body.ts';
import type { Reservation } from './memory.ts';

/** The sender has closed the connection within a body. */
export class BodyAborted extends Error {
  override readonly name = 'BodyAborted';
}

interface ReceiveLimits {
  /** Bytes. */
  readonly limit: number;
  readonly memory: Reservation;
  /** Ends the reading with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Receives a body as it was sent. While there is no memory for it, nothing more is read from the connection.
 * @throws {TooLarge}
 * @throws {BodyAborted}
 */
export function receiveBody(
  request: IncomingMessage,
  { limit, memory, signal }: ReceiveLimits,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = () => {
      request.off('data', add).off('end', complete).off('error', abort).off('close', abort);
      signal.removeEventListener('abort', stop);
    };
    const fail = (error: unknown) => {
      leave();
      reject(error);
    };
    const add = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        fail(new TooLarge());
        return;
      }
      chunks.push(chunk);
      const waiting = memory.reserve(chunk.length);
      if (!waiting) return;
      request.pause();
      waiting.then(() => request.resume(), fail);
    };
    const complete = () => {
      leave();
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    };
    const abort = () => fail(new BodyAborted());
    const stop = () => fail(signal.reason);
    signal.addEventListener('abort', stop);
    request.on('data', add).on('end', complete).on('error', abort).on('close', abort);
  });
}
