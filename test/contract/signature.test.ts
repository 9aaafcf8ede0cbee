import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { importStreams } from '../../src/commands/import/import.ts';
import { plan } from '../../src/commands/plan.ts';
import { status } from '../../src/commands/status.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { type RunningServer, serve } from '../../src/simulator/server/server.ts';
import { newCredentials } from '../../src/simulator/server/signature.ts';
import { type MemoryStore, memoryStore } from '../../src/simulator/state/store.ts';
import { isSigned } from '../api/signed-request.ts';
import { DEFAULTS, exampleSecrets, workspace } from '../commands/workspace.ts';
import { unmetered } from '../simulator/client.ts';
import { type Tap, type Tapped, tap } from './recording-proxy.ts';

const KEY = '1-5C0YLB:1-8BYUX';
const LOG = /^\/datastream-config-api\/(v3\/log|v1(?=\/datastream1))/;
const { simulator: _, ...OPTIONS } = DEFAULTS;

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

/**
 * The seeded account over HTTP behind a tap, with the product as client. Transitions end with the next
 * request.
 */
async function account(bend?: (request: Tapped) => Tapped) {
  const accountState: MemoryStore = memoryStore(unmetered(seededAccount(Date.now(), { transitionTime: 0 })));
  const clock = { now: () => Date.now() };
  const server = await serve({ port: 0, accountState, clock, credentials: newCredentials() });
  running.push(server);
  const wire = await tap(server.url, bend);
  const at = await workspace({ examples: true, env: { ...server.environment, ...(await exampleSecrets()) } });
  const options = { ...OPTIONS, endpoint: wire.url, yes: true } as const;
  const { AKAMAI_CLIENT_SECRET: secret = '' } = server.environment;
  return { accountState, wire, at, options, secret };
}

/** `PUT /cdn/streams/{id}?activate=true`. */
function kind({ method, path }: Tapped): string {
  const plain = path.replace(LOG, '').replace(/[?&]accountSwitchKey=[^&]*/, '');
  return `${method} ${plain.replace(/streams\/\d+/, 'streams/{id}')}`;
}

function checked(seen: readonly Tapped[], secret: string): readonly string[] {
  return seen
    .filter(({ method, path, headers, body }) => {
      const { host = '', authorization = '' } = headers;
      return !isSigned({ method, scheme: 'http', host, path, body, authorization }, secret);
    })
    .map(kind);
}

/**
 * All commands of a command line on an account: import, plan, apply, status, and the deletion of a stream.
 */
async function everything({ at, options, wire, secret }: Awaited<ReturnType<typeof account>>) {
  const whole = { ...options, accountKey: KEY };
  const imported = {
    ...whole,
    which: [],
    all: true,
    logType: [],
    kind: [],
    streams: 'imported',
    force: false,
  };
  expect((await at.run((context) => importStreams(context, { ...imported, yes: false }))).exitCode).toBe(0);
  for (const round of [1, 2, 3]) {
    const { exitCode, output } = await at.run((context) =>
      apply(context, { ...whole, wait: 3_600_000, poll: 1000 }),
    );
    expect(exitCode, `${round}: ${output}`).toBe(0);
  }
  expect((await at.run((context) => plan(context, { ...whole, detailedExitcode: true }))).exitCode).toBe(0);
  expect((await at.run((context) => status(context, whole))).exitCode).toBe(0);
  await rm('streams', { recursive: true });
  await at.write('streams/end.yaml', END);
  for (const round of [1, 2]) {
    const { exitCode, output } = await at.run((context) => apply(context, whole));
    expect(exitCode, `${round}: ${output}`).toBe(0);
  }
  return checked(wire.seen, secret);
}

const END = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: portal-experiment }
spec: { logType: cdn, state: absent }
---
apiVersion: datastream-gitops/v1
kind: DataStream1
metadata: { name: edge-errors-trial }
spec: { groupId: 21484, state: absent }
`;

describe('signatures of the whole product, verified by a second implementation', () => {
  it('are correct for every kind of request', async () => {
    const run = await account();
    expect(await everything(run)).toEqual([]);
    const { seen } = run.wire;
    expect([...new Set(seen.map(kind))].filter((each) => !each.startsWith('GET')).sort()).toEqual([
      'DELETE /cdn/streams/{id}',
      'DELETE /datastream1/streams/{id}',
      'POST /cdn/streams/{id}/activate',
      'POST /cdn/streams/{id}/deactivate',
      'POST /cdn/streams?activate=true',
      'PUT /cdn/streams/{id}?activate=true',
      'PUT /datastream1/streams/{id}',
    ]);
    expect(seen.map(kind)).toEqual(expect.arrayContaining(['GET /cdn/streams', 'GET /cdn/streams/{id}']));
    const nonces = seen.map(({ headers }) => /nonce=([^;]*)/.exec(headers.authorization ?? '')?.[1]);
    expect(new Set(nonces).size).toBe(seen.length);
    for (const { path, headers, body } of seen) {
      expect(new URL(path, run.wire.url).searchParams.get('accountSwitchKey')).toBe(KEY);
      if (body.length > 0) expect(headers['content-type']).toMatch(/^application\/json/);
    }
  });

  const writes = (request: Tapped) => request.method === 'POST' && request.path.includes('/streams?');
  const host = (headers: Tapped['headers']) => ({ ...headers, host: 'elsewhere.example.com' });
  const bent: readonly (readonly [string, (request: Tapped) => Tapped])[] = [
    ['the path', (r) => (writes(r) ? { ...r, path: r.path.replace('/cdn/', '/edns/') } : r)],
    ['the query', (r) => (writes(r) ? { ...r, path: r.path.replace('=true', '=false') } : r)],
    ['the body', (r) => (writes(r) ? { ...r, body: Buffer.from(`${r.body} `) } : r)],
    ['the host', (r) => (writes(r) ? { ...r, headers: host(r.headers) } : r)],
    [
      'the method',
      (r) => (r.method === 'DELETE' ? { ...r, method: 'GET' } : writes(r) ? { ...r, method: 'PUT' } : r),
    ],
  ];

  it.each(bent)('protect a create: a change of %s in transit is refused', async (_name, bend) => {
    const { accountState, at, options, wire } = await account(bend);
    const before = accountState.current().streams.map(({ streamId }) => streamId);
    const result = await at.run((context) =>
      apply(context, { ...options, only: ['agent-analytics'], lookup: 1000 }),
    );
    expect(result.exitCode).toBe(1);
    expect(result.output).toMatch(/401/);
    expect(writesIn(wire)).toBe(1);
    expect(accountState.current().streams.map(({ streamId }) => streamId)).toEqual(before);
  });

  it('protect a read: a change of its path in transit is refused, and nothing is planned', async () => {
    const { at, options } = await account((r) => ({ ...r, path: r.path.replace('/cdn/', '/gtm/') }));
    await expect(at.run((context) => plan(context, options))).rejects.toThrow(/401/);
  });
});

function writesIn({ seen }: Tap): number {
  return seen.filter(({ method }) => method !== 'GET').length;
}
