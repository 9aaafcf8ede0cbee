import { readFile, readlink } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import process from 'node:process';

/** The process that holds a lock, according to the lock file. A text that is not known is empty. */
export interface LockHolder {
  /** Process id. */
  readonly pid: number;
  readonly host: string;
  /**
   * The scope of the process id, since containers on one machine have ids of their own. Empty if it is not
   * known.
   */
  readonly pidSpace: string;
  /** The boot id of the machine; empty if the system does not provide one. */
  readonly boot: string;
  /**
   * When the process started, in the system's own unit; empty if not known. Needed because systems reuse
   * process ids.
   */
  readonly startedAt: string;
  /** When the lock was taken, ISO 8601. */
  readonly since: string;
}

/** Information about the processes of a machine. */
export interface Machine {
  /** This process; `since` is added by the lock. */
  self(): Promise<Omit<LockHolder, 'since'>>;
  /**
   * The start of a running process in the unit of `startedAt`; empty if the process runs and its start is not
   * known.
   * @returns `undefined` if the process does not run
   */
  startOf(pid: number): Promise<string | undefined>;
  /** Milliseconds since this machine was started. */
  uptime(): number;
}

/** This machine. Without Linux's `/proc`, processes are identified by their ids only. */
export const systemMachine: Machine = {
  self: async () => ({
    pid: process.pid,
    host: hostname(),
    pidSpace: await orEmpty(() => readlink('/proc/self/ns/pid')),
    boot: (await orEmpty(() => readFile('/proc/sys/kernel/random/boot_id', 'utf8'))).trim(),
    startedAt: (await startTime(process.pid)) ?? '',
  }),
  startOf: async (pid) => (isRunning(pid) ? startTime(pid) : undefined),
  uptime: () => uptime() * 1000,
};

async function orEmpty(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch {
    return '';
  }
}

/** Signal 0 only checks that the process exists. EPERM means that it runs as another user. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Field 22 of `/proc/PID/stat`, clock ticks since boot; empty without `/proc`. Field 2, the name in
 * parentheses, may contain spaces and parentheses. Field 3 is the state. A zombie still has an id, and in a
 * container without an init process it keeps it.
 */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await orEmpty(() => readFile(`/proc/${pid}/stat`, 'utf8'));
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return /^[ZX]/.test(state) ? undefined : (fields[18] ?? '');
}

/** A lock file that was found. `age` is the time since its holder last updated it, in milliseconds. */
export interface FoundLock {
  readonly holder: LockHolder | undefined;
  readonly age: number;
}

/** How long a lock file may be incomplete: it is written right after its creation. Milliseconds. */
const INCOMPLETE = 60_000;

/**
 * Why the holder of a lock can no longer be running, as a clause for a sentence; `undefined` if it may be
 * running. Processes of another machine or container are not visible, so for them only the age of the file
 * counts.
 * @param silence how long the lock of another machine or container may stay without an update; milliseconds
 */
export async function whyStale(
  { holder, age }: FoundLock,
  machine: Machine,
  silence: number,
): Promise<string | undefined> {
  if (!holder) return age > Math.min(INCOMPLETE, silence) ? 'it does not name a process' : undefined;
  const self = await machine.self();
  if (holder.host === self.host && isOtherBoot(holder, self, age, machine)) {
    return 'this machine was restarted since';
  }
  if (!isVisible(holder, self)) {
    return age > silence
      ? `its process on ${holder.host} has not updated the lock for ${durationOf(silence)}`
      : undefined;
  }
  const start = await machine.startOf(holder.pid);
  const isSame =
    start !== undefined && (start === '' || holder.startedAt === '' || start === holder.startedAt);
  return isSame ? undefined : `process ${holder.pid} does not run any more`;
}

/** Whether this process sees the processes of a holder. It does not see those of other machines and containers. */
export function isVisible(holder: LockHolder, self: Omit<LockHolder, 'since'>): boolean {
  return holder.host === self.host && holder.pidSpace === self.pidSpace;
}

function durationOf(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${seconds} seconds` : `${seconds / 60} minutes`;
}

function isOtherBoot(
  { boot }: LockHolder,
  self: Omit<LockHolder, 'since'>,
  age: number,
  machine: Machine,
): boolean {
  return boot === '' || self.boot === '' ? age > machine.uptime() : boot !== self.boot;
}

/** The holder that a lock file names; `undefined` if the text is not a lock of this product. */
export function parseHolder(text: string): LockHolder | undefined {
  const found = parseObject(text);
  const pid = found['pid'];
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1) return undefined;
  const textOf = (member: string) => (typeof found[member] === 'string' ? found[member] : '');
  return {
    pid,
    host: textOf('host'),
    pidSpace: textOf('pidSpace'),
    boot: textOf('boot'),
    startedAt: textOf('startedAt'),
    since: textOf('since'),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
