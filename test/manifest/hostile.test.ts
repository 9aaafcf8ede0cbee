import { describe, expect, test } from 'vitest';
import { parseFile } from '../../src/manifest/parse.ts';
import { documentsIn } from '../../src/manifest/yaml/document.ts';
import { WEB, withSpec } from './samples.ts';

const MEGABYTE = 1_048_576;
const filled = (text: string) => text.repeat(Math.floor(MEGABYTE / text.length));
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Each letter expands to nine of the letter before it: 9^11 values from less than a kilobyte. */
const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghijkl']
  .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghijk'[index]}`).join(', ')}]`)
  .join('\n')}\n`;

const codes = (text: string) => {
  const { findings, entries } = parseFile('web.yaml', text);
  return [...findings, ...entries.flatMap((entry) => entry.findings)].map(({ code }) => code);
};

describe('hostile text is rejected early with one clear error', () => {
  test.each([
    ['an alias bomb', BOMB, 'too-large'],
    ['a chain of aliases', `a0: &a0 [x]\n${lines(100, (i) => `a${i + 1}: &a${i + 1} [*a${i}]`)}`, 'too-deep'],
    ['brackets', filled('['), 'too-deep'],
    ['braces', filled('{a: '), 'too-deep'],
    ['dashes', filled('- '), 'too-deep'],
    ['questions', filled('? '), 'too-deep'],
    ['stairs', lines(1000, (i) => `${' '.repeat(i)}a:`), 'too-deep'],
    ['a long list', filled('- a\n'), 'too-large'],
    ['a long list in brackets', `[${filled('a, ')}]`, 'too-large'],
    ['commas', `[${filled(',')}]`, 'too-large'],
    ['many members', lines(90_000, (i) => `k${i}: 1`), 'too-large'],
    ['one member many times', filled('a: 1\n'), 'too-large'],
    ['a long text', `a: ${filled('x')}`, 'too-large'],
    ['wrong escapes', `"${filled('\\q')}"`, 'too-large'],
    ['tabs', filled('\ta: b\n'), 'too-large'],
    ['directives', filled('%A b\n'), 'too-large'],
    ['comments', filled('# c\n'), 'too-large'],
    ['documents', filled('---\n'), 'too-many-documents'],
  ])('%s', (_title, text, code) => {
    const found = codes(text);
    expect(found).toContain(code);
    expect(found.length).toBeLessThan(10);
  });

  test('stops reporting after the limit of findings across documents', () => {
    const found = codes(filled('---\na: 1\n'));
    expect(found).toContain('too-many-findings');
    expect(found.length).toBeLessThan(110);
  });

  test('stops reporting after the limit of findings within one document', () => {
    const found = codes(withSpec(WEB, ...Array.from({ length: 500 }, (_, i) => `k${i}: 1`)));
    expect(found.filter((code) => code === 'unknown-member')).toHaveLength(100);
    expect(found.at(-1)).toBe('too-many-findings');
  });
});

describe('unusual but valid text', () => {
  test('ignores a byte order mark when it counts columns', () => {
    const [document] = documentsIn('web.yaml', `\ufeff${WEB}`).documents;
    expect(document?.position({ path: ['apiVersion'], part: 'value' })).toEqual({
      file: 'web.yaml',
      line: 1,
      column: 13,
    });
    expect(codes(`\ufeff${WEB}`)).toEqual([]);
  });

  test('accepts Windows line ends', () => {
    expect(codes(WEB.replaceAll('\n', '\r\n'))).toEqual([]);
  });

  test('accepts an alias for a whole value, and reports findings at its anchor', () => {
    const text = withSpec(WEB, 'extra: { first: &list [1, 2], second: *list }');
    const [entry] = parseFile('web.yaml', text).entries;
    expect(entry?.manifest?.spec['extra']).toEqual({ first: [1, 2], second: [1, 2] });
    const [document] = documentsIn('web.yaml', text).documents;
    const place = { path: ['spec', 'extra', 'second', 1], part: 'value' } as const;
    expect(document?.position(place)).toEqual({ file: 'web.yaml', line: 6, column: 29 });
  });

  test('resolves an alias to the most recent anchor of that name', () => {
    const text = 'a: { x: &n 1 }\nb: *n\nc: &n 2\nd: *n\n';
    expect(documentsIn('f', text).documents[0]?.value).toEqual({ a: { x: 1 }, b: 1, c: 2, d: 2 });
  });

  test('accepts names of built-in object properties as ordinary names', () => {
    const text = withSpec(WEB, 'extra: { constructor: 1, toString: 2, hasOwnProperty: 3 }');
    expect(parseFile('web.yaml', text).entries[0]?.manifest?.spec['extra']).toEqual({
      constructor: 1,
      toString: 2,
      hasOwnProperty: 3,
    });
  });

  test('finds no manifest in empty documents and empty files', () => {
    const nothing = { entries: [], properties: [], findings: [] };
    expect(parseFile('f', '')).toEqual(nothing);
    expect(parseFile('f', '# only\n---\n---\n')).toEqual(nothing);
  });
});
