import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { progressLog } from '../../src/render/progress-log.ts';

const MINUTE = 60_000;
const waiting = (name: string, status = 'ACTIVATING'): RunEvent => ({
  tag: 'waiting',
  name,
  status,
  until: 'ACTIVATED',
  elapsed: 0,
});
const paused = (milliseconds: number): RunEvent => ({ tag: 'paused', reason: 'rate-limit', milliseconds });

/** The moments, in minutes, at which one event a minute becomes a line. */
function told(minutes: number, event: (minute: number) => RunEvent): readonly number[] {
  const clock = { minute: 0 };
  const log = progressLog(() => clock.minute * MINUTE);
  const lines: number[] = [];
  for (; clock.minute < minutes; clock.minute += 1) if (log(event(clock.minute))) lines.push(clock.minute);
  return lines;
}

describe('progress in a log', () => {
  it('of a wait of three hours is a line every five minutes', () => {
    expect(told(180, () => waiting('web'))).toHaveLength(36);
  });

  it('tells every change of state at once', () => {
    expect(told(5, (m) => waiting(m < 2 ? 'web and 1 more' : 'web'))).toEqual([0, 2]);
    expect(told(5, (m) => waiting('web', m < 3 ? 'ACTIVATING' : 'DEACTIVATING'))).toEqual([0, 3]);
  });

  it('leaves out the ordinary pace of the API, and tells long pauses now and then', () => {
    expect(told(20, () => paused(3000))).toEqual([]);
    expect(told(20, () => paused(30_000))).toEqual([0, 5, 10, 15]);
  });

  it('tells reading only where it takes a while', () => {
    const log = progressLog(() => 0);
    expect(log({ tag: 'reading', done: 1, total: 1 })).toBe(false);
    expect(log({ tag: 'reading', done: 25, total: 200 })).toBe(true);
  });

  it('tells now and then how far the pulling of logs is', () => {
    expect(told(12, (m) => ({ tag: 'pulled', page: m + 1, records: 1000 * (m + 1) }))).toEqual([0, 5, 10]);
  });

  it('tells everything that was done or went wrong, however often', () => {
    const failed: RunEvent = { tag: 'step-failed', name: 'web', step: 'update', error: 'x' };
    expect(told(3, () => failed)).toEqual([0, 1, 2]);
  });
});
