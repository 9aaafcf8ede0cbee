import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Machine } from '../../../src/files/lock-holder.ts';
import { FolderInUse, openFolder } from '../../../src/receive/output/folder.ts';
import { batchOf, lineOf, linesIn, testFolder } from './folders.ts';

/** A process of a machine that sees the processes with these ids. */
function machineOf(pid: number, pidSpace: string, running: readonly number[]): Machine {
  return {
    self: async () => ({ pid, host: 'a', pidSpace, boot: 'b', startedAt: '1' }),
    startOf: async (each) => (running.includes(each) ? '1' : undefined),
    uptime: () => 1e9,
  };
}

test('a folder has one receiver, until it is closed', async () => {
  const { options } = testFolder();
  const first = await openFolder(options, machineOf(1, 'x', [1, 2]));
  await first.write(batchOf([1]));
  const refused = openFolder(options, machineOf(2, 'x', [1, 2]));
  await expect(refused).rejects.toThrow(FolderInUse);
  await expect(refused).rejects.toThrow(
    `Another receiver (process 1) writes into ${options.folder}. Choose another folder, or stop the other receiver.`,
  );
  await first.write(batchOf([2]));
  expect(await first.health()).toBeUndefined();
  await first.close();
  expect(existsSync(path.join(options.folder, '.lock'))).toBe(false);
  const second = await openFolder(options, machineOf(2, 'x', [2]));
  await second.close();
  expect(linesIn(options.folder)).toEqual([lineOf(1), lineOf(2)]);
});

test('the lock of a receiver that was killed does not matter', async () => {
  const { options } = testFolder();
  const killed = await openFolder(options, machineOf(1, 'x', [1]));
  await killed.write(batchOf([1]));
  const next = await openFolder(options, machineOf(2, 'x', [2]));
  await next.close();
  expect(linesIn(options.folder)).toEqual([lineOf(1)]);
  await killed.close();
});

test('nor does the lock of a container that was killed, after a few seconds without a sign of life', async () => {
  const { options, clock } = testFolder();
  const killed = await openFolder(options, machineOf(1, 'x', [1]));
  // The lock file has the time of this machine, which the clock of the test does not follow.
  clock.set(Date.now() - clock.now());
  const next = await clock.runUntil(openFolder(options, machineOf(1, 'y', [1])));
  expect(clock.monotonic()).toBeGreaterThan(9000);
  await next.close();
  await killed.close();
});

test('a receiver in another container that shows signs of life keeps the folder', async () => {
  const { options, clock } = testFolder();
  const running = await openFolder(options, machineOf(1, 'x', [1]));
  const refused = clock.runUntil(openFolder(options, machineOf(1, 'y', [1])));
  await expect(refused).rejects.toThrow(FolderInUse);
  await running.close();
});

test('a folder that cannot be opened is not locked', async () => {
  const { options } = testFolder();
  await options.disk.makeFolder(options.folder);
  const closed = path.join(options.folder, 'closed');
  writeFileSync(closed, '');
  await expect(openFolder(options)).rejects.toThrow('EEXIST');
  expect(existsSync(path.join(options.folder, '.lock'))).toBe(false);
});
