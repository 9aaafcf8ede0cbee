import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { progressLine } from '../../src/render/progress/progress.ts';
import { progressLog } from '../../src/render/progress/throttle.ts';

const MINUTE = 60_000;
const waiting = (...statuses: readonly string[]): RunEvent => ({
  tag: 'waiting',
  began: 0,
  streams: statuses.map((status, i) => ({
    name: `web-${i}`,
    kind: 'DataStream2',
    status,
    goal: 'ACTIVATED',
    progress: status === 'ACTIVATED' ? 'done' : 'in-transition',
    since: 0,
    expectedEnd: 90 * MINUTE,
  })),
});
const paused = (milliseconds: number): RunEvent => ({ tag: 'paused', reason: 'rate-limit', milliseconds });

/** The times, in minutes, at which a line is printed if there is one event a minute. */
function output(minutes: number, event: (minute: number) => RunEvent): readonly number[] {
  const clock = { minute: 0 };
  const log = progressLog(() => clock.minute * MINUTE);
  const lines: number[] = [];
  for (; clock.minute < minutes; clock.minute += 1) if (log(event(clock.minute))) lines.push(clock.minute);
  return lines;
}

describe('progress in a log', () => {
  it('for a wait of three hours has a line every five minutes', () => {
    expect(output(180, () => waiting('ACTIVATING'))).toHaveLength(36);
  });

  it('reports every state change immediately', () => {
    expect(output(5, (m) => waiting('ACTIVATING', m < 2 ? 'ACTIVATING' : 'ACTIVATED'))).toEqual([0, 2]);
    expect(output(5, (m) => waiting('ACTIVATING', m < 3 ? 'DEACTIVATING' : 'ACTIVATING'))).toEqual([0, 3]);
  });

  it('omits the normal pace of the API, and reports long pauses from time to time', () => {
    expect(output(20, () => paused(3000))).toEqual([]);
    expect(output(20, () => paused(30_000))).toEqual([0, 5, 10, 15]);
  });

  it('reports reading only if it takes long', () => {
    const log = progressLog(() => 0);
    expect(log({ tag: 'reading', done: 1, total: 1 })).toBe(false);
    expect(log({ tag: 'reading', done: 24, total: 200 })).toBe(false);
    expect(log({ tag: 'reading', done: 25, total: 200 })).toBe(true);
    expect(log({ tag: 'reading', done: 41, total: 41 })).toBe(true);
  });

  it('reports the progress of pulling logs from time to time', () => {
    expect(output(12, (m) => ({ tag: 'pulled', page: m + 1, records: 1000 * (m + 1) }))).toEqual([0, 5, 10]);
  });

  it('has no line for the start and the end of a write, which its steps report', () => {
    const line = progressLine(
      { tag: 'write-started', name: 'web', step: 'update' },
      { color: false, now: 0 },
    );
    expect(line).toBeUndefined();
  });

  it('reports everything that was done or went wrong, however often', () => {
    const failed: RunEvent = { tag: 'step-failed', name: 'web', step: 'update', error: 'x' };
    expect(output(3, () => failed)).toEqual([0, 1, 2]);
  });
});
