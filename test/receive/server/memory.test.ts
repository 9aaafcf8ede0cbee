import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { TooLarge } from '../../../src/receive/records/read-body.ts';
import { limitMemory, type Memory } from '../../../src/receive/server/memory.ts';
import { Overloaded } from '../../../src/receive/server/waiting-line.ts';
import { manualClock } from '../../manual-clock.ts';
import { CONNECTIONS, LIMITS, testReceiver } from '../receiver.ts';

it('memory is given in the order in which it was asked for, as soon as it is released', async () => {
  const memory = limitMemory(10, manualClock());
  const [first, second, third] = [memory.open(), memory.open(), memory.open()];
  expect(first.reserve(8)).toBeUndefined();
  const order: string[] = [];
  const waiting = [
    second.reserve(5)?.then(() => order.push('second')),
    third.reserve(1)?.then(() => order.push('third')),
  ];
  expect(memory.used()).toBe(8);
  first.release();
  await Promise.all(waiting);
  expect(order).toEqual(['second', 'third']);
  second.release();
  third.release();
  expect(memory.used()).toBe(0);
});

it('a request waits for memory for ten seconds', async () => {
  const clock = manualClock();
  const memory = limitMemory(10, clock);
  expect(memory.open().reserve(8)).toBeUndefined();
  const waiting = memory.open().reserve(5);
  const overloaded = expect(waiting).rejects.toThrow(Overloaded);
  await clock.advance(9_999);
  expect(memory.used()).toBe(8);
  await clock.advance(1);
  await overloaded;
  expect(memory.open().reserve(2)).toBeUndefined();
});

/** Reads a body of this size piece by piece, as a large body is decompressed, and returns how that ended. */
async function readBody(memory: Memory, size: number, piece = 10): Promise<'done' | 'overloaded'> {
  const reservation = memory.open();
  try {
    for (let read = 0; read < size; read += piece) {
      await reservation.reserve(piece);
      await Promise.resolve();
    }
    return 'done';
  } catch (error) {
    expect(error).toBeInstanceOf(Overloaded);
    return 'overloaded';
  } finally {
    reservation.release();
  }
}

it('requests that hold all of the memory do not block each other: the oldest ends within seconds', async () => {
  const clock = manualClock();
  const memory = limitMemory(100, clock);
  const ends = Promise.all(Array.from({ length: 10 }, () => readBody(memory, 80)));
  await clock.advance(10_000);
  const results = await ends;
  expect(results[0]).toBe('done');
  expect(results.filter((each) => each === 'done').length).toBeGreaterThan(1);
  expect(memory.used()).toBe(0);
});

it('the youngest requests lose their memory only as far as the oldest needs it', async () => {
  const clock = manualClock();
  const memory = limitMemory(100, clock);
  const [first, second, third] = [memory.open(), memory.open(), memory.open()];
  for (const each of [first, second, third]) expect(each.reserve(30)).toBeUndefined();
  const waiting = [first.reserve(30), second.reserve(30), third.reserve(30)];
  const overloaded = expect(waiting[2]).rejects.toThrow(Overloaded);
  await clock.advance(1000);
  await overloaded;
  await waiting[0];
  expect(memory.used()).toBe(90);
  first.release();
  await waiting[1];
});

it('no memory is taken from requests that do not wait', async () => {
  const clock = manualClock();
  const memory = limitMemory(100, clock);
  const [first, second] = [memory.open(), memory.open()];
  expect(first.reserve(10)).toBeUndefined();
  expect(second.reserve(90)).toBeUndefined();
  const overloaded = expect(first.reserve(10)).rejects.toThrow(Overloaded);
  await clock.advance(10_000);
  await overloaded;
  expect(memory.used()).toBe(90);
});

it('large bodies are read one at a time, the oldest first', async () => {
  const memory = limitMemory(100, manualClock());
  const [first, second, third] = [memory.open(), memory.open(), memory.open()];
  expect(second.takeTurn()).toBeUndefined();
  expect(second.takeTurn()).toBeUndefined();
  const order: string[] = [];
  const turns = [
    third.takeTurn()?.then(() => order.push('third')),
    first.takeTurn()?.then(() => order.push('first')),
  ];
  second.release();
  await turns[1];
  expect(order).toEqual(['first']);
  first.release();
  await turns[0];
  third.release();
  expect(memory.open().takeTurn()).toBeUndefined();
});

it('a request that ends while it waits is forgotten', async () => {
  const memory = limitMemory(10, manualClock());
  const [first, second, third] = [memory.open(), memory.open(), memory.open()];
  expect(first.reserve(10)).toBeUndefined();
  const gone = expect(second.reserve(10)).rejects.toThrow(Overloaded);
  const waiting = third.reserve(10);
  second.release();
  await gone;
  first.release();
  await waiting;
  expect(memory.used()).toBe(10);
});

it('not more than a hundred requests wait, and the youngest of them leaves', async () => {
  const memory = limitMemory(10, manualClock());
  expect(memory.open().reserve(10)).toBeUndefined();
  const old = memory.open();
  const waiting = Array.from({ length: 100 }, () => memory.open().reserve(1));
  const left = expect(waiting.at(-1)).rejects.toThrow(Overloaded);
  void old.reserve(1)?.catch(() => undefined);
  await left;
  await expect(memory.open().reserve(1)).rejects.toThrow(Overloaded);
});

it('one request cannot have more than all requests may have', async () => {
  await expect(limitMemory(10, manualClock()).open().reserve(11)).rejects.toThrow(TooLarge);
});

it('a request that gets no memory is rejected with 503, and a later one succeeds', async () => {
  let finish = () => {};
  const { post, clock } = await testReceiver({
    limits: { ...LIMITS, buffered: 4000 },
    write: () =>
      new Promise((resolve) => {
        finish = resolve;
        writing();
      }),
  });
  let writing = () => {};
  const isWriting = new Promise<void>((resolve) => {
    writing = resolve;
  });
  const first = post(`{"a":"${'x'.repeat(1200)}"}`);
  await isWriting;
  const second = post(`{"a":"${'x'.repeat(1200)}"}`);
  expect(await clock.runUntil(second)).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
  finish();
  expect((await first).status).toBe(200);
  writing = () => finish();
  expect((await post('{"b":1}')).status).toBe(200);
});

it('several large bodies at once are all written', async () => {
  const { post, batches } = await testReceiver({
    limits: { received: 1 << 20, decompressed: 6 << 20, buffered: 8 << 20 },
    connections: { ...CONNECTIONS, connections: 10 },
  });
  const body = gzipSync(`{"a":"${'x'.repeat(1000)}"}\n`.repeat(5000));
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(body)));
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(batches.map(({ records }) => records)).toEqual(Array(6).fill(5000));
});
