import { gzipSync } from 'node:zlib';
import type { RejectedPart } from '../../../src/receive/output/sink.ts';
import type { RecordFormat } from '../../../src/receive/records/format.ts';
import { type ReadOptions, type ReceivedBody, readBody } from '../../../src/receive/records/read-body.ts';

export const RECEIVED_AT = '2026-11-29T10:15:00.123Z';
export const MIB = 1024 * 1024;

/** What a body was read as, as text. */
interface ReadText {
  readonly lines: string;
  readonly records: number;
  readonly rejected: readonly (Omit<RejectedPart, 'bytes'> & { readonly text: string })[];
  /** How many lines or bodies are in `rejected`. */
  readonly count: number;
  readonly isProbe: boolean;
  readonly decompressed: number;
}

/** Reads a body as JSON, unless another format is given. */
export async function read(
  bytes: string | Uint8Array,
  options: Partial<ReadOptions> & Omit<ReceivedBody, 'bytes'> = {},
): Promise<ReadText> {
  const { contentType, contentEncoding, ...changes } = options;
  const {
    batch,
    rejected: count,
    isProbe,
    decompressed,
  } = await readBody(
    { bytes: Buffer.from(bytes), contentType, contentEncoding },
    {
      format: { format: 'JSON' },
      receivedAt: RECEIVED_AT,
      maxDecompressed: 256 * MIB,
      reserve: async () => undefined,
      ...changes,
    },
  );
  return {
    lines: textOf(Buffer.concat(batch.lines)),
    records: batch.records,
    rejected: batch.rejected.map(({ bytes, ...part }) => ({ ...part, text: textOf(bytes) })),
    count,
    isProbe,
    decompressed,
  };
}

/** One character for each byte, so that invalid UTF-8 is compared too. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

export function structured(columns: readonly string[], delimiter = ' ', streamId?: string): RecordFormat {
  return { format: 'STRUCTURED', delimiter, columns, ...(streamId === undefined ? {} : { streamId }) };
}

/** An output line. */
export function line(record: string, streamId = 'null'): string {
  return `{"receivedAt":"${RECEIVED_AT}","streamId":${streamId},"record":${record}}\n`;
}

/** Gzip with a member for each part. */
export function gzipMembers(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => gzipSync(part)));
}
