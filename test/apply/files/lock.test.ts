import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { ApplyRunning, lockFile, takeLock } from '../../../src/apply/files/lock.ts';
import type { Lock } from '../../../src/files/lock.ts';
import { type LockHolder, type Machine, systemMachine } from '../../../src/files/lock-holder.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { manualClock } from '../../manual-clock.ts';
import { hash } from '../account.ts';
import { temporaryFolder } from '../temporary.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const SELF = { pid: 71, host: 'runner', pidSpace: 'pid:[1]', boot: 'b1', startedAt: '900' };
const OTHER: LockHolder = { ...SELF, pid: 70, startedAt: '800', since: '2026-01-01T11:30:00.000Z' };

interface Scene {
  readonly file: string;
  readonly warnings: string[];
  take(machine?: Partial<Machine>): Promise<Lock>;
  /** Creates a lock whose holder updated it this many milliseconds ago. */
  leave(holder: Partial<LockHolder> | string, ago?: number): void;
}

function scene(): Scene {
  const file = path.join(temporaryFolder(), 'apply.lock');
  const warnings: string[] = [];
  const listen = (event: RunEvent) => {
    if (event.tag === 'warning') warnings.push(`${event.warning.code}: ${event.warning.message}`);
  };
  const machine: Machine = {
    self: async () => SELF,
    startOf: async (pid) => (pid === OTHER.pid ? OTHER.startedAt : undefined),
    uptime: () => 60 * MINUTE,
  };
  return {
    file,
    warnings,
    take: (change = {}) =>
      takeLock({ file, clock: manualClock(NOW), listen, machine: { ...machine, ...change } }),
    leave: (holder, ago = 0) => {
      const text = typeof holder === 'string' ? holder : JSON.stringify({ ...OTHER, ...holder });
      writeFileSync(file, text);
      utimesSync(file, (NOW - ago) / 1000, (NOW - ago) / 1000);
    },
  };
}

test('a lock is held until it is released', async () => {
  const { file, take, warnings } = scene();
  const lock = await take();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    ...SELF,
    since: '2026-01-01T12:00:00.000Z',
  });
  expect(lstatSync(file).mode & 0o777).toBe(0o600);
  await lock.release();
  expect(existsSync(file)).toBe(false);
  await (await take()).release();
  expect(warnings).toEqual([]);
});

test('a second apply is refused, and reports where the first one runs, its process and its start', async () => {
  const { file, take, leave } = scene();
  leave({});
  const refused = await take().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApplyRunning);
  const { message, hint } = refused as ApplyRunning;
  expect(message).toBe(
    `another apply is running on this machine (process 70, since 2026-01-01T11:30:00.000Z, lock ${file}); nothing was written.`,
  );
  expect(hint).toContain(`If process 70 is not an apply, delete ${file}.`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: 70 });
});

