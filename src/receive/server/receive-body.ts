import type { IncomingMessage } from 'node:http';
import { TooLarge } from '../records/read-body.ts';
import { BodyChunks } from './body-chunks.ts';
import type { Reservation } from './memory.ts';

/** The sender has closed the connection within a body. */
export class BodyAborted extends Error {
  override readonly name = 'BodyAborted';
}

interface ReceiveLimits {
  /** Bytes. */
  readonly limit: number;
  readonly memory: Reservation;
  /** Sets what ends the reading with an error. */
  readonly onSlowBody: (fail: (error: unknown) => void) => void;
}

/**
 * Receives a body as it was sent. While there is no memory for it, nothing more is read from the connection.
 * @throws {TooLarge}
 * @throws {BodyAborted}
 */
export function receiveBody(
  request: IncomingMessage,
  { limit, memory, onSlowBody }: ReceiveLimits,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks = new BodyChunks();
    const announced = Number(request.headers['content-length'] ?? limit);
    let reserved = 0;
    const leave = () => {
      request.off('data', add).off('end', complete).off('error', abort).off('close', abort);
    };
    const fail = (error: unknown) => {
      leave();
      reject(error);
    };
    const add = (chunk: Buffer) => {
      chunks.append(chunk);
      if (chunks.size > limit) {
        fail(new TooLarge());
        return;
      }
      const more = chunks.memory - reserved;
      if (more <= 0) return;
      // A body that has to wait waits for the memory of its rest too, so that it does not wait again with a part of it.
      const rest = Math.max(more, announced - reserved);
      const waiting = memory.reserve(more, rest);
      reserved += waiting === undefined ? more : rest;
      if (waiting === undefined) return;
      request.pause();
      waiting.then(() => request.resume(), fail);
    };
    const complete = () => {
      leave();
      memory.giveBack(reserved - chunks.memory);
      resolve(chunks.join());
    };
    const abort = () => fail(new BodyAborted());
    onSlowBody(fail);
    request.on('data', add).on('end', complete).on('error', abort).on('close', abort);
  });
}
