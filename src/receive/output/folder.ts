import path from 'node:path';
import { acquireLock, type Lock, LockHeld } from '../../files/lock.ts';
import { type Machine, systemMachine } from '../../files/lock-holder.ts';
import type { Clock } from '../../model/clock.ts';
import { type FolderOptions, openFiles } from './folder-sink.ts';
import type { Sink } from './sink.ts';

/** Another receiver writes into the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/** How long the lock of another machine or container may stay without an update before it is stale; milliseconds. */
const SILENCE = 10_000;
/** Between two attempts to get the lock; milliseconds. */
const PAUSE = 1000;

/**
 * Opens a folder for the output of one receiver.
 * @throws {FolderInUse}
 * @throws if the folder cannot be created or written to
 */
export async function openFolder(options: FolderOptions, machine: Machine = systemMachine): Promise<Sink> {
  await options.disk.makeFolder(options.folder);
  const lock = await lockFolder(options.folder, options.clock, machine);
  try {
    const sink = await openFiles(options);
    return {
      write: (batch) => sink.write(batch),
      health: () => sink.health(),
      close: () => sink.close().finally(() => lock.release()),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * A container that was killed leaves a lock whose process cannot be seen from the next one, so this waits until such
 * a lock is stale.
 */
async function lockFolder(folder: string, clock: Clock, machine: Machine): Promise<Lock> {
  const options = { file: path.join(folder, '.lock'), now: () => clock.now(), machine, silence: SILENCE };
  const giveUp = clock.monotonic() + SILENCE + 2 * PAUSE;
  for (;;) {
    try {
      return await acquireLock({ ...options, onTakenOver: () => undefined });
    } catch (error) {
      if (!(error instanceof LockHeld)) throw error;
      if (error.isRunning || clock.monotonic() >= giveUp) throw inUse(folder, error);
    }
    await clock.sleep(PAUSE);
  }
}

function inUse(folder: string, { holder, otherHost }: LockHeld): FolderInUse {
  const who = holder ? ` (process ${holder.pid}${otherHost === undefined ? '' : ` on ${otherHost}`})` : '';
  return new FolderInUse(
    `Another receiver${who} writes into ${folder}. Choose another folder, or stop the other receiver.`,
  );
}
