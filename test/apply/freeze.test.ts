import { describe, expect, it } from 'vitest';
import type { Freeze } from '../../src/model/freeze.ts';
import { readTimeWindow } from '../../src/model/time-window.ts';
import { Account, type Applied, HOUR } from './account.ts';
import { manifest } from './manifests.ts';

/** @param when days, times and a time zone */
function freeze(when: string): Freeze {
  const window = readTimeWindow(when);
  if (typeof window === 'string') throw new Error(window);
  return { when, window, isOfTarget: false, position: { file: 'datastream.yaml', line: 3, column: 5 } };
}

const ALWAYS = freeze('Mon-Sun 00:00-24:00 UTC');

/** A freeze that starts later today, or early tomorrow. */
function startingAt(time: number): Freeze {
  const [hour, minute] = new Date(time).toISOString().slice(11, 16).split(':').map(Number);
  const end = new Date(time + 12 * HOUR).toISOString().slice(11, 16);
  return freeze(`Mon-Sun ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}-${end} UTC`);
}

const results = ({ outcome }: Applied) =>
  Object.fromEntries(
    outcome.items.map(({ name, steps }) => [name, steps.map((step) => `${step.do} ${step.result}`)]),
  );

/** An account with one active stream. */
async function active(): Promise<Account> {
  const account = new Account();
  await account.converge([manifest('web')]);
  return account;
}

describe('a freeze that starts in the middle of a run', () => {
  it('holds back an update whose deactivation was waited for', async () => {
    const account = await active();
    const freezes = [startingAt(account.clock.now() + HOUR / 2)];
    const edited = manifest('web', { state: 'inactive' }, { datasetFields: [1002] });
    const applied = await account.apply([edited], { wait: 3 * HOUR, freezes });
    expect(applied.outcome.outcome).toBe('progressing');
    expect(results(applied)['web']).toEqual(['deactivate done', 'await done', 'update pending']);
    expect(account.state('web')).toMatch(/ v1$/);
  });

  it('holds back a step that was prepared before, and no deactivation', async () => {
    const account = await active();
    const freezes: Freeze[] = [];
    const applied = await account.apply([manifest('new'), manifest('web', { state: 'inactive' })], {
      freezes,
      onEvent: ({ tag }) => {
        if (tag === 'write-started' && freezes.length === 0) freezes.push(ALWAYS);
      },
    });
    expect(results(applied)).toMatchObject({ new: ['create pending', 'await pending'] });
    expect(results(applied)['web']?.[0]).toBe('deactivate done');
    expect(applied.outcome.outcome).toBe('progressing');
    expect(account.state('new')).toBe('gone');
  });

  it('holds back a write that the rate limit has delayed', async () => {
    const account = await active();
    const minute = 60_000;
    const edited = manifest('web', {}, { datasetFields: [1002] });
    const applied = await account.apply([edited], {
      freezes: [startingAt(account.clock.now() + 2 * minute)],
      faults: [{ method: 'PUT', how: { do: 'respond', status: 429, headers: { 'retry-after': '180' } } }],
    });
    expect(results(applied)['web']?.[0]).toBe('update pending');
    expect(applied.outcome.outcome).toBe('progressing');
    expect(account.state('web')).toMatch(/ v1$/);
  });
});
