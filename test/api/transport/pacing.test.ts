import { describe, expect, it } from 'vitest';
import { withPacing } from '../../../src/api/transport/pacing.ts';
import type { Transport } from '../../../src/api/transport/transport.ts';
import { type FailureKind, HttpFailure } from '../../../src/http/failure.ts';
import type { HttpRequest, HttpResponse } from '../../../src/http/request.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { manualClock } from '../../manual-clock.ts';

const READ: HttpRequest = { method: 'GET', path: '/datastream-config-api/v3/log/cdn/streams' };
const WRITE: HttpRequest = { method: 'PUT', path: '/datastream-config-api/v3/log/cdn/streams/1', body: '{}' };
const GOOD: HttpResponse = { status: 200, headers: {}, body: '[]' };

const LASTING = new Set<FailureKind>(['redirect', 'unreadable', 'certificate']);
const failure = (kind: FailureKind) =>
  new HttpFailure(kind, 'lost', { isSent: true, isLasting: LASTING.has(kind) });
const status = (code: number, headers: Record<string, string> = {}): HttpResponse => ({
  status: code,
  headers,
  body: '',
});

/**
 * Sends scripted responses one after the other (the last one repeatedly) and returns when each request
 * arrived.
 */
function scripted(...script: readonly (HttpResponse | Error)[]) {
  const clock = manualClock();
  const began = clock.now();
  const at: number[] = [];
  const events: RunEvent[] = [];
  const inner: Transport = async () => {
    const step = script[Math.min(at.length, script.length - 1)] ?? GOOD;
    at.push(clock.now() - began);
    if (step instanceof Error) throw step;
    return step;
  };
  const transport = withPacing(inner, { clock, listen: (event) => events.push(event) });
  const send = (request: HttpRequest, signal?: AbortSignal) => clock.runUntil(transport(request, signal));
  return { clock, at, events, transport, send };
}

describe('a read', () => {
  it.each([
    ['a 500', status(500)],
    ['a 503', status(503)],
    ['a 504', status(504)],
    ['a reset', failure('connection')],
    ['a time-out', failure('timeout')],
  ])('is repeated after %s', async (_, trouble) => {
    const { send, at, events } = scripted(trouble, trouble, GOOD);
    expect((await send(READ)).status).toBe(200);
    expect(at).toEqual([0, 1_000, 4_000]);
    expect(events.map(({ tag }) => tag)).toEqual(['retrying', 'retrying']);
  });

  it('fails after half a minute with the last response', async () => {
    const { send, at } = scripted(status(503));
    expect((await send(READ)).status).toBe(503);
    expect(at).toEqual([0, 1_000, 4_000, 12_000, 27_000]);
  });

  it('fails after half a minute with the last error', async () => {
    const { send, at } = scripted(failure('connection'));
    await expect(send(READ)).rejects.toMatchObject({ kind: 'connection' });
    expect(at).toHaveLength(5);
  });

  it('includes the time of attempts in its limit', async () => {
    const clock = manualClock();
    let attempts = 0;
    const slow: Transport = async () => {
      attempts += 1;
      await clock.sleep(20_000);
      throw failure('timeout');
    };
    const transport = withPacing(slow, { clock, listen: () => undefined });
    await expect(clock.runUntil(transport(READ))).rejects.toMatchObject({ kind: 'timeout' });
    expect(attempts).toBe(3);
  });

  it.each([
    ['a 400', status(400)],
    ['a 401', status(401)],
    ['a 404', status(404)],
    ['a 410', status(410)],
    ['a redirect', failure('redirect')],
    ['an unreadable response', failure('unreadable')],
    ['an untrusted certificate', failure('certificate')],
  ])('is not repeated after %s', async (_, trouble) => {
    const { send, at } = scripted(trouble, GOOD);
    await send(READ).catch(() => undefined);
    expect(at).toHaveLength(1);
  });

  it('waits as long as a 503 asks, within its half minute', async () => {
    const short = scripted(status(503, { 'retry-after': '9' }), GOOD);
    await short.send(READ);
    expect(short.at).toEqual([0, 9_000]);
    const long = scripted(status(503, { 'retry-after': '900' }), GOOD);
    expect((await long.send(READ)).status).toBe(503);
  });

  it('stops while it waits', async () => {
    const { clock, transport, at } = scripted(status(503));
    const stop = new AbortController();
    const read = transport(READ, stop.signal);
    await clock.advance(500);
    stop.abort(new Error('Ctrl-C'));
    await expect(read).rejects.toMatchObject({ kind: 'aborted' });
    expect(at).toHaveLength(1);
  });
});

