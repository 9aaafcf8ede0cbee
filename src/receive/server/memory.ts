import type { Clock } from '../../model/clock.ts';
import { TooLarge } from '../records/read-body.ts';
import { Overloaded, WaitingLine } from './waiting-line.ts';

/** The memory of one request. */
export interface Reservation {
  /**
   * Reserves more memory, at once or when other requests have released enough.
   * @param waitingBytes what is reserved instead if it is not available at once
   * @returns undefined if it was reserved at once
   * @throws {TooLarge} if one request needs more than all requests may have
   * @throws {Overloaded} if not enough is released in time
   */
  reserve(bytes: number, waitingBytes?: number): Promise<void> | undefined;
  giveBack(bytes: number): void;
  /**
   * Waits until no other large body is read, and keeps the others waiting until it is released.
   * @returns undefined if there is none
   * @throws {Overloaded}
   */
  takeTurn(): Promise<void> | undefined;
  /** Releases everything. */
  release(): void;
}

/** The memory that the bodies of all requests may have together. */
export interface Memory {
  /** Bytes that are reserved. */
  used(): number;
  open(): Reservation;
}

/** The body of a request that has more than this did not arrive in one piece; bytes. */
const PIECE = 16 * 1024;
/** The memory of such a request in addition to its body: mostly buffers of OpenSSL and of the connection; bytes. */
const OVERHEAD = 320 * 1024;

/**
 * Limits the memory of bodies. Older requests get memory first. If all memory is held by requests that wait, the oldest
 * one gets that of the youngest, which are rejected with 503: otherwise none could ever finish.
 * @param limit bytes
 */
export function limitMemory(limit: number, clock: Pick<Clock, 'sleep'>): Memory {
  let used = 0;
  let opened = 0;
  /** The number of requests that have more than a piece. */
  let long = 0;
  /** The request whose large body is being read. */
  let reading: number | undefined;
  const free = () => limit - used - Math.max(0, long - 1) * OVERHEAD;
  const memory = new WaitingLine(clock, (oldest) => {
    const younger = [...memory.waiters(), ...turns.waiters()]
      .filter(({ age, held }) => age > oldest.age && held() > 0)
      .sort((one, other) => other.age - one.age);
    const available = free() + younger.reduce((sum, { held }) => sum + held(), 0);
    if (available < oldest.bytes) return;
    for (const each of younger) if (memory.waiters().includes(oldest)) each.end(new Overloaded());
  });
  const turns = new WaitingLine(clock);
  const open = (): Reservation => {
    const age = opened++;
    let own = 0;
    const held = () => own;
    const add = (bytes: number) => {
      if (own > PIECE) long -= 1;
      own += bytes;
      used += bytes;
      if (own > PIECE) long += 1;
    };
    const giveBack = (bytes: number) => {
      add(-bytes);
      memory.grant();
    };
    const release = () => {
      memory.leave(age);
      turns.leave(age);
      if (reading === age) reading = undefined;
      giveBack(own);
      turns.grant();
    };
    const take = (bytes: number) => {
      if (bytes > free()) return false;
      add(bytes);
      return true;
    };
    return {
      reserve: (bytes, waitingBytes = bytes) => {
        if (own + bytes > limit) return Promise.reject(new TooLarge());
        if (memory.isNext(age) && take(bytes)) return undefined;
        const wanted = Math.min(waitingBytes, limit - own);
        return memory.wait({ age, bytes: wanted, held, grant: () => take(wanted), release });
      },
      takeTurn: () => {
        const grant = () => {
          reading ??= age;
          return reading === age;
        };
        if (turns.isNext(age) && grant()) return undefined;
        return turns.wait({ age, bytes: 0, held, grant, release });
      },
      giveBack,
      release,
    };
  };
  return { used: () => used, open };
}
