import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgegridSigner } from '../../../src/api/transport/edgegrid.ts';
import { runs } from '../../soak.ts';
import { isSigned } from '../signed-request.ts';

const credentials = {
  host: 'akab-example.luna.akamaiapis.net',
  clientToken: 'akab-client-token',
  clientSecret: 'c2VjcmV0+with/slashes=/',
  accessToken: 'akab-access-token',
};
const HOST = 'https://akab-example.luna.akamaiapis.net';

async function signedRightly(method: string, path: string, body?: string, origin = HOST): Promise<boolean> {
  const url = new URL(path, origin);
  const bytes = body === undefined ? undefined : new TextEncoder().encode(body);
  const sign = edgegridSigner(credentials, origin);
  const authorization = await sign({ method, url, ...(bytes ? { body: bytes } : {}) });
  const seen = {
    method,
    scheme: origin.startsWith('https') ? 'https' : 'http',
    host: url.host,
    path: url.pathname + url.search,
    body: Buffer.from(bytes ?? []),
    authorization,
  } as const;
  return isSigned(seen, credentials.clientSecret);
}

describe('a signature', () => {
  const ascii = 'x'.repeat(200_000);
  it.each([
    ['a read', 'GET', '/datastream-config-api/v3/log/cdn/streams'],
    ['a query', 'GET', '/log/cdn/groups?contractId=C-0N7RAC7&page=1'],
    ['an account switch key', 'GET', '/log/cdn/streams?accountSwitchKey=1-ABCD%3A1-2RBL'],
    ['non-ASCII letters in the query', 'GET', '/log?name=%C3%A9&x=a+b%20c'],
    ['a body', 'POST', '/log/cdn/streams?activate=true', '{"streamName":"a"}'],
    ['an empty body', 'POST', '/log/cdn/streams/1/activate'],
    ['a body that is not hashed', 'PUT', '/log/cdn/streams/1?activate=true', '{"streamName":"a"}'],
    ['a delete', 'DELETE', '/log/cdn/streams/1'],
    ['a non-ASCII body', 'POST', '/log/cdn/streams', '{"streamName":"é – 日本 🚀"}'],
    ['a body of exactly the hashed length', 'POST', '/x', ascii.slice(0, 131_072)],
    ['a body over the hashed length', 'POST', '/x', ascii],
    ['a body with fewer letters and more bytes than the hashed length', 'POST', '/x', 'é'.repeat(100_000)],
    ['a cut inside a letter', 'POST', '/x', `x${'é'.repeat(131_072)}`],
  ])('is correct for %s', async (_, method, path, body?: string) => {
    expect(await signedRightly(method, path, body)).toBe(true);
  });

  it('is correct for plain HTTP with a port on this machine', async () => {
    expect(await signedRightly('POST', '/x?y=1', '{}', 'http://127.0.0.1:8080')).toBe(true);
  });

  it('is correct for any body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), (body) =>
        signedRightly('POST', '/x', body),
      ),
      { numRuns: runs(50) },
    );
  });

  it('is new for every attempt', async () => {
    const sign = edgegridSigner(credentials, HOST);
    const request = { method: 'GET', url: new URL('/x', HOST) };
    const [first, second] = [await sign(request), await sign(request)];
    expect(first).not.toBe(second);
    expect(first).toMatch(/^EG1-HMAC-SHA256 client_token=akab-client-token;access_token=akab-access-token;/);
  });

  it('is found wrong by the check if anything differs', async () => {
    const url = new URL('/x', HOST);
    const authorization = await edgegridSigner(credentials, HOST)({ method: 'GET', url });
    const seen = {
      method: 'GET',
      scheme: 'https',
      host: url.host,
      path: '/x',
      body: Buffer.of(),
      authorization,
    } as const;
    expect(isSigned(seen, credentials.clientSecret)).toBe(true);
    expect(isSigned({ ...seen, path: '/y' }, credentials.clientSecret)).toBe(false);
    expect(isSigned(seen, 'another secret')).toBe(false);
  });
});
