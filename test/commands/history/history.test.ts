import { Ajv } from 'ajv';
import { expect, onTestFinished, test } from 'vitest';
import { diff } from '../../../src/commands/history/diff.ts';
import type { FindOrigins } from '../../../src/commands/history/find-origins.ts';
import { history } from '../../../src/commands/history/history.ts';
import { importStreams } from '../../../src/commands/import/import.ts';
import type { DiffReport, HistoryReport } from '../../../src/model/history.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { DIFF_SCHEMA, HISTORY_SCHEMA } from '../../../src/render/schemas/history.ts';
import { type Fault, faultScript } from '../../../src/simulator/protocol/faults.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { aggregateBody } from '../../builders/datastream1-bodies.ts';
import { destination } from '../../builders/destinations.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { serveAccount } from '../server.ts';
import type { Workspace } from '../workspace.ts';
import { at, OPTIONS, store, withVersions, withVersions1 } from './versions.ts';

const NAME = 'web-access-logs';
const NO_ORIGINS: FindOrigins = async () => ({ tag: 'read', origins: new Map() });

/** Versions of one stream: fields, then the interval, then another vendor, then the same content. */
const VERSIONS = [
  createBody(),
  createBody({ datasetFields: [1000, 1023, 2012].map((datasetFieldId) => ({ datasetFieldId })) }),
  createBody({
    streamName: 'web-logs',
    deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 60 } },
  }),
  createBody({ destination: destination('S3') }),
  createBody({ destination: destination('S3') }),
];

async function show(made: Workspace, more: object = {}, origins = NO_ORIGINS) {
  const options = { ...OPTIONS, name: NAME, ...more };
  return made.run((context) => history(context, options, origins));
}

async function reportOf(made: Workspace, more: object = {}, origins = NO_ORIGINS): Promise<HistoryReport> {
  const { output } = await show(made, more, origins);
  const report = JSON.parse(output);
  const isValid = new Ajv({ strict: true }).compile(HISTORY_SCHEMA);
  expect(isValid(report), JSON.stringify(isValid.errors)).toBe(true);
  return report;
}

/** A workspace with the manifest of the stream. */
async function imported(accountState: AccountState): Promise<Workspace> {
  const made = await at(accountState);
  await made.run((context) => importStreams(context, { ...OPTIONS, all: true }));
  return made;
}

test.each(['terminal', 'markdown', 'json'] as const)('history looks as reviewed (%s)', async (format) => {
  const origins: FindOrigins = async (_, versions) => ({
    tag: 'read',
    origins: new Map(
      versions
        .filter((version) => version % 2 === 0)
        .map((version) => [
          version,
          {
            commit: `${version}a2b3c4d5e6f708192a3b4c5d6e7f80910a1b2c3`,
            run: 40 + version,
            runUrl: `https://github.com/example/streams/actions/runs/${version}`,
            author: 'github-actions[bot]',
            changes: version === 2 ? ['#12'] : [],
          },
        ]),
    ),
  });
  const made = await imported(withVersions(VERSIONS));
  const { output, exitCode } = await show(made, { format }, origins);
  expect(exitCode).toBe(0);
  const suffix = { terminal: 'txt', markdown: 'md', json: 'json' }[format];
  await expect(output).toMatchFileSnapshot(`../../golden/history/history.${suffix}`);
});

test.each(['terminal', 'markdown', 'json'] as const)('diff looks as reviewed (%s)', async (format) => {
  const made = await imported(withVersions(VERSIONS));
  const options = { ...OPTIONS, name: NAME, from: 2, format } as const;
  const { output } = await made.run((context) => diff(context, options));
  const suffix = { terminal: 'txt', markdown: 'md', json: 'json' }[format];
  await expect(output).toMatchFileSnapshot(`../../golden/history/diff.${suffix}`);
});

