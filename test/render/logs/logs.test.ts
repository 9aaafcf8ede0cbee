import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { logLine, logsHead, logsTable } from '../../../src/render/logs/logs.ts';
import { displayWidth } from '../../../src/render/text/display-width.ts';

const RAW: Json = {
  id: 5101,
  processedTime: 1591217099220,
  start: 1591216918040,
  cache: { cacheHit: '0' },
  message: {
    bytes: '10',
    cliIP: '203.0.113.7',
    reqHost: 'www.example.com',
    reqMethod: 'GET',
    reqPath: '/alert/',
    status: '404',
  },
  respHdr: { respCT: 'Content-Type: text/html\r\n' },
};
const AGGREGATE: Json = {
  '2xx': 35,
  '5xx': 0,
  bytesPerSecond: 19263.22,
  offloadRate: 100,
  startTime: '2020-05-29T17:00:00Z',
  endTime: '2020-05-29T17:01:00Z',
  '2xx_dist': { '200': 35 },
};
const wide = { color: false, width: 120 };

function raw(width: number, record: Json) {
  const table = logsTable({ report: 'raw', metrics: [] }, [], { color: false, width });
  return { heading: table.heading, row: table.row(record) };
}

describe('a table of logs', () => {
  it('shows the main members of a request', () => {
    const { heading, row } = raw(100, RAW);
    expect(heading).toBe('time      status  method       bytes  client IP        cache  URL');
    expect(row).toBe('20:41:58  404     GET             10  203.0.113.7      miss   www.example.com/alert/');
  });

  it.each([
    [80, ['time', 'status', 'method', 'bytes', 'client IP', 'cache', 'URL']],
    [74, ['time', 'status', 'method', 'bytes', 'client IP', 'URL']],
    [40, ['time', 'status', 'URL']],
    [10, ['time', 'status', 'URL']],
  ])('omits on %i columns what is not the request itself, and says so', (width, titles) => {
    const { heading } = raw(width, RAW);
    expect(heading.split('\n').at(-1)?.split(/ {2,}/)).toEqual(titles);
    expect(heading.includes('Not shown at this width:')).toBe(titles.length < 7);
  });

  it('shows the metrics of the first records', () => {
    const table = logsTable({ report: 'aggregate', metrics: [] }, [AGGREGATE], wide);
    expect(table.heading).toBe('start     end          2xx     5xx      bytes/s  offload %');
    expect(table.row(AGGREGATE)).toBe('17:00:00  17:01:00      35       0     19263.22        100');
  });

  it('shows the requested metrics, also if a record lacks one', () => {
    const table = logsTable({ report: 'aggregate', metrics: ['offloadRate', '4xx'] }, [], wide);
    expect(table.row(AGGREGATE)).toBe('17:00:00  17:01:00        100       -');
  });

  it('names the metrics that do not fit', () => {
    const metrics = ['2xx', 'edgeResponseTime', 'requestsPerSecond', 'offloadRate'];
    const { heading } = logsTable({ report: 'aggregate', metrics }, [], { color: false, width: 40 });
    expect(heading.replaceAll('\n', ' ')).toBe(
      'Not shown at this width: requestsPerSecond, offloadRate. Use --format json for all of a record. ' +
        'start     end          2xx   edge ms',
    );
  });

  it.each<[string, Json]>([
    ['nothing', {}],
    ['not an object', 'oops'],
    ['null', null],
    ['groups of another kind', { message: 'x', cache: 1, start: 'never' }],
    ['times outside any calendar', { start: 1e300 }],
    ['objects as members', { message: { reqHost: { a: 1 }, status: [] } }],
  ])('accepts a record with %s', (_, record) => {
    expect(displayWidth(raw(80, record).row)).toBeGreaterThan(50);
  });

  it('keeps both ends of a URL that is too long, and does not scan all of a huge one', () => {
    const long = { message: { reqHost: 'www.example.com', reqPath: `/${'a'.repeat(5_000_000)}/end` } };
    expect(raw(80, long).row).toMatch(/ {2}www\.exam…a+\/end$/);
    expect(displayWidth(raw(80, long).row)).toBeLessThanOrEqual(80);
  });

  it.each([
    ['combining marks', '\u0301'],
    ['a letter with many marks', `a${'\u0301'.repeat(400)}`],
    ['an endless Hangul syllable', '\u1100'],
    ['variation selectors', '\uFE0F'],
    ['marks outside the basic plane', '\u{1D167}'],
  ])('limits the number of bytes to its columns for %s', (_, piece) => {
    const much = piece.repeat(5_000);
    const message = { reqHost: much, reqPath: much, status: much, cliIP: much, reqMethod: much, bytes: much };
    const { row } = raw(100, { start: much, message, cache: { cacheHit: much } });
    expect(Buffer.byteLength(row)).toBeLessThan(100 * 20);
    expect(displayWidth(row)).toBeLessThanOrEqual(100);
    expect(row).not.toMatch(acts);
  });

  it('keeps letters with marks unchanged', () => {
    const name = 'e\u0323\u0302'.repeat(5);
    expect(raw(100, { message: { reqHost: name } }).row).toContain(name);
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\u001b[2J',
      '\u009b31m',
      '\r\nfake',
      '\u202e',
      'ä',
      '漢字漢字漢字漢字',
      '👩‍👩‍👧',
      '\u0000',
      'a'.repeat(3000),
    ),
  );
  const value = fc.oneof(text, fc.double(), fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>);
  const record = fc.record({
    start: value,
    startTime: value,
    endTime: value,
    '2xx': value,
    message: fc.record({
      reqHost: value,
      reqPath: value,
      status: value,
      cliIP: value,
      bytes: value,
      reqMethod: value,
    }),
    cache: fc.record({ cacheHit: value }),
  });
  const acts = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

  it('is never wider than the terminal, and no record controls it', () => {
    fc.assert(
      fc.property(
        record,
        fc.integer({ min: 40, max: 200 }),
        fc.constantFrom('raw', 'aggregate'),
        (hostile, width, report) => {
          const table = logsTable({ report, metrics: [] }, [hostile as Json], { color: false, width });
          const row = table.row(hostile as Json);
          expect(row).not.toMatch(acts);
          expect(displayWidth(row)).toBeLessThanOrEqual(width);
          for (const line of table.heading.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('has the same meaning on a line of JSON, which is one line and controls no terminal', () => {
    fc.assert(
      fc.property(record, (hostile) => {
        const line = logLine(JSON.stringify(hostile));
        expect(line).not.toMatch(acts);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(hostile)));
      }),
    );
  });
});

describe('a record as a line of JSON', () => {
  it('keeps numbers that exceed the precision of a double', () => {
    const record = '{"a":9007199254740993,"b":1e400,"c":1.10,"d":"\u001b"}';
    expect(logLine(record)).toBe('{"a":9007199254740993,"b":1e400,"c":1.10,"d":"\\u001b"}');
  });
});

describe('the heading of logs', () => {
  it('shows target, stream and window', () => {
    const head = {
      target: 'https://akab-x.luna.akamaiapis.net',
      name: 'shop\u001b[2J',
      streamId: 7,
      report: 'raw',
      start: '2026-01-05T08:00:00Z',
      end: '2026-01-05T09:00:00Z',
    } as const;
    expect(logsHead(head)).toBe(
      'DataStream logs  https://akab-x.luna.akamaiapis.net\n' +
        'shop\\u001b[2J (stream 7), raw logs from 2026-01-05T08:00:00Z to 2026-01-05T09:00:00Z',
    );
  });
});
