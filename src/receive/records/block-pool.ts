/** The size of a pooled block; bytes. */
export const POOLED = 64 * 1024;
/** The number of unused blocks that are kept. */
const KEPT = 256;

const unused: Buffer[] = [];

/** Returns a block of any content. */
export function takeBlock(): Buffer {
  return unused.pop() ?? Buffer.allocUnsafeSlow(POOLED);
}

/**
 * Gives a block back, which is then used for other lines. With new memory for each body, V8 collects garbage several
 * times a second, which takes a tenth of the processor time.
 */
export function giveBlockBack(block: Buffer): void {
  if (unused.length < KEPT) unused.push(block);
}
