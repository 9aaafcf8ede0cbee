import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  newCredentials,
  type SignedRequest,
  signatureCheck,
} from '../../../src/simulator/server/signature.ts';
import { START } from '../client.ts';
import { authorization, type Signed } from '../signer.ts';

const credentials = newCredentials();
const PATH = '/datastream-config-api/v3/log/cdn/streams?activate=true&accountSwitchKey=1-5C0YLB:1-8BYUX';
const signed: Signed = {
  method: 'POST',
  url: `http://127.0.0.1:8080${PATH}`,
  body: '{"streamName":"ü"}',
  at: START,
  nonce: 'nonce-1',
};

function request(change: Partial<SignedRequest> = {}, by: Partial<Signed> = {}): SignedRequest {
  const all = { ...signed, ...by };
  return {
    method: all.method,
    scheme: 'http',
    host: '127.0.0.1:8080',
    path: PATH,
    authorization: authorization(credentials, all),
    body: Buffer.from(all.body ?? ''),
    ...change,
  };
}

describe('signatures', () => {
  it('are accepted if correct', () => {
    expect(signatureCheck(credentials)(request(), START)).toBeUndefined();
  });

  it.each(['GET', 'PUT', 'DELETE'])('of %s do not cover the body', (method) => {
    const sent = request({ body: Buffer.from('other') }, { method });
    expect(signatureCheck(credentials)(sent, START)).toBeUndefined();
  });

  it('cover the first 131072 bytes of a POST only', () => {
    const body = `${'x'.repeat(131_072)}one`;
    const check = signatureCheck(credentials);
    expect(
      check(request({ body: Buffer.from(`${'x'.repeat(131_072)}two`) }, { body }), START),
    ).toBeUndefined();
    const early = request({ body: Buffer.from(`y${'x'.repeat(131_071)}one`) }, { body, nonce: 'nonce-2' });
    expect(check(early, START)).toMatch(/does not match/);
  });

  it.each<[string, Partial<SignedRequest>, RegExp]>([
    ['no header', { authorization: undefined }, /missing/],
    ['another scheme', { authorization: 'Bearer x' }, /missing/],
    ['another method', { method: 'PUT' }, /does not match/],
    ['https', { scheme: 'https' }, /does not match/],
    ['another host', { host: '127.0.0.1' }, /does not match/],
    ['another query', { path: PATH.replace('true', 'false') }, /does not match/],
    ['another body', { body: Buffer.from('{}') }, /does not match/],
    ['a removed body', { body: Buffer.from('') }, /does not match/],
  ])('are refused with %s', (_, change, text) => {
    expect(signatureCheck(credentials)(request(change), START)).toMatch(text);
  });

  it('are refused with the tokens or the secret of another client', () => {
    const mine = signatureCheck(newCredentials());
    expect(mine(request(), START)).toMatch(/client token/);
    const client = { ...newCredentials(), clientToken: credentials.clientToken };
    expect(signatureCheck(client)(request(), START)).toMatch(/access token/);
    const both = { ...credentials, clientSecret: 'other' };
    expect(signatureCheck(both)(request(), START)).toMatch(/does not match/);
  });

  it.each([-30_001, 31_000])('are refused %i ms away from the server’s clock', (skew) => {
    expect(signatureCheck(credentials)(request(), START + skew)).toMatch(/too far/);
  });

  it('are refused with an invalid timestamp', () => {
    const header = authorization(credentials, signed).replace(
      /timestamp=[^;]*/u,
      'timestamp=2026-03-01T12:00:00Z',
    );
    expect(signatureCheck(credentials)(request({ authorization: header }), START)).toMatch(/form/);
  });

  it('are valid once', () => {
    const check = signatureCheck(credentials);
    expect(check(request(), START)).toBeUndefined();
    expect(check(request(), START + 1_000)).toMatch(/nonce/);
    expect(check(request({}, { nonce: 'nonce-2' }), START + 1_000)).toBeUndefined();
    expect(check(request({}, { nonce: '' }), START)).toMatch(/nonce/);
  });

  it('are still valid after a forged request with the same nonce', () => {
    const check = signatureCheck(credentials);
    expect(check(request({ path: '/x' }), START)).toMatch(/does not match/);
    expect(check(request(), START)).toBeUndefined();
  });

  it('of the vendor’s own library are accepted', () => {
    const EdgeGrid = createRequire(import.meta.url)('akamai-edgegrid');
    const { clientToken, clientSecret, accessToken } = credentials;
    const signer = new EdgeGrid(clientToken, clientSecret, accessToken, 'https://sim.example.com');
    signer.auth({ path: PATH, method: 'POST', body: signed.body });
    const header = String(signer.request.headers.Authorization);
    const sent = request({ scheme: 'https', host: 'sim.example.com', authorization: header });
    expect(signatureCheck(credentials)(sent, Date.now())).toBeUndefined();
  });
});
