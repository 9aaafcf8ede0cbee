import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, parseJson } from '../../../src/model/json.ts';
import { ObjectScanner } from '../../../src/receive/records/scan-object.ts';

/** What the scanner finds in a text, within other bytes that must have no effect. */
function scan(text: string): { readonly isObject: boolean; readonly streamId: string | undefined } {
  const line = Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from('}1"'), line, Buffer.from('\n}"1')]);
  const scanner = new ObjectScanner();
  const found = scanner.scan(bytes, 3, 3 + line.length);
  const hasId = scanner.idStart >= 0;
  return {
    isObject: found,
    streamId: hasId ? bytes.toString('utf8', scanner.idStart, scanner.idEnd) : undefined,
  };
}

/** JSON texts, and texts that differ from JSON in one place. */
const nearlyJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.nat(),
    fc.constantFrom('', '"', '\\', '{', '}', ',', ':', '0', 'e', '.', '-', '\t', 'é', '\u0001'),
  )
  .map(([text, at, change]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + change + text.slice(place + (at % 2));
  })
  .filter((text) => !text.includes('\n'));

test.each([
  ['JSON', fc.json()],
  ['objects', fc.object().map((value) => JSON.stringify(value))],
  ['nearly JSON', nearlyJson],
  ['objects, nearly', nearlyJson.map((text) => `{"a":${text}}`)],
  ['any text', fc.string({ unit: 'binary' })],
])('accepts the objects that JSON.parse accepts, and nothing else: %s', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      fc.pre(!text.includes('\n') && Buffer.from(text).toString() === text);
      expect(scan(text).isObject).toBe(isObject(parseJson(text) as never));
    }),
    { numRuns: 2000 },
  );
});

describe('what is one object', () => {
  test.each([
    ['{}'],
    [' {\t} \r'],
    ['{"a":[],"b":{},"c":[[1],{"d":null}]}'],
    ['{"a":-0.5e+10,"b":1E3,"c":0}'],
    ['{"a":"\\u00e9\\n\\"","é":"日本"}'],
    ['{"":true,"b":false}'],
  ])('%s is', (text) => {
    expect(scan(text).isObject).toBe(true);
  });

  test.each([
    [''],
    ['1'],
    ['[{}]'],
    ['null'],
    ['{}{}'],
    ['{"a":1'],
    ['{"a":1,}'],
    ['{"a" 1}'],
    ['{a:1}'],
    ['{"a":01}'],
    ['{"a":1.}'],
    ['{"a":.5}'],
    ['{"a":1e}'],
    ['{"a":-}'],
    ['{"a":+1}'],
    ['{"a":nul}'],
    ['{"a":"\\x"}'],
    ['{"a":"\\u12g4"}'],
    ['{"a":"\t"}'],
    ['{"a":"'],
    ['{"a":[1,]}'],
    ['{"a":[1 2]}'],
    ['{"a":[1}'],
    ['\ufeff{}'],
    ['\u00a0{}'],
  ])('%s is not', (text) => {
    expect(scan(text).isObject).toBe(false);
  });

  test('a value may be nested in 1,000 levels, and a deeper one does not exhaust the stack', () => {
    const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    expect(scan(nested(1000)).isObject).toBe(true);
    expect(scan(nested(1001)).isObject).toBe(false);
    expect(scan(nested(1_000_000)).isObject).toBe(false);
  });

  test('a line that ends within an object does not continue in the bytes behind it', () => {
    const bytes = Buffer.from('{"a":1}');
    for (let end = 0; end < bytes.length; end += 1)
      expect(new ObjectScanner().scan(bytes, 0, end)).toBe(false);
  });
});

describe('the stream id', () => {
  test.each([
    ['{"streamId":7050}', '7050'],
    ['{"a":{"streamId":1},"streamId" : "7050" ,"b":[{"streamId":2}]}', '"7050"'],
    ['{"streamId":123456789012345678901234567890}', '123456789012345678901234567890'],
    ['{"streamId":1,"streamId":2}', '2'],
    ['{"a":{"streamId":1}}', undefined],
    ['{"xstreamId":1,"streamIdx":2}', undefined],
  ])('of %s is %s', (text, id) => {
    expect(scan(text).streamId).toBe(id);
  });
});
