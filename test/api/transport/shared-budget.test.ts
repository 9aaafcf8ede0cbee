import { describe, expect, it } from 'vitest';
import { withPacing } from '../../../src/api/transport/pacing.ts';
import type { HttpRequest } from '../../../src/http/request.ts';
import { manualClock } from '../../manual-clock.ts';
import { bucketServer } from '../bucket-server.ts';

const READ: HttpRequest = { method: 'GET', path: '/papi/v1/properties/1' };

/** Sends many reads at once to Property Manager, and returns how many requests are left for others each time. */
async function send(count: number, options: Parameters<typeof bucketServer>[1]) {
  const clock = manualClock();
  const left: number[] = [];
  const server = bucketServer(clock, options);
  const transport = withPacing(
    async (request) => {
      const response = await server.transport(request);
      left.push(Number(response.headers['x-ratelimit-remaining']));
      return response;
    },
    { clock, listen: () => undefined },
  );
  const began = clock.now();
  await clock.runUntil(Promise.all(Array.from({ length: count }, () => transport(READ))));
  return { elapsed: clock.now() - began, left, refusals: server.refusals() };
}

describe('requests to Property Manager, whose bucket all clients of an account share', () => {
  it('leave half of the bucket to others', async () => {
    const { left, refusals } = await send(200, { limit: 100 });
    expect(Math.min(...left)).toBeGreaterThanOrEqual(50);
    expect(refusals).toBe(0);
  });

  it('use the whole refill if nobody else sends requests', async () => {
    const { elapsed, left } = await send(150, { limit: 100 });
    expect(elapsed).toBe(60_000);
    expect(Math.min(...left)).toBe(50);
  });

  it('use half of the refill while others leave less than half of the bucket', async () => {
    const busy = { headers: { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '30' } };
    const { elapsed } = await send(51, { limit: 100, answer: () => busy });
    expect(elapsed).toBe(60_000);
  });

  it('are sent at once while their half lasts', async () => {
    const { elapsed } = await send(50, { limit: 100 });
    expect(elapsed).toBe(0);
  });

  it('get no 429 if others have emptied the bucket', async () => {
    const { refusals } = await send(20, { limit: 100, left: 1 });
    expect(refusals).toBe(0);
  });
});
