import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { fileCache } from '../../src/apply/observe/version-cache.ts';
import { apply } from '../../src/commands/apply.ts';
import { updateManifests } from '../../src/commands/import/update.ts';
import { plan } from '../../src/commands/plan.ts';
import type { Context, Result } from '../../src/commands/session/context.ts';
import { status } from '../../src/commands/status.ts';
import { explain } from '../../src/render/progress/error.ts';
import { type FaultScript, faultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, workspace } from './workspace.ts';

const servers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of servers.splice(0)) await close();
});

const FIRST = 'trace-canary-one';
const SECOND = 'trace-canary-two';
const TICKET = 'ticket-canary';
const PATH = 'path-canary-1x';
const HOST = 'collector-canary.example.com';
const CANARIES = [FIRST, SECOND, TICKET, PATH, HOST];
const KEY = 'k'.repeat(32);
const EDGEWORKERS = { kind: 'DataStream2', logType: 'edgeworkers' } as const;

/** Values of members that responses return, in plain text or by reference. */
const IN_PLAIN_TEXT = {
  extra: { ticket: TICKET },
  endpoint: `https://${HOST}/${PATH}`,
  destination: { traceId: FIRST, headers: [{ name: 'x-trace', value: FIRST }] },
};
const BY_REFERENCE = {
  extra: { ticket: { env: 'TICKET' } },
  endpoint: { env: 'ENDPOINT' },
  destination: { traceId: { env: 'TRACE' }, headers: [{ name: 'x-trace', value: { env: 'TRACE' } }] },
};
const VALUES = { TICKET, ENDPOINT: IN_PLAIN_TEXT.endpoint, TRACE: FIRST };

type Members = typeof IN_PLAIN_TEXT | typeof BY_REFERENCE;

function manifestOf({ extra, endpoint, destination }: Members, change: object = {}, to: object = {}): string {
  return JSON.stringify({
    apiVersion: 'datastream-gitops/v1',
    kind: 'DataStream2',
    metadata: { name: 'a' },
    spec: {
      contractId: 'C-0N7RAC7',
      groupId: 21484,
      state: 'inactive',
      logType: 'edgeworkers',
      datasetFields: [6000],
      deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
      extra,
      destination: {
        destinationType: 'HTTPS',
        displayName: 'Logs',
        authenticationType: 'NONE',
        endpoint,
        extra: destination,
        ...to,
      },
      ...change,
    },
  });
}

/** A live stream whose manifest has its values in plain text, read and cached by a plan. */
async function liveStream() {
  const at = await workspace();
  const scripts: FaultScript[] = [];
  const settings = {
    transitionTime: 1,
    rate: { burst: 1e6, refill: 1 },
    extraMembers: { root: ['ticket'], deliveryConfiguration: [], destination: ['traceId', 'headers'] },
  };
  const server = await serveAccount(seededAccountWithoutStreams(settings), {
    nextFaults: (request) => scripts.flatMap((script) => script.nextFaults(request)),
  });
  servers.push(server.close);
  const { simulator: _, ...defaults } = DEFAULTS;
  const options = { ...defaults, endpoint: server.url, yes: true, cacheKey: KEY, format: 'json' } as const;
  const contextWith = (values: object): Context => ({
    ...at.context,
    env: { ...server.environment, ...values },
  });
  const run = (command: (context: Context) => Promise<Result>, values: object = VALUES) =>
    at.run(() => command(contextWith(values)));
  const write = (...given: Parameters<typeof manifestOf>) => at.write('streams/a.yaml', manifestOf(...given));
  const planned = async (more: object = {}) => {
    const { output, exitCode } = await run((context) => plan(context, { ...options, ...more }));
    return { output, exitCode, ...JSON.parse(output) };
  };
  await write(IN_PLAIN_TEXT);
  expect((await run((context) => apply(context, options))).exitCode).toBe(0);
  const { target, items } = await planned();
  expect(items).toMatchObject([{ action: 'none' }]);
  const cached = async (version = 1) =>
    JSON.stringify(
      await fileCache({ directory: DEFAULTS.cache, target, key: KEY, listen: () => {} }).detail(
        EDGEWORKERS,
        items[0].streamId,
        version,
      ),
    );
  const [events, lines] = [at.events.length, at.said.length];
  const said = () => [JSON.stringify(at.events.slice(events)), ...at.said.slice(lines)].join('\n');
  return { at, options, scripts, run, write, planned, cached, said };
}

function canariesIn(text: string): readonly string[] {
  return CANARIES.filter((canary) => text.includes(canary));
}

