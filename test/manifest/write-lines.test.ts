import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestLines, valuesIn } from '../../src/manifest/write-lines.ts';
import { documentsIn } from '../../src/manifest/yaml/document.ts';
import { isArray, type Json, type JsonObject } from '../../src/model/json.ts';
import { logText, visibleLines } from '../../src/render/text/escape-control.ts';
import { runs } from '../soak.ts';

/** Text that YAML, a terminal or a build agent could take for something else. */
const TEXT = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('a', ' ', '\n', '\t', '\r', ':', '::', '##[x]', '#', '- ', '---', '"', "'", '\u202e'),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('yes', 'null', '1e3', '2026-11-28', '~', '-----BEGIN X-----\nabc\ndef\n-----END X-----\n'),
);

const OBJECT: fc.Arbitrary<JsonObject> = fc.letrec<{ json: Json; object: JsonObject }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    TEXT,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    TEXT.map((env) => ({ env })),
    fc.array(tie('json'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(TEXT, tie('json'), { maxKeys: 4, noNullPrototype: true }),
})).object;

const isUsual = (value: JsonObject) =>
  Object.keys(value).length > 0 && !JSON.stringify(value).includes('__proto__');

function valueAt(value: Json, path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, step) => (at === undefined ? at : (at as { readonly [step: string | number]: Json })[step]),
    value,
  );
}

test('the lines are the manifest, with a comment after each value and whatever the values are', () => {
  fc.assert(
    fc.property(OBJECT.filter(isUsual), (root) => {
      const lines = manifestLines(root).map(({ text, path }) =>
        path ? `${text}  # streams/a.yaml:1` : text,
      );
      const text = `${lines.join('\n')}\n`;
      expect(parse(text)).toEqual(root);
      expect(visibleLines(text)).toBe(logText(text));
      expect(parse(logText(text))).toEqual(root);
    }),
    { numRuns: runs(1_000) },
  );
});

test('each line with a path contains the value at that path', () => {
  fc.assert(
    fc.property(OBJECT.filter(isUsual), (root) => {
      const lines = manifestLines(root);
      const paths = lines.flatMap(({ path }) => (path ? [path] : []));
      expect(paths).toEqual(valuesIn(root).map(({ path }) => path));
      for (const { path, value } of valuesIn(root)) expect(valueAt(root, path)).toEqual(value);
      const [document] = documentsIn('a.yaml', lines.map(({ text }) => text).join('\n')).documents;
      for (const [at, { path }] of lines.entries()) {
        if (!path) continue;
        // The position of a member is that of its name, and of an item that of its value.
        expect(document?.position({ path, part: 'name' }).line).toBe(at + 1);
      }
    }),
    { numRuns: runs(300) },
  );
});

test('a list item that is a block or a list begins in the line of its dash', () => {
  const root = { lists: [[1, 2], { a: 1, b: [] }, { env: 'X' }] };
  expect(manifestLines(root).map(({ text }) => text)).toEqual([
    'lists:',
    '  - - 1',
    '    - 2',
    '  - a: 1',
    '    b: []',
    '  - { env: X }',
  ]);
  expect(isArray(root.lists)).toBe(true);
});

test('a certificate keeps its lines, and its comment follows the sign of the block', () => {
  const root = { caCert: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n' };
  expect(manifestLines(root)).toEqual([
    { text: 'caCert: |', path: ['caCert'] },
    { text: '  -----BEGIN CERTIFICATE-----' },
    { text: '  abc' },
    { text: '  -----END CERTIFICATE-----' },
  ]);
});
