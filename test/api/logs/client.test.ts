import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PullQuery, pullApi } from '../../../src/api/logs/client.ts';
import type { HttpResponse } from '../../../src/http/request.ts';
import { createRedaction } from '../../../src/redaction/run-redaction.ts';
import { describeWithReference, reference } from '../../reference.ts';
import { recorded } from '../recorded.ts';

const BASE = '/datastream-pull-api/v1/streams/5101/raw-logs';
const QUERY: PullQuery = {
  streamId: 5101,
  report: 'raw',
  start: '2020-06-03T20:40:00Z',
  end: '2020-06-03T20:50:00Z',
};
const WINDOW = 'start=2020-06-03T20%3A40%3A00Z&end=2020-06-03T20%3A50%3A00Z';

/** A page of one record that leads to `next`. */
function pageWith(next: unknown, metadata: Readonly<Record<string, unknown>> = {}) {
  return {
    numRecords: 1,
    metadata: { streamId: '5101', page: 0, pageCount: 9, links: [{ self: 'x', next }], ...metadata },
    data: [{ id: 5101 }],
  };
}

function answering(answer: unknown) {
  const transport = recorded({ [`GET ${BASE}`]: answer });
  return { transport, reader: pullApi(transport, { redaction: createRedaction(['hush-hush']) }) };
}

const refusal = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('requesting a page', () => {
  it.each<[string, Partial<PullQuery>, string]>([
    ['the first page', {}, `${BASE}?${WINDOW}`],
    ['a page and its size', { page: 0, size: 50 }, `${BASE}?${WINDOW}&page=0&size=50`],
    [
      'aggregates of some metrics',
      { report: 'aggregate', metrics: ['2xx', 'offloadRate'], page: 3 },
      `${BASE.replace('raw', 'aggregate')}?${WINDOW}&aggregateMetric=2xx%2CoffloadRate&page=3`,
    ],
    [
      'aggregates of all metrics',
      { report: 'aggregate', metrics: [] },
      `${BASE.replace('raw', 'aggregate')}?${WINDOW}`,
    ],
  ])('sends the documented request for %s', async (_, more, path) => {
    const transport = recorded({ [`GET ${path}`]: refusal(204, '') });
    await pullApi(transport).page({ ...QUERY, ...more });
    expect(transport.seen).toEqual([{ method: 'GET', path }]);
  });

  it('reads 204 as a page without records', async () => {
    const { reader } = answering(refusal(204, ''));
    expect(await reader.page(QUERY)).toEqual({ records: [], page: 0, next: { tag: 'none' } });
  });
});

describeWithReference('the vendor samples', () => {
  it.each([
    ['raw-logs', 'raw', 5101],
    ['aggregate-logs', 'aggregate', 1116],
  ] as const)('each record of the vendor sample of %s is read unchanged', async (path, report, streamId) => {
    const sample = JSON.parse(readFileSync(reference(`pull-samples/${path}.response.json`) ?? '', 'utf8'));
    const transport = recorded({ [`GET /datastream-pull-api/v1/streams/${streamId}/${path}`]: sample });
    const page = await pullApi(transport).page({ ...QUERY, report, streamId });
    expect(page.records.map(({ value }) => value)).toEqual(sample.data);
    expect(page.records.map(({ text }) => JSON.parse(text))).toEqual(sample.data);
    expect(page).toMatchObject({ page: 0, pageCount: 1, next: { tag: 'none' } });
  });
});

describe('reading a page', () => {
  it.each<[string, unknown, string]>([
    ['no records', { metadata: {} }, 'it has no list of records'],
    ['no metadata', { data: [] }, 'it does not say which page it is'],
    ['a list', [], 'it is not an object'],
    ['a truncated page', '{"metadata":{},"data":[{"a":', 'it is not JSON'],
    ['a web page', '<html>', 'web page'],
    ['nothing', '', 'it is empty'],
    ['another stream', pageWith(undefined, { streamId: '7' }), 'it is not about stream 5101'],
    ['another page', pageWith(undefined, { page: 4 }), 'it is page 4, not page 0'],
  ])('refuses %s', async (_, answer, why) => {
    const error = await answering(answer)
      .reader.page(QUERY)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreadable', details: { request: `GET ${BASE}` } });
    expect(String(error)).toContain(why);
  });
});