test('history shows who changed what and when each version was active', async () => {
  const report = await reportOf(await imported(withVersions(VERSIONS)));
  expect(
    report.versions.map(({ version, modifiedBy, comparedWith }) => [version, modifiedBy, comparedWith]),
  ).toEqual([
    [5, 'user-5', 4],
    [4, 'user-4', 3],
    [3, 'user-3', 2],
    [2, 'user-2', 1],
    [1, 'user-1', undefined],
  ]);
  const [same, , renamed, fields, first] = report.versions;
  expect(same?.changes).toEqual([]);
  expect(renamed?.streamName).toBe('web-logs');
  expect(renamed?.changes?.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/streamName', '/deliveryConfiguration/frequency/intervalInSeconds']),
  );
  expect(fields?.changes).toMatchObject([{ path: '/datasetFields', added: [2012], removed: [1002] }]);
  expect(first).not.toHaveProperty('changes');
  expect(fields?.activations.map(({ status }) => status)).toEqual(['ACTIVATED', 'DEACTIVATED']);
  expect(same?.activations.map(({ status }) => status)).toEqual(['ACTIVATED']);
});

test('a second look costs the list and the activation history only', async () => {
  const made = await imported(withVersions(VERSIONS));
  const first = await reportOf(made);
  expect((await reportOf(made)).requests).toBe(2);
  expect(first.requests).toBe(3);
  const again = await reportOf(made, { cache: undefined });
  expect(again.versions).toEqual(first.versions);
});

test('200 versions are shown in pages, with a bounded number of requests', async () => {
  const bodies = Array.from({ length: 200 }, (_, index) =>
    createBody({ samplingPercentage: (index % 100) + 1 }),
  );
  const made = await imported(withVersions(bodies));
  const newest = await reportOf(made);
  expect(newest.versions.map(({ version }) => version)).toEqual([
    200, 199, 198, 197, 196, 195, 194, 193, 192, 191,
  ]);
  expect(newest.before).toBe(191);
  const next = await reportOf(made, { before: newest.before, limit: 3 });
  expect(next.versions.map(({ version }) => version)).toEqual([190, 189, 188]);
  const all = await reportOf(made, { limit: 200, cache: undefined });
  expect(all.versions).toHaveLength(200);
  expect(all).not.toHaveProperty('before');
  // One list, the latest version, four responses with up to 50 versions, and the activation history.
  expect(all.requests).toBe(7);
  expect(all.versions.every(({ changes }, index) => index === 199 || changes?.length === 1)).toBe(true);
});

/** The account with the content of one version replaced. */
function damaged(accountState: AccountState, number: number, change: JsonObject): AccountState {
  return {
    ...accountState,
    streams: accountState.streams.map((stream) => ({
      ...stream,
      versions: stream.versions.map((version) =>
        version.version === number ? { ...version, content: { ...version.content, ...change } } : version,
      ),
    })),
  };
}

