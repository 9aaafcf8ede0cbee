import type { AwaitedResource, RunEvent } from '../../model/event.ts';
import { leadsToActive, phaseOf } from '../../model/phase.ts';
import { duration, thousands } from '../text/words.ts';
import type { Part } from './line-parts.ts';

type Waiting = Extract<RunEvent, { tag: 'waiting' }>;

const MINUTE = 60_000;
const SEEN_LATE = 2 * MINUTE;

/**
 * Returns the progress of a wait: `3 of 6 active`, `1 deactivating`, `oldest 41 min`, `done by about 01:28 UTC`.
 *
 * @param now milliseconds since 1970
 */
export function waitParts(event: Waiting, now: number): readonly Part[] {
  const left = event.streams.filter(({ progress }) => progress === 'in-transition');
  return [
    { text: reached(event.streams), tone: 'progress', rank: 0 },
    ...tally(event.streams).map((text): Part => ({ text, tone: 'progress', rank: 2 })),
    ...failures(event.streams),
    ...(left.length === 0 ? [] : times(event, left, now)),
  ];
}

/** Returns the state of a wait. If it differs from the last one, the wait is logged again. */
export function waitState({ streams }: Waiting): string {
  return [reached(streams), ...tally(streams), ...failures(streams).map(({ text }) => text)].join();
}

function reached(streams: readonly AwaitedResource[]): string {
  const there = streams.filter(({ progress }) => progress === 'done').length;
  return `${thousands(there)} of ${thousands(streams.length)} ${goalWord(streams)}`;
}

function goalWord(streams: readonly AwaitedResource[]): string {
  const goals = new Set(streams.map((one) => (leadsToActive(one, one.goal) ? 'active' : 'inactive')));
  const [only = 'stable'] = goals;
  return goals.size === 1 ? only : 'stable';
}

/**
 * Counts transitions that the goal does not imply. If all streams are to be active, it counts only those that are being
 * deactivated.
 */
function tally(streams: readonly AwaitedResource[]): readonly string[] {
  const goal = goalWord(streams);
  const others = streams.flatMap((one) => {
    const { status = '', progress } = one;
    const phase = phaseOf(one, status);
    if (progress !== 'in-transition' || phase.tag !== 'in-transition') return [];
    return goal === (phase.active ? 'active' : 'inactive') ? [] : [status];
  });
  return [...new Set(others)].sort().map((status) => {
    const n = others.filter((one) => one === status).length;
    return `${thousands(n)} ${status.toLowerCase().replaceAll('_', ' ')}`;
  });
}

function failures(streams: readonly AwaitedResource[]): readonly Part[] {
  const failed = streams.filter(({ progress }) => progress === 'failed').length;
  return failed === 0 ? [] : [{ text: `${thousands(failed)} failed`, tone: 'danger', rank: 1 }];
}

function times({ began }: Waiting, left: readonly AwaitedResource[], now: number): readonly Part[] {
  const starts = left.flatMap(({ since }) => (since === undefined ? [] : [since]));
  const ends = left.flatMap(({ expectedEnd }) => (expectedEnd === undefined ? [] : [expectedEnd]));
  const age =
    starts.length > 0 ? `oldest ${duration(now - Math.min(...starts))}` : `waiting ${duration(now - began)}`;
  return [
    { text: age, tone: 'quiet', rank: 4 },
    ...(ends.length === 0 ? [] : [{ text: ending(Math.max(...ends), now), tone: 'quiet', rank: 3 } as const]),
  ];
}

/**
 * Returns the expected end, rounded up to the minute, because the vendor's times are upper limits. A status is read
 * once a minute, so the end is detected late.
 */
function ending(at: number, now: number): string {
  if (at <= now) return now - at < SEEN_LATE ? 'due now' : 'longer than usual';
  const minute = new Date(Math.ceil(at / MINUTE) * MINUTE).toISOString().slice(11, 16);
  return `done by about ${minute} UTC`;
}
