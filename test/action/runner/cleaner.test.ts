import { describe, expect, test } from 'vitest';
import { cleaner } from '../../../src/action/runner/cleaner.ts';
import { code, fenced, htmlCode, prose, sentence } from '../../../src/render/text/markdown-escape.ts';

const VALUES = [
  'my_secret*value=1',
  'plain-secret',
  '-key/+with==',
  '1234567890',
  'user@example:token#1$',
  'https://www.example.net:',
  'tick`inside`it`s',
  '<!--hidden-->',
  'tab\tand\u200bmore',
  'say "so" \\ done',
  '-----BEGIN_KEY-----\nMII*abc/def=\n-----END_KEY-----',
];

/** Strings around a value. Redaction in prose depends on them. */
const AROUND = ['@', 'at @ end', 'x@', '@:x', '@-x', '@.', '(@)', '"@": 1', '*@*'];

const RENDERED: Readonly<Record<string, (text: string) => string>> = {
  prose,
  code,
  htmlCode,
  sentence,
  'code in a sentence': (text) => sentence(`\`${text}\``),
  fenced: (text) => fenced('', [text]),
  'fenced lines': (text) => fenced('', text.split('\n')),
};

describe('the last check of posted text', () => {
  test.each(Object.entries(RENDERED))('detects values shown by %s', (_, render) => {
    for (const value of VALUES) {
      for (const shown of [value, JSON.stringify(value).slice(1, -1), ...value.split('\n')]) {
        const clean = cleaner([value]);
        for (const around of AROUND) {
          if (shown.includes('`') && render === RENDERED['code in a sentence']) continue;
          const [before = '', after = ''] = around.split('@');
          const posted = clean(render(before + shown + after));
          expect(posted).toContain('***');
          for (const [word] of shown.matchAll(/[a-z\d]{4,}/gi)) expect(posted).not.toContain(word);
        }
      }
    }
  });

  test('detects values that Markdown escapes, and keeps the rest unchanged', () => {
    const clean = cleaner(['my_secret*value=1']);
    expect(clean('is my&#95;secret&#42;value&#61;1, with a_b')).toBe('is ***, with a_b');
    expect(clean('my&#95;secret')).toBe('my&#95;secret');
  });

  test('ignores short values, however long their escaped form', () => {
    expect(cleaner(['a_b*c'])('a_b*c, a&#95;b&#42;c')).toBe('a_b*c, a&#95;b&#42;c');
  });
});