test('a version that cannot be read hides no other one', async () => {
  const made = await imported(withVersions(VERSIONS));
  await store(damaged(withVersions(VERSIONS), 3, { deliveryConfiguration: {} }));
  const { output, exitCode } = await show(made);
  const { versions } = JSON.parse(output) as HistoryReport;
  expect(exitCode).toBe(1);
  expect(versions.map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
  expect(versions[2]).toMatchObject({ problem: expect.stringContaining('no usable deliveryConfiguration') });
  // The version after it has nothing to be compared with.
  expect(versions[1]).toMatchObject({ comparedWith: 3 });
  expect(versions[1]).not.toHaveProperty('changes');
  expect(versions[3]?.changes).toHaveLength(1);
});

test('a version without an author, as of a deleted user, is shown', async () => {
  const accountState = withVersions(VERSIONS);
  const anonymous = {
    ...accountState,
    streams: accountState.streams.map((stream) => ({
      ...stream,
      versions: stream.versions.map((version) => ({ ...version, modifiedBy: '' })),
      activations: stream.activations.map((line) => ({ ...line, by: '' })),
    })),
  };
  const made = await imported(anonymous);
  const { versions } = await reportOf(made);
  expect(versions[0]).not.toHaveProperty('modifiedBy');
  expect(versions[0]?.activations[0]).not.toHaveProperty('modifiedBy');
  expect((await show(made, { format: 'terminal' })).output).toContain('by an unknown user');
});

/** A report over HTTP, so that requests can fail. */
async function withFaults(faults: readonly Fault[], limit = 10) {
  const accountState = withVersions(VERSIONS);
  const made = await imported(accountState);
  const server = await serveAccount(accountState, faultScript(faults));
  onTestFinished(() => server.close());
  const env = server.environment;
  const { simulator: _, ...options } = OPTIONS;
  const clock = { ...made.context.clock, now: () => Date.now() };
  const target = { endpoint: server.url, cache: '.datastream/other', limit };
  const { output, exitCode } = await history(
    { ...made.context, env, clock },
    { ...options, ...target, name: NAME },
    NO_ORIGINS,
  );
  return { report: JSON.parse(output) as HistoryReport, exitCode };
}

const FORBIDDEN = { do: 'respond', status: 403 } as const;

test('if the history cannot be read, the latest version is still shown', async () => {
  const { report, exitCode } = await withFaults([{ path: '/history', times: 0, how: FORBIDDEN }]);
  expect(exitCode).toBe(1);
  expect(report.versions.map(({ problem }) => problem?.includes('403') ?? false)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(report.versions[0]?.activations).toHaveLength(1);
});

test('if the activation history cannot be read, the versions are still shown', async () => {
  const { report, exitCode } = await withFaults([{ path: '/activation-history', how: FORBIDDEN }]);
  expect(exitCode).toBe(1);
  expect(report.versions.filter(({ problem }) => problem)).toEqual([]);
  expect(report.warnings).toMatchObject([
    { code: 'activations-not-read', message: expect.stringContaining('403') },
  ]);
});

test('records that were not read are one line, and no failure', async () => {
  const made = await imported(withVersions(VERSIONS));
  const { output, exitCode } = await show(made, {}, async () => ({ tag: 'not-read', why: 'Set GH_TOKEN.' }));
  expect(exitCode).toBe(0);
  expect(JSON.parse(output).warnings).toEqual([{ code: 'records-not-read', message: 'Set GH_TOKEN.' }]);
});

test('history of a stream without a manifest takes its id, and suggests an import', async () => {
  const accountState = withVersions(VERSIONS);
  const id = String(accountState.streams[0]?.streamId);
  const made = await at(accountState);
  const report = await reportOf(made, { name: id, logType: ['cdn'] });
  expect(report).toMatchObject({ name: id, streamName: NAME, latest: 5 });
  expect(report).not.toHaveProperty('manifest');
  const { output } = await show(made, { name: id, format: 'terminal' });
  expect(output.replaceAll(/\s+/g, ' ')).toContain(
    `To go back, the stream needs a manifest: \`datastream import ${id}`,
  );
  // With a manifest, the id names it.
  await made.run((context) => importStreams(context, { ...OPTIONS, all: true }));
  expect(await reportOf(made, { name: id })).toMatchObject({ name: NAME, manifest: `streams/${NAME}.yaml` });
});

test('an id that streams of both APIs have is that of the API that was named', async () => {
  const { streams, ...accountState } = withVersions(VERSIONS);
  const [{ streamId } = { streamId: 0 }] = streams;
  const { datastream1 } = withVersions1([aggregateBody({ streamName: 'shop-logs' })]);
  const renumbered = datastream1.streams.map((stream) => ({ ...stream, streamId }));
  const made = await at({ ...accountState, streams, datastream1: { ...datastream1, streams: renumbered } });
  const name = String(streamId);
  await made.run((context) => importStreams(context, { ...OPTIONS, all: true, kind: ['DataStream1'] }));
  expect(await reportOf(made, { name })).toMatchObject({ kind: 'DataStream1', name: 'shop-logs' });
  const other = await reportOf(made, { name, logType: ['cdn'] });
  expect(other).toMatchObject({ kind: 'DataStream2', streamName: NAME });
  expect(other).not.toHaveProperty('manifest');
  await made.run((context) => importStreams(context, { ...OPTIONS, all: true }));
  await expect(show(made, { name })).rejects.toThrow(`"${name}" matches 2 live streams`);
  expect(await reportOf(made, { name, kind: ['DataStream2'] })).toMatchObject({ name: NAME });
});

test('DataStream 1 has no activation history, which the output says', async () => {
  const bodies = [1, 5, 15].map((timeFrame) => aggregateBody({ streamName: NAME, timeFrame }));
  const made = await imported(withVersions1(bodies));
  const { versions, warnings, requests } = await reportOf(made);
  expect(versions.map(({ changes = [] }) => changes.map(({ before, after }) => [before, after]))).toEqual([
    [[5, 15]],
    [[1, 5]],
    [],
  ]);
  expect(warnings).toMatchObject([{ code: 'no-activation-history' }]);
  expect(requests).toBe(3);
});

test.each([
  ['an unknown name', { name: 'nope' }, 'No manifest in'],
  ['a version before the first', { before: 1 }, 'There is no version before 1.'],
  ['an unknown id', { name: '99' }, 'No live stream has the name or id "99"'],
])('history refuses %s', async (_, more, message) => {
  const made = await imported(withVersions(VERSIONS));
  const said = await show(made, { ...more, format: 'terminal' }).then(
    ({ output }) => output,
    (error: unknown) => String(error),
  );
  expect(said.replaceAll(/\s+/g, ' ')).toContain(message);
});

async function compare(made: Workspace, more: object): Promise<DiffReport & { readonly code: number }> {
  const options = { ...OPTIONS, name: NAME, from: 2, ...more } as Parameters<typeof diff>[1];
  const { output, exitCode } = await made.run((context) => diff(context, options));
  const report = JSON.parse(output);
  const isValid = new Ajv({ strict: true }).compile(DIFF_SCHEMA);
  expect(isValid(report), JSON.stringify(isValid.errors)).toBe(true);
  return { ...report, code: exitCode };
}

test('diff compares in both directions, and with the manifest as a plan does', async () => {
  const made = await imported(withVersions(VERSIONS));
  const forth = await compare(made, { from: 2, to: 3 });
  const back = await compare(made, { from: 3, to: 2 });
  expect(forth.from).toMatchObject({ version: 2, modifiedBy: 'user-2' });
  const swapped = forth.changes.map(({ path, before, after }) => ({ path, before: after, after: before }));
  expect(back.changes.map(({ path, before, after }) => ({ path, before, after }))).toEqual(swapped);
  const live = await compare(made, { from: 'live', to: 'manifest', detailedExitcode: true });
  expect(live).toMatchObject({ changes: [], code: 0, to: { manifest: `streams/${NAME}.yaml` } });
  const planned = await compare(made, { from: 2, to: 'manifest', detailedExitcode: true });
  const toLive = await compare(made, { from: 2, to: 'live' });
  expect(planned.code).toBe(2);
  // Write-only members are compared by nobody; a plan shows that the references are new.
  const paths = ({ changes }: DiffReport) =>
    changes.map(({ path }) => path).filter((path) => !/Key$/.test(path));
  expect(paths(planned)).toEqual(
    expect.arrayContaining(paths(toLive).filter((path) => path !== '/destination/mTlsEnabled')),
  );
  const reversed = await compare(made, { from: 'manifest', to: 2 });
  expect(reversed.from).toEqual(planned.to);
  expect(reversed.changes).toHaveLength(planned.changes.length);
});

test.each([
  [{ from: 9 }, 'There is no version 9: the latest version of stream'],
  [{ from: 'manifest', to: 'manifest' }, 'Name at least one version'],
])('diff refuses %j', async (more, message) => {
  const made = await imported(withVersions(VERSIONS));
  await expect(compare(made, more)).rejects.toThrow(message);
});

test('no output contains the value of a credential that a version had', async () => {
  const secret = 'token-1f2e3d4c5b6a';
  const header = { customHeaderName: 'X-Key', customHeaderValue: secret };
  const made = await imported(
    withVersions([createBody({ destination: destination('HTTPS', header) }), ...VERSIONS]),
  );
  for (const format of ['terminal', 'markdown', 'json'] as const) {
    expect((await show(made, { format })).output).not.toContain(secret);
    const options = { ...OPTIONS, name: NAME, from: 1, format } as const;
    const { output } = await made.run((context) => diff(context, options));
    expect(output).not.toContain(secret);
    expect(output).toContain('customHeaderValue');
  }
});
