import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import type { PullQuery, PullReader } from '../../../src/api/logs/client.ts';
import { pullWindow } from '../../../src/commands/logs/slices.ts';
import { windowOf } from '../../../src/commands/logs/window.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { manualClock } from '../../manual-clock.ts';
import { runs } from '../../soak.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 5, 12);
/** The time for a page at 20 requests a minute. */
const PAGE = 3_000;

interface Traffic {
  /** Milliseconds from a record to the next one; none before `since`. */
  readonly every: number;
  readonly since?: number;
  readonly size: number;
  /** Runs before a page is returned. May throw. */
  readonly trouble?: (page: number, start: number) => Promise<void> | void;
}

const refused = () =>
  new ApiError('refused', 'start must not be more than 12 hours ago.', {
    request: 'GET x',
    happened: 'nothing',
  });

/** An API that keeps records for 12 hours, each named by its time, and needs three seconds for each page. */
function account({ every, since = 0, size, trouble }: Traffic) {
  const clock = manualClock(NOW);
  const asked: string[] = [];
  const page: PullReader['page'] = async ({ start, end, page: first = 0 }, link) => {
    await clock.sleep(PAGE);
    const number = link?.page ?? first;
    asked.push(`${start.slice(11, 19)} ${end.slice(11, 19)} ${number}`);
    await trouble?.(number, Date.parse(start));
    if (Date.parse(start) < clock.now() - 12 * HOUR) throw refused();
    const from = Math.ceil(Math.max(Date.parse(start), since) / every);
    const all = Math.max(0, Math.ceil(Date.parse(end) / every) - from);
    const pageCount = Math.ceil(all / size);
    const times = Array.from(
      { length: Math.min(size, all - number * size) },
      (_, i) => (from + number * size + i) * every,
    );
    const records = times.map((value) => ({ value, text: String(value) }));
    if (number + 1 >= pageCount) return { records, page: number, pageCount, next: { tag: 'none' } };
    return { records, page: number, pageCount, next: { tag: 'page', link: { page: number + 1, path: 'x' } } };
  };
  const said: string[] = [];
  const events: RunEvent[] = [];
  const printed: number[] = [];
  const controller = new AbortController();
  const ports = {
    ...{ clock, signal: controller.signal, pull: { page } },
    ...{ say: (line: string) => said.push(line), listen: (event: RunEvent) => events.push(event) },
  };
  const run = (typed: { readonly start: string; readonly end?: string; readonly page?: number }) => {
    const query: PullQuery = {
      ...{ streamId: 7, report: 'raw', ...windowOf({ end: 'now', ...typed }, clock.now()) },
      ...(typed.page === undefined ? {} : { page: typed.page }),
    };
    const print = async (records: readonly { readonly value: unknown }[]) => {
      printed.push(...records.map(({ value }) => Number(value)));
      return true;
    };
    return clock.runUntil(pullWindow(ports, query, print));
  };
  return { run, clock, asked, said, events, printed, controller };
}

/** Times of all records from `start` on and before `end`. */
function between(start: string, end: string, every: number): readonly number[] {
  const first = Math.ceil(Date.parse(start) / every);
  const after = Math.ceil(Date.parse(end) / every);
  return Array.from({ length: after - first }, (_, i) => (first + i) * every);
}

const ALL = windowOf({ start: '-12h', end: 'now' }, NOW);

