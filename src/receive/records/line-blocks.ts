import { giveBlockBack, POOLED, takeBlock } from './block-pool.ts';

/** The size of a further block, unless one line is larger; bytes. */
const BLOCK = 128 * 1024;
const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Collects lines in blocks of memory. No block ends within a line. */
export class LineBlocks {
  readonly #full: Uint8Array[] = [];
  /** The first block, which is used again after it was released. */
  #pooled: Buffer | undefined;
  #block: Buffer = NOTHING;
  #used = 0;
  /** The number of lines. */
  count = 0;
  /** The memory that is in use; bytes. */
  size = 0;

  /** Appends a line: `before`, the bytes from `start` to `end`, `after`, and a line feed. */
  append(before: Uint8Array, bytes: Uint8Array, range: Range, after: Uint8Array): void {
    const needed = before.length + (range.end - range.start) + after.length + 1;
    if (this.#used + needed > this.#block.length) {
      this.#finishBlock();
      this.#block = this.#allocate(needed);
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

  #allocate(needed: number): Buffer {
    if (this.size === 0 && needed <= POOLED) {
      this.size = POOLED;
      this.#pooled = takeBlock();
      return this.#pooled;
    }
    const bytes = Math.max(needed, BLOCK);
    this.size += bytes;
    return Buffer.allocUnsafeSlow(bytes);
  }
}

/** A range of bytes; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