describe('the next page', () => {
  it.each([
    ['as the samples write it', `${BASE}?start=a&end=b&page=1&size=2`, 'start=a&end=b&page=1&size=2'],
    [
      'with a slash before the query',
      `${BASE}/?start=2017-10-23T08:30:00Z&page=1`,
      'start=2017-10-23T08:30:00Z&page=1',
    ],
    ['with the account key echoed', `${BASE}?accountSwitchKey=1-ABC&page=1`, 'page=1'],
  ])('is followed %s', async (_, next, query) => {
    const { reader, transport } = answering(pageWith(next));
    const page = await reader.page(QUERY);
    if (page.next.tag !== 'page') throw new Error('no next page');
    expect(page.next.link).toEqual({ page: 1, path: `${BASE}?${query}`, pageCount: 9 });
    await reader.page(QUERY, page.next.link).catch(() => undefined);
    expect(transport.seen[1]?.path).toBe(`${BASE}?${query}`);
  });

  it.each<[string, unknown, string]>([
    ['to another host', `https://evil.example${BASE}?page=1`, 'leads elsewhere'],
    ['to another host without a scheme', `//evil.example${BASE}?page=1`, 'leads elsewhere'],
    ['to another stream', `${BASE.replace('5101', '7')}?page=1`, 'leads elsewhere'],
    ['to the other report', `${BASE.replace('raw', 'aggregate')}?page=1`, 'leads elsewhere'],
    ['up the path', `${BASE}/../../../../datastream-config-api?page=1`, 'leads elsewhere'],
    ['to a write', '/datastream-config-api/v1/datastream1/streams/5101?page=1', 'leads elsewhere'],
    ['with a line break', `${BASE}?page=1\r\nHost: evil.example`, 'leads elsewhere'],
    ['with a fragment', `${BASE}?page=1#x`, 'leads elsewhere'],
    ['without a query', BASE, 'leads elsewhere'],
    ['as a number', 5, 'leads elsewhere'],
    ['as null', '', 'leads elsewhere'],
    ['with excessive length', `${BASE}?page=1&x=${'y'.repeat(5000)}`, 'leads elsewhere'],
    ['without a page', `${BASE}?start=a`, 'does not say which page that is'],
    ['to two pages', `${BASE}?page=1&page=0`, 'does not say which page that is'],
    ['to a page that is not a number', `${BASE}?page=next`, 'does not say which page that is'],
    ['to itself', `${BASE}?page=0`, 'leads back to page 0'],
    ['beyond the next page', `${BASE}?page=2`, 'skips to page 2'],
  ])('is refused if the link leads %s, and the records are kept', async (_, next, why) => {
    const page = await answering(pageWith(next)).reader.page(QUERY);
    expect(page.records).toHaveLength(1);
    if (page.next.tag !== 'refused') throw new Error('not refused');
    expect(page.next.error.kind).toBe('unreadable');
    expect(page.next.error.message).toContain(why);
    expect(page.next.error.message).not.toContain('evil');
  });

  it('follows the link, not a count that changes', async () => {
    const more = await answering(pageWith(`${BASE}?page=1`, { pageCount: 1 })).reader.page(QUERY);
    expect(more.next.tag).toBe('page');
    const last = await answering(pageWith(undefined, { pageCount: 1 })).reader.page(QUERY);
    expect(last).toMatchObject({ pageCount: 1, next: { tag: 'none' } });
  });

  it.each<[string, unknown]>([
    ['any links', []],
    ['a link to it', [{ self: 'x' }]],
    ['a link that is a link object', [{ next: null }, 5]],
    ['a list of links', undefined],
  ])(
    'is missing without an error for the last page only, or if there is no count, without %s',
    async (_, links) => {
      const tagOf = async (pageCount: unknown) =>
        (await answering(pageWith(undefined, { pageCount, links })).reader.page(QUERY)).next.tag;
      expect(await tagOf(5)).toBe('missing');
      expect(await tagOf(1)).toBe('none');
      expect(await tagOf(undefined)).toBe('none');
    },
  );

  it('is found in any of the link objects', async () => {
    const links = [{ self: 'x' }, null, { next: null }, { next: `${BASE}?page=1` }];
    const page = await answering(pageWith(undefined, { links })).reader.page(QUERY);
    expect(page.next).toMatchObject({ tag: 'page', link: { page: 1 } });
  });

  it('is expected from the count of earlier pages if a page has none', async () => {
    const link = { page: 1, path: `${BASE}?page=1`, pageCount: 5 };
    const uncounted = pageWith(undefined, { page: 1, pageCount: undefined });
    const page = await answering(uncounted).reader.page(QUERY, link);
    expect(page).toMatchObject({ pageCount: 5, next: { tag: 'missing' } });
    expect(page.next).toMatchObject({
      error: { message: expect.stringContaining('it has no link to the next one of 5 pages') },
    });
  });

  it('cannot be an empty response (204) if more pages were announced', async () => {
    const { reader } = answering(refusal(204, ''));
    const link = { page: 1, path: `${BASE}?page=1` };
    await expect(reader.page(QUERY, { ...link, pageCount: 5 })).rejects.toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining('it is empty (204), and there were 5 pages before'),
    });
    expect(await reader.page(QUERY, { ...link, pageCount: 1 })).toMatchObject({ next: { tag: 'none' } });
    expect(await reader.page(QUERY, link)).toMatchObject({ next: { tag: 'none' } });
  });

  it('never leaves the stream and its report, whatever the link', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc
            .tuple(fc.constantFrom(BASE, `${BASE}/`, '', '//x', BASE.slice(1)), fc.string())
            .map((parts) => parts.join('?page=1&')),
        ),
        async (link) => {
          const page = await answering(pageWith(link)).reader.page(QUERY);
          if (page.next.tag !== 'page') return;
          const url = new URL(page.next.link.path, 'https://api.example');
          expect(url.origin + url.pathname).toBe(`https://api.example${BASE}`);
        },
      ),
    );
  });
});

