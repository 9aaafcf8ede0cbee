import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { afterEach, expect, test, vi } from 'vitest';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { cdnText, dataStream1Text } from '../builders/manifest-texts.ts';
import { type Running, start } from '../cli/built.ts';
import { run } from '../cli/in-process.ts';
import { serveAccount } from '../commands/server.ts';
import { workspace } from '../commands/workspace.ts';

/** The built command, killed at each of its requests. The run that follows needs no process of its own. */

const closing: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.splice(0).reverse()) await close();
});

/** A folder with one manifest, as the working directory. */
async function folder(manifest = DATASTREAM_2): Promise<void> {
  await workspace();
  await mkdir('streams');
  await writeFile('streams/web.yaml', manifest);
}

const variables = ['LOG_USER', 'LOG_PASSWORD'];
const DATASTREAM_2 = cdnText('killed', { state: 'inactive', variables });
/** Created and then activated, each with a separate request that is followed by a read. */
const DATASTREAM_1 = dataStream1Text('killed', { variable: 'LOG_PASSWORD' });
const SECRETS = { LOG_USER: 'canary-user', LOG_PASSWORD: 'canary-password' };

/** Serves an account without streams, and sets the variables of a client, also for runs in this process. */
async function simulator() {
  const server = await serveAccount(seededAccountWithoutStreams({ rate: { burst: 1_000_000, refill: 1 } }));
  closing.push(() => server.close());
  const env = { ...server.environment, ...SECRETS };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { url: server.url, env };
}

/** Forwards requests and counts them. Calls `at` before a response is returned. */
async function between(target: string, at: (count: number, method: string) => boolean): Promise<string> {
  let count = 0;
  const server: Server = createServer((asked, answer) => {
    count += 1;
    const mine = count;
    const method = asked.method ?? '';
    const onward = request(new URL(asked.url ?? '/', target), { method, headers: asked.headers });
    onward.on('response', (result: IncomingMessage) => {
      if (at(mine, method)) return void asked.socket.destroy();
      answer.writeHead(result.statusCode ?? 500, result.headers);
      result.pipe(answer);
    });
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const DEATHS: readonly (readonly [api: string, request: number, manifest: string])[] = [
  ...[1, 2, 3].map((request) => ['DataStream 2', request, DATASTREAM_2] as const),
  ...[3, 4, 6, 7].map((request) => ['DataStream 1', request, DATASTREAM_1] as const),
];

test.each(DEATHS)(
  '%s, killed before the response to request %i arrives: the next run ends in one stream of one version',
  async (_, last, manifest) => {
    await folder(manifest);
    const { url, env } = await simulator();
    let running: Running | undefined;
    let armed = true;
    const proxy = await between(url, (count) => {
      if (!armed || count !== last) return false;
      armed = false;
      running?.child.kill('SIGKILL');
      return true;
    });
    running = start(['apply', '--yes', '--endpoint', proxy], { cwd: process.cwd(), env });
    expect((await running.finished).exitCode).toBeNull();
    await run('apply', '--yes', '--endpoint', proxy);
    const status = await run('status', '--format', 'json', '--no-cache', '--endpoint', proxy);
    const report = JSON.parse(status.stdout) as {
      items: { name: string; version: number }[];
      orphans: unknown[];
    };
    expect(report.items.map(({ name, version }) => [name, version])).toEqual([['killed', 1]]);
    expect(report.orphans).toEqual([]);
  },
  90_000,
);

test('the response to a write is lost: apply looks it up and writes nothing twice', async () => {
  await folder();
  const { url } = await simulator();
  const writes: string[] = [];
  const proxy = await between(url, (_count, method) => {
    if (method !== 'GET') writes.push(method);
    return method !== 'GET';
  });
  const applied = await run('apply', '--yes', '--lookup', '10s', '--endpoint', proxy);
  expect(applied.exitCode).toBe(0);
  expect(writes).toEqual(['POST']);
  expect(applied.stdout + applied.stderr).not.toContain('canary');
}, 90_000);
