import { expect, it } from 'vitest';
import { startLines } from '../../../src/commands/receive/start-lines.ts';
import type { Credentials } from '../../../src/receive/server/credentials.ts';

const URLS = { receiver: 'https://0.0.0.0:8443', metrics: 'http://127.0.0.1:9464/metrics' };
const CERTIFICATE = { cert: '', key: '', isOwn: false };
const NONE: Credentials = { headers: new Map() };
const WARNING =
  'receive: warning: anyone who can reach this port can send records. Set --user, --header or --client-ca.';

it.each(['0.0.0.0', '::', '192.0.2.1', 'logs.example.com', '127.example.com'])(
  'on %s without credentials, there is a warning',
  (host) => {
    expect(startLines({ urls: URLS, certificate: CERTIFICATE, credentials: NONE }, { host })).toEqual([
      'receive: listening on https://0.0.0.0:8443',
      'receive: metrics on http://127.0.0.1:9464/metrics',
      'receive: writes to standard output',
      'receive: checks no credentials',
      WARNING,
    ]);
  },
);

it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('on %s, there is none', (host) => {
  const lines = startLines(
    { urls: URLS, certificate: CERTIFICATE, credentials: NONE },
    { host, dir: 'logs' },
  );
  expect(lines.slice(2)).toEqual(['receive: writes to logs', 'receive: checks no credentials']);
});

it('nor with credentials, which are named without their values', () => {
  const credentials = {
    basic: { user: 'akamai', passwords: ['CANARY'] },
    headers: new Map([['x-token', ['CANARY']]]),
  };
  const certificate = { ...CERTIFICATE, clientCa: 'CA' };
  const lines = startLines({ urls: URLS, certificate, credentials }, { host: '0.0.0.0' });
  expect(lines.slice(3)).toEqual([
    'receive: checks BASIC of user akamai, header x-token, client certificates',
  ]);
});
