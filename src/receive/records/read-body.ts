import { setImmediate } from 'node:timers/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { Batch, RejectedPart } from '../output/sink.ts';
import type { RecordFormat } from './format.ts';
import { LineReader } from './line-reader.ts';

/** A body whose records are larger than a limit allows. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** A body as received. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
}

/** How bodies are read. */
export interface ReadOptions {
  readonly format: RecordFormat;
  /** ISO 8601, UTC, with milliseconds. */
  readonly receivedAt: string;
  /** The largest decompressed size; bytes. */
  readonly maxDecompressed: number;
  /**
   * Called before more memory is kept, with the number of bytes, and how many there will probably be in all. Reading
   * continues when it resolves, and ends with its error.
   */
  readonly reserve: (bytes: number, total: number) => Promise<void> | undefined;
}

/** A body that was read, and what it contained. */
export interface ReadBody {
  readonly batch: Batch;
  /** The number of unreadable lines. A body without any record counts as one. */
  readonly rejected: number;
  /** Whether the body is the probe with which Akamai tests its access. */
  readonly isProbe: boolean;
  /** The size of the decompressed body; bytes. */
  readonly decompressed: number;
  /** Gives the memory of the lines back. To be called only when nothing reads the batch any more. */
  readonly release: () => void;
}

/** Up to this size, decompressing at once is faster than a stream, and blocks for less than a millisecond; bytes. */
const SMALL = 256 * 1024;
/** The size of a decompressed piece, and of a piece of an uncompressed body between two pauses; bytes. */
const PIECE = 128 * 1024;
/** How much larger than the decompressed body the output lines may be; bytes. Enough for 200,000 records. */
const LARGEST_GROWTH = 16 * 1024 * 1024;

/**
 * Reads the records of a body. What is not readable is part of the batch.
 * @throws {TooLarge} if the decompressed body exceeds its limit
 */
export async function readBody(body: ReceivedBody, options: ReadOptions): Promise<ReadBody> {
  const encoding = body.contentEncoding?.trim().toLowerCase() || 'identity';
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding)) return rejectBody(body, options, 'encoding', 0);
  const { bytes } = body;
  const isGzip = bytes.length > 0 && (encoding !== 'identity' || (bytes[0] === 0x1f && bytes[1] === 0x8b));
  const small = isGzip ? gunzipSmall(bytes) : bytes;
  const reader = new LineReader(options.format, options.receivedAt, small?.length ?? PIECE);
  const limits = limitMemory(reader, options);
  const add = (piece: Buffer) => {
    limits.check(piece.length);
    reader.add(piece);
    return limits.reserve();
  };
  try {
    if (!small) await options.reserve(0, announcedSize(bytes));
    if (small && small.length <= PIECE) await add(small);
    else
      for await (const piece of small ? pieces(small) : gunzip(bytes)) {
        await add(piece);
        if (reader.failure) break;
      }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    return rejectBody(body, options, 'gzip', limits.decompressed());
  }
  reader.end();
  // Unreadable lines are copied into one piece.
  await limits.reserve(reader.records.count > 0 ? reader.unreadable.size : 0);
  return complete(body, reader, options, limits.decompressed());
}

/** Checks the limits while a body is read. */
function limitMemory(reader: LineReader, { maxDecompressed, reserve }: ReadOptions) {
  let decompressed = 0;
  let reserved = 0;
  return {
    decompressed: () => decompressed,
    /** @throws {TooLarge} */
    check: (bytes: number) => {
      decompressed += bytes;
      if (decompressed > maxDecompressed) throw new TooLarge();
    },
    /** @throws {TooLarge} */
    reserve: (extra = 0) => {
      const more = reader.size + extra - reserved;
      if (reader.size > maxDecompressed + LARGEST_GROWTH) throw new TooLarge();
      if (more <= 0) return undefined;
      reserved += more;
      return reserve(more, reserved);
    },
  };
}

function complete(
  body: ReceivedBody,
  reader: LineReader,
  options: ReadOptions,
  decompressed: number,
): ReadBody {
  const { records, unreadable } = reader;
  const { count } = records;
  if (reader.failure) return rejectBody(body, options, reader.failure, decompressed);
  if (unreadable.count > 0 && count === 0) return rejectBody(body, options, reader.reason, decompressed);
  const parts: readonly RejectedPart[] =
    unreadable.count === 0 ? [] : [reject(body, reader.reason, 'lines', Buffer.concat(unreadable.blocks()))];
  return {
    batch: { receivedAt: options.receivedAt, lines: records.blocks(), records: count, rejected: parts },
    rejected: unreadable.count,
    isProbe: reader.probes > 0 && count === 0,
    decompressed,
    release: () => records.release(),
  };
}

function rejectBody(
  body: ReceivedBody,
  { receivedAt }: ReadOptions,
  reason: RejectedPart['reason'],
  decompressed: number,
): ReadBody {
  const parts = [reject(body, reason, 'body', body.bytes)];
  const batch = { receivedAt, lines: [], records: 0, rejected: parts };
  return { batch, rejected: 1, isProbe: false, decompressed, release: () => undefined };
}

function reject(
  { contentType, contentEncoding }: ReceivedBody,
  reason: RejectedPart['reason'],
  kind: RejectedPart['kind'],
  bytes: Uint8Array,
): RejectedPart {
  return {
    reason,
    kind,
    bytes,
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
  };
}

/** The pieces of an uncompressed body. Other requests are served between them. */
async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE) {
    if (start > 0) await setImmediate();
    yield bytes.subarray(start, start + PIECE);
  }
}

/** Decompresses a small body at once. Returns undefined if it is not small, or not gzip. */
function gunzipSmall(bytes: Buffer): Buffer | undefined {
  const size = announcedSize(bytes);
  if (bytes.length > SMALL || size > SMALL) return undefined;
  try {
    // With one byte more, one call decompresses it.
    return gunzipSync(bytes, { maxOutputLength: SMALL, chunkSize: Math.max(size + 1, 1024) });
  } catch {
    return undefined;
  }
}

/** The last four bytes of gzip are the size of its last member when decompressed. They may be wrong. */
function announcedSize(bytes: Buffer): number {
  return bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
}

/** Decompresses piece by piece, all members. Decompression waits until a piece is used. */
async function* gunzip(bytes: Buffer): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: PIECE });
  stream.end(bytes);
  for await (const piece of stream) yield piece as Buffer;
}

/** Zlib reports data that it cannot decompress with codes such as Z_DATA_ERROR. */
function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
