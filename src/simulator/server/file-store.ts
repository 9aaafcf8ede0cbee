import { open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readFileBounded } from '../../files/read-file.ts';
import { makeOwnFolder, replaceFile, UnwritableFile } from '../../files/write-file.ts';
import { faultIn, isOf } from '../../schema/validate.ts';
import { ACCOUNT_STATE, type AccountState } from '../state/account-state.ts';
import type { StateStore } from '../state/store.ts';

/** A state file that cannot be used. The message says what to do. */
export class UnreadableState extends Error {
  override readonly name = 'UnreadableState';
}

/** The age in milliseconds after which a lock counts as left behind by a process that crashed. */
const STALE = 10_000;
const RETRY = 20;
/** The largest state file that is read, bytes. 10,000 streams need far less. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Keeps simulator state in a file, so that a plan and a later apply use the same account. Every change reads the file
 * under a lock and replaces the whole file. Two processes therefore never write at the same time, and a reader never
 * sees an incomplete state.
 * @throws {UnreadableState} From `change`, if the file does not contain simulator state.
 */
export function fileStore(options: {
  readonly file: string;
  readonly first: () => AccountState;
}): StateStore {
  const { file, first } = options;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    change: (step) => {
      const turn = queue.then(() =>
        locked(file, async () => {
          const { accountState, result } = step((await read(file)) ?? first());
          await replace(file, accountState);
          return result;
        }),
      );
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function read(file: string): Promise<AccountState | undefined> {
  try {
    const bytes = await readFileBounded(file, { limit: LARGEST, links: 'refuse' });
    return parseState(JSON.parse(new TextDecoder().decode(bytes)), file);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    if (cause instanceof UnreadableState) throw cause;
    throw new UnreadableState(`${file} cannot be read as simulator state. ${START_OVER}`, { cause });
  }
}

const START_OVER = 'Delete it to start over with the seeded account, or name another file.';

/**
 * Checks the whole state, so that a file that was edited manually or truncated does not fail later, during a request.
 * Files from versions before DataStream 1 have no streams of it, so they are refused with the same message.
 */
function parseState(value: unknown, file: string): AccountState {
  if (isOf(ACCOUNT_STATE, value)) return value;
  throw new UnreadableState(
    `${file} has no simulator state of this version: ${faultIn(ACCOUNT_STATE, value)}. ${START_OVER}`,
  );
}

async function replace(file: string, accountState: AccountState): Promise<void> {
  try {
    await replaceFile(file, `${JSON.stringify(accountState)}\n`, 0o600);
  } catch (cause) {
    throw new UnreadableState(`The simulator cannot write its state to ${file}.`, { cause });
  }
}

async function locked<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${file}.lock`;
  await takeLock(lock);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<void> {
  let waited: { readonly for?: string | undefined; readonly since: number } = { since: performance.now() };
  for (;;) {
    try {
      await makeOwnFolder(path.dirname(lock));
      const handle = await open(lock, 'wx');
      return await handle.close();
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') {
        const why = cause instanceof UnwritableFile ? `: ${cause.reason}` : '';
        throw new UnreadableState(`The simulator cannot keep its state next to ${lock}${why}.`, { cause });
      }
      const found = await findLock(lock);
      if (found?.id !== waited.for) waited = { for: found?.id, since: performance.now() };
      if (found !== undefined && isStale(found, performance.now() - waited.since))
        await rm(lock, { force: true });
      else await pause(RETRY);
    }
  }
}

interface FoundLock {
  /** Identifies one lock, so that a newer lock has another id. */
  readonly id: string;
  /** Age by the system clock, milliseconds. */
  readonly age: number;
}

/** Returns the current lock, or undefined if it no longer exists. */
async function findLock(lock: string): Promise<FoundLock | undefined> {
  try {
    const { ino, mtimeMs } = await stat(lock);
    return { id: `${ino} ${mtimeMs}`, age: Date.now() - mtimeMs };
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/**
 * True if the lock is older than the limit, or if this process has waited longer than the limit for the same lock.
 * The second condition applies if the system clock was set back.
 */
function isStale({ age }: FoundLock, waited: number): boolean {
  return age > STALE || waited > STALE;
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
