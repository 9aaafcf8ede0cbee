import { randomUUID } from 'node:crypto';
import { lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { lstat, open, rm, utimes } from 'node:fs/promises';
import process from 'node:process';
import {
  type FoundLock,
  isVisible,
  type LockHolder,
  type Machine,
  parseHolder,
  whyStale,
} from './lock-holder.ts';
import { isCode, readFileBounded, UnreadableFile } from './read-file.ts';

/** Another process may hold the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  constructor(
    /** Undefined if the lock file does not name it yet, or changes all the time. */
    readonly holder: LockHolder | undefined,
    /** The holder is certainly running. Otherwise its lock may become stale. */
    readonly isRunning: boolean,
    /** Its machine, if that is not this one. */
    readonly otherHost: string | undefined,
  ) {
    super(`another process holds the lock${holder ? ` (process ${holder.pid})` : ''}`);
  }
}

/** What is at the path of a lock file is no lock file. `reason` is a clause for a sentence about it. */
export class NotLockFile extends Error {
  override readonly name = 'NotLockFile';
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>;
}

/** The dependencies of a lock. */
export interface LockOptions {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly machine: Machine;
  /** How long the lock of another machine or container may stay without an update before it is stale; milliseconds. */
  readonly silence: number;
  /** Called if the lock of a process that no longer runs is taken over. `why` is a clause for a sentence. */
  readonly onTakenOver: (holder: LockHolder | undefined, why: string) => void;
}

/** Readable by its owner only, like the journal. */
const MODE = 0o600;
/** Bytes. A larger file is not a lock. */
const LARGEST = 4096;
/** How often the holder updates its lock file while it may be silent. */
const SIGNS_OF_LIFE = 10;
/**
 * A takeover takes a few milliseconds. After this time the process that started it must have died.
 * Milliseconds.
 */
const TAKE_OVER = 60_000;
/** Another process may release a lock, or take it over, between two reads. */
const ATTEMPTS = 5;

/**
 * Makes sure that no other process that takes the same lock runs at the same time. A lock whose process no longer
 * runs is taken over. The lock is released when the process ends, also with `process.exit`.
 * @throws {LockHeld}
 * @throws {NotLockFile}
 */
export async function acquireLock(options: LockOptions): Promise<Lock> {
  const { file, now, machine, silence, onTakenOver } = options;
  const self = await machine.self();
  const text = `${JSON.stringify({ ...self, since: new Date(now()).toISOString(), id: randomUUID() })}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await create(file, text)) return hold(options, text);
    const found = await findLock(options);
    if (!found) continue;
    const why = await whyStale(found, machine, silence);
    if (why === undefined) throw heldBy(found.holder, self);
    if (!(await removeStale(options, found.text, text))) continue;
    onTakenOver(found.holder, why);
  }
  throw heldBy(undefined, self);
}

function heldBy(holder: LockHolder | undefined, self: Omit<LockHolder, 'since'>): LockHeld {
  const isRunning = holder !== undefined && isVisible(holder, self);
  return new LockHeld(holder, isRunning, holder && holder.host !== self.host ? holder.host : undefined);
}

/**
 * Creates the file and never replaces one. A link at this path is neither followed nor replaced.
 * @returns false if the path exists
 */
async function create(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', MODE);
    try {
      await handle.writeFile(text);
    } catch (error) {
      // An incomplete file (the disk is full) would block other processes.
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

interface Found extends FoundLock {
  readonly text: string;
}

/**
 * The existing lock; `undefined` if there is none.
 * @throws {NotLockFile} if it is not a regular file
 */
export async function findLock({ file, now }: Pick<LockOptions, 'file' | 'now'>): Promise<Found | undefined> {
  try {
    const { mtimeMs } = await lstat(file);
    const text = await readText(file);
    return { text, holder: parseHolder(text), age: now() - mtimeMs };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    if (!(error instanceof UnreadableFile)) throw error;
    throw new NotLockFile(error.reason);
  }
}

async function readText(file: string): Promise<string> {
  return new TextDecoder().decode(await readFileBounded(file, { limit: LARGEST, links: 'refuse' }));
}

/**
 * Removes a stale lock unless it has changed since it was checked. Only one process at a time may do this.
 * Otherwise a slow process would remove the lock that a faster one has just taken.
 * @returns false if another process may be doing the same
 */
async function removeStale({ file, now }: LockOptions, stale: string, text: string): Promise<boolean> {
  const guard = `${file}.takeover`;
  if (!(await create(guard, text))) {
    const other = await findLock({ file: guard, now });
    if (other && other.age > TAKE_OVER) await rm(guard, { force: true });
    return false;
  }
  try {
    const isSame = (await findLock({ file, now }))?.text === stale;
    if (isSame) await rm(file, { force: true });
    return isSame;
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * Holds the lock. If another process has replaced the file in the meantime, that file is neither removed nor
 * updated.
 */
function hold({ file, silence }: LockOptions, text: string): Lock {
  const remove = () => {
    try {
      if (lstatSync(file).isFile() && readFileSync(file, 'utf8') === text) unlinkSync(file);
    } catch {
      // The file is already gone, which is the desired state.
    }
  };
  process.once('exit', remove);
  const isOurs = async () => (await readText(file).catch(() => undefined)) === text;
  const touch = async () => {
    const now = new Date();
    if (await isOurs()) await utimes(file, now, now).catch(() => undefined);
  };
  const signs = setInterval(touch, silence / SIGNS_OF_LIFE).unref();
  return {
    release: async () => {
      clearInterval(signs);
      process.removeListener('exit', remove);
      if (await isOurs()) await rm(file, { force: true });
    },
  };
}
