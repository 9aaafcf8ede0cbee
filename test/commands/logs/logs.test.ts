import { describe, expect, it, onTestFinished } from 'vitest';
import { logs } from '../../../src/commands/logs/logs.ts';
import type { LogsOptions } from '../../../src/commands/session/inspection-options.ts';
import { type Fault, faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { DEFAULT_SETTINGS } from '../../../src/simulator/state/settings.ts';
import { manualClock } from '../../manual-clock.ts';
import { serveAccount } from '../server.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

const LOGS: LogsOptions = {
  ...{ format: 'json', color: false, width: 100, streams: 'streams' },
  ...{ simulator: DEFAULTS.simulator, name: 'edge-samples', start: '-5m', end: 'now', metric: [] },
};

/** Prints logs for the example manifests and the embedded simulator. */
async function pulled(at: Workspace, options: Partial<LogsOptions> = {}) {
  const result = await at.run((context) => logs(context, { ...LOGS, ...options }));
  const stdout = at.printed.splice(0).join('');
  return { ...result, stdout, lines: stdout.split('\n').slice(0, -1) };
}

const records = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

/** A served account with faults, on a clock that starts with the real time, which signatures contain. */
async function served(...faults: readonly Fault[]) {
  const server = await serveAccount(
    // The real time may be at night, so that there has to be more traffic by day.
    seededAccount(Date.now(), {
      rate: { burst: 1_000, refill: 1 },
      traffic: { ...DEFAULT_SETTINGS.traffic, requestsPerMinute: 2_000 },
    }),
    faultScript(faults),
  );
  onTestFinished(() => server.close());
  const at = await workspace();
  const clock = manualClock(Date.now());
  const context = { ...at.context, clock, env: server.environment };
  const { simulator: _, ...real } = LOGS;
  const run = (options: Partial<LogsOptions> = {}) =>
    clock.runUntil(logs(context, { ...real, endpoint: server.url, ...options }));
  return { at, run, clock };
}

describe('the logs of a stream', () => {
  it('are only JSON lines on standard output, with the description on standard error', async () => {
    const at = await workspace({ examples: true });
    const { lines, output, exitCode } = await pulled(at, { size: 20 });
    expect({ output, exitCode }).toEqual({ output: '', exitCode: 0 });
    const found = records(lines);
    expect(found.length).toBeGreaterThan(60);
    expect(found[0]).toMatchObject({ type: 'Raw', message: { status: expect.any(String) } });
    expect(new Set(found.map(({ guid }) => guid)).size).toBe(found.length);
    expect(at.said[0]).toMatch(
      /^DataStream logs {2}the simulator.*\nedge-samples \(stream 6310\), raw logs from 2026-01-05T08:55:00Z to 2026-01-05T08:59:00Z$/,
    );
    expect(at.said.at(-1)).toBe(`${found.length} records on ${Math.ceil(found.length / 20)} pages.`);
    expect(at.events).toContainEqual(expect.objectContaining({ tag: 'pulled', page: 1, records: 20 }));
  });

  it('are a table that starts with its target', async () => {
    const at = await workspace({ examples: true });
    const { lines } = await pulled(at, {
      format: 'terminal',
      name: 'origin-health',
      start: '-1h',
      width: 200,
    });
    expect(lines[0]).toMatch(/^DataStream logs {2}the simulator/);
    expect(lines[1]).toMatch(/^origin-health \(stream 6301\), aggregate logs from /);
    expect(lines[3]).toMatch(/^start {5}end .*2xx .*edge ms/);
    expect(lines.length).toBeGreaterThan(10);
    expect(lines[4]).toMatch(/^\d\d:\d\d:\d\d {2}\d\d:\d\d:\d\d /);
  });

  it('do not depend on the page size, from any page', async () => {
    const at = await workspace({ examples: true });
    const whole = await pulled(at);
    const small = await pulled(at, { size: 10 });
    expect(small.lines).toEqual(whole.lines);
    const rest = await pulled(at, { size: 10, page: 3 });
    expect(rest.lines).toEqual(whole.lines.slice(30));
  });

  it('can be empty: exit code 0, no output, and a message', async () => {
    const at = await workspace({ examples: true });
    const { lines, exitCode } = await pulled(at, { page: 900_000 });
    expect({ lines, exitCode }).toEqual({ lines: [], exitCode: 0 });
    expect(at.said.at(-1)).toBe('No records on page 900000: it is after the last page.');
    const table = await pulled(at, { page: 900_000, format: 'terminal' });
    // Two lines of heading, one about times, and an empty one.
    expect(table.lines).toHaveLength(4);
  });

  it('contain the requested metrics, given as lists or one by one', async () => {
    const at = await workspace({ examples: true });
    const metric = ['2xx, 4xx', 'offloadRate', '2xx'];
    const { lines } = await pulled(at, { name: 'origin-health', start: '-1h', metric, report: 'aggregate' });
    expect(Object.keys(records(lines)[0])).toEqual(expect.arrayContaining(['2xx', '4xx', 'offloadRate']));
    expect(records(lines)[0]).not.toHaveProperty('5xx');
    const table = await pulled(at, { name: 'origin-health', start: '-1h', metric, format: 'terminal' });
    expect(table.lines[3]).toBe('start     end          2xx     4xx  offload %');
  });

  it('stop without an error if the reader closes the pipe', async () => {
    const at = await workspace({ examples: true });
    let prints = 0;
    const print = async () => {
      prints += 1;
      return prints < 2;
    };
    for (const format of ['json', 'terminal'] as const) {
      prints = 0;
      const run = at.run((context) => logs({ ...context, print }, { ...LOGS, format, size: 10 }));
      expect(await run).toEqual({ output: '', exitCode: 0 });
      expect(prints).toBe(2);
    }
    prints = 2;
    const table: LogsOptions = { ...LOGS, format: 'terminal' };
    expect((await at.run((context) => logs({ ...context, print }, table))).exitCode).toBe(0);
  });

  it('stop after the current page with Ctrl-C: exit code 1, and the command for the rest', async () => {
    const at = await workspace({ examples: true });
    const print = async (text: string) => {
      at.printed.push(text);
      at.stop();
      return true;
    };
    const { exitCode } = await at.run((context) => logs({ ...context, print }, { ...LOGS, size: 10 }));
    expect(exitCode).toBe(1);
    expect(at.said.at(-1)).toBe(
      'Stopped. 10 records of 1 page were printed. Continue with `datastream logs edge-samples ' +
        '--start 2026-01-05T08:55:00Z --end 2026-01-05T08:59:00Z --size 10 --format json --page 1 --simulator`.',
    );
  });
});

describe('the stream of logs', () => {
  const bound = (more: string) =>
    `apiVersion: datastream-gitops/v1\nkind: DataStream1\nmetadata: { name: mine }\nspec:\n  state: active\n` +
    `  streamName: edge-samples\n  contractId: C-0N7RAC7\n  properties: [www.example.com]\n  datasetFields: [1002]\n  connectors: []\n${more}`;

  it.each([
    ['its id', '6310'],
    ['its name', 'edge-samples'],
  ])('can be a live one by %s, without any manifest', async (_, name) => {
    const at = await workspace();
    expect((await pulled(at, { name })).exitCode).toBe(0);
    expect(at.said[0]).toContain(`${name} (stream 6310), raw logs`);
  });

  it('is the one that a manifest is bound to, and then no other API is requested', async () => {
    const { at, run } = await served({
      path: 'datastream-config-api',
      times: 0,
      how: { do: 'respond', status: 403 },
    });
    await at.write('streams/mine.yaml', bound('  streamType: RAW\n  streamId: 6310\n'));
    expect((await run({ name: 'mine' })).exitCode).toBe(0);
    expect(at.said[0]).toContain('mine (stream 6310)');
  });

  it('is the one with the name and group in a manifest', async () => {
    const at = await workspace();
    await at.write('streams/mine.yaml', bound('  streamType: RAW\n  groupId: 21484\n'));
    expect((await pulled(at, { name: 'mine' })).exitCode).toBe(0);
    await at.write('streams/mine.yaml', bound('  streamType: RAW\n  groupId: 21485\n'));
    await expect(pulled(at, { name: 'mine' })).rejects.toThrow(
      '"mine" (streams/mine.yaml:1) has no live stream yet: plan and apply it first.',
    );
  });

  it('is searched among live ones if manifests cannot be read, with a message', async () => {
    const at = await workspace();
    await at.write('streams/broken.yaml', 'kind: [');
    expect((await pulled(at)).exitCode).toBe(0);
    expect(at.said[0]).toBe(
      'The manifests in streams have errors (run validate); searching the live streams for edge-samples instead.',
    );
  });

  it.each<[string, Partial<LogsOptions>, RegExp]>([
    [
      'unknown',
      { name: 'nothing' },
      /^No manifest and no live DataStream 1 stream has the name or id "nothing"\. There are: .*edge-samples \(6310\)/,
    ],
    [
      'of DataStream 2',
      { name: 'edge-archive' },
      /^"edge-archive" \(streams\/edge-archive\.yaml:\d+\) is a DataStream2 stream, and DataStream2 has no pull mode/,
    ],
    [
      'of the other report type',
      { report: 'aggregate' },
      /^"edge-samples" \(stream 6310\) has raw logs, not aggregate logs: remove --aggregate\./,
    ],
    ['without metrics', { metric: ['2xx'] }, /^Raw logs have no metrics/],
    ['without metrics in the list', { report: 'raw', metric: ['2xx'] }, /^Raw logs have no metrics/],
    [
      'with an unknown metric',
      { metric: ['2xx,ofloadRate'] },
      /^--metric "ofloadRate" is not a metric\. Did you mean "offloadRate"\? Known: 1xx, /,
    ],
    ['with an empty list of metrics', { metric: [''] }, /^--metric "" is not a metric\. Known: /],
    [
      'from yesterday',
      { start: '-24h' },
      /too long ago.*Usable now: 2026-01-04T21:01:00Z to 2026-01-05T08:59:00Z/,
    ],
  ])('is refused if it is %s, before any logs are requested', async (_, options, message) => {
    const at = await workspace({ examples: true });
    const error = await pulled(at, options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) });
    expect(at.printed).toEqual([]);
  });
});

