import { describe, expect, it } from 'vitest';
import { isLasting, requestFailed } from '../../../src/api/transport/request-failure.ts';
import { networkFailure } from '../../../src/http/failure.ts';

const REQUEST = { method: 'GET', path: '/datastream-config-api/v3/log/cdn/streams' } as const;
const HOST = 'akab-x.luna.akamaiapis.net';
const failed = (cause: unknown) => requestFailed(REQUEST, networkFailure(cause, false, HOST));

/** An unresolved name as Node.js reports it, inside the error of undici. */
function lookupError(code: string, hostname: string): Error {
  const cause = Object.assign(new Error(`getaddrinfo ${code} ${hostname}`), { code, hostname });
  return new Error('Proxy response', { cause });
}

describe('a host name that does not resolve', () => {
  it('is reported as the host of the credentials', () => {
    const error = failed(lookupError('ENOTFOUND', HOST));
    expect(error.message).toMatch(/got no response: the host name does not exist\.$/);
    expect(error.details.hint).toBe('Check the host in the credentials and your DNS.');
  });

  it.each([
    ['ENOTFOUND', 'does not exist'],
    ['EAI_AGAIN', 'could not be resolved'],
  ])('is reported as the proxy if it is the name of the proxy: %s', (code, why) => {
    const error = failed(lookupError(code, 'proxy.invalid'));
    expect(error.message).toMatch(new RegExp(`the host name of the proxy, proxy\\.invalid, ${why}\\.$`));
    expect(error.details.hint).toContain('HTTPS_PROXY');
  });

  it('is not retried if it does not exist, but if the resolver did not respond', () => {
    const lasting = (code: string) => isLasting(failed(lookupError(code, 'x.invalid')));
    expect([lasting('ENOTFOUND'), lasting('EAI_AGAIN')]).toEqual([true, false]);
  });

  it('is found among several addresses that were tried together', () => {
    const inner = lookupError('ENOTFOUND', 'proxy.invalid');
    const error = failed(new AggregateError([inner], 'all failed'));
    expect(error.message).toContain('proxy.invalid');
  });
});

describe('a TLS handshake that fails', () => {
  const tlsError = (code: string, words: string) =>
    Object.assign(new Error(`80FC:error:0A00010B:SSL routines:ssl3_get_record:${words}:ssl3_record.c:350:`), {
      code,
    });

  it.each([
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', 'the server does not use TLS on this port'],
    ['EPROTO', 'wrong version number', 'the server does not use TLS on this port'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'handshake failure', 'the TLS handshake failed'],
  ])('is reported without the OpenSSL text, and is not retried: %s, %s', (code, words, why) => {
    const error = failed(tlsError(code, words));
    expect(error.message).toMatch(new RegExp(`got no response: ${why}\\.$`));
    expect(error.details.hint).toContain('--endpoint http://');
    expect(isLasting(error)).toBe(true);
  });
});
