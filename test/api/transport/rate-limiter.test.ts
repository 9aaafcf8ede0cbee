import { describe, expect, it } from 'vitest';
import { withPacing } from '../../../src/api/transport/pacing.ts';
import type { HttpRequest } from '../../../src/http/request.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { manualClock } from '../../manual-clock.ts';
import { type BucketOptions, bucketServer, idealTime } from '../bucket-server.ts';

const READ: HttpRequest = { method: 'GET', path: '/datastream-config-api/v3/log/cdn/streams' };

/** Sends a number of concurrent reads, a limited number at a time, and returns the duration. */
async function sendMany(count: number, atOnce: number, options: BucketOptions) {
  const clock = manualClock();
  const events: RunEvent[] = [];
  const server = bucketServer(clock, options);
  const transport = withPacing(server.transport, { clock, listen: (event) => events.push(event) });
  const began = clock.now();
  let left = count;
  const worker = async () => {
    for (; left > 0; ) {
      left -= 1;
      await transport(READ);
    }
  };
  await clock.runUntil(Promise.all(Array.from({ length: atOnce }, worker)));
  return { elapsed: clock.now() - began, refusals: server.refusals(), arrivals: server.arrivals, events };
}

describe('1,000 requests', () => {
  it.each<[string, number, BucketOptions]>([
    ['one after the other', 1, { limit: 20 }],
    ['ten at once', 10, { limit: 20 }],
    ['a thousand at once', 1000, { limit: 20 }],
    ['with network latency', 1, { limit: 20, latency: 150 }],
    ['five at once with a slow network', 5, { limit: 20, latency: 2_500 }],
    ['with a clock that is seven minutes fast', 4, { limit: 20, skew: 420_000 }],
    ['with a clock that is a fraction of a second slow', 1, { limit: 20, skew: -1_234_567 }],
    ['if the server does not return the next time', 1, { limit: 20, latency: 150, returns: { next: false } }],
    ['if the server sends no date', 3, { limit: 20, returns: { date: false } }],
    ['with a larger limit', 8, { limit: 300, latency: 40 }],
    ['with a smaller limit', 2, { limit: 6 }],
  ])('%s take the ideal time within 2 percent and get no 429', async (_, atOnce, options) => {
    const { elapsed, refusals } = await sendMany(1000, atOnce, options);
    const ideal = idealTime(1000, options.limit);
    expect(refusals).toBe(0);
    expect(elapsed).toBeGreaterThanOrEqual(ideal);
    expect(elapsed).toBeLessThanOrEqual(ideal * 1.02);
  });
});

describe('the pace', () => {
  it('starts with one request if an earlier run may have emptied the bucket', async () => {
    const { refusals, elapsed } = await sendMany(5, 5, { limit: 20, left: 1, latency: 10 });
    expect(refusals).toBe(0);
    expect(elapsed).toBeLessThan(idealTime(5, 20, 1) + 2_000);
  });

  it('has a minimum delay after a 429 that allows an immediate retry, and grows if refused again', async () => {
    const clock = manualClock();
    const arrivals: number[] = [];
    const headers = { 'retry-after': '0', 'x-ratelimit-remaining': '0', 'x-ratelimit-limit': '20' };
    const refusing = async () => {
      arrivals.push(clock.now());
      return { status: 429, headers, body: '' };
    };
    const transport = withPacing(refusing, { clock, listen: () => undefined });
    const { status } = await clock.runUntil(transport(READ));
    expect(status).toBe(429);
    // At 20 requests a minute the bucket itself grows every 3 s, which exceeds the minimum delay.
    const pauses = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([3_000, 10_000, 20_000, 40_000]);
    expect(arrivals.length).toBeLessThan(10);
  });

  it('assumes 20 a minute if the responses have no rate headers', async () => {
    const clock = manualClock();
    const silent = async () => ({ status: 200, headers: {}, body: '[]' });
    const transport = withPacing(silent, { clock, listen: () => undefined });
    const began = clock.now();
    await clock.runUntil(Promise.all(Array.from({ length: 100 }, () => transport(READ))));
    expect(clock.now() - began).toBe(idealTime(100, 20));
  });

  it('follows a changing limit', async () => {
    const clock = manualClock();
    let remaining = 40;
    const generous = async () => {
      remaining -= 1;
      return {
        status: 200,
        body: '[]',
        headers: { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': String(remaining) },
      };
    };
    const transport = withPacing(generous, { clock, listen: () => undefined });
    const began = clock.now();
    for (let sent = 0; sent < 40; sent += 1) await clock.runUntil(transport(READ));
    expect(clock.now()).toBe(began);
  });

  it('respects the remaining requests even if others use the same limit', async () => {
    const clock = manualClock();
    const returned = ['9', '3', '0', '0'];
    const sent: number[] = [];
    const shared = async () => {
      sent.push(clock.now());
      return {
        status: 200,
        body: '[]',
        headers: { 'x-ratelimit-remaining': returned[sent.length - 1] ?? '5' },
      };
    };
    const transport = withPacing(shared, { clock, listen: () => undefined });
    const began = clock.now();
    for (let request = 0; request < 5; request += 1) await clock.runUntil(transport(READ));
    expect(sent.map((at) => at - began)).toEqual([0, 0, 0, 3_000, 6_000]);
  });

  it('is fair: first come, first served', async () => {
    const clock = manualClock();
    const order: string[] = [];
    const answer = ({ path }: HttpRequest) => {
      order.push(path);
      return {};
    };
    const server = bucketServer(clock, { limit: 20, left: 2, answer });
    const transport = withPacing(server.transport, { clock, listen: () => undefined });
    const paths = Array.from({ length: 12 }, (_, index) => `/api/v1/${index}`);
    await clock.runUntil(Promise.all(paths.map((path) => transport({ method: 'GET', path }))));
    expect(order).toEqual(paths);
  });

  it('is separate for each API', async () => {
    const clock = manualClock();
    const server = bucketServer(clock, { limit: 20, returns: { remaining: false } });
    const generous = bucketServer(clock, { limit: 20 });
    const transport = withPacing(
      (request, signal) =>
        (request.path.startsWith('/other-api') ? generous : server).transport(request, signal),
      { clock, listen: () => undefined },
    );
    const began = clock.now();
    const one = Array.from({ length: 20 }, () => transport(READ));
    const other = Array.from({ length: 20 }, () => transport({ method: 'GET', path: '/other-api/v1/x' }));
    await clock.runUntil(Promise.all([...one, ...other]));
    expect(clock.now()).toBe(began);
  });

  it('reports every pause once, with its length', async () => {
    const { events } = await sendMany(23, 23, { limit: 20 });
    expect(events).toEqual([
      { tag: 'paused', api: 'DataStream 2', reason: 'rate-limit', milliseconds: 3_000 },
      { tag: 'paused', api: 'DataStream 2', reason: 'rate-limit', milliseconds: 3_000 },
      { tag: 'paused', api: 'DataStream 2', reason: 'rate-limit', milliseconds: 3_000 },
    ]);
  });

  it('lets a waiting request be stopped, and the next one continue', async () => {
    const clock = manualClock();
    const server = bucketServer(clock, { limit: 20, left: 1 });
    const transport = withPacing(server.transport, { clock, listen: () => undefined });
    const stop = new AbortController();
    await transport(READ);
    const stopped = transport(READ, stop.signal);
    const other = transport(READ);
    stop.abort(new Error('Ctrl-C'));
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted', isSent: false });
    await clock.runUntil(other);
    expect(server.arrivals).toHaveLength(2);
  });
});
