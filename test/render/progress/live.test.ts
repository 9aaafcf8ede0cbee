import { describe, expect, it } from 'vitest';
import type { AwaitedResource, RunEvent } from '../../../src/model/event.ts';
import { type LiveProgress, liveLine, nextProgress } from '../../../src/render/progress/live.ts';
import { displayWidth } from '../../../src/render/text/display-width.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 5, 0, 38);

function stream(status: string, more: Partial<AwaitedResource> = {}): AwaitedResource {
  const progress = status === 'ACTIVATED' ? 'done' : 'in-transition';
  return { name: 'web', kind: 'DataStream2', status, progress, goal: 'ACTIVATED', ...more };
}

const EXAMPLE: RunEvent = {
  tag: 'waiting',
  began: NOW - 50 * MINUTE,
  streams: [
    stream('ACTIVATED'),
    stream('ACTIVATED'),
    stream('ACTIVATED'),
    stream('ACTIVATING', { since: NOW - 41 * MINUTE, expectedEnd: NOW + 49 * MINUTE }),
    stream('ACTIVATING', { since: NOW - 40 * MINUTE, expectedEnd: NOW + 50 * MINUTE }),
    stream('DEACTIVATING', { expectedEnd: NOW + 30 * MINUTE }),
  ],
};
const PAUSE: RunEvent = { tag: 'paused', reason: 'too-many-requests', milliseconds: 90_000 };
const WRITE: RunEvent = { tag: 'write-started', name: 'web', step: 'update' };

const stateAfter = (...events: readonly RunEvent[]) =>
  events.reduce<LiveProgress>((state, event) => nextProgress(state, event, NOW), {});
const shown = (state: LiveProgress, { now = NOW, width = 200 } = {}) =>
  liveLine(state, now, { color: false, width })?.slice(2);
const waiting = (...streams: readonly AwaitedResource[]) =>
  shown(stateAfter({ tag: 'waiting', began: NOW - MINUTE, streams }));

describe('the live line', () => {
  it('shows the progress of a wait, its duration so far and its expected end', () => {
    expect(shown(stateAfter(EXAMPLE), { width: 79 })).toBe(
      '3 of 6 active · 1 deactivating · oldest 41 min · done by about 01:28 UTC',
    );
  });

  it('changes every second', () => {
    const lines = [0, 1, 2, 3].map((s) =>
      liveLine(stateAfter(EXAMPLE), NOW + s * 1000, { color: false, width: 79 }),
    );
    expect(new Set(lines).size).toBe(4);
  });

  it('shows a pause after the wait, with the remaining time, and only while it lasts', () => {
    const state = stateAfter(EXAMPLE, PAUSE);
    expect(shown(state)).toMatch(
      /^3 of 6 active .* · paused for 2 min · the API returned 429, too many requests$/,
    );
    expect(shown(state, { now: NOW + 60_000 })).toContain(' · paused for 30 s');
    expect(shown(state, { now: NOW + 90_000 })).not.toContain('paused');
    expect(shown(stateAfter(PAUSE, EXAMPLE))).toContain('paused for');
    expect(shown(stateAfter({ ...PAUSE, milliseconds: 200 }))).toBeUndefined();
  });

  it('shows the current write, also during a wait', () => {
    expect(shown(stateAfter(WRITE), { now: NOW + 12_000 })).toBe('updating web for 12 s');
    expect(shown(stateAfter(EXAMPLE, WRITE))).toMatch(/^3 of 6 active .* · updating web for 0 s$/);
    expect(shown(stateAfter(WRITE, { tag: 'write-ended', name: 'web', step: 'update' }))).toBeUndefined();
    expect(shown(stateAfter(WRITE, { tag: 'step-started', name: 'web', step: 'update' }))).toContain(
      'updating web',
    );
  });

  it('shows the progress of reading and pulling, and ends with them', () => {
    expect(shown(stateAfter({ tag: 'reading', done: 3, total: 40 }))).toBe('read 3 of 40 streams');
    expect(shown(stateAfter({ tag: 'reading', done: 40, total: 40 }))).toBeUndefined();
    expect(shown(stateAfter({ tag: 'pulled', page: 2, records: 30 }))).toBe('page 2, 30 records so far');
    expect(shown(stateAfter(EXAMPLE, { tag: 'interrupted' }))).toBeUndefined();
  });

  it('never breaks inside a word, whatever the width: it omits the least important part first', () => {
    const words = (shown(stateAfter(EXAMPLE, WRITE, PAUSE)) ?? '').split(/[ …]+/);
    for (let width = 10; width < 120; width += 1) {
      const line = liveLine(stateAfter(EXAMPLE, WRITE, PAUSE), NOW, { color: false, width }) ?? '';
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(
        line
          .slice(2)
          .split(/[ …]+/)
          .filter((word) => word !== '' && !words.includes(word)),
      ).toEqual([]);
    }
    expect(shown(stateAfter(EXAMPLE, PAUSE), { width: 30 })).toBe('3 of 6 active');
    expect(shown(stateAfter(EXAMPLE), { width: 10 })).toBe('3 of 6…');
  });

  it('is cut inside a word only if not even one word fits', () => {
    const line = shown(stateAfter({ ...WRITE, name: '日本'.repeat(30) }), { width: 30 }) ?? '';
    expect(line).toBe('updating…');
    expect(shown(stateAfter(WRITE), { width: 7 })).toBe('upda…');
  });
});

describe('the status of a wait', () => {
  it.each([
    ['streams to be deactivated', [stream('DEACTIVATING', { goal: 'DEACTIVATED' })], '0 of 1 inactive'],
    [
      'an update that follows a deactivation',
      [stream('ACTIVATING', { goal: 'DEACTIVATED' })],
      '0 of 1 inactive · 1 activating',
    ],
    [
      'both',
      [stream('ACTIVATING'), stream('DEACTIVATING', { goal: 'DEACTIVATED' })],
      '0 of 2 stable · 1 activating · 1 deactivating',
    ],
    [
      'a failure',
      [stream('INACTIVE', { progress: 'failed' }), stream('ACTIVATING')],
      '0 of 2 active · 1 failed',
    ],
  ] as const)('for %s', (_, streams, text) => {
    expect(waiting(...streams)).toBe(`${text} · waiting 1 min`);
  });

  it('states that it takes longer than usual instead of a time that has passed', () => {
    const late = (minutes: number) =>
      waiting(stream('ACTIVATING', { since: NOW - 120 * MINUTE, expectedEnd: NOW - minutes * MINUTE }));
    expect(late(2)).toBe('0 of 1 active · oldest 2 h · longer than usual');
    expect(late(1)).toBe('0 of 1 active · oldest 2 h · due now');
  });

  it('has no times if nothing is in transition', () => {
    expect(waiting(stream('ACTIVATED'))).toBe('1 of 1 active');
  });
});
