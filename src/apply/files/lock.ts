import { randomUUID } from 'node:crypto';
import { lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { lstat, open, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { isCode, readFileBounded, UnreadableFile } from '../../files/read-file.ts';
import { makeOwnFolder, UnwritableFile } from '../../files/write-file.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener } from '../../model/event.ts';
import { JOURNAL } from './journal.ts';
import { type FoundLock, type LockHolder, type Machine, parseHolder, whyStale } from './lock-holder.ts';

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

/** A lock that this process holds. */
export interface ApplyLock {
  release(): Promise<void>;
}

/** The dependencies of a lock. */
export interface LockOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly listen: Listener;
  readonly machine: Machine;
}

/** Readable by its owner only, like the journal. */
const MODE = 0o600;
/** Bytes. A larger file is not a lock. */
const LARGEST = 4096;
/** How often the holder updates its lock file, milliseconds. */
const SIGN_OF_LIFE = 60_000;
/**
 * A takeover takes a few milliseconds. After this time the process that started it must have died.
 * Milliseconds.
 */
const TAKE_OVER = 60_000;
/** Another process may release a lock, or take it over, between two reads. */
const ATTEMPTS = 5;

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
export async function takeLock(options: LockOptions): Promise<ApplyLock> {
  const { file, listen } = options;
  try {
    await makeOwnFolder(path.dirname(file));
    return await acquire(options);
  } catch (error) {
    if (error instanceof ApplyRunning) throw error;
    listen({ tag: 'warning', warning: unwritable(file, error) });
    return { release: async () => undefined };
  }
}

function unwritable(file: string, error: unknown) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason = error instanceof UnwritableFile ? error.reason : code;
  const message = `The lock ${file} cannot be created (${reason}); make sure that no other apply runs at the same time.`;
  return { code: 'lock-unwritable', message };
}

async function acquire(options: LockOptions): Promise<ApplyLock> {
  const { file, clock, listen, machine } = options;
  const holder = { ...(await machine.self()), since: new Date(clock.now()).toISOString() };
  const text = `${JSON.stringify({ ...holder, id: randomUUID() })}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await create(file, text)) return hold(file, text);
    const found = await find(options);
    if (!found) continue;
    const why = await whyStale(found, machine);
    if (why === undefined) throw isRunning(file, found.holder, holder.host);
    if (!(await removeStale(options, found.text, text))) continue;
    listen({ tag: 'warning', warning: takenOver(file, found.holder, why) });
  }
  throw isRunning(file, undefined, holder.host);
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
      // An incomplete file (the disk is full) would block other applies, although this one continues without
      // it.
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
 * The existing lock; `undefined` if it was released in the meantime.
 * @throws {ApplyRunning} if it is not a regular file
 */
async function find({ file, clock }: Pick<LockOptions, 'file' | 'clock'>): Promise<Found | undefined> {
  try {
    const { mtimeMs } = await lstat(file);
    const text = await readText(file);
    return { text, holder: parseHolder(text), age: clock.now() - mtimeMs };
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    if (!(error instanceof UnreadableFile)) throw error;
    throw new ApplyRunning(`${file} is not a lock file: ${error.reason}.`, 'Delete it, then run again.');
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
async function removeStale({ file, clock }: LockOptions, stale: string, text: string): Promise<boolean> {
  const guard = `${file}.takeover`;
  if (!(await create(guard, text))) {
    const other = await find({ file: guard, clock });
    if (other && other.age > TAKE_OVER) await rm(guard, { force: true });
    return false;
  }
  try {
    const isSame = (await find({ file, clock }))?.text === stale;
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
function hold(file: string, text: string): ApplyLock {
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
  const signs = setInterval(touch, SIGN_OF_LIFE).unref();
  return {
    release: async () => {
      clearInterval(signs);
      process.removeListener('exit', remove);
      if (await isOurs()) await rm(file, { force: true });
    },
  };
}

function isRunning(file: string, holder: LockHolder | undefined, host: string): ApplyRunning {
  const where = holder && holder.host !== host ? `${holder.host}, which shares this folder` : 'this machine';
  const who = holder ? `process ${holder.pid}, since ${holder.since}, ` : '';
  return new ApplyRunning(
    `another apply is running on ${where} (${who}lock ${file}); nothing was written.`,
    `Run again when it has ended. If ${holder ? `process ${holder.pid}` : 'the process that created it'} is not an apply, delete ${file}.`,
  );
}

function takenOver(file: string, holder: LockHolder | undefined, why: string) {
  const since = holder ? ` of an apply that began at ${holder.since}` : '';
  const message = `Took over the lock ${file}${since}: ${why}. This run continues what it left undone.`;
  return { code: 'lock-taken-over', message };
}
