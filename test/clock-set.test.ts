import { describe, expect, test } from 'vitest';
import type { StreamReader } from '../src/api/streams/client.ts';
import { withPacing } from '../src/api/transport/pacing.ts';
import { sharedReads } from '../src/apply/observe/read-cache.ts';
import { apply } from '../src/commands/apply.ts';
import { plan } from '../src/commands/plan.ts';
import { status } from '../src/commands/status.ts';
import { rateLimitPause } from '../src/github/rate-limit.ts';
import type { HttpRequest, HttpResponse } from '../src/http/request.ts';
import { systemClock } from '../src/http/system-clock.ts';
import { bucketServer, idealTime } from './api/bucket-server.ts';
import { Account, errorOf, fault, HOUR } from './apply/account.ts';
import { manifest } from './apply/manifests.ts';
import { DEFAULTS, exampleSecrets, workspace } from './commands/workspace.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

const MINUTE = 60_000;
const READ: HttpRequest = { method: 'GET', path: '/datastream-config-api/v3/log/cdn/streams' };
/** How far the machine's clock is set during a run, in milliseconds. */
const JUMPS = [-24 * HOUR, -MINUTE, MINUTE, 24 * HOUR];

/** Sets the clock once, after this many milliseconds. */
function setLater(clock: ManualClock, after: number, jump: number): void {
  void clock.sleep(after).then(() => clock.set(jump));
}

async function timeOf(clock: ManualClock, work: () => Promise<unknown>): Promise<number> {
  const began = clock.monotonic();
  await work();
  return clock.monotonic() - began;
}

describe.each(JUMPS)('a machine whose clock is set by %i ms during a run', (jump) => {
  test('paces requests as before, and gets no 429', async () => {
    const clock = manualClock();
    // The server's own clock is correct.
    const theirs = { ...clock, now: () => Date.UTC(2026, 0, 1) + clock.monotonic() };
    const server = bucketServer(theirs, { limit: 20 });
    const transport = withPacing(server.transport, { clock, listen: () => undefined });
    setLater(clock, 10_500, jump);
    const elapsed = await timeOf(clock, () =>
      clock.runUntil(Promise.all(Array.from({ length: 60 }, () => transport(READ)))),
    );
    expect(server.refusals()).toBe(0);
    expect(elapsed).toBeGreaterThanOrEqual(idealTime(60, 20));
    expect(elapsed).toBeLessThanOrEqual(idealTime(60, 20) * 1.02);
  });

  test('waits for the duration of a 429, and no longer than five minutes', async () => {
    for (const [lasts, expected] of [
      [3 * MINUTE, 200],
      [60 * MINUTE, 429],
    ] as const) {
      const clock = manualClock();
      const inner = async (): Promise<HttpResponse> =>
        clock.monotonic() < lasts
          ? { status: 429, headers: {}, body: '' }
          : { status: 200, headers: {}, body: '[]' };
      const transport = withPacing(inner, { clock, listen: () => undefined });
      setLater(clock, 20_000, jump);
      const sent = transport(READ);
      const elapsed = await timeOf(clock, () => clock.runUntil(sent));
      expect((await sent).status).toBe(expected);
      expect(elapsed).toBeLessThan(6 * MINUTE);
    }
  });

  test('retries a failed read for half a minute', async () => {
    const clock = manualClock();
    let attempts = 0;
    const inner = async (): Promise<HttpResponse> => {
      attempts += 1;
      return { status: 503, headers: {}, body: '' };
    };
    const transport = withPacing(inner, { clock, listen: () => undefined });
    setLater(clock, 2_000, jump);
    const elapsed = await timeOf(clock, () => clock.runUntil(transport(READ)));
    expect([attempts, elapsed]).toEqual([5, 27_000]);
  });

  test('looks up a lost write for 30 seconds', async () => {
    const account = new Account();
    const lost = fault({ do: 'lose-request' }, { method: 'POST' });
    setLater(account.clock, 5_000, jump);
    const applied = account.apply([manifest('web')], { faults: [lost] });
    const elapsed = await timeOf(account.clock, () => applied);
    expect(errorOf((await applied).outcome, 'web')).toContain('Outcome unknown');
    expect(elapsed).toBe(30_000);
  });

  test('ends a wait at its limit', async () => {
    const account = new Account({ transitionTime: 100 * 24 * HOUR });
    setLater(account.clock, 3 * MINUTE, jump);
    const applied = account.apply([manifest('web', { state: 'active' })], { wait: 10 * MINUTE });
    const elapsed = await timeOf(account.clock, () => applied);
    expect((await applied).outcome.outcome).toBe('progressing');
    expect(elapsed).toBe(10 * MINUTE);
  });

  test('ends the wait of status at its limit', async () => {
    const at = await workspace({ examples: true, env: await exampleSecrets() });
    await at.run((context) => plan(context, DEFAULTS));
    await at.run((context) => apply(context, DEFAULTS));
    const waiting = { ...DEFAULTS, wait: 5_000, poll: 2_000 };
    setLater(at.clock, 1_000, -Math.abs(jump));
    const elapsed = await timeOf(at.clock, () => at.run((context) => status(context, waiting)));
    expect(elapsed).toBeGreaterThanOrEqual(5_000);
    // Its reads are rate-limited as well.
    expect(elapsed).toBeLessThan(MINUTE);
  });

  test('shares a list between creates for one minute', async () => {
    const clock = manualClock();
    let lists = 0;
    const reader = {
      list: async () => {
        lists += 1;
        return [];
      },
    } as unknown as StreamReader;
    const shared = sharedReads(reader, clock, new Map());
    const list = () => shared.list({ kind: 'DataStream1' }, false);
    await list();
    clock.set(jump);
    await list();
    expect(lists).toBe(1);
    await clock.advance(MINUTE + 1);
    await list();
    expect(lists).toBe(2);
  });
});

test("a date in GitHub's Retry-After is taken relative to the date of its response", () => {
  const headers = {
    date: 'Thu, 01 Jan 2026 00:00:00 GMT',
    'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT',
  };
  const pause = rateLimitPause({ status: 429, headers, body: '' }, Date.UTC(2020, 0, 1));
  expect(pause).toBe(90_000);
});

test('the system clock has a monotonic time, and a sleep beyond the maximum timer duration does not end at once', async () => {
  const before = systemClock.monotonic();
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(before);
  const stop = new AbortController();
  const sleep = systemClock.sleep(2 ** 40, stop.signal);
  const first = await Promise.race([
    sleep.then(() => 'slept'),
    new Promise((resolve) => setImmediate(() => resolve('still sleeping'))),
  ]);
  expect(first).toBe('still sleeping');
  stop.abort(new Error('enough'));
  await expect(sleep).rejects.toThrow('enough');
});
