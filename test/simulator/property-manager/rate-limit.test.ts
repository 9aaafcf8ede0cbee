import { describe, expect, it } from 'vitest';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { START } from '../client.ts';
import { activation, papiClient, WWW, withPapiSettings } from './client.ts';

const PATH = `/properties/${WWW}`;

/** A client with fewer requests in reserve than the vendor allows. */
function withBurst(burst: number) {
  return papiClient(withPapiSettings(seededAccount(START), { rate: { burst, refill: 600 } }));
}

describe('the rate limit of Property Manager', () => {
  it('is 100 requests a minute, with 1000 in reserve', async () => {
    const { headers } = await papiClient().papi(PATH);
    expect(headers).toMatchObject({ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '999' });
  });

  it('refuses more with plain text and the time of the next request', async () => {
    const client = withBurst(2);
    for (const remaining of ['1', '0']) {
      const { status, headers } = await client.papi(PATH);
      expect([status, headers['x-ratelimit-remaining'], headers['x-ratelimit-next']]).toEqual([
        200,
        remaining,
        undefined,
      ]);
    }
    const next = new Date(START + 600).toISOString();
    expect(await client.papi(PATH)).toMatchObject({
      status: 429,
      headers: { 'content-type': 'text/plain', 'x-ratelimit-remaining': '0', 'x-ratelimit-next': next },
      body: expect.stringMatching(new RegExp(`^Your request did not succeed .* after ${next}$`)),
    });
    client.pass(599);
    expect((await client.papi(PATH)).status).toBe(429);
    client.pass(1);
    expect((await client.papi(PATH)).status).toBe(200);
  });

  it('refuses a write before it does anything', async () => {
    const client = withBurst(2);
    await client.papi(PATH);
    await client.write('POST', `${PATH}/versions`, { createFromVersion: 2 });
    const refused = await client.write('POST', `${PATH}/activations`, activation(3));
    expect(refused).toMatchObject({ status: 429, headers: { 'content-type': 'text/plain' } });
    client.pass(600);
    expect((await client.write('POST', `${PATH}/activations`, activation(3))).status).toBe(201);
  });

  it('is separate from those of the DataStream APIs', async () => {
    const client = withBurst(1);
    await client.papi(PATH);
    expect((await client.papi(PATH)).status).toBe(429);
    const streams = await client.call('GET', '/cdn/streams');
    expect(streams).toMatchObject({ status: 200, headers: { 'x-ratelimit-remaining': '19' } });
  });
});

describe('faults', () => {
  it('affect requests to Property Manager too', async () => {
    const client = papiClient(seededAccount(START), [
      { path: '^/papi/', how: { do: 'respond', status: 403 } },
      { path: '^/papi/', nth: 2, how: { do: 'respond', status: 429 } },
      { path: '^/papi/', nth: 3, how: { do: 'respond', status: 500, body: '<html>' } },
      { path: '^/papi/', nth: 4, how: { do: 'lose-response' } },
      { path: '^/papi/', nth: 5, how: { do: 'delay', milliseconds: 5_000 } },
    ]);
    const forbidden = { status: 403, title: 'Forbidden', type: expect.stringContaining('/http/forbidden') };
    expect(await client.papi(PATH)).toMatchObject({ status: 403, body: forbidden });
    const text = expect.stringContaining('reached  the limit for your account');
    expect(await client.papi(PATH)).toMatchObject({ status: 429, body: text });
    expect(await client.papi(PATH)).toMatchObject({ status: 500, body: '<html>' });
    await expect(client.papi(PATH)).rejects.toThrow('reset');
    expect(await client.papi(PATH)).toMatchObject({ status: 200 });
    expect(client.slept()).toBe(5_000);
  });
});

describe('error responses', () => {
  it.each([
    ['html', 'text/html', /^<html>.*Error 404/],
    ['text', 'text/plain', /Error 404/],
  ] as const)('are %s if the settings say so', async (errorBodies, type, body) => {
    const client = papiClient(withPapiSettings(seededAccount(START), { errorBodies }));
    expect(await client.papi('/properties/1')).toMatchObject({
      status: 404,
      headers: { 'content-type': type },
      body: expect.stringMatching(body),
    });
    const refused = await client.write('PUT', `${PATH}/versions/2/rules`, {});
    expect(refused).toMatchObject({ status: 403, headers: { 'content-type': type } });
    expect((await client.papi(PATH)).headers).toMatchObject({ 'content-type': 'application/json' });
    const stream = await client.call('GET', '/cdn/streams/1');
    expect(stream.headers).toMatchObject({ 'content-type': 'application/problem+json' });
  });
});
