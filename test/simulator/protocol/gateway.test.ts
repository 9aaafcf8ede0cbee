import { describe, expect, it } from 'vitest';
import { handle, type SimulatedRequest } from '../../../src/simulator/engine/handle.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { START, testClient } from '../client.ts';

const V3 = '/datastream-config-api/v3/log';

function statusOf(request: SimulatedRequest): number {
  return handle(seededAccountWithoutStreams(), request, START).response.status;
}

describe('the gateway', () => {
  it.each([
    ['GET', '/datastream-config-api/v1/log/streams', 410],
    ['GET', '/datastream-config-api/v1/datastream1/streams', 200],
    ['GET', '/datastream-config-api/v1/datastream1/streams/', 404],
    ['GET', '/datastream-config-api/v1/datastream1/stream', 404],
    ['GET', '/datastream-config-api/v1/datastream1/streams/6301/history', 404],
    ['GET', '/datastream-config-api/v1/datastream1/streams/6301/activation-history', 404],
    ['GET', '/datastream-config-api/v1/datastream1', 410],
    ['GET', '/datastream-config-api/api/v1/datastream1/streams', 404],
    ['POST', '/datastream-config-api/v1/datastream1/streams/6301/activate', 405],
    ['PATCH', '/datastream-config-api/v1/datastream1/streams/6301', 405],
    ['GET', '/datastream-pull-api/v1/streams', 404],
    ['GET', '/datastream-pull-api/v2/streams/6301/raw-logs', 404],
    ['POST', '/datastream-pull-api/v1/streams/6301/raw-logs', 405],
    ['POST', '/datastream-config-api/v2/log/streams?activate=true', 410],
    ['GET', '/datastream-config-api/v4/log/cdn/streams', 404],
    ['GET', '/datastream-config-api/v3/cdn/streams', 404],
    ['GET', '/', 404],
    ['GET', `${V3}/ew/streams`, 404],
    ['GET', `${V3}/CDN/streams`, 404],
    ['GET', `${V3}/streams`, 404],
    ['GET', `${V3}/cdn/stream`, 404],
    ['GET', `${V3}/cdn/streams/`, 404],
    ['GET', `${V3}/cdn/streams/%zz`, 404],
    ['GET', `${V3}/cdn/contracts/C-0N7RAC7/zones`, 404],
    ['GET', `${V3}/edns/groups/21484/properties`, 404],
    ['DELETE', `${V3}/cdn/streams`, 405],
    ['PUT', `${V3}/cdn/streams/7050/activate`, 405],
    ['GET', `${V3}/cdn/streams/7050/deactivate`, 405],
    ['POST', `${V3}/cdn/groups`, 405],
    ['PATCH', `${V3}/cdn/streams/7050`, 501],
    ['GET', `${V3}/streams/metrics?start=a`, 400],
    ['POST', `${V3}/streams/metrics`, 405],
    ['GET', `${V3}/cdn/streams/metrics`, 400],
    ['GET', `${V3}/cdn/streams?accountSwitchKey=1-5C0YLB:1-8BYUX`, 200],
  ])('%s %s returns %i', (method, path, status) => {
    expect(statusOf({ method, path })).toBe(status);
  });

  it.each([
    ['text/plain', 415],
    ['application/json-patch+json', 415],
    ['application/jsonp', 415],
    ['', 415],
    ['application/json', 400],
    ['Application/JSON; charset=utf-8', 400],
  ])('a body of type %s returns %i', (contentType, status) => {
    expect(statusOf({ method: 'POST', path: `${V3}/cdn/streams`, body: '{', contentType })).toBe(status);
  });

  it('returns 413 for a body that is too large, and 401 for an unsigned request', () => {
    const request = { method: 'POST', path: `${V3}/cdn/streams` };
    expect(statusOf({ ...request, tooLarge: true })).toBe(413);
    expect(statusOf({ ...request, denied: 'no' })).toBe(401);
  });

  it('returns type, title, status and detail', () => {
    const { response } = handle(seededAccountWithoutStreams(), { method: 'GET', path: '/x' }, START);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(response.body)).toEqual({
      type: 'Resource Not Found',
      detail: 'At least one of the objects specified does not exist',
      status: 404,
      title: 'Resource Not Found error',
    });
  });
});

