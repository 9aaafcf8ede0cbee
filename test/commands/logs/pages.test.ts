import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError, type ApiErrorKind } from '../../../src/api/errors/errors.ts';
import { type PullQuery, pullApi } from '../../../src/api/logs/client.ts';
import { type PrintRecords, pullPages } from '../../../src/commands/logs/pages.ts';
import type { HttpRequest, HttpResponse } from '../../../src/http/request.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { Json } from '../../../src/model/json.ts';
import { manualClock } from '../../manual-clock.ts';
import { runs } from '../../soak.ts';

const BASE = '/datastream-pull-api/v1/streams/7/raw-logs';
const QUERY: PullQuery = { streamId: 7, report: 'raw', start: 'a', end: 'b', size: 2 };
/** Two records a page: `2 * page` and the next. */
const numbers = (from: number, pages: number) =>
  Array.from({ length: 2 * (pages - from) }, (_, i) => 2 * from + i);

function answer(page: number, pages: number, more: Readonly<Record<string, unknown>> = {}): HttpResponse {
  const next = page + 1 < pages ? { next: `${BASE}?start=a&end=b&page=${page + 1}&size=2` } : {};
  const metadata = { streamId: '7', page, pageCount: pages, links: [{ ...next }], ...more };
  const data = [{ n: 2 * page }, { n: 2 * page + 1 }];
  return { status: 200, headers: {}, body: JSON.stringify({ numRecords: 2, metadata, data }) };
}

const EMPTY: HttpResponse = { status: 204, headers: {}, body: '' };

const broken: readonly (() => HttpResponse)[] = [
  () => ({ status: 503, headers: {}, body: 'busy' }),
  () => ({ status: 200, headers: {}, body: '{"metadata":{' }),
  () => failing('network'),
  () => failing('timeout'),
];

function failing(kind: ApiErrorKind): never {
  throw new ApiError(kind, 'It went wrong.', { request: 'GET x', happened: 'nothing' });
}

/**
 * An account whose page responses are scripted. It counts pages that were read and not yet printed
 * completely.
 */
function account(script: (page: number, attempt: number) => HttpResponse) {
  const clock = manualClock();
  const controller = new AbortController();
  const events: RunEvent[] = [];
  const printed: Json[] = [];
  const asked: number[] = [];
  let unprinted = 0;
  let most = 0;
  const transport = async ({ path }: HttpRequest) => {
    const page = Number(new URLSearchParams(path.split('?')[1]).get('page'));
    asked.push(page);
    const response = script(page, asked.filter((other) => other === page).length);
    unprinted += 2;
    most = Math.max(most, unprinted);
    return response;
  };
  const take: PrintRecords = async (records) => {
    await new Promise((resolve) => setImmediate(resolve));
    printed.push(...records.map(({ value }) => Object(value).n));
    unprinted = 0;
    return true;
  };
  const ports = { clock, signal: controller.signal, listen: (event: RunEvent) => events.push(event) };
  const run = (
    query: Partial<PullQuery> = {},
    print = take,
  ): Promise<Awaited<ReturnType<typeof pullPages>>> =>
    clock.runUntil(pullPages({ ...ports, pull: pullApi(transport) }, { ...QUERY, ...query }, print));
  return { run, take, clock, controller, events, printed, asked, most: () => most };
}