describe('a window that starts close to the retention limit', () => {
  it.each([
    ['a quiet stream', 60_000, 1_000],
    ['a stream of many pages', 1_000, 100],
    ['a busy stream', 100, 1_000],
    ['a stream that is read only slightly faster than it writes', 110, 30],
  ])('is read completely, oldest first, each record once: %s', async (_, every, size) => {
    const { run, printed, said } = account({ every, size });
    const ending = await run({ start: '-12h' });
    expect(ending).toMatchObject({ tag: 'done', records: printed.length, lost: false });
    expect(printed).toEqual(between(ALL.start, ALL.end, every));
    expect(said).toEqual([]);
  });

  it('is read with consecutive requests for adjacent slices, and progress counts the records of the run', async () => {
    const { run, asked, events, printed } = account({ every: 1_000, size: 500 });
    await run({ start: '-12h' });
    const slices = [...new Set(asked.map((line) => line.slice(0, 17)))].map((line) => line.split(' '));
    expect(slices[0]).toEqual(['00:01:00', '00:11:00']);
    expect(slices.length).toBeLessThan(15);
    for (const [i, [, end]] of slices.slice(0, -1).entries()) expect(slices[i + 1]?.[0]).toBe(end);
    expect(slices.at(-1)?.[1]).toBe('11:59:00');
    const counts = events.flatMap((event) => (event.tag === 'pulled' ? [event.records] : []));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBeLessThan(printed.length);
  });

  it('reports what is dropped faster than it can be read, and continues with what is kept', async () => {
    const { run, printed, said } = account({ every: 20, size: 40 });
    const ending = await run({ start: '-12h', end: '2026-01-05T00:30:00Z' });
    expect(ending).toMatchObject({ tag: 'done', records: printed.length, lost: true });
    expect(new Set(printed).size).toBe(printed.length);
    const gaps = said.map((line) => /^Logs from (\S+) to (\S+) are not printed: /.exec(line)?.slice(1) ?? []);
    const lost = gaps.flatMap(([start = '', end = '']) => between(start, end, 20));
    expect(lost.length).toBeGreaterThan(0);
    expect(printed.length).toBeGreaterThan(0);
    expect([...printed, ...lost].toSorted((a, b) => a - b)).toEqual(
      between(ALL.start, '2026-01-05T00:30:00Z', 20),
    );
  });

  it('continues after the slice whose start was dropped while a page failed', async () => {
    const broken = account({
      every: 1_000,
      size: 100,
      trouble: (page, start) =>
        page === 2 && start < Date.UTC(2026, 0, 5, 0, 5) ? broken.clock.sleep(2 * MINUTE) : undefined,
    });
    const ending = await broken.run({ start: '-12h' });
    expect(ending).toMatchObject({ tag: 'done', records: broken.printed.length, lost: true });
    expect(broken.said).toEqual([
      'Of the logs from 2026-01-05T00:01:00Z to 2026-01-05T00:11:00Z only the first 2 pages could be printed: their ' +
        'start has left the 12 hours that Akamai keeps.',
    ]);
    const rest = between('2026-01-05T00:11:00Z', ALL.end, 1_000);
    expect(broken.printed).toEqual([...between(ALL.start, ALL.end, 1_000).slice(0, 200), ...rest]);
  });

  it('starts later if its start was dropped before the first response', async () => {
    const first = account({
      every: 1_000,
      size: 1_000,
      trouble: () => (first.asked.length === 1 ? first.clock.sleep(5 * MINUTE) : undefined),
    });
    expect(await first.run({ start: '-12h' })).toMatchObject({ tag: 'done', lost: true });
    expect(first.said).toEqual([
      expect.stringMatching(/^Logs from 2026-01-05T00:01:00Z to 2026-01-05T00:06:03Z are not/),
    ]);
    expect(first.printed).toEqual(between('2026-01-05T00:06:03Z', ALL.end, 1_000));
  });

  it('is reported as refused if the API refuses the request for another reason', async () => {
    const { run, asked } = account({
      every: 1_000,
      size: 1_000,
      trouble: () => {
        throw refused();
      },
    });
    expect(await run({ start: '-12h' })).toMatchObject({
      tag: 'failed',
      error: { kind: 'refused' },
      next: 0,
    });
    expect(asked).toHaveLength(1);
  });

  it('never prints a record twice nor loses one without a message, for any traffic', async () => {
    const traffic = fc.record({
      every: fc.integer({ min: 300, max: 60_000 }),
      size: fc.integer({ min: 10, max: 2_000 }),
      since: fc.integer({ min: NOW - 13 * HOUR, max: NOW }),
    });
    await fc.assert(
      fc.asyncProperty(traffic, fc.integer({ min: 5, max: 720 }), async (given, minutes) => {
        const { run, printed, said, clock } = account(given);
        const { start, end } = windowOf({ start: `-${minutes}m`, end: 'now' }, clock.now());
        const ending = await run({ start, end });
        const gaps = said.map(
          (line) => /^Logs from (\S+) to (\S+) are not printed: /.exec(line)?.slice(1) ?? [],
        );
        const lost = gaps.flatMap(([from = '', to = '']) => between(from, to, given.every));
        const all = between(start, end, given.every).filter((time) => time >= given.since);
        const found = [...printed, ...lost.filter((time) => time >= given.since)];
        expect(found.toSorted((a, b) => a - b)).toEqual(all);
        expect(ending).toMatchObject({ tag: 'done', lost: said.length > 0 });
      }),
      { numRuns: runs(15) },
    );
  });
});

describe('a window that needs no slices', () => {
  it('is one request for each page', async () => {
    const { run, asked } = account({ every: 1_000, size: 1_000 });
    expect(await run({ start: '-2h' })).toMatchObject({ tag: 'done', pages: 8 });
    expect(new Set(asked.map((line) => line.slice(0, 17)))).toEqual(new Set(['10:00:00 11:59:00']));
  });

  it('is read unchanged from a given page on, since the page number refers to it', async () => {
    const { run, printed } = account({ every: 1_000, size: 1_000 });
    const window = { start: '2026-01-05T00:01:00Z', end: '2026-01-05T11:59:00Z' };
    expect(await run({ ...window, page: 40 })).toMatchObject({ tag: 'done', pages: 4 });
    expect(printed).toEqual(between(window.start, window.end, 1_000).slice(40_000));
  });

  it('is refused by the API, not before, if its start is slightly too old for a further page', async () => {
    const { run, said } = account({ every: 1_000, size: 1_000 });
    const ending = await run({ start: '2026-01-04T23:59:50Z', page: 3 });
    expect(ending).toMatchObject({ tag: 'failed', next: 3, error: { kind: 'refused' } });
    expect(said).toEqual([]);
  });
});
