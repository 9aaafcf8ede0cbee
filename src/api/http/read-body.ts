import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { ApiError } from '../errors/errors.ts';
import { type HttpRequest, requestName } from './transport.ts';

/**
 * Reads the whole body of a response and decompresses it. At most `limit` bytes are kept, counted after
 * decompression.
 * @throws {ApiError} kind `unreadable`: too large, an encoding that was not requested, or damaged
 */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  limit: number,
  request: HttpRequest,
): Promise<string> {
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
    await unpack(body, encoding, collect, request);
  } catch (error) {
    // Which error of a failed pipeline arrives first is not deterministic, but the size is.
    if (size > limit) throw unreadable(request, `it is larger than ${limit} bytes`);
    throw isDamage(error) ? unreadable(request, 'its compression is damaged', error) : error;
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

async function unpack(
  body: Readable,
  encoding: string | undefined,
  collect: (source: AsyncIterable<Uint8Array>) => Promise<void>,
  request: HttpRequest,
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
      throw unreadable(request, 'it is compressed in a way that was not asked for');
  }
}

/** zlib's own codes: `Z_DATA_ERROR`, `Z_BUF_ERROR`, `ERR__ERROR_FORMAT_…` (Brotli). */
function isDamage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_+BROTLI|ERR__ERROR)/.test(String(error.code));
}

function unreadable(request: HttpRequest, why: string, cause?: unknown): ApiError {
  const name = requestName(request);
  return new ApiError('unreadable', `The answer to ${name} cannot be read: ${why}.`, {
    request: name,
    happened: request.method === 'GET' ? 'nothing' : 'unknown',
    hint: 'A proxy may stand in between; if it stays so, please report it.',
    cause,
  });
}
