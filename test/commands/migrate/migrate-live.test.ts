import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { plan } from '../../../src/commands/plan.ts';
import { ARCHIVE, ds1, ds2, migrated } from '../migrate-workspace.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

describe('migrating live streams', () => {
  const LIVE = { simulator: DEFAULTS.simulator, which: ['edge-samples'] } as const;

  test('reads them by name or id if no manifest has the name and an account is given', async () => {
    const made = await workspace();
    const { exitCode, target, migrated: results } = await migrated(made, LIVE);
    expect({ exitCode, target }).toEqual({ exitCode: 0, target: 'simulator' });
    expect(results).toMatchObject([
      { name: 'edge-samples-ds2-sample-archive', streamName: 'edge-samples', from: 'live stream 6310' },
      { name: 'edge-samples-ds2-sample-viewer', streamName: 'edge-samples (Sample viewer)' },
    ]);
    expect(results[0]?.secrets).toMatchObject([
      { member: 'accessKey', isNew: true },
      { member: 'secretAccessKey', isNew: true },
    ]);
    const again = await migrated(made, { ...LIVE, which: ['6310', 'edge-samples'], force: true });
    expect(again.migrated).toEqual(results);
  });

  test('keeps what the API masks out of the files, and plans as creates', async () => {
    const made = await workspace();
    await migrated(made, LIVE);
    const accountState = await readFile(LIVE.simulator, 'utf8');
    const url = '"url":"https://viewer.example.com/ingest/CANARY"';
    await made.write(LIVE.simulator, accountState.replace(/"url":\s*"https:\/\/viewer[^"]*"/, url));
    const { migrated: results } = await migrated(made, { ...LIVE, cache: '.datastream/other', force: true });
    expect(results[1]?.secrets).toMatchObject([{ member: 'endpoint', isNew: true }]);
    for (const { file } of results) expect(await readFile(file, 'utf8')).not.toContain('CANARY');
    const planned = await made.run((context) =>
      plan(context, { ...DEFAULTS, streams: 'out', format: 'json' }),
    );
    expect(planned.exitCode, planned.output).toBe(0);
    expect(JSON.parse(planned.output).summary).toMatchObject({ create: 2, update: 0, blocked: 0 });
  });

  test('counts them in the limit of streams for a property, together with the existing ones', async () => {
    const made = await workspace();
    const crowded = async () =>
      (await migrated(made, { ...LIVE, force: true })).migrated
        .flatMap(({ notes }) => notes.filter(({ code }) => code === 'streams-per-property'))
        .map(({ message }) => message);
    expect(await crowded()).toEqual([]);
    await made.write('streams/a.yaml', ds2('a', 'a'));
    expect((await crowded())[0]).toMatch(
      /streams \(a, live stream \d+ \(store-elastic\), edge-samples-ds2-sample-archive, edge-samples-ds2-sample-viewer\)/,
    );
    // A live stream that a manifest manages counts once.
    await made.write('streams/b.yaml', ds2('b', 'store-elastic'));
    expect((await crowded())[0]).toContain(
      'in 4 DataStream 2 streams (a, b, edge-samples-ds2-sample-archive, ',
    );
  });

  test('counts them and avoids their names for results of manifests too, if an account is given', async () => {
    const made = await workspace();
    const store = ds1(ARCHIVE, 'store-elastic');
    await made.write('streams/store.yaml', store);
    for (const name of ['a', 'b']) await made.write(`streams/${name}.yaml`, ds2(name, name));
    const offline = await migrated(made, { which: ['store-elastic'] });
    const online = await migrated(made, { ...LIVE, which: ['store-elastic'], force: true });
    const codes = ({ migrated: results }: typeof online) => results[0]?.notes.map(({ code }) => code);
    expect(codes(offline)).not.toContain('streams-per-property');
    expect(codes(online)).toContain('streams-per-property');
    expect(online).toMatchObject({
      target: 'simulator',
      migrated: [{ from: 'streams/store.yaml:1', streamName: 'store-elastic 2' }],
    });
    expect(offline).not.toHaveProperty('target');
  });

  test('reports their fields by id, and by the names of the account if no card has them', async () => {
    const made = await workspace();
    await migrated(made, LIVE);
    const accountState = await readFile(LIVE.simulator, 'utf8');
    await made.write(LIVE.simulator, accountState.replace(/(\b12,\s*65,\s*67)\b/, '$1, 100'));
    const { migrated: results } = await migrated(made, { ...LIVE, cache: '.datastream/other', force: true });
    expect(results[0]?.fields).toHaveLength(9);
    expect(results[0]?.leftOut).toEqual([
      { field: expect.stringMatching(/\D+.* \(100\)$/), reason: expect.any(String) },
    ]);
  });

  test('prefers them to a manifest only with --live', async () => {
    const made = await workspace({ examples: true });
    const from = async (live: boolean) =>
      (await migrated(made, { ...LIVE, live, force: true })).migrated.map((one) => one.from);
    expect(await from(false)).toEqual(
      Array(2).fill(expect.stringMatching(/^streams\/edge-samples\.yaml:\d+$/)),
    );
    expect(await from(true)).toEqual(Array(2).fill('live stream 6310'));
  });

  test('refuses those that cannot be read by name, and migrates the others; exit 1', async () => {
    const made = await workspace();
    await migrated(made, LIVE);
    const state = await readFile(LIVE.simulator, 'utf8');
    const { datastream1, ...rest } = JSON.parse(state);
    const write = (change: (stream: { streamId: number; status: string }) => object) =>
      made.write(
        LIVE.simulator,
        JSON.stringify({
          ...rest,
          datastream1: { ...datastream1, streams: datastream1.streams.map(change) },
        }),
      );
    const names: readonly string[] = ['edge-samples', 'origin-health'];
    const run = (cache: string) => migrated(made, { ...LIVE, which: names, live: true, force: true, cache });
    await write((stream) => (stream.streamId === 6310 ? stream : { ...stream, status: '' }));
    const first = await run('.datastream/first');
    expect(first.exitCode).toBe(1);
    expect(first.migrated.map(({ original }) => original)).toEqual(['edge-samples', 'edge-samples']);
    expect(first.refused).toMatchObject([
      { name: 'origin-health', reason: expect.stringContaining('has no usable activationStatus') },
    ]);
    await write((stream) =>
      stream.streamId === 6310
        ? JSON.parse(JSON.stringify(stream).replaceAll('"connectorName"', '"$sealed":"aa","connectorName"'))
        : stream,
    );
    const second = await run('.datastream/second');
    expect(second.exitCode).toBe(1);
    expect(second.refused[0]).toMatchObject({
      name: 'edge-samples',
      reason: expect.stringContaining('has a member $sealed'),
    });
  });

  test('refuses unknown ones by name', async () => {
    const made = await workspace();
    await expect(migrated(made, { ...LIVE, which: ['nobody'] })).rejects.toThrow(
      'No live DataStream 1 stream has the name or id "nobody".',
    );
  });
});

test('the example manifests migrate and plan: a stream without connectors is refused, the rest are creates', async () => {
  const made = await workspace({ examples: true });
  const {
    exitCode,
    migrated: results,
    refused,
  } = await migrated(made, {
    which: ['origin-health', 'edge-samples'],
  });
  expect(exitCode).toBe(1);
  expect(refused).toMatchObject([{ name: 'origin-health', reason: expect.stringContaining('no pull mode') }]);
  const { output, exitCode: code } = await made.run((context) =>
    plan(context, { ...DEFAULTS, streams: 'out', format: 'json' }),
  );
  expect(code, output).toBe(0);
  expect(JSON.parse(output).summary).toMatchObject({ create: results.length, update: 0, blocked: 0 });
});