describe('a page that fails', () => {
  const path = 'datastream-pull-api.*page=2';

  it('is read again until it is complete, and nothing is printed twice or lost', async () => {
    const clean = await served();
    const options = {
      size: 50,
      start: new Date(Date.now() - 300_000).toISOString(),
      end: new Date(Date.now() - 60_000).toISOString(),
    };
    await clean.run(options);
    const { at, run } = await served(
      { path, nth: 1, how: { do: 'respond', status: 200, body: '{"data":[' } },
      { path, nth: 2, how: { do: 'lose-response' } },
      { path, nth: 3, times: 6, how: { do: 'respond', status: 503 } },
    );
    expect((await run(options)).exitCode).toBe(0);
    const count = (text: readonly string[]) => text.join('').split('\n').length;
    expect(count(at.printed)).toBe(count(clean.at.printed));
    expect(new Set(records(at.printed.join('').split('\n').slice(0, -1)).map(({ guid }) => guid)).size).toBe(
      count(at.printed) - 1,
    );
    expect(at.events).toContainEqual(expect.objectContaining({ tag: 'retrying', what: 'page 3' }));
  });

  it('repeatedly ends the run with the records printed so far and the command for the rest', async () => {
    const { at, run } = await served({
      path,
      times: 0,
      how: { do: 'respond', status: 500, body: '{"message":"no luck"}' },
    });
    const error = await run({ size: 50, format: 'json' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'server',
      message: expect.stringMatching(
        /^Page 3 \(--page 2\) failed: GET \S+ failed \(500\): no luck\. 100 records of 2 pages were printed\.$/,
      ),
      details: {
        hint: expect.stringMatching(
          /Continue with `datastream logs edge-samples --start \d{4}-\S+Z --end \d{4}-\S+Z --size 50 --format json --page 2`\.$/,
        ),
      },
    });
    expect(records(at.printed.join('').split('\n').slice(0, -1))).toHaveLength(100);
  });

  it('is reported without that command if it would be refused again', async () => {
    const { run } = await served({ path: 'pull-api', how: { do: 'respond', status: 403 } });
    const error = await run().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'forbidden',
      details: { hint: expect.stringMatching(/^To pull logs.*Identity & Access\)\.$/) },
    });
    expect(String(error)).not.toContain('printed');
  });
});
