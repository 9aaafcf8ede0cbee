import type { RejectedPart } from '../output/sink.ts';

/** What the lines of a body are. */
export interface ParsedLines {
  /** Whole output lines, each ending in a line feed. */
  readonly lines: readonly Uint8Array[];
  readonly records: number;
  /** Lines that are no record, as sent, each ending in a line feed, and what is wrong with the first of them. */
  readonly unreadable?: { readonly reason: RejectedPart['reason']; readonly bytes: Uint8Array };
  /** Whether the body is the probe with which Akamai tests its access. */
  readonly isProbe: boolean;
}

/** Reads the lines of one body, piece by piece. */
export interface LineReader {
  add(piece: Uint8Array): void;
  end(): ParsedLines;
  /** Bytes that the reader holds. */
  readonly size: number;
}

const LF = 10;
const CR = 13;
/** Bytes. Output lines are gathered in pieces of this size. */
const PIECE = 65_536;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const END = Buffer.from('}\n');
const PROBE = '0,access_validation';

/**
 * Reads JSON records, one a line. A record keeps the bytes in which it was sent, so that no number loses precision.
 * @param receivedAt ISO 8601
 */
export function readJsonLines(receivedAt: string): LineReader {
  const output = gatherPieces();
  const unreadable = gatherPieces();
  const start = `{"receivedAt":"${receivedAt}","streamId":`;
  const heads = new Map<number | null, Buffer>();
  let rest: Uint8Array[] = [];
  let restSize = 0;
  let records = 0;
  let probes = 0;
  let reason: RejectedPart['reason'] | undefined;

  const headOf = (streamId: number | null): Buffer => {
    const known = heads.get(streamId);
    if (known) return known;
    const head = Buffer.from(`${start}${streamId},"record":`);
    heads.set(streamId, head);
    return head;
  };
  const readLine = (line: Uint8Array) => {
    const bytes = line.at(-1) === CR ? line.subarray(0, -1) : line;
    const found = recordIn(bytes);
    switch (found.tag) {
      case 'blank':
        return;
      case 'probe':
        probes += 1;
        return;
      case 'record':
        records += 1;
        output.add(headOf(found.streamId), bytes, END);
        return;
      case 'unreadable':
        reason ??= found.reason;
        unreadable.add(line, Uint8Array.of(LF));
        return;
      default:
        found satisfies never;
    }
  };
  const add = (piece: Uint8Array) => {
    let from = 0;
    for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
      const line = piece.subarray(from, end);
      readLine(restSize === 0 ? line : Buffer.concat([...rest, line]));
      rest = [];
      restSize = 0;
      from = end + 1;
    }
    if (from === piece.length) return;
    rest.push(piece.slice(from));
    restSize += piece.length - from;
  };
  return {
    add,
    end: () => {
      if (restSize > 0) readLine(Buffer.concat(rest));
      const parsed = { lines: output.pieces(), records, isProbe: probes === 1 && records === 0 && !reason };
      return reason === undefined
        ? parsed
        : { ...parsed, unreadable: { reason, bytes: Buffer.concat(unreadable.pieces()) } };
    },
    get size() {
      return output.size() + unreadable.size() + restSize;
    },
  };
}

type Line =
  | { readonly tag: 'blank' | 'probe' }
  | { readonly tag: 'record'; readonly streamId: number | null }
  | { readonly tag: 'unreadable'; readonly reason: 'utf8' | 'json' };

function recordIn(bytes: Uint8Array): Line {
  const text = decode(bytes);
  if (text === undefined) return { tag: 'unreadable', reason: 'utf8' };
  if (text.trim() === '') return { tag: 'blank' };
  if (text.trim() === PROBE) return { tag: 'probe' };
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { tag: 'unreadable', reason: 'json' };
  const members = Object.entries(value);
  if (members.length === 1 && members[0]?.[0] === 'access_validation' && members[0][1] === true)
    return { tag: 'probe' };
  return { tag: 'record', streamId: streamIdOf((value as { readonly streamId?: unknown }).streamId) };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Ids are numbers, or strings of digits. */
function streamIdOf(value: unknown): number | null {
  const id = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(id) ? (id as number) : null;
}

/** Gathers bytes in few buffers. */
function gatherPieces() {
  const full: Uint8Array[] = [];
  let current = Buffer.alloc(0);
  let used = 0;
  let size = 0;
  const flush = () => {
    if (used > 0) full.push(current.subarray(0, used));
    used = 0;
  };
  return {
    add: (...parts: readonly Uint8Array[]) => {
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      if (used + length > current.length) {
        flush();
        current = Buffer.allocUnsafe(Math.max(length, PIECE));
      }
      for (const part of parts) {
        current.set(part, used);
        used += part.length;
      }
      size += length;
    },
    pieces: (): readonly Uint8Array[] => {
      flush();
      current = Buffer.alloc(0);
      return full;
    },
    size: () => size,
  };
}