describe('the rate limiter', () => {
  const ask = (client: ReturnType<typeof testClient>) => client.call('GET', '/cdn/streams');

  it('allows twenty requests and states when the next one is possible', async () => {
    const client = testClient(seededAccountWithoutStreams());
    for (let left = 19; left > 0; left -= 1) {
      const { status, headers } = await ask(client);
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': String(left) });
      expect(headers).not.toHaveProperty('x-ratelimit-next');
    }
    const last = await ask(client);
    expect(last).toMatchObject({ status: 200, headers: { 'x-ratelimit-remaining': '0' } });
    expect(last.headers['x-ratelimit-next']).toBe('2026-03-01T12:00:03.000Z');
    const refused = await ask(client);
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-next': '2026-03-01T12:00:03.000Z' },
    });
    expect(refused.body).toEqual({
      type: 'Too Many Requests',
      detail: 'Wait 120 seconds and try again',
      status: 429,
      title: 'Too Many Requests error',
    });
  });

  it('allows the next request exactly at the stated millisecond, and a refused request costs nothing', async () => {
    const client = testClient(seededAccountWithoutStreams());
    for (let request = 0; request < 20; request += 1) await ask(client);
    for (let round = 0; round < 5; round += 1) {
      client.pass(2_999);
      expect((await ask(client)).status).toBe(429);
      client.pass(1);
      expect((await ask(client)).status).toBe(200);
    }
  });

  it.each([
    `${V3}/cdn/streams`,
    '/datastream-config-api/v1/datastream1/streams',
    '/datastream-pull-api/v1/streams/1/raw-logs',
  ])('limits each API separately: %s', async (path) => {
    const client = testClient(seededAccountWithoutStreams({ rate: { burst: 2, refill: 3_000 } }));
    const all = [
      `${V3}/cdn/streams`,
      '/datastream-config-api/v1/datastream1/streams',
      '/datastream-pull-api/v1/streams/1/raw-logs',
    ];
    for (let request = 0; request < 2; request += 1) {
      const { headers } = await client.send('GET', path);
      expect(headers).toMatchObject({
        'x-ratelimit-limit': '2',
        'x-ratelimit-remaining': String(1 - request),
      });
    }
    expect(await client.send('GET', path)).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-next': '2026-03-01T12:00:03.000Z' },
    });
    for (const other of all.filter((api) => api !== path)) {
      const { headers } = await client.send('GET', other);
      expect(headers['x-ratelimit-remaining']).toBe('1');
    }
    client.pass(3_000);
    expect((await client.send('GET', path)).status).not.toBe(429);
  });

  it('never accumulates more than its capacity', async () => {
    const client = testClient(seededAccountWithoutStreams({ rate: { burst: 2, refill: 1_000 } }));
    client.pass(3_600_000);
    const statuses = [await ask(client), await ask(client), await ask(client)].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it('counts refusals of every kind, but no unsigned request', () => {
    const accountState = seededAccountWithoutStreams({ rate: { burst: 2, refill: 1_000 } });
    const notSigned = handle(accountState, { method: 'GET', path: '/x', denied: 'no' }, START).accountState;
    const notFound = handle(notSigned, { method: 'GET', path: '/x' }, START);
    expect(notFound.response.headers['x-ratelimit-remaining']).toBe('1');
  });

  it('adds a date to every response', () => {
    const { response } = handle(seededAccountWithoutStreams(), { method: 'GET', path: '/x' }, START);
    expect(response.headers['date']).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
  });
});
