import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFlatObject } from '../../../src/receive/records/flat-object.ts';
import { ObjectScanner } from '../../../src/receive/records/scan-object.ts';

test.each([
  ['{"version":2,"streamId":"7050","cp":"123"}', '7050'],
  ['{"streamId":7050}', '7050'],
  ['{"a":"é /","b":-0.5e+10,"c":true,"d":null,"streamId":0}', '0'],
  ['{"a":"x"}', ''],
])('%s is flat', (line, streamId) => {
  expect(readFlatObject(Buffer.from(line).toString('latin1'))).toBe(streamId);
});

test.each([
  ['{}'],
  ['{"a": 1}'],
  ['{"a":"\\n"}'],
  ['{"a":[]}'],
  ['{"a":01}'],
  ['{"a":"\t"}'],
  ['{"streamId":1,"streamId":2}'],
  ['{"streamId":"07"}'],
  ['{"streamId":"7050}'],
  ['{"streamId":7050"}'],
  ['{"streamId":"x"}'],
  ['{"a":1,}'],
  ['{"a":1}\n{"a":1}'],
])('%s is left to the scanner', (line) => {
  expect(readFlatObject(line)).toBeUndefined();
});

const key = fc.constantFrom('a', 'streamId', 'é', '');
const value = fc.constantFrom('"x"', '7050', '"7050"', '-1.5', 'true', 'null', '""', '01', '"', '{}', ' 1');
const object = fc
  .array(fc.tuple(key, value), { minLength: 1, maxLength: 5 })
  .map((members) => `{${members.map(([name, text]) => `"${name}":${text}`).join(',')}}`);

test('a flat object is one for the scanner too, with the same stream id', () => {
  fc.assert(
    fc.property(object, (text) => {
      const bytes = Buffer.from(`${text}\n`);
      const streamId = readFlatObject(bytes.toString('latin1', 0, bytes.length - 1));
      if (streamId === undefined) return;
      const scanner = new ObjectScanner();
      expect(scanner.scan(bytes, 0, bytes.length - 1)).toBe(true);
      const id = scanner.idStart < 0 ? '' : bytes.toString('latin1', scanner.idStart, scanner.idEnd);
      expect(streamId).toBe(id.replaceAll('"', ''));
    }),
    { numRuns: 2000 },
  );
});

// Were the expression not linear, each of these lines would take hours.
test.each([
  ['members', `{${'"a":1,'.repeat(2700)}"a":1x}`],
  ['members after the stream id', `{"streamId":1${',"a":1'.repeat(2700)}x}`],
  ['a text', `{"a":"${'b'.repeat(16_000)}`],
  ['digits', `{"a":${'1'.repeat(16_000)}x}`],
])('a long line of %s is refused at once', (_, line) => {
  expect(readFlatObject(line)).toBeUndefined();
});