describe('live values at the paths of references', () => {
  test('are redacted on reading if they were cached before the references existed', async () => {
    const { write, planned, cached } = await liveStream();
    expect(canariesIn(await cached())).toEqual([FIRST, TICKET, PATH, HOST]);
    await write(BY_REFERENCE);
    const { items, requests, output } = await planned();
    expect(items).toMatchObject([{ action: 'none' }]);
    expect(requests.used).toBe(1);
    expect(canariesIn(output)).toEqual([]);
    expect(canariesIn(await cached())).toEqual([]);
  });

  test('are redacted before a stream is cached, by plan, status and apply', async () => {
    const { options, write, planned, run, cached, said } = await liveStream();
    await write(BY_REFERENCE);
    await rm(DEFAULTS.cache, { recursive: true });
    expect((await planned()).items).toMatchObject([{ action: 'none' }]);
    expect(canariesIn(await cached())).toEqual([]);

    await rm(DEFAULTS.cache, { recursive: true });
    const { output } = await run((context) => status(context, options));
    expect(canariesIn(output + (await cached()))).toEqual([]);

    await write(BY_REFERENCE, {}, { displayName: 'Other logs' });
    await rm(DEFAULTS.cache, { recursive: true });
    const applied = await run((context) => apply(context, options), { ...VALUES, TRACE: SECOND });
    expect(JSON.parse(applied.output)).toMatchObject({ outcome: 'converged' });
    const after = await planned();
    expect(after.items).toMatchObject([{ action: 'none', baseVersion: 2 }]);
    expect(canariesIn(applied.output + after.output + (await cached(2)) + said())).toEqual([]);
  });

  test('do not change what a write is checked against: a saved plan, and a deletion', async () => {
    const { options, write, planned, run, cached } = await liveStream();
    await write(BY_REFERENCE, {}, { displayName: 'Other logs' });
    await planned({ out: 'plan.json' });
    // Apply reads the stream itself, without its manifest.
    const saved = await run((context) => apply(context, { ...options, plan: 'plan.json' }));
    expect(JSON.parse(saved.output)).toMatchObject({ outcome: 'converged' });
    await planned();
    await write(BY_REFERENCE, { state: 'absent' });
    const deleted = await run((context) => apply(context, { ...options, allow: { delete: 1 } }));
    expect(JSON.parse(deleted.output)).toMatchObject({ outcome: 'converged' });
    expect(canariesIn(await cached(2))).toEqual([]);
  });

  test('are in no plan of another destination type and in no error that quotes them', async () => {
    const { options, scripts, write, planned, run, said } = await liveStream();
    const splunk = {
      destinationType: 'SPLUNK',
      authenticationType: undefined,
      eventCollectorToken: { env: 'TRACE' },
    };
    await write(BY_REFERENCE, {}, splunk);
    for (const format of ['json', 'terminal', 'markdown'] as const) {
      const { output } = await run((context) => plan(context, { ...options, format }));
      expect(output).toContain('traceId');
      expect(canariesIn(output)).toEqual([]);
    }
    expect((await planned()).items).toMatchObject([{ action: 'update' }]);
    const body = JSON.stringify({
      title: `Bad ${FIRST}`,
      detail: `${FIRST} and ${TICKET} of ${IN_PLAIN_TEXT.endpoint}, at ${PATH}`,
    });
    const answer = { do: 'respond', status: 400, body } as const;
    scripts.push(faultScript([{ method: 'PUT', path: '/streams', times: 1, how: answer }]));
    const values = {
      TRACE: SECOND,
      TICKET: 'other-ticket',
      ENDPOINT: 'https://splunk.example.com/services/collector/raw',
    };
    const output = await run((context) => apply(context, options), values).then(
      (result) => result.output,
      (error: unknown) => explain(error),
    );
    expect(output).toContain('(400)');
    expect(canariesIn(output + said())).toEqual([]);
  });

  test('are compared again once the manifest has literals: the entry is read again', async () => {
    const { write, planned } = await liveStream();
    await write(BY_REFERENCE);
    await planned();
    await write(IN_PLAIN_TEXT);
    expect((await planned()).items).toMatchObject([{ action: 'none', changes: [] }]);
    await write({ ...IN_PLAIN_TEXT, destination: { ...IN_PLAIN_TEXT.destination, traceId: SECOND } });
    expect((await planned()).items).toMatchObject([
      { action: 'update', changes: [{ path: '/destination/traceId', before: FIRST, after: SECOND }] },
    ]);
  });

  test('are in no manifest that import --update writes', async () => {
    const { at, options, write, run } = await liveStream();
    await write(BY_REFERENCE, {}, { displayName: 'Changed here' });
    const which = { which: [], all: false, update: true, logType: [], kind: [], force: false };
    const { output, exitCode } = await run((context) => updateManifests(context, { ...options, ...which }));
    expect(exitCode).toBe(0);
    const text = await at.context.files.read('streams/a.yaml');
    expect(text).not.toContain('Changed here');
    expect(canariesIn(output + text)).toEqual([]);
  });
});

test('a stream that was renamed in its manifest is redacted like a managed one', async () => {
  const { at, write, planned, cached } = await liveStream();
  await write(BY_REFERENCE);
  await planned();
  const text = await at.context.files.read('streams/a.yaml');
  await at.write('streams/a.yaml', text.replace('"name":"a"', '"name":"renamed"'));
  const { items, output } = await planned();
  expect(items).toMatchObject([{ action: 'blocked' }]);
  expect(items[0].reason).toContain('renamed, which has the same sources and destination');
  expect(canariesIn(output + (await cached()))).toEqual([]);
});
