import { expect, it } from 'vitest';
import { TooLarge } from '../../../src/receive/records/read-body.ts';
import { limitMemory } from '../../../src/receive/server/memory.ts';
import { Overloaded } from '../../../src/receive/server/waiting-line.ts';
import { manualClock } from '../../manual-clock.ts';
import { LIMITS, testReceiver } from '../receiver.ts';

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

it('one request cannot have more than all requests may have', async () => {
  await expect(limitMemory(10, manualClock()).open().reserve(11)).rejects.toThrow(TooLarge);
});

it('a request that finds no memory is answered 503, and a later one succeeds', async () => {
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
