import { describe, expect, it } from 'vitest';
import { withPacing } from '../../src/api/transport/pacing.ts';
import type { Transport } from '../../src/api/transport/transport.ts';
import type { HttpRequest } from '../../src/http/request.ts';
import { manualClock } from '../manual-clock.ts';
import { bucketServer } from './bucket-server.ts';

const READ: HttpRequest = { method: 'GET', path: '/datastream-config-api/v3/log/cdn/streams' };
const WRITE: HttpRequest = { method: 'PUT', path: '/datastream-config-api/v3/log/cdn/streams/1', body: '{}' };

describe('a delayed write', () => {
  /** The bucket is empty, and the write waits behind other requests. */
  async function heldBack(before: number, confirm: (send: Transport) => Promise<void>) {
    const clock = manualClock();
    const server = bucketServer(clock, { limit: 20, left: 1 });
    const transport = withPacing(server.transport, { clock, listen: () => undefined });
    await transport(READ);
    const others = Array.from({ length: before }, () => transport(READ));
    const confirmed: number[] = [];
    const guarded = async () => {
      await confirm(transport);
      confirmed.push(clock.now());
    };
    const write = transport({ ...WRITE, confirm: guarded });
    write.catch(() => undefined);
    await clock.runUntil(Promise.all(others));
    return { clock, server, write, confirmed };
  }
  const rereads = async (send: Transport) => {
    await send({ ...READ, path: `${READ.path}/1` });
  };
  const asSent = (seen: readonly HttpRequest[]) =>
    seen.slice(-2).map(({ method, path }) => `${method} ${path.slice(-1)}`);

  it('of less than ten seconds is sent without confirmation', async () => {
    const { clock, write, confirmed } = await heldBack(2, rereads);
    await clock.runUntil(write);
    expect(confirmed).toEqual([]);
  });

  it('of a longer delay is confirmed by a fresh read, then sent next', async () => {
    const { clock, server, write, confirmed } = await heldBack(5, rereads);
    await clock.runUntil(write);
    expect(confirmed).toHaveLength(1);
    expect(asSent(server.seen)).toEqual(['GET 1', 'PUT 1']);
    expect(server.refusals()).toBe(0);
    const [read = 0, put = 0] = server.arrivals.slice(-2);
    expect(put - read).toBe(3_000);
  });

  it('is not sent if it is no longer correct', async () => {
    const moved = new Error('version 4 is not the base any more');
    const { clock, server, write } = await heldBack(5, async (send) => {
      await rereads(send);
      throw moved;
    });
    await expect(clock.runUntil(write)).rejects.toBe(moved);
    expect(server.seen.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('after a 429 is confirmed before it is sent again', async () => {
    const clock = manualClock();
    const returned: string[] = [];
    const busy: Transport = async () => {
      returned.push('sent');
      const status = returned.length === 1 ? 429 : 200;
      return { status, headers: { 'retry-after': '11' }, body: '' };
    };
    const confirm = async () => {
      returned.push('confirmed');
    };
    const transport = withPacing(busy, { clock, listen: () => undefined });
    await clock.runUntil(transport({ ...WRITE, confirm }));
    expect(returned).toEqual(['sent', 'confirmed', 'sent']);
  });

  it('after repeated 429s fails after five minutes, even though its confirmations succeed', async () => {
    const clock = manualClock();
    const busy: Transport = async ({ method }) => {
      const status = method === 'GET' ? 200 : 429;
      return { status, headers: { 'retry-after': '30' }, body: '' };
    };
    const transport = withPacing(busy, { clock, listen: () => undefined });
    const started = clock.now();
    const confirm = async () => {
      await transport(READ);
    };
    const { status } = await clock.runUntil(transport({ ...WRITE, confirm }));
    expect(status).toBe(429);
    expect(clock.now() - started).toBeLessThanOrEqual(300_000);
  });

  it('among many others is sent in the end, each confirmed right before it is sent', async () => {
    const clock = manualClock();
    const server = bucketServer(clock, { limit: 20, left: 0 });
    const transport = withPacing(server.transport, { clock, listen: () => undefined });
    const one = (index: number) => {
      const path = `/datastream-config-api/v3/${String.fromCharCode(97 + index)}`;
      const confirm = async () => {
        await transport({ method: 'GET', path });
      };
      return transport({ method: 'PUT', path, body: '{}', confirm });
    };
    await clock.runUntil(Promise.all(Array.from({ length: 12 }, (_, index) => one(index))));
    const puts = server.seen.flatMap(({ method }, at) => (method === 'PUT' ? [at] : []));
    expect(puts).toHaveLength(12 + server.refusals());
    for (const at of puts.slice(-8)) expect(server.seen[at - 1]?.path).toBe(server.seen[at]?.path);
  });
});
