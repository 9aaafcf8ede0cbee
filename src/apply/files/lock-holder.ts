import { readFile, readlink } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import process from 'node:process';
import { isObject, type JsonObject } from '../../model/json.ts';

/** The process that holds a lock, as its lock file names it. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Where process ids are counted: containers on one machine have ids of their own. Empty if that is not known. */
  readonly pidSpace: string;
  /** The boot of the machine; empty if the system does not name it. */
  readonly boot: string;
  /** When the process was started, in the system's own unit; empty if not known. Process ids are used again. */
  readonly startedAt: string;
  /** When the lock was taken, ISO 8601. */
  readonly since: string;
}

/** What a machine says about its processes. */
export interface Machine {
  /** This process; `since` is added by the lock. */
  self(): Promise<Omit<LockHolder, 'since'>>;
  /** Start of a running process in the unit of `startedAt`; empty if it runs and that is not known. Absent: it does not run. */
  startOf(pid: number): Promise<string | undefined>;
  /** Milliseconds since this machine was started. */
  uptime(): number;
}

/** This machine. Without Linux's `/proc`, processes are known by their ids only. */
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

/** Signal 0 only asks. EPERM: the process runs as another user. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Field 22 of `/proc/PID/stat`, clock ticks since boot; empty without `/proc`. Field 2, the name in parentheses, may contain blanks
 * and parentheses. Field 3 is the state. A zombie still has an id, and in a container without an init process it keeps it.
 */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await orEmpty(() => readFile(`/proc/${pid}/stat`, 'utf8'));
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return /^[ZX]/.test(state) ? undefined : (fields[18] ?? '');
}

/** How long the lock of another machine or container may go without a sign of life, milliseconds. */
const SILENCE = 10 * 60_000;

/** A lock file as it was found. `age`: milliseconds since its holder last gave a sign of life. */
export interface FoundLock {
  readonly holder: LockHolder | undefined;
  readonly age: number;
}

/** How long a lock file may be incomplete: it is written right after its creation. Milliseconds. */
const INCOMPLETE = 60_000;

/**
 * Why the holder of a lock cannot be at work any more, as a clause for a sentence; nothing if it may be. Processes of
 * another machine or container cannot be seen from here, so that only the age of the file tells.
 */
export async function whyStale({ holder, age }: FoundLock, machine: Machine): Promise<string | undefined> {
  if (!holder) return age > INCOMPLETE ? 'it does not name a process' : undefined;
  const self = await machine.self();
  if (holder.host === self.host && isOtherBoot(holder, self, age, machine)) {
    return 'this machine was restarted since';
  }
  if (holder.host !== self.host || holder.pidSpace !== self.pidSpace) {
    return age > SILENCE
      ? `its process on ${holder.host} has given no sign of life for 10 minutes`
      : undefined;
  }
  const start = await machine.startOf(holder.pid);
  const isSame =
    start !== undefined && (start === '' || holder.startedAt === '' || start === holder.startedAt);
  return isSame ? undefined : `process ${holder.pid} does not run any more`;
}

function isOtherBoot(
  { boot }: LockHolder,
  self: Omit<LockHolder, 'since'>,
  age: number,
  machine: Machine,
): boolean {
  return boot === '' || self.boot === '' ? age > machine.uptime() : boot !== self.boot;
}

/** The holder that a lock file names; nothing if the text is no lock of ours. */
export function parseHolder(text: string): LockHolder | undefined {
  const value = parseObject(text);
  const { pid } = value;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid < 1) return undefined;
  const textOf = (member: string): string => {
    const found = value[member];
    return typeof found === 'string' ? found : '';
  };
  return {
    pid,
    host: textOf('host'),
    pidSpace: textOf('pidSpace'),
    boot: textOf('boot'),
    startedAt: textOf('startedAt'),
    since: textOf('since'),
  };
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
