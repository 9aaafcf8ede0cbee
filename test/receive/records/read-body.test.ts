import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LineReader } from '../../../src/receive/records/line-reader.ts';
import { readBody, TooLarge } from '../../../src/receive/records/read-body.ts';
import { gzipMembers, line, MIB, RECEIVED_AT, read, structured } from './bodies.ts';

const GZIP = { contentEncoding: 'gzip' };
const LOGS = '{"streamId":7050,"a":1}\n{"streamId":7050,"a":2}\n';
const LINES = line('{"streamId":7050,"a":1}', '7050') + line('{"streamId":7050,"a":2}', '7050');

describe('JSON', () => {
  test('each line becomes an output line with its bytes as sent', async () => {
    const records = ['{ "n":12345678901234567890.10, "e":1E400 }', '{"é":"\\u00e9","a":1,"a":2}'];
    const { lines, records: count, rejected } = await read(records.join('\n'));
    expect(Buffer.from(lines, 'latin1').toString()).toBe(records.map((record) => line(record)).join(''));
    expect(count).toBe(2);
    expect(rejected).toEqual([]);
  });

  test.each([
    ['lines that end in CRLF', LOGS.replaceAll('\n', '\r\n')],
    ['blank lines', `\n \t\r\n${LOGS.replaceAll('\n', '\n\n')}\n`],
    ['no last line feed', LOGS.trimEnd()],
  ])('%s', async (_, body) => {
    expect(await read(body)).toMatchObject({ lines: LINES, records: 2, rejected: [] });
  });

  test.each([
    ['{"streamId":7050}', '7050'],
    ['{"streamId":"7050"}', '7050'],
    ['{"streamId":"007"}', '7'],
    ['{"streamId":12345678901234567890}', '12345678901234567890'],
    ['{"streamId":"a"}', '9'],
    ['{"streamId":70.5}', '9'],
    ['{"streamId":-1}', '9'],
    ['{"streamId":null}', '9'],
    ['{}', '9'],
  ])('the stream id of %s is %s, with 9 in the manifest', async (record, id) => {
    const { lines } = await read(record, { format: { format: 'JSON', streamId: '9' } });
    expect(lines).toBe(line(record, id));
  });

  test('lines that are no objects are rejected as sent, next to records', async () => {
    const type = { contentType: 'application/json' };
    const { lines, records, rejected, count } = await read(`${LOGS}[1]\r\n{"a":\ntrue`, type);
    expect({ lines, records, count }).toEqual({ lines: LINES, records: 2, count: 3 });
    expect(rejected).toEqual([{ reason: 'json', kind: 'lines', text: '[1]\r\n{"a":\ntrue\n', ...type }]);
  });

  test('a body without any record is rejected as received', async () => {
    const body = gzipSync('no\nJSON\n');
    const { records, rejected, count } = await read(body, GZIP);
    expect({ records, count }).toEqual({ records: 0, count: 1 });
    expect(rejected).toEqual([{ reason: 'json', kind: 'body', text: body.toString('latin1'), ...GZIP }]);
  });

  test('a body that is not UTF-8 is rejected as received', async () => {
    const body = Buffer.concat([Buffer.from(`${LOGS}{"a":"`), Buffer.of(0xff), Buffer.from('"}\n')]);
    const { records, rejected } = await read(body);
    expect(records).toBe(0);
    expect(rejected).toEqual([{ reason: 'utf8', kind: 'body', text: body.toString('latin1') }]);
  });

  test('an empty body has no records, and nothing is rejected', async () => {
    for (const body of ['', '\n\r\n']) {
      expect(await read(body)).toMatchObject({ lines: '', records: 0, rejected: [], isProbe: false });
    }
    expect(await read('', GZIP)).toMatchObject({ records: 0, rejected: [] });
  });

  test('a line that is longer than any record is rejected with its body', async () => {
    const body = `${LOGS}{"a":"${'x'.repeat(17 * MIB)}"}`;
    const { records, rejected } = await read(body);
    expect(records).toBe(0);
    expect(rejected).toMatchObject([{ reason: 'json', kind: 'body' }]);
    expect(rejected[0]?.text).toHaveLength(body.length);
  });

  test('the stream id is that of JSON.parse, whatever the form of its key and its value', async () => {
    const escapeFirst = (text: string) =>
      text.replace(/./, (first) => `\\u00${first.charCodeAt(0).toString(16)}`);
    const form = fc.constantFrom((text: string) => text, escapeFirst);
    const id = fc.nat().map(String);
    const value = fc.oneof(
      fc.tuple(id, form).map(([digits, write]) => `"${write(digits)}"`),
      fc.tuple(id, fc.constantFrom('', '.0', 'e0', 'E+2')).map((parts) => parts.join('')),
      fc.constantFrom('-1', '1.5', '1e999', '"x"', '""', 'null', 'true', '{"streamId":1}'),
    );
    const member = fc.tuple(fc.constantFrom('a', 'streamId', 'streamIds'), form, value);
    const members = fc.array(member, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(members, async (list) => {
        const record = `{${list.map(([key, write, json]) => `"${write(key)}":${json}`).join(',')}}`;
        const { streamId: own } = JSON.parse(record);
        const known = Number.isSafeInteger(own) ? own >= 0 : typeof own === 'string' && /^\d+$/.test(own);
        const { lines } = await read(record);
        expect(JSON.parse(lines).streamId).toBe(known ? Number(own) : null);
      }),
      { numRuns: 1000 },
    );
  });

  test('the same bytes in any pieces give the same lines', () => {
    const json = fc.object().map((value) => JSON.stringify(value));
    const text = fc.oneof(json, json, fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\r', '{}\r'));
    fc.assert(
      fc.property(fc.array(text), fc.array(fc.nat({ max: 50 })), fc.boolean(), (texts, sizes, ends) => {
        const body = Buffer.from(texts.join('\n') + (ends ? '\n' : ''));
        expect(inPieces(body, sizes)).toEqual(inPieces(body, []));
      }),
      { numRuns: 500 },
    );
  });

  test('any bytes are read, and all of them are in records or rejected', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('gzip', undefined),
        async (body, how) => {
          const found = await read(body, { contentEncoding: how });
          expect(found.lines.split('\n')).toHaveLength(found.records + 1);
          const whole = found.rejected.filter(({ kind }) => kind === 'body');
          expect(whole.every(({ text }) => text === Buffer.from(body).toString('latin1'))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

/** What a reader finds in a body that arrives in pieces of these sizes; the last piece is the rest. */
function inPieces(body: Buffer, sizes: readonly number[]) {
  const reader = new LineReader({ format: 'JSON' }, RECEIVED_AT, 0);
  let at = 0;
  for (const size of sizes) {
    reader.add(body.subarray(at, at + size));
    at += size;
  }
  reader.add(body.subarray(at));
  reader.end();
  const { failure, records, unreadable } = reader;
  const textOf = (blocks: readonly Uint8Array[]) => Buffer.concat(blocks).toString();
  return { failure, lines: textOf(records.blocks()), unreadable: textOf(unreadable.blocks()) };
}

describe('STRUCTURED', () => {
  const format = structured(['version', 'streamId', 'cp', 'UA', '4711'], ' ', '9');

  test('columns become text values, and columns that are - are omitted', async () => {
    const { lines, records } = await read('1 7050 123 Mozilla%2F5 "\\\n1 - - é -\r\n', { format });
    expect(Buffer.from(lines, 'latin1').toString()).toBe(
      line('{"version":"1","streamId":"7050","cp":"123","UA":"Mozilla%2F5","4711":"\\"\\\\"}', '7050') +
        line('{"version":"1","UA":"é"}', '9'),
    );
    expect(records).toBe(2);
  });

  test('a delimiter may have several characters, and a column may be empty', async () => {
    const { lines } = await read('1;;7;;', { format: structured(['version', 'streamId', 'é'], ';;') });
    expect(Buffer.from(lines, 'latin1').toString()).toBe(line('{"version":"1","streamId":"7","é":""}', '7'));
  });

  test('lines with another number of columns are rejected', async () => {
    const { records, rejected } = await read('1 7 a b c\n1 7 a b\n1 7 a b c d\n', { format });
    expect(records).toBe(1);
    expect(rejected).toEqual([{ reason: 'columns', kind: 'lines', text: '1 7 a b\n1 7 a b c d\n' }]);
    expect((await read(LOGS, { format })).rejected).toMatchObject([{ reason: 'columns', kind: 'body' }]);
  });

  test('a line of delimiters is split no further than its columns', async () => {
    const split = vi.spyOn(String.prototype, 'split');
    onTestFinished(() => split.mockRestore());
    const { rejected } = await read(`${' '.repeat(10_000)}x`, { format });
    expect(rejected).toMatchObject([{ reason: 'columns', kind: 'body' }]);
    const lengths = split.mock.results.map(({ value }) => value.length);
    expect(Math.max(...lengths)).toBe(6);
  });
});

describe('the access check', () => {
  test.each([
    ['0,access_validation'],
    ['0,access_validation\r\n'],
    ['{"access_validation":true}'],
    [' { "access_validation" : true }\n'],
  ])('%s', async (body) => {
    const probe = { isProbe: true, records: 0, lines: '', rejected: [] };
    expect(await read(body)).toMatchObject(probe);
    expect(await read(gzipSync(body), GZIP)).toMatchObject(probe);
    expect(await read(body, { format: structured(['version', 'streamId']) })).toMatchObject(probe);
  });

  test.each([['{"access_validation":false}'], ['{"access_validation":true,"a":1}']])(
    '%s is a record',
    async (body) => {
      expect(await read(body)).toMatchObject({ isProbe: false, records: 1 });
    },
  );
});

describe('compression', () => {
  test.each([
    ['as the header says', GZIP],
    ['as the header says, in other letters', { contentEncoding: ' GZIP ' }],
    ['as the first bytes say', {}],
    ['although the header says identity', { contentEncoding: 'identity' }],
  ])('gzip, %s', async (_, headers) => {
    const found = await read(gzipSync(LOGS), headers);
    expect(found).toMatchObject({ lines: LINES, records: 2, rejected: [], decompressed: LOGS.length });
  });

  test('several members, also if a line continues in the next one', async () => {
    const body = gzipMembers(LOGS.slice(0, 10), '', LOGS.slice(10));
    expect(await read(body, GZIP)).toMatchObject({ lines: LINES, records: 2 });
  });

  test('many records, decompressed in pieces', async () => {
    const records = Array.from({ length: 3000 }, (_, i) => `{"streamId":7,"i":"${i}${'é'.repeat(i % 300)}"}`);
    const found = await read(gzipMembers(...records.map((record) => `${record}\n`)), GZIP);
    expect(Buffer.from(found.lines, 'latin1').toString()).toBe(
      records.map((each) => line(each, '7')).join(''),
    );
    expect(found.records).toBe(3000);
  });

  test.each([
    ['is no gzip', Buffer.from(LOGS)],
    ['is truncated', gzipSync(LOGS).subarray(0, -9)],
    ['is truncated in its second member', gzipMembers(LOGS, LOGS).subarray(0, -9)],
    ['continues with other bytes', Buffer.concat([gzipSync(LOGS), Buffer.from('more')])],
    ['is large and truncated', gzipSync(randomBytes(MIB).toString('base64')).subarray(0, -9)],
  ])('a body that %s is rejected as received', async (_, body) => {
    const { records, lines, rejected } = await read(body, GZIP);
    expect({ records, lines }).toEqual({ records: 0, lines: '' });
    expect(rejected).toEqual([{ reason: 'gzip', kind: 'body', text: body.toString('latin1'), ...GZIP }]);
  });

  test.each([['br'], ['deflate'], ['gzip, gzip'], ['zstd']])('%s is rejected', async (contentEncoding) => {
    const { rejected } = await read(gzipSync(LOGS), { contentEncoding });
    expect(rejected).toMatchObject([{ reason: 'encoding', kind: 'body', contentEncoding }]);
  });
});

describe('limits', () => {
  const bomb = gzipSync(Buffer.alloc(64 * MIB, '{}\n'));

  test('decompression ends at the limit', async () => {
    const reserved: number[] = [];
    const reserve = async (bytes: number) => {
      reserved.push(bytes);
    };
    const limits = { maxDecompressed: MIB, reserve, ...GZIP };
    await expect(
      read(gzipSync(Buffer.alloc(64 * MIB, ' '.repeat(2047).concat('\n'))), limits),
    ).rejects.toThrow(TooLarge);
    await expect(read(bomb, limits)).rejects.toThrow(TooLarge);
    // Also short lines, of which each becomes more than 20 times as long.
    await expect(read(bomb, { ...limits, maxDecompressed: 64 * MIB })).rejects.toThrow(TooLarge);
    expect(Math.max(...reserved)).toBeLessThan(8 * MIB);
    await expect(read(LOGS, { maxDecompressed: LOGS.length - 1 })).rejects.toThrow(TooLarge);
    expect(await read(LOGS, { maxDecompressed: LOGS.length })).toMatchObject({ records: 2 });
  });

  test('memory is reserved before it is used further, and a refusal ends the reading', async () => {
    let reserved = 0;
    const reserve = async (bytes: number) => {
      reserved += bytes;
      if (reserved > MIB) throw new Error('no memory');
    };
    await expect(read(bomb, { reserve, ...GZIP })).rejects.toThrow('no memory');
    expect(reserved).toBeLessThan(8 * MIB);
    reserved = 0;
    const { lines } = await read(LOGS, { reserve });
    expect(reserved).toBeGreaterThanOrEqual(lines.length);
  });
});

test('lines keep their memory until it is released, and other bodies use it afterwards', async () => {
  const options = { format: { format: 'JSON' as const }, receivedAt: RECEIVED_AT, maxDecompressed: MIB };
  const body = (letter: string) => Buffer.from(`{"a":"${letter.repeat(20_000)}"}`);
  const readLetter = (letter: string) =>
    readBody({ bytes: body(letter) }, { ...options, reserve: async () => undefined });
  const first = await readLetter('a');
  const second = await readLetter('b');
  const textOf = ({ batch }: typeof first) => Buffer.concat(batch.lines).toString();
  expect(textOf(first)).toBe(line(body('a').toString()));
  expect(textOf(second)).toBe(line(body('b').toString()));
  first.release();
  const third = await readLetter('c');
  expect(textOf(third)).toBe(line(body('c').toString()));
  expect(third.batch.lines[0]?.buffer).toBe(first.batch.lines[0]?.buffer);
  expect(textOf(second)).toBe(line(body('b').toString()));
});