describe('a write', () => {
  it.each([
    ['a 500', status(500)],
    ['a 504', status(504)],
    ['a 400', status(400)],
    ['a reset', failure('connection')],
    ['a time-out', failure('timeout')],
  ])('is never repeated after %s', async (_, trouble) => {
    const { send, at } = scripted(trouble, GOOD);
    await send(WRITE).catch(() => undefined);
    expect(at).toHaveLength(1);
  });

  it('is not stopped in flight, but while it waits', async () => {
    const clock = manualClock();
    const signals: (AbortSignal | undefined)[] = [];
    const inner: Transport = async (_, signal) => {
      signals.push(signal);
      await clock.sleep(1_000);
      return { ...GOOD, headers: { 'x-ratelimit-remaining': '0' } };
    };
    const transport = withPacing(inner, { clock, listen: () => undefined });
    const stop = new AbortController();
    const underWay = transport(WRITE, stop.signal);
    const waiting = transport(WRITE, stop.signal);
    await clock.advance(100);
    stop.abort(new Error('Ctrl-C'));
    await expect(waiting).rejects.toMatchObject({ kind: 'aborted', isSent: false });
    expect((await clock.runUntil(underWay)).status).toBe(200);
    expect(signals).toEqual([undefined]);
  });
});

describe('a 429', () => {
  const next = 'Thu, 01 Jan 2026 00:00:00 GMT';
  it.each([
    [
      'X-RateLimit-Next',
      { date: next, 'x-ratelimit-next': '2026-01-01T00:00:07.500Z', 'retry-after': '60' },
      7_500,
    ],
    [
      'X-RateLimit-Next from a wrong clock',
      { date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'x-ratelimit-next': '1970-01-01T00:00:08Z' },
      8_000,
    ],
    ['Retry-After in seconds', { 'retry-after': '12' }, 12_000],
    ['Retry-After as a date', { date: next, 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }, 20_000],
    [
      'Retry-After if Next has passed',
      { date: next, 'x-ratelimit-next': '2025-12-31T23:59:59Z', 'retry-after': '4' },
      4_000,
    ],
    ['nothing', {}, 5_000],
    ['nonsense', { 'x-ratelimit-next': 'soon', 'retry-after': '-1', 'x-ratelimit-remaining': 'x' }, 5_000],
  ])('delays reads and writes by %s', async (_, headers, pause) => {
    for (const request of [READ, WRITE]) {
      const { send, at, events } = scripted(status(429, headers), GOOD);
      expect((await send(request)).status).toBe(200);
      expect(at).toEqual([0, pause]);
      expect(events).toEqual([
        { tag: 'paused', api: 'DataStream 2', reason: 'too-many-requests', milliseconds: pause },
      ]);
    }
  });

  it('without a time delays longer each time, and fails after five minutes without progress', async () => {
    const { send, at } = scripted(status(429));
    expect((await send(WRITE)).status).toBe(429);
    expect(at).toEqual([0, 5_000, 15_000, 35_000, 75_000, 155_000, 275_000]);
  });

  it('that asks for more than five minutes fails immediately', async () => {
    const { send, at } = scripted(status(429, { 'retry-after': '3600' }));
    expect((await send(READ)).status).toBe(429);
    expect(at).toEqual([0]);
  });

  it('counts once for all requests in flight', async () => {
    const clock = manualClock();
    let sent = 0;
    const began = clock.now();
    const inner: Transport = async () => {
      sent += 1;
      const refused = sent > 1 && sent <= 4;
      await clock.sleep(10);
      return refused ? status(429) : GOOD;
    };
    const transport = withPacing(inner, { clock, listen: () => undefined });
    await clock.runUntil(Promise.all(Array.from({ length: 4 }, () => transport(READ))));
    expect(clock.now() - began).toBeLessThan(5_000 + 3 * 3_000 + 100);
  });
});
