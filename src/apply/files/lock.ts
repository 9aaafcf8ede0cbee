import path from 'node:path';
import { acquireLock, findLock, type Lock, LockHeld, NotLockFile } from '../../files/lock.ts';
import { type LockHolder, type Machine, systemMachine, whyStale } from '../../files/lock-holder.ts';
import { makeOwnFolder, UnwritableFile } from '../../files/write-file.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import type { Warning } from '../../model/plan.ts';
import { JOURNAL } from './journal.ts';

/** Another apply holds the lock, so this one writes nothing. */
export class ApplyRunning extends Error {
  override readonly name = 'ApplyRunning';
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** The dependencies of a lock. */
export interface LockOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly listen: Listener;
  /** Default: this machine. */
  readonly machine?: Machine;
}

/** How long the lock of another machine or container may stay without an update; milliseconds. */
const SILENCE = 10 * 60_000;

/**
 * The path of an account's lock file, next to the journal. The name does not reveal the account.
 * @param hash SHA-256, hexadecimal
 */
export function lockFile(account: string, hash: (text: string) => string): string {
  return path.join(path.dirname(JOURNAL), `apply-${hash(`lock of ${account}`).slice(0, 16)}.lock`);
}

/**
 * Makes sure that no other apply in this working directory writes to the same account. A lock whose process
 * no longer runs is taken over. The lock is released when the process ends, also with `process.exit`.
 * @throws {ApplyRunning} if another apply holds the lock
 */
export async function takeLock(options: LockOptions): Promise<Lock> {
  const { file, clock, listen, machine = systemMachine } = options;
  try {
    await makeOwnFolder(path.dirname(file));
    return await acquireLock({
      file,
      now: () => clock.now(),
      machine,
      silence: SILENCE,
      onTakenOver: (holder, why) => listen({ tag: 'warning', warning: takenOver(file, holder, why) }),
    });
  } catch (error) {
    if (error instanceof LockHeld) throw isRunning(file, error);
    if (error instanceof NotLockFile) {
      throw new ApplyRunning(`${file} is not a lock file: ${error.reason}.`, 'Delete it, then run again.');
    }
    listen({ tag: 'warning', warning: unwritable(file, error) });
    return { release: async () => undefined };
  }
}

/** The lock of an account, as it is in the working directory. */
export type LockState =
  | { readonly tag: 'free' }
  | { readonly tag: 'held'; readonly holder?: LockHolder }
  /** The next apply takes it over. `why` is a clause. */
  | { readonly tag: 'stale'; readonly why: string }
  /** Something else is at its path. `reason` is a clause. */
  | { readonly tag: 'not-a-lock'; readonly reason: string };

/** Reads a lock without changing it. */
export async function inspectLock({
  file,
  clock,
  machine = systemMachine,
}: Omit<LockOptions, 'listen'>): Promise<LockState> {
  try {
    const found = await findLock({ file, now: () => clock.now() });
    if (!found) return { tag: 'free' };
    const why = await whyStale(found, machine, SILENCE);
    if (why !== undefined) return { tag: 'stale', why };
    return { tag: 'held', ...(found.holder ? { holder: found.holder } : {}) };
  } catch (error) {
    if (error instanceof NotLockFile) return { tag: 'not-a-lock', reason: error.reason };
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { tag: 'not-a-lock', reason: `it cannot be read (${code})` };
  }
}

function unwritable(file: string, error: unknown): Warning {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason = error instanceof UnwritableFile ? error.reason : code;
  const message = `The lock ${file} cannot be created (${reason}); make sure that no other apply runs at the same time.`;
  return { code: 'lock-unwritable', message };
}

function isRunning(file: string, { holder, otherHost }: LockHeld): ApplyRunning {
  const where = otherHost === undefined ? 'this machine' : `${otherHost}, which shares this folder`;
  const who = holder ? `process ${holder.pid}, since ${holder.since}, ` : '';
  return new ApplyRunning(
    `another apply is running on ${where} (${who}lock ${file}); nothing was written.`,
    `Run again when it has ended. If ${holder ? `process ${holder.pid}` : 'the process that created it'} is not an apply, delete ${file}.`,
  );
}

function takenOver(file: string, holder: LockHolder | undefined, why: string): Warning {
  const since = holder ? ` of an apply that began at ${holder.since}` : '';
  const message = `Took over the lock ${file}${since}: ${why}. This run continues what it left undone.`;
  return { code: 'lock-taken-over', message };
}
