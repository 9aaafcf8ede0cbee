import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob, matchesNamePattern } from '../../src/model/glob.ts';

/** The definition of the pattern, without any care for time. */
function reference(text: string, pattern: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    const rest = pattern.slice(1);
    return Array.from({ length: text.length + 1 }, (_, at) => text.slice(at)).some((end) =>
      reference(end, rest),
    );
  }
  return text !== '' && text[0] === pattern[0] && reference(text.slice(1), pattern.slice(1));
}

describe('patterns of names', () => {
  it.each([
    ['web-eu', 'web-*', true],
    ['web-eu', '*', true],
    ['', '*', true],
    ['', '', true],
    ['web', '', false],
    ['web', 'we', false],
    ['aa', 'a*a', true],
    ['a', 'a*a', false],
    ['abab', '*ab', true],
    ['a.b', 'a?b', false],
    ['axb', 'a.b', false],
    ['line\nbreak', 'line*', true],
    ['Web', 'web', false],
    ['😀x', '*x', true],
  ])('%j against %j: %s', (text, pattern, matches) => {
    expect(matchesGlob(text, pattern)).toBe(matches);
  });

  it('match as the definition says', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(few, few, (text, pattern) => {
        expect(matchesGlob(text, pattern)).toBe(reference(text, pattern));
      }),
      { numRuns: 2_000 },
    );
  });

  it('take no longer with many asterisks', () => {
    const started = performance.now();
    expect(matchesGlob('a'.repeat(20_000), `${'*a'.repeat(2_000)}*b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

/** The definition of a pattern with ?, without any care for time. */
function nameReference(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*') {
    return Array.from({ length: text.length + 1 }, (_, at) => text.slice(at)).some((end) =>
      nameReference(end, rest),
    );
  }
  return text.length > 0 && (first === '?' || text[0] === first) && nameReference(text.slice(1), rest);
}

describe('patterns of names with ?', () => {
  it.each([
    ['web-eu', 'web-??', true],
    ['web-eu', 'web-?', false],
    ['web', 'web?', false],
    ['a.b', 'a?b', true],
    ['axb', 'a.b', false],
    ['😀x', '?x', true],
    ['line\nbreak', 'line?break', true],
    ['', '?', false],
    ['', '*', true],
  ])('%j against %j: %s', (text, pattern, matches) => {
    expect(matchesNamePattern(text, pattern)).toBe(matches);
  });

  it('match as the definition says', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b', '?', '*'), maxLength: 8 });
    fc.assert(
      fc.property(few, few, (text, pattern) => {
        expect(matchesNamePattern(text, pattern)).toBe(nameReference([...text], [...pattern]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('take no exponential time with many asterisks', () => {
    const started = performance.now();
    expect(matchesNamePattern('a'.repeat(2_000), `${'*a'.repeat(1_000)}*b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
