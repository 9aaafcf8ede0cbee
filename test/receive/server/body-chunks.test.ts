import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { BodyChunks } from '../../../src/receive/server/body-chunks.ts';

it.each([
  ['one', [50_000]],
  ['large ones', [16_384, 16_384, 5000]],
  ['small ones', [1, 1, 3000, 1, 1]],
  ['small and large ones', [10, 10, 5000, 1, 20_000, 4095, 4096, 7]],
])('chunks are joined in order: %s', (_, sizes) => {
  const chunks = new BodyChunks();
  const sent = sizes.map((size) => randomBytes(size));
  for (const each of sent) chunks.append(each);
  expect(chunks.size).toBe(Buffer.concat(sent).length);
  expect(chunks.memory).toBeGreaterThanOrEqual(chunks.size);
  expect(chunks.join()).toEqual(Buffer.concat(sent));
});

it('chunks of a few bytes are copied into few blocks, which are counted', () => {
  const chunks = new BodyChunks();
  const chunk = Buffer.from('ab');
  for (let i = 0; i < 100_000; i += 1) chunks.append(chunk);
  chunk.fill('z');
  expect(chunks.memory).toBeLessThan(220_000);
  expect(chunks.memory).toBeGreaterThanOrEqual(200_000);
  // The first chunk is usually the only one, and is kept as it is.
  expect(chunks.join().toString()).toBe(`zz${'ab'.repeat(99_999)}`);
});
