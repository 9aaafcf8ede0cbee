import type { IncomingMessage } from 'node:http';
import { TooLarge } from '../records/read-body.ts';
import type { Reservation } from './memory.ts';

/** The sender has closed the connection within a body. */
export class BodyAborted extends Error {
  override readonly name = 'BodyAborted';
}

/**
 * Receives a body as it was sent. While there is no memory for it, nothing more is read from the connection.
 * @param limit bytes
 * @throws {TooLarge}
 * @throws {BodyAborted}
 */
export function receiveBody(
  request: IncomingMessage,
  { limit, memory }: { readonly limit: number; readonly memory: Reservation },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const leave = () => {
      request.off('data', add).off('end', complete).off('error', abort).off('close', abort);
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
    request.on('data', add).on('end', complete).on('error', abort).on('close', abort);
  });
}
