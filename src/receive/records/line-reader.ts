import { isUtf8 } from 'node:buffer';
import type { RejectedPart } from '../output/sink.ts';
import { readFlatObject } from './flat-object.ts';
import type { RecordFormat, StructuredFormat } from './format.ts';
import { LineBlocks, type Range } from './line-blocks.ts';
import { ObjectScanner } from './scan-object.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A body with a longer line is rejected; bytes. Records are far smaller, and a line has to be in memory as a whole. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** Longer lines are not compared with the probe; bytes. */
const LONGEST_PROBE = 64;
/** The expression for flat objects uses the stack in proportion to the line; bytes. */
const LONGEST_FLAT = 16 * 1024;
const PROBE = /^\s*(?:0,access_validation|\{\s*"access_validation"\s*:\s*true\s*\})\s*$/;
const NOTHING = new Uint8Array();
const END_OF_RECORD = Buffer.from('}');

/** A record as it is written: a range of bytes that are one JSON object, and its stream id as JSON. */
interface FoundRecord extends Range {
  readonly bytes: Uint8Array;
  readonly streamId: string;
}

/** Finds the record in a line. Returns undefined if the line is not a record. */
type ReadRecord = (bytes: Buffer, start: number, end: number) => FoundRecord | undefined;

/** Turns the decompressed bytes of a body, in pieces, into output lines. */
export class LineReader {
  /** The output lines. */
  readonly records: LineBlocks;
  /** The lines that are not records, as sent. */
  readonly unreadable = new LineBlocks(0);
  /** How often a line is the probe. */
  probes = 0;
  /** Why the body cannot be split into lines. Nothing is read afterwards. */
  failure: RejectedPart['reason'] | undefined;
  readonly #format: RecordFormat;
  readonly #readRecord: ReadRecord;
  readonly #receivedAt: string;
  #head: { readonly streamId: string; readonly bytes: Uint8Array } = { streamId: '', bytes: NOTHING };
  /** The pieces of a line whose end has not been read. */
  #rest: Buffer[] = [];
  #restSize = 0;

  /** @param expected the size of the decompressed body, if known; bytes */
  constructor(format: RecordFormat, receivedAt: string, expected: number) {
    this.#format = format;
    this.#readRecord = format.format === 'JSON' ? jsonReader(format.streamId) : structuredReader(format);
    this.#receivedAt = receivedAt;
    // Lines grow by less than this, unless they are very short.
    this.records = new LineBlocks(Math.ceil(expected * 1.1) + 128);
  }

  /** The reason for which unreadable lines are rejected. */
  get reason(): RejectedPart['reason'] {
    return this.#format.format === 'JSON' ? 'json' : 'columns';
  }

  /** The memory that the reader keeps; bytes. */
  get size(): number {
    return this.records.size + this.unreadable.size + this.#restSize;
  }

  /** @param piece must not change afterwards */
  add(piece: Buffer): void {
    const last = piece.lastIndexOf(LINE_FEED);
    let start = 0;
    if (last >= 0 && this.#restSize > 0) {
      start = piece.indexOf(LINE_FEED) + 1;
      this.#completeLine(piece.subarray(0, start));
    }
    this.#readLines(piece.subarray(start, last + 1));
    this.#keep(piece.subarray(last + 1));
  }

  /** Ends the body. Its last line need not end in a line feed. */
  end(): void {
    if (this.#restSize > 0) this.#completeLine(Buffer.of(LINE_FEED));
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.failure) return;
    this.#rest.push(part);
    this.#restSize += part.length;
    if (this.#restSize > LONGEST_LINE) this.failure = this.reason;
  }

  #completeLine(end: Buffer): void {
    const line = Buffer.concat([...this.#rest, end]);
    this.#rest = [];
    this.#restSize = 0;
    this.#readLines(line);
  }

  /** @param bytes whole lines; the last byte is a line feed */
  #readLines(bytes: Buffer): void {
    if (!isUtf8(bytes)) this.failure ??= 'utf8';
    for (let start = 0; !this.failure && start < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, start);
      this.#readLine(bytes, start, end);
      start = end + 1;
    }
  }

