import { giveBlockBack, POOLED, takeBlock } from './block-pool.ts';

/** The size of a block, unless one line is larger, or less is expected; bytes. */
const BLOCK = 128 * 1024;
/** If less is expected, a pooled block would be a waste of memory; bytes. */
const LEAST_POOLED = POOLED / 8;
const LINE_FEED = 0x0a;

/** Collects lines in blocks of memory. No block ends within a line. */
export class LineBlocks {
  readonly #full: Uint8Array[] = [];
  /** The block that is used again after it was released. */
  #pooled: Buffer | undefined;
  #block: Buffer;
  #used = 0;
  /** The number of lines. */
  count = 0;
  /** The memory that is in use; bytes. */
  size = 0;

  /** @param expected how many bytes to expect at first */
  constructor(expected: number) {
    this.#block = this.#allocate(Math.min(expected, BLOCK));
  }

  /** Appends a line: `before`, the bytes from `start` to `end`, `after`, and a line feed. */
  append(before: Uint8Array, bytes: Uint8Array, range: Range, after: Uint8Array): void {
    const needed = before.length + (range.end - range.start) + after.length + 1;
    if (this.#used + needed > this.#block.length) {
      this.#finishBlock();
      this.#block = this.#allocate(Math.max(needed, BLOCK));
    }
    const block = this.#block;
    let at = this.#used;
    block.set(before, at);
    at += before.length;
    block.set(bytes.subarray(range.start, range.end), at);
    at += range.end - range.start;
    block.set(after, at);
    at += after.length;
    block[at] = LINE_FEED;
    this.#used = at + 1;
    this.count += 1;
  }

  /** All lines so far. */
  blocks(): readonly Uint8Array[] {
    this.#finishBlock();
    return this.#full;
  }

  /** Gives memory back, which is then used for other lines. Nothing may read the lines any more. */
  release(): void {
    if (this.#pooled) giveBlockBack(this.#pooled);
    this.#pooled = undefined;
  }

  #finishBlock(): void {
    if (this.#used > 0) this.#full.push(this.#block.subarray(0, this.#used));
    this.#block = this.#block.subarray(this.#used);
    this.#used = 0;
  }

  #allocate(bytes: number): Buffer {
    if (bytes >= LEAST_POOLED && bytes <= POOLED) {
      this.size += POOLED;
      this.#pooled = takeBlock();
      return this.#pooled;
    }
    this.size += bytes;
    return Buffer.allocUnsafeSlow(bytes);
  }
}

/** A range of bytes; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