describe('pulling pages', () => {
  it('prints hundreds of pages in order and keeps at most one in memory', async () => {
    const { run, printed, asked, events, most } = account((page) => answer(page, 400));
    expect(await run()).toEqual({ tag: 'done', records: 800, pages: 400 });
    expect(printed).toEqual(numbers(0, 400));
    expect(asked).toEqual(Array.from({ length: 400 }, (_, page) => page));
    expect(most()).toBe(2);
    expect(events).toHaveLength(399);
    expect(events.at(-1)).toEqual({ tag: 'pulled', page: 399, pages: 400, records: 798 });
  });

  it('starts at the given page', async () => {
    const { run, printed } = account((page) => answer(page, 5));
    expect(await run({ page: 3 })).toEqual({ tag: 'done', records: 4, pages: 2 });
    expect(printed).toEqual([6, 7, 8, 9]);
  });

  it('follows the links while the counts change', async () => {
    const { run, printed } = account((page) => answer(page, 4, { pageCount: [9, 1, 9][page] ?? 4 }));
    expect(await run()).toMatchObject({ tag: 'done', pages: 4 });
    expect(printed).toEqual(numbers(0, 4));
  });

  it.each([0, 2])('treats 204 as the end, at page %i, if no further page was announced', async (end) => {
    const { run, printed } = account((page) =>
      page === end ? EMPTY : answer(page, 9, { pageCount: undefined }),
    );
    expect(await run()).toEqual({ tag: 'done', records: 2 * end, pages: end + 1 });
    expect(printed).toEqual(numbers(0, end));
  });

  it.each([1, 3])(
    'does not treat 204 as the end before the last page, and reads it again %i times',
    async (times) => {
      const { run, printed } = account((page, attempt) =>
        page === 1 && attempt <= times ? EMPTY : answer(page, 5),
      );
      expect(await run()).toEqual({ tag: 'done', records: 10, pages: 5 });
      expect(printed).toEqual(numbers(0, 5));
    },
  );

  it('fails at a page that remains empty (204) although more were announced', async () => {
    const { run, asked } = account((page) => (page === 1 ? EMPTY : answer(page, 5)));
    expect(await run()).toMatchObject({ tag: 'failed', records: 2, next: 1, error: { kind: 'unreadable' } });
    expect(asked).toEqual([0, 1, 1, 1, 1]);
  });

  it('reads a page again if the link to an announced page is missing', async () => {
    const { run, printed } = account((page, attempt) =>
      page === 1 && attempt === 1 ? answer(page, 5, { links: [{}] }) : answer(page, 5),
    );
    expect(await run()).toEqual({ tag: 'done', records: 10, pages: 5 });
    expect(printed).toEqual(numbers(0, 5));
  });

  it('prints a page whose link remains missing, and fails with the next page', async () => {
    const { run, printed, asked } = account((page) =>
      page === 1 ? answer(page, 5, { links: [], pageCount: undefined }) : answer(page, 5),
    );
    expect(await run()).toMatchObject({ tag: 'failed', records: 4, pages: 2, next: 2 });
    expect(printed).toEqual(numbers(0, 2));
    expect(asked).toEqual([0, 1, 1, 1, 1]);
  });

  it('reads a failed page again at growing intervals, and prints each record once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 3 }), fc.constantFrom(...broken)), {
          maxLength: 4,
        }),
        async (faults) => {
          const { run, printed } = account((page, attempt) => {
            const fault = faults.find(([at, times]) => at === page && attempt <= times);
            return fault ? fault[2]() : answer(page, 6);
          });
          expect(await run()).toEqual({ tag: 'done', records: 12, pages: 6 });
          expect(printed).toEqual(numbers(0, 6));
        },
      ),
      { numRuns: runs(30) },
    );
  });

  it('gives up after a few attempts, with the records printed so far and the page to continue with', async () => {
    const { run, printed, asked, events, clock } = account((page) =>
      page < 3 ? answer(page, 9) : { status: 500, headers: {}, body: '' },
    );
    const began = clock.now();
    const ending = await run();
    expect(ending).toMatchObject({ tag: 'failed', records: 6, pages: 3, next: 3, error: { kind: 'server' } });
    expect(printed).toEqual(numbers(0, 3));
    expect(asked.filter((page) => page === 3)).toHaveLength(4);
    expect(clock.now() - began).toBe(100_000);
    const pauses = events.flatMap((event) => (event.tag === 'retrying' ? [event] : []));
    expect(pauses.map(({ what, milliseconds }) => [what, milliseconds])).toEqual([
      ['page 4', 10_000],
      ['page 4', 30_000],
      ['page 4', 60_000],
    ]);
  });

  it.each([400, 401, 403, 404, 429])('does not retry after %i', async (status) => {
    const { run, asked } = account((page) =>
      page === 0 ? answer(page, 9) : { status, headers: {}, body: '' },
    );
    expect(await run()).toMatchObject({ tag: 'failed', next: 1, records: 2 });
    expect(asked).toEqual([0, 1]);
  });

  it.each([
    ['back', `${BASE}?page=0`, 'leads back to page 0'],
    ['to itself', `${BASE}?page=1`, 'leads back to page 1'],
    ['elsewhere', 'https://evil.example/?page=2', 'leads elsewhere'],
  ])('stops after a page whose link leads %s, which it has printed', async (_, next, why) => {
    const { run, printed, asked } = account((page) =>
      page === 1 ? answer(page, 9, { links: [{ next }] }) : answer(page, 9),
    );
    const ending = await run();
    expect(ending).toMatchObject({ tag: 'failed', records: 4, next: 2 });
    expect(ending.tag === 'failed' && ending.error.message).toContain(why);
    expect(printed).toEqual([0, 1, 2, 3]);
    expect(asked).toEqual([0, 1]);
  });

  it('stops after the current page if requested', async () => {
    const { run, take, controller, asked } = account((page) => answer(page, 9));
    const ending = await run({}, async (records) => {
      if (asked.length === 2) controller.abort(new Error('stop'));
      return take(records);
    });
    expect(ending).toEqual({ tag: 'stopped', records: 4, pages: 2, next: 2 });
    expect(asked).toEqual([0, 1]);
  });

  it('stops during a pause, and when the request itself was stopped', async () => {
    const paused = account(() => ({ status: 500, headers: {}, body: '' }));
    void paused.clock.sleep(5_000).then(() => paused.controller.abort(new Error('stop')));
    expect(await paused.run()).toEqual({ tag: 'stopped', records: 0, pages: 0, next: 0 });
    expect(paused.asked).toHaveLength(1);
    const flying = account(() => {
      flying.controller.abort(new Error('stop'));
      return failing('aborted');
    });
    expect(await flying.run()).toMatchObject({ tag: 'stopped', next: 0 });
  });

  it('requests no further page if the reader is gone', async () => {
    const { run, asked } = account((page) => answer(page, 9));
    expect(await run({}, async () => asked.length < 3)).toEqual({ tag: 'unread' });
    expect(asked).toEqual([0, 1, 2]);
  });

  it('passes on errors that are not failures of the API', async () => {
    const { run } = account(() => {
      throw new Error('bug: something');
    });
    await expect(run()).rejects.toThrow('bug: something');
  });
});
