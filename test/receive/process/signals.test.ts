import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { certificateFor } from '../../api/certificate.ts';
import { temporaryFolder } from '../../apply/temporary.ts';
import { filesIn } from '../output/folders.ts';
import { oneConnection, type ReceiverProcess, startReceiverProcess } from './receiver-process.ts';

/** A request of which only the headers and a part of the body were sent. */
async function beginRequest({ port, metric }: ReceiverProcess) {
  const headers = { 'content-length': 8, expect: '100-continue' };
  const begun = request({ host: 'localhost', port, method: 'POST', headers, rejectUnauthorized: false });
  const answer = once(begun, 'response').then(([response]) => response.resume().statusCode as number);
  begun.flushHeaders();
  await once(begun, 'continue');
  begun.write('{"a"');
  expect(await metric('connections')).toBeGreaterThan(0);
  return { begun, answer };
}

it('SIGTERM ends the receiver with 0, after the requests in flight', async () => {
  const cwd = temporaryFolder();
  const receiver = await startReceiverProcess({ cwd, words: ['--dir', 'out', '--gzip'] });
  expect(await receiver.send('{"a":0}', { agent: oneConnection() })).toBe(200);
  const { begun, answer } = await beginRequest(receiver);
  receiver.running.child.kill('SIGTERM');
  await receiver.running.saw(/Stopping/);
  expect((await fetch(receiver.admin.health)).status).toBe(503);
  await expect(receiver.send('{"a":2}')).rejects.toThrow('ECONNREFUSED');
  begun.end(':1}\n');
  expect(await answer).toBe(200);
  const { exitCode, stdout, stderr } = await receiver.running.finished;
  expect([exitCode, stdout]).toEqual([0, '']);
  expect(stderr).toMatch(/receive: stopped\n$/);
  const [[name = '', text = ''] = [], ...others] = Object.entries(filesIn(path.join(cwd, 'out')));
  expect(name).toMatch(/^closed\/.*-000001\.jsonl\.gz$/);
  expect(text.match(/"a":\d/g)).toEqual(['"a":0', '"a":1']);
  expect(others).toEqual([]);
});

it('a second signal ends it at once', async () => {
  const receiver = await startReceiverProcess();
  const { answer } = await beginRequest(receiver);
  const unanswered = expect(answer).rejects.toThrow('socket hang up');
  receiver.running.child.kill('SIGTERM');
  await receiver.running.saw(/Stopping/);
  receiver.running.child.kill('SIGTERM');
  expect((await receiver.running.finished).exitCode).toBe(143);
  await unanswered;
});

it('SIGHUP reloads the certificate, key, client CA and password, and no secret is logged', async () => {
  const cwd = temporaryFolder();
  const write = (file: string, text: string) => writeFile(path.join(cwd, file), text);
  const [oldClient, newClient, server] = [
    certificateFor('old'),
    certificateFor('new'),
    certificateFor('localhost'),
  ];
  await write('client-ca.pem', oldClient.cert);
  await write('password', 'CANARY-1');
  const credentials = ['--user', 'akamai', '--password', 'file:password', '--header', 'X-Token=env:TOKEN'];
  const words = ['--client-ca', 'client-ca.pem', ...credentials];
  const receiver = await startReceiverProcess({ cwd, words, env: { TOKEN: 'CANARY-token' } });
  const auth = (password: string) => ({ auth: `akamai:${password}`, headers: { 'x-token': 'CANARY-token' } });
  const kept = { ...oldClient, agent: oneConnection() };
  expect(await receiver.send('{"a":1}', { ...kept, ...auth('CANARY-1') })).toBe(200);
  const { session } = await handshake(receiver.port, oldClient);

  await write('cert.pem', server.cert);
  await write('key.pem', server.key);
  await write('client-ca.pem', newClient.cert);
  await write('password', 'CANARY-2');
  receiver.running.child.kill('SIGHUP');
  await receiver.running.saw(/receive: reloaded/);
  // A connection that is open stays, with the new password.
  expect(await receiver.send('{"a":2}', { ...kept, ...auth('CANARY-1') })).toBe(401);
  expect(await receiver.send('{"a":2}', { ...kept, ...auth('CANARY-2') })).toBe(200);
  const fresh = { ca: server.cert, ...auth('CANARY-2') };
  expect(await receiver.send('{"a":3}', { ...fresh, ...newClient })).toBe(200);
  await expect(receiver.send('{"a":4}', { ...fresh, ...oldClient })).rejects.toThrow();
  // A session of the old CA is not resumed.
  await expect(handshake(receiver.port, oldClient, session)).rejects.toThrow();

  await write('client-ca.pem', 'no certificate');
  await write('password', 'CANARY-3');
  receiver.running.child.kill('SIGHUP');
  await receiver.running.saw(
    /receive: reload failed; the previous certificates and credentials remain in use: .* client CA /,
  );
  expect(await receiver.send('{"a":5}', { ...fresh, ...newClient })).toBe(200);
  const metrics = await (await fetch(receiver.admin.metrics)).text();
  receiver.running.child.kill('SIGTERM');
  const { stdout, stderr, exitCode } = await receiver.running.finished;
  expect(exitCode).toBe(0);
  expect(stdout.match(/"a":\d/g)).toEqual(['"a":1', '"a":2', '"a":3', '"a":5']);
  expect(stdout + stderr + metrics).not.toMatch(/CANARY|PRIVATE KEY/);
});

/** Makes a connection, and resolves to its session when the receiver has accepted the client certificate. */
function handshake(
  port: number,
  client: { readonly cert: string; readonly key: string },
  session?: Buffer,
): Promise<{ readonly session: Buffer }> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      ...{ host: 'localhost', port, rejectUnauthorized: false, ...client },
      ...(session === undefined ? {} : { session }),
    });
    // With TLS 1.3, a client certificate is refused after the handshake of the client.
    socket.on('session', (ticket: Buffer) => {
      resolve({ session: ticket });
      socket.destroy();
    });
    socket.on('error', reject).on('close', () => reject(new Error('closed')));
  });
}
