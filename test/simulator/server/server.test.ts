import { afterEach, describe, expect, it } from 'vitest';
import { type Fault, faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { type RunningServer, serve, serveSimulator } from '../../../src/simulator/server/server.ts';
import { newCredentials } from '../../../src/simulator/server/signature.ts';
import { memoryStore } from '../../../src/simulator/state/store.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { START, unmetered } from '../client.ts';
import { authorization } from '../signer.ts';

const credentials = newCredentials();
const clock = { now: () => START };
let running: RunningServer | undefined;
let nonce = 0;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(...faults: Fault[]): Promise<string> {
  const accountState = memoryStore(unmetered(seededAccount(START)));
  running = await serve({ port: 0, accountState, clock, credentials, faults: faultScript(faults) });
  return `${running.url}/datastream-config-api/v3/log`;
}

function send(url: string, method = 'GET', body?: string, headers: Record<string, string> = {}) {
  nonce += 1;
  const signed = { method, url, at: START, nonce: `n${nonce}`, ...(body === undefined ? {} : { body }) };
  return fetch(url, {
    method,
    headers: {
      authorization: authorization(credentials, signed),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
}

describe('the server', () => {
  it('listens on the loopback address only and answers signed requests', async () => {
    const base = await start();
    expect(running?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await send(`${base}/cdn/streams?groupId=21484`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-ratelimit-limit')).toBe('1000000');
    expect(await answer.json()).toHaveLength(5);
  });

  it('creates and deletes with and without bodies', async () => {
    const base = await start();
    const created = await send(`${base}/cdn/streams`, 'POST', JSON.stringify(createBody()));
    expect(created.status).toBe(201);
    const gone = await send(`${base}/cdn/streams/7100`, 'DELETE');
    expect(gone.status).toBe(204);
    expect(await gone.text()).toBe('');
  });

  it('edits a rule tree by JSON Patch, and returns an etag without a body to HEAD', async () => {
    await start();
    const url = `${running?.url}/papi/v1/properties/349770/versions/2/rules`;
    const before = await send(url, 'HEAD');
    const etag = before.headers.get('etag') ?? '';
    expect([before.status, await before.text()]).toEqual([204, '']);
    const body = JSON.stringify([{ op: 'replace', path: '/rules/comments', value: 'Edited' }]);
    const headers = { 'content-type': 'application/json-patch+json', 'if-match': etag };
    const edited = await send(url, 'PATCH', body, headers);
    expect(edited.status).toBe(200);
    expect(await edited.json()).toMatchObject({ rules: { comments: 'Edited' } });
    expect((await send(url, 'PATCH', body, headers)).status).toBe(412);
    expect((await send(url, 'PATCH', body)).status).toBe(415);
  });

  it('passes the headers of a request to Property Manager, and its redirects to the client', async () => {
    await start();
    const url = `${running?.url}/papi/v1/properties/349772/versions`;
    const bare = await send(`${url}/2/rules`, 'GET', undefined, { 'papi-use-prefixes': 'false' });
    expect(bare.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await bare.json()).toMatchObject({ propertyId: '349772' });
    const latest = await send(`${url}/latest`);
    // The client follows the redirect with the signature of the first request.
    expect([latest.redirected, latest.status]).toEqual([true, 401]);
  });

  it('refuses unsigned requests, with a reason', async () => {
    const base = await start();
    const bare = await fetch(`${base}/cdn/streams`);
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ status: 401, detail: expect.stringContaining('missing') });
    const forged = await send(`${base}/cdn/streams`, 'GET', undefined, {
      authorization: 'EG1-HMAC-SHA256 x',
    });
    expect(forged.status).toBe(401);
  });

  it('refuses other content types and bodies that are too large', async () => {
    const base = await start();
    const text = await send(`${base}/cdn/streams`, 'POST', '{}', { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    const large = await send(`${base}/cdn/streams/7050`, 'PUT', `"${'x'.repeat(1024 * 1024)}"`);
    expect(large.status).toBe(413);
  });

  it('breaks connections if configured to', async () => {
    const base = await start({ how: { do: 'lose-response' } });
    await expect(send(`${base}/cdn/streams`)).rejects.toThrow('fetch failed');
    expect((await send(`${base}/cdn/streams`)).status).toBe(200);
  });

  it('stops listening after close', async () => {
    const base = await start();
    await running?.close();
    running = undefined;
    await expect(send(`${base}/cdn/streams`)).rejects.toThrow('fetch failed');
  });

  it('reports a port that is in use', async () => {
    await start();
    const port = Number(new URL(running?.url ?? '').port);
    const again = serve({ port, accountState: memoryStore(seededAccount(START)), clock, credentials });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([
    [true, 0],
    [false, 5],
  ])('serves an account for the simulate command, empty: %s', async (empty, streams) => {
    running = await serveSimulator({ port: 0, transitionTime: 50, empty, clock });
    const {
      AKAMAI_HOST = '',
      AKAMAI_CLIENT_TOKEN = '',
      AKAMAI_CLIENT_SECRET = '',
      AKAMAI_ACCESS_TOKEN = '',
    } = running.environment;
    expect(`http://${AKAMAI_HOST}`).toBe(running.url);
    const given = {
      clientToken: AKAMAI_CLIENT_TOKEN,
      clientSecret: AKAMAI_CLIENT_SECRET,
      accessToken: AKAMAI_ACCESS_TOKEN,
    };
    const url = `${running.url}/datastream-config-api/v3/log/cdn/streams`;
    const header = authorization(given, { method: 'GET', url, at: START, nonce: 'one' });
    const answer = await fetch(url, { headers: { authorization: header } });
    expect(await answer.json()).toHaveLength(streams);
  });
});

it.each([1, 7, 60])('allows %i requests a minute if configured to', async (requestsPerMinute) => {
  running = await serveSimulator({ port: 0, transitionTime: 50, requestsPerMinute, clock });
  const answer = await fetch(running.url);
  expect(answer.headers.get('x-ratelimit-limit')).toBe(String(requestsPerMinute));
});
