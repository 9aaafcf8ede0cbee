import type { Clock } from '../../model/clock.ts';
import { TooLarge } from '../records/read-body.ts';
import { Overloaded, WaitingLine } from './waiting-line.ts';

/** The memory of one request. */
export interface Reservation {
  /**
   * Reserves more memory, at once or when other requests have released enough.
   * @returns undefined if it was reserved at once
   * @throws {TooLarge} if one request needs more than all requests may have
   * @throws {Overloaded} if not enough is released in time
   */
  reserve(bytes: number): Promise<void> | undefined;
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

interface Holder {
  /** Bytes. */
  own: number;
}

/**
 * Limits the memory of bodies. Older requests get memory first. If all memory is held by requests that wait, the oldest
 * one gets that of the youngest, which are answered 503: otherwise none could ever finish.
 * @param limit bytes
 */
export function limitMemory(limit: number, clock: Pick<Clock, 'sleep'>): Memory {
  let used = 0;
  let opened = 0;
  let reading: Holder | undefined;
  const memory = new WaitingLine(clock, (oldest) => {
    const younger = [...memory.waiters(), ...turns.waiters()]
      .filter(({ age, held }) => age > oldest.age && held() > 0)
      .sort((one, other) => other.age - one.age);
    const available = limit - used + younger.reduce((sum, { held }) => sum + held(), 0);
    if (available < oldest.bytes) return;
    for (const each of younger) if (memory.waiters().includes(oldest)) each.end(new Overloaded());
  });
  const turns = new WaitingLine(clock);
  const open = (): Reservation => {
    const holder: Holder = { own: 0 };
    const age = opened++;
    const held = () => holder.own;
    const release = () => {
      used -= holder.own;
      holder.own = 0;
      if (reading === holder) reading = undefined;
      memory.leave(age);
      turns.leave(age);
      turns.grant();
      memory.grant();
    };
    return {
      reserve: (bytes) => {
        if (holder.own + bytes > limit) return Promise.reject(new TooLarge());
        const grant = () => {
          if (used + bytes > limit) return false;
          holder.own += bytes;
          used += bytes;
          return true;
        };
        return memory.wait({ age, bytes, held, grant, release });
      },
      takeTurn: () => {
        const grant = () => {
          reading ??= holder;
          return reading === holder;
        };
        return turns.wait({ age, bytes: 0, held, grant, release });
      },
      release,
    };
  };
  return { used: () => used, open };
}
