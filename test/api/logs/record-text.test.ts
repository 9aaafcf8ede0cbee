import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableValue, recordTexts } from '../../../src/api/logs/record-text.ts';

describe('the texts of records', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'numbers beyond the precision of a double',
      '{"data":[{"n":9007199254740993},{"n":1e400},{"n":-0.10}]}',
      ['{"n":9007199254740993}', '{"n":1e400}', '{"n":-0.10}'],
    ],
    ['no records', '{"data": [ ] }', []],
    ['items that are not objects', '{"data":[1 , "a,]" ,null,[],{}]}', ['1', '"a,]"', 'null', '[]', '{}']],
    ['line breaks', '{\n "data" : [\r\n\t{ "a b" :\n[ 1, "x  y" ] } ] }', ['{"a b":[1,"x  y"]}']],
    ['another member with the name', '{"x":{"data":[7]},"data":[1],"y":["data"]}', ['1']],
    ['a duplicate member', '{"data":[1],"data":[2,3]}', ['2', '3']],
    ['an escaped name', '{"d\\u0061ta":[1]}', ['1']],
    [
      'quotes and backslashes',
      '{"data":["\\\\","\\"]",{"\\"":"\\\\\\""}]}',
      ['"\\\\"', '"\\"]"', '{"\\"":"\\\\\\""}'],
    ],
    ['several duplicate members', '{"data":[{"a":1,"a":2}]}', ['{"a":1,"a":2}']],
  ])('are extracted unchanged with %s', (_, page, texts) => {
    expect(recordTexts(page)).toEqual(texts);
  });

  it('parse to the records, however the page is written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.jsonValue(),
        fc.constantFrom(undefined, 1, '\t'),
        (data, other, indent) => {
          const page = JSON.stringify({ numRecords: 1, metadata: other, data, more: other }, null, indent);
          expect(recordTexts(page)).toEqual(data.map((record) => JSON.stringify(record)));
        },
      ),
    );
  });

  it('are extracted from a large page without delay', () => {
    const record = `{"n":1,"text":"${'a\\"'.repeat(1_000_000)}"}`;
    expect(recordTexts(`{"data":[${record},${record}]}`)).toEqual([record, record]);
  });
});

describe('a record for people to read', () => {
  const read = (text: string) => readableValue(JSON.parse(text), text);

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-12345678901234567890', '-12345678901234567890'],
    ['1e400', '1e400'],
    ['-1E+400', '-1E+400'],
    ['1e300', 1e300],
    ['0.1234567890123456', 0.1234567890123456],
    ['"9007199254740993"', '9007199254740993'],
    ['"a\\"9007199254740993"', 'a"9007199254740993'],
  ])('keeps %s unchanged, at any position', (number, expected) => {
    expect(read(`{"n":${number},"m":[{"o":${number}}],"9007199254740993":1}`)).toEqual({
      n: expected,
      m: [{ o: expected }],
      '9007199254740993': 1,
    });
  });

  it('is the record if every number is exact as a double', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n }),
        (value, long) => {
          const text = JSON.stringify({ value, long: Number(long), digits: '1234567890123456' });
          expect(read(text)).toEqual(
            JSON.parse(text, (_, inner) => (isWhole(inner) ? JSON.stringify(inner) : inner)),
          );
        },
      ),
    );
  });

  /** An integer that JavaScript writes without an exponent and that may exceed the precision of a double. */
  const isWhole = (value: unknown) => /^-?\d+$/.test(JSON.stringify(value)) && !Number.isSafeInteger(value);

  it('is formatted without delay if it is large', () => {
    const text = `{"n":9007199254740993,"text":"${'a\\"'.repeat(1_000_000)}"}`;
    expect(read(text)).toMatchObject({ n: '9007199254740993' });
  });
});
