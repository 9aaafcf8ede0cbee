import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { Ajv } from 'ajv';
import { expect, it, vi } from 'vitest';
import { openDisplay } from '../demo/display.ts';
import { runDemo } from '../demo/run-demo.ts';
import { STEP_NAMES, type StepName } from '../demo/steps.ts';
import { readLines, readTotals, STATE } from '../demo/story.ts';
import { publishedSchemas } from '../src/commands/session/published-schemas.ts';
import { layoutOf, logRecord } from '../src/simulator/delivery/log-record.ts';
import type { AccountState } from '../src/simulator/state/account-state.ts';
import { FIVE_MINUTES, NO_UPLOADS, sumOf } from '../src/simulator/state/delivered.ts';
import { recordRuns, timeOf } from '../src/simulator/traffic/records.ts';
import { workspace } from './commands/workspace.ts';
import { expectShown, fenced } from './shown-output.ts';

/** How long records may wait for their upload: its interval, and the interval at which the simulator looks. */
const LONGEST_WAIT = 35_000;

/** A record that the simulator has collected. */
interface Collected {
  readonly reqId: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

async function readState(): Promise<AccountState> {
  return JSON.parse(await readFile(STATE, 'utf8')) as AccountState;
}

/** Returns every record that the simulator has collected to be sent. */
async function readCollected(): Promise<readonly Collected[]> {
  const state = await readState();
  return (state.delivered ?? []).flatMap(({ streamId, collected }) => {
    const stream = state.streams.find((each) => each.streamId === streamId);
    if (!stream) return [];
    const runs = collected.flatMap((period) => recordRuns(state, stream, period));
    return runs.flatMap((run) => {
      const layout = layoutOf(stream, run.version, state.accountObjects);
      return Array.from({ length: run.count }, (_, i) => {
        const at = timeOf(run, run.first + i);
        const { reqId = '', version } = Object.fromEntries(logRecord(layout, run.first + i, at));
        return { reqId, version: Number(version), at };
      });
    });
  });
}

/** Returns the records in the files of the receiver, with the time at which each arrived. */
async function readRecords() {
  const lines = (await readLines()).map((line) => JSON.parse(line));
  return lines.map((line) => ({ line, reqId: String(line.record.reqId), at: Date.parse(line.receivedAt) }));
}

/** Returns the sums of the complete intervals since the last activation, except the newest one, as verify reports them. */
async function readReported(now: number) {
  const { streams, delivered = [] } = await readState();
  const since = streams[0]?.activations.at(-1)?.at ?? 0;
  const until = Math.floor(now / FIVE_MINUTES) * FIVE_MINUTES - FIVE_MINUTES;
  return delivered
    .flatMap(({ intervals }) => intervals)
    .filter(({ start }) => start >= since && start < until)
    .reduce(sumOf, NO_UPLOADS);
}

/** Reads the counters of the receiver, whose address is shown at its start. */
async function readCounters(shown: string): Promise<Readonly<Record<string, number>>> {
  const [url = ''] = /http:\/\/\S+\/metrics/.exec(shown) ?? [];
  const text = await (await fetch(url)).text();
  const counters = text.matchAll(/^datastream_receive_(\w+)_total(?:\{kind="basic"\})? (\d+)$/gm);
  return Object.fromEntries([...counters].map(([, name = '', value]) => [name, Number(value)]));
}

/** What a step leaves behind, for the checks of later steps. */
interface Mark {
  readonly now: number;
  readonly totals: Awaited<ReturnType<typeof readTotals>>;
  /** The number of lines in the files. */
  readonly lines: number;
}

/** The demo, which a test observes between its steps. */
function observeDemo() {
  const written: string[] = [];
  let before = 0;
  return {
    display: openDisplay({ write: (text) => void written.push(text) }),
    output: () => written.join(''),
    /** What was shown since the last call. */
    next: () => {
      const text = written.slice(before).join('');
      before = written.length;
      return text;
    },
  };
}

const count = (value: number) => value.toLocaleString('en-US');

it('the documents: from a manifest to records in a file, then a new password with loss, and one without', {
  // Ninety minutes of the driven clock. Quick, but not on a machine that is busy.
  timeout: 300_000,
}, async () => {
  await workspace();
  const { display, output, next } = observeDemo();
  const marks: Partial<Record<StepName, Mark>> = {};
  const at = (name: StepName): Mark => marks[name] ?? { now: 0, totals: NO_UPLOADS, lines: 0 };
  const isLine = new Ajv().compile(JSON.parse(publishedSchemas().get('receive.schema.json') ?? 'false'));

  /** Checks that verify reports what the metrics contain, and that this is what has happened. */
  const expectDelivery = async (shown: string, word: string, now: number) => {
    const { attempted, failed, successes } = await readReported(now);
    const row = new RegExp(`^[✓✗] agent-analytics +${word} +${count(attempted - failed)} `, 'm');
    expect(shown).toMatch(row);
    expect(shown).toContain(` ${count(successes)} uploads, `);
    return { attempted, failed };
  };

  const checks: Partial<Record<StepName, (shown: string, now: number) => Promise<void>>> = {
    plan: async (shown) => {
      expect(shown).toContain('Plan: 1 to create.');
      expect(await readLines()).toEqual([]);
    },
    apply: async (shown) => {
      expect(shown).toContain('version 1 · ACTIVATING');
      expect(await readCounters(output())).toMatchObject({ probes: 1, records: 0 });
      expect((await readState()).streams).toMatchObject([{ streamId: 7100, status: 'ACTIVATING' }]);
    },
    finding: async (shown) => {
      expect(shown).toContain('! www.example.com version 2  The DataStream behavior of rule "default" does');
      expect(shown).toContain('not name 7100.');
    },
    property: async (shown) => {
      expect(shown).toContain('Properties: the rules of the property match the manifests.');
      expect(await readLines()).toEqual([]);
    },
    records: async () => {
      const records = await readRecords();
      expect(records.length).toBeGreaterThan(100);
      for (const { line } of records) {
        expect(isLine(line), JSON.stringify(line)).toBe(true);
        expect(line).toMatchObject({ streamId: 7100, record: { version: 1, reqHost: 'www.example.com' } });
      }
    },
    delivering: async (shown, now) => {
      expect(await expectDelivery(shown, 'delivering', now)).toMatchObject({ failed: 0 });
      expect(at('delivering').lines).toBe(at('delivering').totals.attempted);
    },
    failing: async (shown, now) => {
      const { failed, attempted } = await expectDelivery(shown, 'failing', now);
      expect(shown).toContain(`${((failed / attempted) * 100).toFixed(1)} %`);
      const { failures } = await readReported(now);
      // A 401 is not repeated, so each failed attempt is another upload.
      expect(shown).toContain(`${failures['401']} failed attempts with 401: The destination rejects`);
      const { totals, lines } = at('failing');
      expect(Object.keys(totals.failures)).toEqual(['401']);
      expect(lines).toBe(at('delivering').lines);
      expect(lines).toBe(totals.attempted - totals.failed);
    },
    rotated: async (shown, now) => {
      expect(shown).toContain('Re-sends secrets: requested with --rotate');
      expect(await expectDelivery(shown, 'delivering', now)).toMatchObject({ failed: 0 });
      const { totals, lines } = at('rotated');
      expect(totals.failed).toBeGreaterThan(at('failing').totals.failed);
      expect(lines).toBe(totals.attempted - totals.failed);
    },
    'without-loss': async (shown, now) => {
      expect(await expectDelivery(shown, 'delivering', now)).toMatchObject({ failed: 0 });
      const { totals, lines } = at('without-loss');
      expect((await readState()).streams[0]?.versions).toHaveLength(3);
      expect(totals.failed).toBe(at('rotated').totals.failed);
      expect(totals.failures).toEqual(at('rotated').totals.failures);
      expect(lines - at('rotated').lines).toBe(totals.attempted - at('rotated').totals.attempted);
      const { '401': refused } = totals.failures;
      expect(await readCounters(output())).toMatchObject({
        probes: 3,
        records: lines,
        auth_failures: refused,
      });
    },
    count: async (shown, now) => {
      const { attempted, failed } = at('count').totals;
      const refused = at('without-loss').totals.failed;
      const collected = await readCollected();
      expect(attempted).toBe(collected.length);
      const records = await readRecords();
      expect(shown.replaceAll('\n', ' ')).toContain(
        ` ${attempted - failed}  ${attempted} records were collected: ${refused} of them were rejected with 401, and ${failed - refused} were not yet uploaded.`,
      );
      expect(records).toHaveLength(attempted - failed);
      const received = new Set(records.map(({ reqId }) => reqId));
      expect(received.size).toBe(records.length);
      const lost = collected.filter(({ reqId }) => !received.has(reqId));
      expect(lost).toHaveLength(failed);
      // All of the first version, from the change of the password until the second version was active.
      const early = lost.filter((record) => record.at < now - LONGEST_WAIT);
      expect(early).toHaveLength(refused);
      expect(early.filter(({ version }) => version !== 1)).toEqual([]);
      expect(Math.min(...early.map((record) => record.at))).toBeGreaterThan(
        at('delivering').now - LONGEST_WAIT,
      );
    },
  };

  const folder = process.cwd();
  vi.stubEnv('TMPDIR', folder);
  const SystemDate = Date;
  await runDemo(display, async (name, now) => {
    const totals = name === 'receiver' ? NO_UPLOADS : await readTotals();
    marks[name] = { now, totals, lines: (await readLines()).length };
    await checks[name]?.(next(), now);
  });
  expect(Object.keys(marks)).toEqual(STEP_NAMES);
  expect(process.cwd()).toBe(folder);
  expect(Date).toBe(SystemDate);
  expect(await readdir(folder)).toEqual([]);
  const lines = output()
    .split('\n')
    .filter((line) => !line.startsWith('{"receivedAt"'));
  expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
  const shown = withoutDifferences(output());
  await expectShown('docs/demo.md', { 'run: demo': fenced('npm run demo', shown) });
  const part = shown.slice(shown.indexOf('── 7. '), shown.indexOf('── 10. '));
  await expectShown('README.md', {
    'run: demo, records and password': `\`\`\`text\n${part.trimEnd()}\n\`\`\``,
  });
});

/**
 * Ports differ from run to run. In the document they are the default ones, in the order in which they appear. A plan id
 * depends on them. How small gzip makes a body depends on the version of zlib.
 */
function withoutDifferences(text: string): string {
  const defaults = ['8443', '9464', '8085'];
  const ports = [...new Set([...text.matchAll(/(?:127\.0\.0\.1|localhost):(\d+)/g)].map(([, port]) => port))];
  return ports
    .reduce<string>((changed, port, i) => changed.replaceAll(`:${port}`, `:${defaults[i]}`), text)
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:…')
    .replaceAll(/ uploads, [\d.]+ kB;/g, ' uploads, … kB;');
}
