import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { Batch, RejectedPart } from '../output/sink.ts';
import { type ParsedLines, readJsonLines } from '../records/json-lines.ts';

/** Limits of one body; bytes. */
export interface BodyLimits {
  readonly received: number;
  readonly decompressed: number;
}

/** A body that is larger than a limit allows. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** The sender has closed the connection within a body. */
export class BodyAborted extends Error {
  override readonly name = 'BodyAborted';
}

/** A body that was read, and what it contained. */
export interface ReadBody {
  readonly batch: Batch;
  readonly isProbe: boolean;
}

/**
 * Receives a body as it was sent.
 * @param signal ends the reading with its reason
 * @throws {TooLarge}
 * @throws {BodyAborted}
 */
export function receiveBody(request: IncomingMessage, limit: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (work: () => void) => {
      request.off('data', add).off('end', end).off('error', abort).off('close', abort);
      signal.removeEventListener('abort', stop);
      work();
    };
    const add = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) finish(() => reject(new TooLarge()));
      else chunks.push(chunk);
    };
    const end = () =>
      finish(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    const abort = () => finish(() => reject(new BodyAborted()));
    const stop = () => finish(() => reject(signal.reason));
    request.on('data', add).on('end', end).on('error', abort).on('close', abort);
    signal.addEventListener('abort', stop);
  });
}

/**
 * Reads the records of a body.
 * @param receivedAt ISO 8601
 * @throws {TooLarge} if its decompressed size exceeds the limit
 */
export async function readBody(
  body: Buffer,
  headers: IncomingMessage['headers'],
  receivedAt: string,
  limit: number,
): Promise<ReadBody> {
  const described = describedBy(headers);
  const whole = (reason: RejectedPart['reason']): ReadBody => ({
    batch: {
      receivedAt,
      lines: [],
      records: 0,
      rejected: [{ reason, kind: 'body', bytes: body, ...described }],
    },
    isProbe: false,
  });
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') return whole('encoding');
  const reader = readJsonLines(receivedAt);
  const isCompressed = body.length > 0 && (encoding === 'gzip' || (body[0] === 0x1f && body[1] === 0x8b));
  if (!isCompressed) {
    if (body.length > limit) throw new TooLarge();
    reader.add(body);
  } else if (!(await decompress(body, limit, (piece) => reader.add(piece)))) return whole('gzip');
  const { lines, records, unreadable, isProbe } = reader.end();
  if (unreadable && records === 0) return whole(unreadable.reason);
  return { batch: { receivedAt, lines, records, rejected: rejectedLines(unreadable, described) }, isProbe };
}

function rejectedLines(
  unreadable: ParsedLines['unreadable'],
  described: ReturnType<typeof describedBy>,
): readonly RejectedPart[] {
  return unreadable ? [{ ...unreadable, kind: 'lines', ...described }] : [];
}

function describedBy(headers: IncomingMessage['headers']) {
  const contentType = headers['content-type'];
  const contentEncoding = headers['content-encoding'];
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
  };
}

/** Decompresses piece by piece, so that only one piece is in memory. Resolves to false if the body is no gzip. */
function decompress(body: Buffer, limit: number, add: (piece: Buffer) => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    let size = 0;
    gunzip
      .on('data', (piece: Buffer) => {
        size += piece.length;
        if (size <= limit) add(piece);
        else gunzip.destroy(new TooLarge());
      })
      .on('end', () => resolve(true))
      .on('error', (error) => (error instanceof TooLarge ? reject(error) : resolve(false)));
    gunzip.end(body);
  });
}