  #readLine(bytes: Buffer, start: number, lineFeed: number): void {
    const end = bytes[lineFeed - 1] === CARRIAGE_RETURN && lineFeed > start ? lineFeed - 1 : lineFeed;
    if (isBlank(bytes, start, end)) return;
    if (end - start <= LONGEST_PROBE && PROBE.test(bytes.toString('latin1', start, end))) {
      this.probes += 1;
      return;
    }
    const record = this.#readRecord(bytes, start, end);
    if (record) this.records.append(this.#headOf(record.streamId), record.bytes, record, END_OF_RECORD);
    else this.unreadable.append(NOTHING, bytes, { start, end: lineFeed }, NOTHING);
  }

  /** What is before a record in its output line. Most bodies have records of one stream. */
  #headOf(streamId: string): Uint8Array {
    if (streamId !== this.#head.streamId) {
      const text = `{"receivedAt":${JSON.stringify(this.#receivedAt)},"streamId":${streamId},"record":`;
      this.#head = { streamId, bytes: Buffer.from(text) };
    }
    return this.#head.bytes;
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  let i = start;
  while (i < end && (bytes[i] === 0x20 || bytes[i] === 0x09 || bytes[i] === CARRIAGE_RETURN)) i += 1;
  return i === end;
}

/** The record keeps the bytes as sent, so that no number loses precision. */
function jsonReader(streamId = 'null'): ReadRecord {
  const scanner = new ObjectScanner();
  return (bytes, start, end) => {
    const flat =
      end - start <= LONGEST_FLAT ? readFlatObject(bytes.toString('latin1', start, end)) : undefined;
    if (flat !== undefined) return { bytes, start, end, streamId: flat || streamId };
    if (!scanner.scan(bytes, start, end)) return undefined;
    const own = scanner.idStart < 0 ? undefined : bytes.toString('latin1', scanner.idStart, scanner.idEnd);
    return { bytes, start, end, streamId: (own && jsonStreamId(own)) ?? streamId };
  };
}

/**
 * Bytes are handled as Latin-1, one character for each byte: JSON escapes none of the bytes of a UTF-8 sequence, so
 * that writing the text as Latin-1 again restores them.
 */
function structuredReader({ delimiter, columns, streamId = 'null' }: StructuredFormat): ReadRecord {
  const separator = Buffer.from(delimiter).toString('latin1');
  const keys = columns.map((column) => Buffer.from(JSON.stringify(column)).toString('latin1'));
  const idColumn = columns.indexOf('streamId');
  return (line, from, to) => {
    // One value too many is enough to see that it is not a record. A long line of delimiters has millions.
    const values = line.toString('latin1', from, to).split(separator, keys.length + 1);
    if (values.length !== keys.length) return undefined;
    const members = keys.flatMap((key, i) =>
      values[i] === '-' ? [] : [`${key}:${JSON.stringify(values[i])}`],
    );
    const bytes = Buffer.from(`{${members.join(',')}}`, 'latin1');
    return { bytes, start: 0, end: bytes.length, streamId: streamIdOf(values[idColumn] ?? '') ?? streamId };
  };
}

/** The stream id in the JSON of a value, which may have escapes or an exponent. */
function jsonStreamId(json: string): string | undefined {
  if (json.startsWith('"')) return streamIdOf(JSON.parse(json));
  const number = /^\d/.test(json) ? Number(json) : Number.NaN;
  return streamIdOf(json) ?? (Number.isSafeInteger(number) ? String(number) : undefined);
}

/** Returns the digits of a stream id as a JSON number, whatever their number, or undefined. */
function streamIdOf(text: string): string | undefined {
  return /^\d{1,32}$/.test(text) ? text.replace(/^0+(?=\d)/, '') : undefined;
}