describe('an error of the Pull API', () => {
  const body = {
    timestamp: '2020-06-03T20:40:00Z',
    status: 400,
    error: 'Bad Request',
    exception: 'SomeException',
    message: 'The end is in the future.',
    path: BASE,
  };

  it('is quoted with its own sentence', async () => {
    await expect(answering(refusal(400, body)).reader.page(QUERY)).rejects.toMatchObject({
      kind: 'refused',
      message: `GET ${BASE} was refused (400): The end is in the future.`,
    });
  });

  it('is quoted with its status text if it has no sentence, and hides secrets', async () => {
    const silent = { ...body, message: '', error: 'No hush-hush here' };
    await expect(answering(refusal(500, silent)).reader.page(QUERY)).rejects.toMatchObject({
      kind: 'server',
      message: `GET ${BASE} failed (500): No *** here.`,
    });
  });

  it.each([
    [401, 'unauthorized', /credentials.*service "DataStream" \(READ-ONLY\).*"Datastream Config"/],
    [403, 'forbidden', /^To pull logs, .*service "DataStream" \(READ-ONLY\)/],
  ] as const)('of %i names the grant that pulling requires', async (status, kind, hint) => {
    const error = await answering(refusal(status, { ...body, status }))
      .reader.page(QUERY)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind, details: { status, hint: expect.stringMatching(hint) } });
  });
});
