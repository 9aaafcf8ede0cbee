import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateFor } from './certificate.ts';
import { sendFromChild } from './child.ts';
import { listen } from './loopback.ts';

/** A host name that does not resolve, so that only a proxy can reach it. */
const HOST = 'api.invalid';
const certificate = certificateFor(HOST);
const folder = mkdtempSync(join(tmpdir(), 'ca-'));
const caFile = join(folder, 'ca.pem');

beforeAll(() => writeFileSync(caFile, certificate.cert));
afterAll(() => rmSync(folder, { recursive: true }));

async function tlsServer(identity = certificate) {
  const seen: string[] = [];
  const server = createTlsServer(identity, (request, response) => {
    seen.push(`${request.method} ${request.headers.host}`);
    response.end('[]');
  });
  return { port: await listen(server), seen };
}

/** A forward proxy that connects every tunnel to one local port, or refuses it with a status. */
async function proxy(to: number, refusal?: string) {
  const seen: string[] = [];
  const server = createServer((_, response) => response.writeHead(400).end());
  server.on('connect', (request, socket, head) => {
    seen.push(`${request.url} ${request.headers['proxy-authorization'] ?? '-'}`);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const onward = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return { port: await listen(server), seen };
}

const TRUSTING = { NODE_EXTRA_CA_CERTS: caFile };
const UNSAFE = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
const NEVER_SENT = { kind: 'network', happened: 'nothing' };
const DONE = { status: 200, body: '[]' };

describe('TLS verification', () => {
  it('accepts extra certificate authorities from NODE_EXTRA_CA_CERTS', async () => {
    const { port, seen } = await tlsServer();
    expect(await sendFromChild(`https://127.0.0.1:${port}`, TRUSTING)).toEqual(DONE);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['an unknown authority', {}],
    ['an unknown authority, with verification disabled in the environment', UNSAFE],
  ])('refuses %s before anything is sent', async (_, env) => {
    const { port, seen } = await tlsServer();
    const outcome = await sendFromChild(`https://127.0.0.1:${port}`, env);
    expect(outcome).toMatchObject(NEVER_SENT);
    expect(outcome['hint']).toContain('NODE_EXTRA_CA_CERTS');
    expect(seen).toEqual([]);
  });

  it('refuses a certificate for another host', async () => {
    const { port, seen } = await tlsServer();
    expect(await sendFromChild(`https://localhost:${port}`, TRUSTING)).toMatchObject(NEVER_SENT);
    expect(seen).toEqual([]);
  });
});

describe('a proxy', () => {
  it('is used for remote hosts, with its user name and password', async () => {
    const server = await tlsServer();
    const { port, seen } = await proxy(server.port);
    const env = { ...TRUSTING, HTTPS_PROXY: `http://user:hush@127.0.0.1:${port}` };
    expect(await sendFromChild(`https://${HOST}`, env)).toEqual(DONE);
    expect(seen).toEqual([`${HOST}:443 Basic ${Buffer.from('user:hush').toString('base64')}`]);
    expect(server.seen).toEqual([`POST ${HOST}`]);
  });

  it('does not affect verification', async () => {
    const server = await tlsServer();
    const { port } = await proxy(server.port);
    const env = { ...UNSAFE, https_proxy: `127.0.0.1:${port}` };
    expect(await sendFromChild(`https://${HOST}`, env)).toMatchObject(NEVER_SENT);
    expect(server.seen).toEqual([]);
  });

  it.each(['NO_PROXY', 'no_proxy'])('is not used for the hosts in %s', async (variable) => {
    const { port, seen } = await proxy(1);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}`, [variable]: 'other.example.com,.invalid' };
    expect(await sendFromChild(`https://${HOST}`, env)).toMatchObject(NEVER_SENT);
    expect(seen).toEqual([]);
  });

  it('is not used for this machine', async () => {
    const server = await tlsServer();
    const { port, seen } = await proxy(1);
    const all = { HTTPS_PROXY: `http://127.0.0.1:${port}`, HTTP_PROXY: `http://127.0.0.1:${port}` };
    expect(await sendFromChild(`https://127.0.0.1:${server.port}`, { ...TRUSTING, ...all })).toEqual(DONE);
    expect(seen).toEqual([]);
  });

  it.each(['407 Proxy Authentication Required', '502 Bad Gateway'])(
    'that responds with %s has sent nothing',
    async (refusal) => {
      const { port } = await proxy(1, refusal);
      const outcome = await sendFromChild(`https://${HOST}`, {
        HTTPS_PROXY: `http://user:hush@127.0.0.1:${port}`,
      });
      expect(outcome).toMatchObject(NEVER_SENT);
      expect(outcome['message']).toContain(refusal.slice(0, 3));
      expect(JSON.stringify(outcome)).not.toContain('hush');
    },
  );
});
