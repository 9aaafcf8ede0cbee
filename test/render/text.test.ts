import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { REDACTED } from '../../src/model/secret.ts';
import { changeViews } from '../../src/render/document/changes.ts';
import { clipped, displayWidth } from '../../src/render/text/display-width.ts';
import { logText, visible, visibleJson, visibleLines } from '../../src/render/text/escape-control.ts';
import { hanging, lineWidth, span } from '../../src/render/text/styled-line.ts';
import { itemText, shortenedPair, valueText } from '../../src/render/text/value-text.ts';
import {
  byteSize,
  command,
  count,
  duration,
  listing,
  moment,
  shellWord,
} from '../../src/render/text/words.ts';

describe('text from users', () => {
  it.each([
    ['\u001b[31m', '\\u001b[31m'],
    ['\u009b', '\\u009b'],
    ['a\nb\tc', 'a\\u000ab\\u0009c'],
    ['\u202e', '\\u202e'],
    ['\u200b\ufeff', '\\u200b\\ufeff'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['\ud800', '\\ud800'],
    ['a\u00a0b', 'a\\u00a0b'],
    ['##vso[task.complete]x', '\\u0023#vso[task.complete]x'],
    ['###[error]', '#\\u0023#[error]'],
    ['## [a] a::b', '## [a] a::b'],
    ['日本 🚀 ❤️ é', '日本 🚀 ❤️ é'],
  ])('shows %j as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('keeps its value in JSON without terminal control sequences', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = visibleJson({ text });
        expect(JSON.parse(json)).toEqual({ text });
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});

describe('a log line', () => {
  it.each([
    ['::set-output name=x::y', '\\u003a:set-output name=x::y'],
    ['a\n \u3000::add-mask::a', 'a\n \u3000\\u003a:add-mask::a'],
    ['name ##[error]x', 'name \\u0023#[error]x'],
    ['a::b', 'a::b'],
  ])('contains no command for a build agent: %j', (text, shown) => {
    expect(logText(text)).toBe(shown);
  });

  it('contains no control characters from users', () => {
    expect(visibleLines('\u001b[31mred\r::x\n::y')).toBe('\\u001b[31mred\\u000d::x\n\\u003a:y');
  });

  it('that starts with `::` because of wrapping is escaped and still fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('::', ':', 'word', ' ', '::stop-commands::x'), { maxLength: 40 }),
        fc.integer({ min: 20, max: 60 }),
        (parts, width) => {
          for (const line of hanging([], [span(parts.join(''))], width)) {
            expect(lineWidth(line)).toBeLessThanOrEqual(width);
            expect(line.map(({ text }) => text).join('')).not.toMatch(/^\s*::/);
          }
        },
      ),
    );
  });
});

describe('text width', () => {
  it.each([
    ['abc', 3],
    ['日本', 4],
    ['🚀', 2],
    ['❤️', 2],
    ['e\u0301', 1],
    ['한국', 4],
    ['→ –', 3],
  ])('counts %s as %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it('never counts more columns for a line than for its parts', () => {
    const marks = fc.constantFrom(
      '\u3099',
      '\u302a',
      '\ufe0f',
      '\u0301',
      '\u200d',
      '\u1161',
      '"',
      '#',
      '日',
      '👍',
      '🏽',
    );
    const text = fc.oneof(
      fc.array(marks, { maxLength: 3 }).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.constantFrom(' ', '"', '- ', 'x', '日', ''), text, (before, after) => {
        expect(displayWidth(before + after)).toBeLessThanOrEqual(displayWidth(before) + displayWidth(after));
      }),
      { numRuns: 500 },
    );
  });

  it('never exceeds the requested width, and loses only spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 20, max: 90 }), (raw, width) => {
        const text = visible(raw);
        const lines = hanging([span('> ')], [span(text)], width);
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
        const reported = lines
          .map((line) =>
            line
              .slice(1)
              .map((s) => s.text)
              .join(''),
          )
          .join('');
        expect(reported.replaceAll(' ', '').replaceAll('\\u003a', ':')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('clips the middle of a long name and keeps both ends', () => {
    expect(clipped(`begin${'x'.repeat(100)}end`, 11)).toBe('begin…xxend');
    expect(clipped('short', 11)).toBe('short');
    expect(displayWidth(clipped('日本'.repeat(40), 21))).toBeLessThanOrEqual(21);
  });
});

