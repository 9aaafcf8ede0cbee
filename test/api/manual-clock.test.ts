import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../manual-clock.ts';

describe('the test clock', () => {
  it('does not advance until a test advances it', async () => {
    const clock = manualClock(0);
    const woken: number[] = [];
    const sleeps = [30, 10, 20].map((ms) => clock.sleep(ms).then(() => woken.push(clock.now())));
    expect(clock.now()).toBe(0);
    await clock.advance(20);
    expect(woken).toEqual([10, 20]);
    expect(clock.now()).toBe(20);
    await clock.advance(100);
    expect(woken).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(120);
    await Promise.all(sleeps);
  });

  it('runs to the end of a promise, sleeper by sleeper', async () => {
    const clock = manualClock(0);
    const work = async () => {
      for (let turn = 0; turn < 100; turn += 1) await clock.sleep(1_000);
      return 'done';
    };
    expect(await clock.runUntil(work())).toBe('done');
    expect(clock.now()).toBe(100_000);
  });

  it('does not advance while files are being written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clock-'));
    const file = join(folder, 'x');
    const clock = manualClock(0);
    const late = clock.sleep(1_000);
    const work = async () => {
      for (let turn = 0; turn < 10; turn += 1) {
        await writeFile(file, String(turn));
        await readFile(file);
      }
      return clock.now();
    };
    expect(await clock.runUntil(work())).toBe(0);
    await clock.runUntil(late);
    await rm(folder, { recursive: true });
  });

  it('waits for files if nobody sleeps, and then for a sleeper', async () => {
    const clock = manualClock(0);
    const work = async () => {
      await readFile(fileURLToPath(import.meta.url));
      await clock.sleep(1_000);
      await readFile(fileURLToPath(import.meta.url));
      return clock.now();
    };
    expect(await clock.runUntil(work())).toBe(1_000);
  });

  it('lets files that nobody waits for be written before it returns', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clock-'));
    let isWritten = false;
    const work = async () => {
      void writeFile(join(folder, 'x'), 'x').then(() => {
        isWritten = true;
      });
    };
    await manualClock().runUntil(work());
    expect(isWritten).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('wakes an aborted sleeper with the reason', async () => {
    const clock = manualClock();
    const stop = new AbortController();
    const sleeping = clock.sleep(1_000, stop.signal);
    stop.abort(new Error('stop'));
    await expect(sleeping).rejects.toThrow('stop');
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('stop');
    await clock.advance(5_000);
  });

  it('passes on errors', async () => {
    const clock = manualClock();
    const work = async () => {
      await clock.sleep(5);
      throw new Error('wrong');
    };
    await expect(clock.runUntil(work())).rejects.toThrow('wrong');
  });
});
