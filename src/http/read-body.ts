import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { HttpFailure } from './failure.ts';

/** The encodings that `readBody` decompresses, as `Accept-Encoding`. */
export const ENCODINGS = 'gzip, br';

/**
 * Reads the whole body of a response and decompresses it. At most `limit` bytes are kept, counted after
 * decompression.
 * @throws {HttpFailure} kind `unreadable`: too large, an encoding that was not requested, or damaged
 */
export async function readBody(body: Readable, encoding: string | undefined, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Uint8Array>) => {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > limit) throw new Error('too large');
      chunks.push(chunk);
    }
  };
  try {
    await unpack(body, encoding, collect);
  } catch (error) {
    // Which error of a failed pipeline arrives first is not deterministic, but the size is.
    if (size > limit) throw unreadable(`it is larger than ${limit} bytes`);
    throw isDamage(error) ? unreadable('its compression is damaged', error) : error;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

async function unpack(
  body: Readable,
  encoding: string | undefined,
  collect: (source: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return pipeline(body, collect);
    case 'gzip':
    case 'x-gzip':
      return pipeline(body, createGunzip(), collect);
    case 'br':
      return pipeline(body, createBrotliDecompress(), collect);
    default:
      body.on('error', () => undefined).destroy();
      throw unreadable('it is compressed in a way that was not requested');
  }
}

/** zlib's own codes: `Z_DATA_ERROR`, `Z_BUF_ERROR`, `ERR__ERROR_FORMAT_…` (Brotli). */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_+BROTLI|ERR__ERROR)/.test(String(error.code));
}

function unreadable(why: string, cause?: unknown): HttpFailure {
  return new HttpFailure('unreadable', why, { isSent: true, isLasting: true, cause });
}
