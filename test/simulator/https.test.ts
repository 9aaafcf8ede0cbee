import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, LOOPBACK, makeCertificate } from '../../src/commands/session/certificate.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { type RunningServer, serve } from '../../src/simulator/server/server.ts';
import { newCredentials } from '../../src/simulator/server/signature.ts';
import { memoryStore } from '../../src/simulator/state/store.ts';
import { START, unmetered } from './client.ts';
import { authorization } from './signer.ts';

const credentials = newCredentials();
const SUBJECT = { commonName: 'datastream simulator', ...LOOPBACK, days: 365 };
const PATH = '/datastream-config-api/v3/log/cdn/streams';
let certificate: Certificate;
let running: RunningServer | undefined;
let nonce = 0;

beforeAll(async () => {
  certificate = await makeCertificate(SUBJECT, Date.now());
});

afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(options: { readonly tls: boolean }): Promise<URL> {
  const accountState = memoryStore(unmetered(seededAccount(START)));
  const clock = { now: () => START };
  running = await serve({
    ...{ port: 0, accountState, clock, credentials },
    ...(options.tls ? { certificate } : {}),
  });
  return new URL(running.url);
}

function signature(scheme: string, host: string): string {
  nonce += 1;
  const url = `${scheme}://${host}${PATH}`;
  return authorization(credentials, { method: 'GET', url, at: START, nonce: `n${nonce}` });
}

/** The response for a client that trusts only the simulator's certificate. */
function getOverTls(host: string, port: string, signed: string, ca = certificate.cert): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: signed, host: `${host}:${port}` };
    const options = { host: '127.0.0.1', servername: host, port, path: PATH, headers, ca };
    request({ ...options, ...(host === 'localhost' ? {} : { servername: '' }) }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('over HTTPS', () => {
  it.each(['localhost', '127.0.0.1'])('verifies signatures for https with a client of %s', async (host) => {
    const { port, protocol } = await start({ tls: true });
    expect(protocol).toBe('https:');
    expect(await getOverTls(host, port, signature('https', `${host}:${port}`))).toBe(200);
    expect(await getOverTls(host, port, signature('http', `${host}:${port}`))).toBe(401);
  });

  it('presents a certificate that only clients with its CA trust', async () => {
    const { port } = await start({ tls: true });
    const other = await makeCertificate(SUBJECT, Date.now());
    const signed = signature('https', `127.0.0.1:${port}`);
    await expect(getOverTls('127.0.0.1', port, signed, other.cert)).rejects.toThrow(
      /self.signed|certificate/,
    );
  });
});

it('the certificate is for this machine only and valid for a year', async () => {
  const made = new X509Certificate((await makeCertificate(SUBJECT, START)).cert);
  expect(made.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(made.ca).toBe(true);
  expect(Date.parse(made.validFrom)).toBeLessThan(START);
  expect(Date.parse(made.validTo)).toBeGreaterThan(START + 364 * 24 * 3_600_000);
});

describe('behind a TLS-terminating proxy on this machine', () => {
  it.each([
    ['https', 'https', 200],
    ['https', 'http', 401],
    ['https', undefined, 401],
    ['http', undefined, 200],
    ['http', 'gopher', 200],
  ] as const)('signed for %s, with X-Forwarded-Proto %s: %i', async (scheme, forwarded, status) => {
    const { host, href } = await start({ tls: false });
    const headers = {
      authorization: signature(scheme, host),
      ...(forwarded === undefined ? {} : { 'x-forwarded-proto': forwarded }),
    };
    expect((await fetch(`${href.slice(0, -1)}${PATH}`, { headers })).status).toBe(status);
  });
});

it('the Action bundle does not contain the package that generates certificates', () => {
  const bundle = fileURLToPath(new URL('../../action/index.cjs', import.meta.url));
  expect(readFileSync(bundle, 'utf8')).not.toContain('selfsigned');
});
