import { expect, it } from 'vitest';
import { WriteError } from '../../../src/receive/output/sink.ts';
import { openStdout } from '../../../src/receive/output/stdout.ts';
import { manualClock } from '../../manual-clock.ts';
import { batchOf, diskFull, lineOf, rejectedPart } from './folders.ts';

it('a write that fails in the middle of a line does not damage a later one', async () => {
  let output = '';
  let free = Number.POSITIVE_INFINITY;
  const clock = manualClock();
  const print = async (bytes: Uint8Array) => {
    const text = Buffer.from(bytes).toString();
    output += text.slice(0, free);
    if (text.length > free) throw diskFull();
    return true;
  };
  const sink = openStdout(print, () => undefined, clock);
  await sink.write(batchOf([1]));
  free = 9;
  await expect(sink.write(batchOf([2]))).rejects.toThrow(new WriteError('ENOSPC'));
  expect(await sink.health()).toBe('writing to standard output fails (ENOSPC)');
  free = Number.POSITIVE_INFINITY;
  await sink.write(batchOf([3]));
  expect(await sink.health()).toBeUndefined();
  await sink.write(batchOf([4]));
  expect(output).toBe(`${lineOf(1)}${lineOf(2).slice(0, 9)}\n${lineOf(3)}${lineOf(4)}`);
});

it.each([0, 1, 48 * 1024, 1_000_003])(
  'a rejected part of %i bytes is one line, of which only a piece is in memory',
  async (size) => {
    const written: Uint8Array[] = [];
    const print = async (bytes: Uint8Array) => written.push(bytes) > 0;
    const sink = openStdout(print, () => undefined, manualClock());
    const bytes = Buffer.alloc(size, 'abcdefg');
    const batch = batchOf([1], {
      rejected: [rejectedPart('', { bytes, reason: 'utf8' }), rejectedPart('x')],
    });
    await sink.write(batch);
    const [record, whole = '', short, end] = Buffer.concat(written).toString().split('\n');
    expect(`${record}\n`).toBe(lineOf(1));
    const { receivedAt } = batch;
    expect(JSON.parse(whole)).toEqual({
      ...{ receivedAt, streamId: null },
      rejected: { reason: 'utf8', bytes: size, base64: bytes.toString('base64') },
    });
    expect(short).toContain('"rejected":{"reason":"json","bytes":1,"base64":"eA=="}}');
    expect(end).toBe('');
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
  },
);

it('without traffic, the output is healthy again half a minute after a failed write', async () => {
  const clock = manualClock();
  const sink = openStdout(
    () => Promise.reject(diskFull()),
    () => undefined,
    clock,
  );
  await expect(sink.write(batchOf([1]))).rejects.toThrow(WriteError);
  await clock.advance(30_000);
  expect(await sink.health()).toContain('ENOSPC');
  await clock.advance(1);
  expect(await sink.health()).toBeUndefined();
});

it('a closed pipe ends the output once', async () => {
  let closed = 0;
  const sink = openStdout(
    async () => false,
    () => {
      closed += 1;
    },
    manualClock(),
  );
  for (const value of [1, 2]) {
    const written = sink.write(batchOf([value]));
    await expect(written).rejects.toThrow(new WriteError('nothing reads standard output any more'));
  }
  expect(closed).toBe(1);
  expect(await sink.health()).toBe('nothing reads standard output any more');
});
