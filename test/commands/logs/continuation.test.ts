import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PullQuery } from '../../../src/api/logs/client.ts';
import { goingOn } from '../../../src/commands/logs/continuation.ts';
import { logs } from '../../../src/commands/logs/logs.ts';
import { windowOf } from '../../../src/commands/logs/window.ts';
import type { LogsOptions } from '../../../src/commands/session/inspection-options.ts';
import { type Fault, faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { manualClock } from '../../manual-clock.ts';
import { serveAccount } from '../server.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 5, 12);

describe('the command to continue', () => {
  const options: LogsOptions = {
    ...{ format: 'json', color: false, width: 100, streams: 'streams', name: 'x', metric: [], size: 50 },
    ...{ start: '-12h', end: 'now' },
  };
  const query: PullQuery = {
    streamId: 7,
    report: 'raw',
    start: '2026-01-05T00:01:00Z',
    end: '2026-01-05T11:59:00Z',
  };
  const slice = { start: '2026-01-05T00:10:00Z', end: '2026-01-05T01:00:00Z' };
  const printedText = (next: number, minutes: number, of = slice) =>
    goingOn(
      options,
      query,
      'https://akab-x.luna.akamaiapis.net',
      { slice: of, next },
      NOW + minutes * MINUTE,
    );
  const command = (start: string, end: string, page = '') =>
    `\`datastream logs x --start 2026-01-05T${start}Z --end 2026-01-05T${end}Z --size 50 --format json${page}\``;

  it.each([
    [
      'is for the pages of the slice, then for the rest of the window',
      printedText(2, 0),
      `${command('00:10:00', '01:00:00', ' --page 2')}, then with ${command('01:00:00', '11:59:00')}.`,
    ],
    [
      'is for the pages of the window',
      printedText(2, 0, query),
      `${command('00:01:00', '11:59:00', ' --page 2')}.`,
    ],
    [
      'is for the slice from its first page, and the rest of the window',
      printedText(0, 0),
      `${command('00:10:00', '11:59:00')}.`,
    ],
    [
      'is for what is still kept, from the first page',
      printedText(0, 20),
      `${command('00:21:00', '11:59:00')}.`,
    ],
    [
      'is for what is still kept, if the slice is not',
      printedText(2, 20),
      `${command('00:21:00', '11:59:00')} (some records are repeated).`,
    ],
    [
      'is for the rest of the window, if nothing of the slice is kept',
      printedText(2, 90),
      `${command('01:31:00', '11:59:00')}.`,
    ],
  ])('%s', (_, text, commands) => {
    expect(text).toBe(`Continue with ${commands}`);
  });

  it('is omitted if nothing is kept any more', () => {
    expect(printedText(2, 13 * 60)).toBe('Akamai no longer keeps the rest.');
  });

  it('can be run as printed', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(800), fc.boolean(), (next, minutes, isWhole) => {
        for (const [line] of printedText(next, minutes, isWhole ? query : slice).matchAll(/`[^`]+`/g)) {
          const [, start = '', end = '', , page] =
            /--start (\S+) --end (\S+)( .*--page (\d+))?/.exec(line) ?? [];
          const typed = {
            start,
            end,
            ...(page === undefined ? {} : { page: Number(page.replace(/\D/g, '')) }),
          };
          expect(windowOf(typed, NOW + minutes * MINUTE)).toEqual({ start, end });
          expect(Date.parse(start)).toBeGreaterThanOrEqual(NOW + minutes * MINUTE - 12 * HOUR);
        }
      }),
    );
  });
});

describe('logs from a printed command', () => {
  const LOGS: LogsOptions = {
    ...{ format: 'json', color: false, width: 100, streams: 'streams' },
    ...{ name: 'edge-samples', start: '-5m', end: 'now', metric: [], size: 1_000 },
  };

  it('are all that is kept with -12h: pulled in slices, each record once', async () => {
    const at = await workspace({ examples: true });
    const all = { ...LOGS, simulator: DEFAULTS.simulator, name: 'origin-health', start: '-12h', size: 10 };
    expect((await at.run((context) => logs(context, all))).exitCode).toBe(0);
    const lines = at.printed.join('').split('\n').slice(0, -1);
    expect(new Set(lines).size).toBe(lines.length);
    const ends = lines.map((line) => Date.parse(JSON.parse(line).endTime)).toSorted((a, b) => a - b);
    expect(new Set(ends.slice(1).map((end, i) => end - (ends[i] ?? 0))).size).toBe(1);
  });

  async function served(fault: Fault) {
    const server = await serveAccount(seededAccount(Date.now()), faultScript([fault]));
    onTestFinished(() => server.close());
    const at = await workspace();
    const clock = manualClock(Date.now());
    const context = { ...at.context, clock, env: server.environment };
    const run = (more: Partial<LogsOptions> = {}) =>
      clock.runUntil(logs(context, { ...LOGS, endpoint: server.url, ...more }));
    return { at, run };
  }

  it('keep numbers as the API wrote them', async () => {
    const body =
      '{ "metadata": {"streamId":"6310","page":0,"pageCount":1,"links":[{}]},\n "data": [ {"a": 9007199254740993, "b":1e400} ] }';
    const { at, run } = await served({ path: 'pull-api', how: { do: 'respond', status: 200, body } });
    await run();
    expect(at.printed.join('')).toBe('{"a":9007199254740993,"b":1e400}\n');
  });

  it('end with exit code 1 if some were dropped before they could be read', async () => {
    const body = '{"metadata":{"pageCount":99999,"links":[{}]},"data":[]}';
    const { at, run } = await served({
      path: 'pull-api',
      times: 0,
      how: { do: 'respond', status: 200, body },
    });
    expect((await run({ start: '-12h', end: '-11h' })).exitCode).toBe(1);
    expect(at.printed).toEqual([]);
    expect(at.said.at(-2)).toMatch(/^Logs from \S+ to \S+ are not printed: they leave the 12 hours/);
    expect(at.said.at(-1)).toBe(
      'No record was printed. The window is not complete: larger pages (--size) are read faster.',
    );
  });
});