describe('a command to copy', () => {
  it('is on one line if one can contain it', () => {
    const lines = hanging([], [span('Look at what `datastream plan --simulator` says.')], 36);
    expect(lines.map((line) => line.map(({ text }) => text).join(''))).toEqual([
      'Look at what',
      '`datastream\u00a0plan\u00a0--simulator` says.',
    ]);
  });

  it('has the account, the manifests and the selection of the run', () => {
    const typing = {
      program: 'npm start --',
      account: ['--section', 'logs'],
      only: ['--only', 'a'],
      changedSince: [],
      rotate: ['--rotate', 'a'],
      allow: ['--allow', 'live=12'],
    };
    expect(command('status', { target: 'https://x', typing }, 'only')).toBe(
      '`npm start -- status --section logs --only a`',
    );
    expect(command('apply', { target: 'https://x', typing }, 'only', 'rotate', 'allow')).toBe(
      '`npm start -- apply --section logs --only a --rotate a --allow live=12`',
    );
    expect(command('plan', { target: 'simulator' })).toBe('`datastream plan --simulator`');
  });

  it.each([
    ['plan.json', 'plan.json'],
    ['my plan', "'my plan'"],
    ["it's $HOME", "'it'\\''s $HOME'"],
    ['', "''"],
  ])('has %j as the word %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe('values', () => {
  it.each([
    ['text', '"text"'],
    [{ env: 'TOKEN' }, '(env TOKEN)'],
    [{ $sealed: 'ab', shown: REDACTED }, '***'],
    [{ $sealed: 'ab', shown: 'https://***@example.com' }, '"https://***@example.com"'],
    [{ a: { $sealed: 'ab', shown: REDACTED } }, '{"a":"***"}'],
    [[1, 'a b'], '[1, "a b"]'],
    [null, 'null'],
  ])('shows %j as %s', (value, shown) => {
    expect(valueText(value)).toBe(shown);
  });

  it('shows ids with names, and takes no name from a prototype', () => {
    expect(itemText(1023, { '1023': 'cookie' })).toBe('cookie (1023)');
    expect(itemText('constructor', {})).toBe('constructor');
    expect(itemText('www.example.com', { 'www.example.com': 'www.example.com' })).toBe('www.example.com');
  });

  it('never shows two different values as the same text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(600), (a, b, shared) => {
        const [before, after] = shortenedPair('x'.repeat(shared) + a, 'x'.repeat(shared) + b);
        expect(before === after).toBe(a === b);
      }),
    );
  });
});

describe('changes', () => {
  it('show nothing of a sensitive value without a redacted form', () => {
    const [view] = changeViews([
      { path: '/x', before: 'secret-1', after: { inner: 'secret-2' }, sensitive: true },
    ]);
    expect(JSON.stringify(view)).not.toContain('secret-');
  });

  it('show a new secret as the reference in the manifest, and nothing else', () => {
    const change = { path: '/destination/a~1b', after: 'env TOKEN', sensitive: true } as const;
    const body = (desired: JsonObject) => changeViews([change], desired)[0]?.body;
    expect(body({ destination: { 'a/b': { env: 'TOKEN' } } })).toMatchObject({ after: '(env TOKEN)' });
    expect(body({ destination: { 'a/b': 'secret-literal' } })).toMatchObject({ after: REDACTED });
    expect(body({})).toMatchObject({ after: REDACTED });
  });

  it('show each member of a member that is replaced as a whole', () => {
    const views = changeViews([
      { path: '/destination', before: { a: 1, same: 2 }, after: { b: { c: 3 }, same: 2 } },
    ]);
    expect(views.map(({ sign, label }) => `${sign} ${label}`)).toEqual([
      '- destination.a',
      '+ destination.b.c',
    ]);
  });

  it('omit members that are set to nothing, and keep those that become empty', () => {
    const views = changeViews([
      { path: '/a', after: null },
      { path: '/b', after: [] },
      { path: '/c', before: 'x', after: '' },
    ]);
    expect(views.map(({ sign, label }) => `${sign} ${label}`)).toEqual(['- c']);
  });

  it('show every removed item, however many', () => {
    const before = Array.from({ length: 500 }, (_, i) => i);
    const [view] = changeViews([{ path: '/properties', before, after: [], added: [], removed: before }]);
    expect(view?.body).toMatchObject({ removed: before.map(String) });
  });
});

describe('formatting', () => {
  it.each([
    [-5, '0 s'],
    [12_400, '12 s'],
    [59_600, '1 min'],
    [42 * 60_000, '42 min'],
    [250 * 60_000, '4 h 10 min'],
    [120 * 60_000, '2 h'],
    [26 * 3_600_000, '1 d 2 h'],
  ])('shows %i ms as %s', (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [16_893_954, '16.9 MB'],
    [Number.MAX_SAFE_INTEGER, '9.0 PB'],
  ])('writes %i bytes as %s', (bytes, words) => {
    expect(byteSize(bytes)).toBe(words);
  });

  it('shows counts, lists and times', () => {
    expect([count(1, 'stream'), count(1200, 'stream')]).toEqual(['1 stream', '1,200 streams']);
    expect([listing([]), listing(['a']), listing(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
    expect([moment('2026-02-05T13:31:30Z'), moment('soon')]).toEqual(['2026-02-05 13:31 UTC', 'soon']);
  });
});