test.each([
  ['whose process no longer exists', { pid: 69 }, 0, 'process 69 does not run any more'],
  [
    'whose process id belongs to another process now',
    { startedAt: '700' },
    0,
    'process 70 does not run any more',
  ],
  ['of an earlier boot', { boot: 'b0' }, 0, 'this machine was restarted since'],
  [
    'from before the boot, on a system without boot ids',
    { boot: '' },
    61 * MINUTE,
    'this machine was restarted since',
  ],
  [
    'of another machine without recent updates',
    { host: 'other' },
    11 * MINUTE,
    'its process on other has not updated the lock for 10 minutes',
  ],
  [
    'of a container without recent updates',
    { pidSpace: 'pid:[2]' },
    11 * MINUTE,
    'its process on runner has not updated the lock for 10 minutes',
  ],
])('a lock %s is taken over, with a message', async (_, holder, ago, why) => {
  const { file, take, leave, warnings } = scene();
  leave(holder, ago);
  const lock = await take();
  expect(warnings).toEqual([
    `lock-taken-over: Took over the lock ${file} of an apply that began at 2026-01-01T11:30:00.000Z: ${why}. This run continues what it left undone.`,
  ]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(SELF);
  expect(existsSync(`${file}.takeover`)).toBe(false);
  await lock.release();
});

test.each([
  ['another machine', { host: 'other', boot: 'b2' }, 'other, which shares this folder'],
  ['another container', { pidSpace: 'pid:[2]', pid: 3 }, 'this machine'],
])('a lock of %s that is being refreshed is respected', async (_, holder, where) => {
  const { take, leave } = scene();
  leave(holder, 9 * MINUTE);
  await expect(take()).rejects.toThrow(`another apply is running on ${where}`);
});

test('a lock that is just being written is respected, and one that remains incomplete is taken over', async () => {
  const { take, leave, warnings } = scene();
  leave('', 1000);
  await expect(take()).rejects.toThrow(/^another apply is running on this machine \(lock /);
  leave('{"pid":', 2 * MINUTE);
  await (await take()).release();
  expect(warnings.join()).toContain('it does not name a process');
});

test('only one of several applies that find a stale lock at the same time takes it over', async () => {
  const { take, leave } = scene();
  leave({ pid: 69 });
  const self = { startOf: async (pid: number) => (pid === SELF.pid ? SELF.startedAt : undefined) };
  const taken = await Promise.allSettled(Array.from({ length: 8 }, () => take(self)));
  const locks = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(locks).toHaveLength(1);
  for (const one of taken) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(ApplyRunning);
  for (const lock of locks) await lock.release();
});

test('an interrupted takeover does not block later ones', async () => {
  const { file, take, leave } = scene();
  leave({ pid: 69 });
  writeFileSync(`${file}.takeover`, '{"pid":68}');
  utimesSync(`${file}.takeover`, (NOW - 2 * MINUTE) / 1000, (NOW - 2 * MINUTE) / 1000);
  await (await take()).release();
});

test('a link is neither followed nor replaced', async () => {
  const { file, take } = scene();
  const target = `${file}.target`;
  symlinkSync(target, file);
  await expect(take()).rejects.toThrow(`${file} is not a lock file: it is a link.`);
  expect(existsSync(target)).toBe(false);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
});

test('a file of another kind at the path of the lock is reported', async () => {
  const { file, take } = scene();
  mkdirSync(file);
  await expect(take()).rejects.toThrow(`${file} is not a lock file: it is a folder.`);
});

test('if the lock cannot be created, the run continues with a warning', async () => {
  const { file, warnings } = scene();
  writeFileSync(file, '');
  const below = path.join(file, 'apply.lock');
  const listen = (event: RunEvent) => {
    if (event.tag === 'warning') warnings.push(event.warning.message);
  };
  const lock = await takeLock({ file: below, clock: manualClock(NOW), listen });
  await lock.release();
  expect(warnings).toEqual([
    `The lock ${below} cannot be created (EEXIST); make sure that no other apply runs at the same time.`,
  ]);
});

test('a release keeps the lock of another apply', async () => {
  const { file, take, leave } = scene();
  const lock = await take();
  leave({});
  await lock.release();
  expect(existsSync(file)).toBe(true);
});

test('the end of the process keeps the lock of another apply, and removes its own', async () => {
  const { file, take, leave } = scene();
  const before = new Set(process.listeners('exit'));
  const lock = await take();
  const atExit = process.listeners('exit').filter((listener) => !before.has(listener));
  expect(atExit).toHaveLength(1);
  const own = readFileSync(file, 'utf8');
  leave({ since: '2026-01-01T12:05:00.000Z' });
  for (const listener of atExit) listener(0);
  expect(existsSync(file)).toBe(true);
  writeFileSync(file, own);
  for (const listener of atExit) listener(0);
  expect(existsSync(file)).toBe(false);
  await lock.release();
});

test('the file name differs by account and does not reveal it', () => {
  const [one, two] = ['a.example.com', 'b.example.com'].map((account) => lockFile(account, hash));
  expect(one).not.toBe(two);
  expect(one).toMatch(/^\.datastream[\\/]apply-[0-9a-f]{16}\.lock$/);
});

test('a process of this machine is reported as running or not', async () => {
  const self = await systemMachine.self();
  expect(self.pid).toBe(process.pid);
  expect(await systemMachine.startOf(process.pid)).toBe(self.startedAt);
  // Larger than the largest process id of Linux.
  expect(await systemMachine.startOf(2 ** 22 + 1)).toBeUndefined();
  expect(systemMachine.uptime()).toBeGreaterThan(0);
});
