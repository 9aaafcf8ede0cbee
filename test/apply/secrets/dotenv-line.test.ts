import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dotenvLine, readSecrets } from '../../../src/apply/secrets/dotenv.ts';

const read = (text: string) => readSecrets(text, 'secrets.env');

/** Text with what dotenv files treat specially. */
const VALUE = fc.string({
  unit: fc.oneof(
    fc.constantFrom("'", '"', '`', '\n', '\r', '\\', '\\n', '$', '${', '}', '#', ' #', '=', ' ', '\t', 'a'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 20,
});

test('a value is read as it was written, also next to other values, or there is no line for it', () => {
  fc.assert(
    fc.property(fc.array(VALUE, { minLength: 1, maxLength: 4 }), (values) => {
      const lines = values.map((value, index) => dotenvLine(`NAME_${index}`, value));
      const { secrets, problems } = read(lines.filter((line) => line !== undefined).join(''));
      expect(problems).toEqual([]);
      for (const [index, value] of values.entries()) {
        const isWritten = lines[index] !== undefined;
        expect(secrets.get(`NAME_${index}`)).toBe(isWritten ? value : undefined);
        const isUnusual = value.includes('\r') || ["'", '"', '`'].every((quote) => value.includes(quote));
        if (!isWritten) expect(isUnusual || (value.includes("'") && value.includes('\\n'))).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a PEM key', '-----BEGIN KEY-----\nMII+/=\n-----END KEY-----\n'],
  ['a JSON key', '{"private_key": "-----BEGIN\\nMII\\n-----END\\n", "id": 1}'],
  ['quotes', `it's "here"`],
  ['a shell variable', '$HOME ${ $(id)'],
  ['a comment', 'a #b#c'],
  ['blanks at both ends', '  a  '],
])('%s can be written', (_, value) => {
  const line = dotenvLine('NAME', value);
  expect(read(line ?? '').secrets.get('NAME')).toBe(value);
});

test.each([`'"\``, 'a\rb', 'a\r\nb'])('%j has no line', (value) => {
  expect(dotenvLine('NAME', value)).toBeUndefined();
});
