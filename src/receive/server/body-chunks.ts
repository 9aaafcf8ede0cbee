/** Smaller chunks are copied: a chunk of a few bytes occupies hundreds of bytes of memory. Bytes. */
const SMALL = 4 * 1024;
/** Bytes. */
const BLOCK = 16 * 1024;

/** Collects the chunks of a body. */
export class BodyChunks {
  readonly #chunks: Buffer[] = [];
  /** The block into which small chunks are copied. */
  #block: Buffer | undefined;
  #used = 0;
  /** Bytes of the body. */
  size = 0;
  /** The memory that is in use; bytes. */
  memory = 0;

  append(chunk: Buffer): void {
    this.size += chunk.length;
    // Most bodies have only one chunk.
    if (chunk.length >= SMALL || this.#chunks.length === 0) {
      this.#finishBlock();
      this.#chunks.push(chunk);
      this.memory += chunk.length;
      return;
    }
    if (this.#block && this.#used + chunk.length > this.#block.length) this.#finishBlock();
    if (!this.#block) {
      this.#block = Buffer.allocUnsafeSlow(BLOCK);
      this.memory += BLOCK;
    }
    this.#block.set(chunk, this.#used);
    this.#used += chunk.length;
  }

  /** The whole body. */
  join(): Buffer {
    this.#finishBlock();
    const [first] = this.#chunks;
    return first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
  }

  #finishBlock(): void {
    if (this.#block) this.#chunks.push(this.#block.subarray(0, this.#used));
    this.#block = undefined;
    this.#used = 0;
  }
}
