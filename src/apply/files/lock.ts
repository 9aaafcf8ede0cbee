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

/** Another apply holds the lock, so that this one writes nothing. */
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

/** What taking a lock needs. */
export interface LockOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly listen: Listener;
  readonly machine: Machine;
}

/** Readable by its owner only, as the journal is. */
const MODE = 0o600;
/** Bytes; a larger file is no lock. */
const LARGEST = 4096;
/** How often a lock gives a sign of life, milliseconds. */
const SIGN_OF_LIFE = 60_000;
/** Taking over takes a few milliseconds. A process that needs longer has died meanwhile. */
const TAKE_OVER = 60_000;
/** A lock may be released, or taken over, between two looks at it. */
const ATTEMPTS = 5;

/**
 * The lock of an account, next to the journal. Its name does not show the account.
 * @param hash SHA-256, hexadecimal
 */
export function lockFile(account: string, hash: (text: string) => string): string {
  return path.join(path.dirname(JOURNAL), `apply-${hash(`lock of ${account}`).slice(0, 16)}.lock`);
}

/**
 * Makes sure that no other apply of this working directory writes to the same account. A lock whose process is gone is
 * taken over. It is released when the process ends, also by `process.exit`.
 * @throws {ApplyRunning} if another apply holds it
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

/** Only creates: a link at this path is neither followed nor replaced. False: something is there. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', MODE);
    try {
      await handle.writeFile(text);
    } catch (error) {
      // Incomplete (the disk is full), it would refuse other applies although this one goes on without it.
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

/** The lock that is there; nothing if it was released meanwhile. @throws {ApplyRunning} if it is no regular file */
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
 * Removes a lock unless it has changed since it was judged. Only one process at a time may do that: otherwise a slow one
 * would remove the lock that a faster one has just taken.
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

/** What another process may have put in place of the lock meanwhile is neither removed nor touched. */
function hold(file: string, text: string): ApplyLock {
  const remove = () => {
    try {
      if (lstatSync(file).isFile() && readFileSync(file, 'utf8') === text) unlinkSync(file);
    } catch {
      // It is gone, as it should be.
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
  const message = `Took over the lock ${file}${since}: ${why}. What it left undone is part of this run.`;
  return { code: 'lock-taken-over', message };
}
