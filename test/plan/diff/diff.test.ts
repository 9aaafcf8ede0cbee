import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { diff } from '../../../src/plan/diff/diff.ts';

const object = fc
  .dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }))
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

describe('the diff', () => {
  it.each<[string, JsonObject, JsonObject, unknown]>([
    ['a value', { a: 1 }, { a: 2 }, [{ path: '/a', before: 1, after: 2 }]],
    ['an added value', {}, { a: false }, [{ path: '/a', after: false }]],
    ['a removed value', { a: '' }, {}, [{ path: '/a', before: '' }]],
    [
      'a nested member',
      { a: { b: 1, c: 2 } },
      { a: { b: 1, c: 3 } },
      [{ path: '/a/c', before: 2, after: 3 }],
    ],
    ['members of an added object', {}, { a: { b: { c: 1 } } }, [{ path: '/a/b/c', after: 1 }]],
    [
      'an object replaced by a value',
      { a: { b: 1 } },
      { a: 1 },
      [{ path: '/a', before: { b: 1 }, after: 1 }],
    ],
    ['an added empty object', {}, { a: {} }, [{ path: '/a', after: {} }]],
    ['an added null', {}, { a: null }, [{ path: '/a', after: null }]],
    ['names escaped for JSON Pointer', {}, { 'a/b~c': 1 }, [{ path: '/a~1b~0c', after: 1 }]],
    [
      'a list as one change',
      { a: [1, 2] },
      { a: [3, 1] },
      [{ path: '/a', before: [1, 2], after: [3, 1], added: [3], removed: [2] }],
    ],
    ['an added list', {}, { a: [1] }, [{ path: '/a', after: [1], added: [1], removed: [] }]],
    [
      'another order of the remaining items',
      { a: [1, 2, 3] },
      { a: [3, 1, 4] },
      [{ path: '/a', before: [1, 2, 3], after: [3, 1, 4], added: [4], removed: [2], reordered: true }],
    ],
    [
      'a reference by its name',
      {},
      { a: { env: 'X' }, b: { file: 'y' } },
      [
        { path: '/a', after: 'env X', sensitive: true },
        { path: '/b', after: 'file y', sensitive: true },
      ],
    ],
    [
      'a sealed value in its redacted form',
      { a: { $sealed: '1', shown: '***' } },
      { a: { $sealed: '2', shown: '***' } },
      [{ path: '/a', before: '***', after: '***', sensitive: true }],
    ],
  ])('reports %s', (_, before, after, changes) => {
    expect(diff(before, after)).toEqual(changes);
  });

  it('of any value with itself is empty', () => {
    fc.assert(
      fc.property(object, (value) => {
        expect(diff(value, structuredClone(value))).toEqual([]);
      }),
    );
  });

  it('is empty only for equal values, whatever the order of their members', () => {
    fc.assert(
      fc.property(object, object, (one, other) => {
        const isSame = diff(one, other).length === 0;
        expect(isSame).toBe(diff(other, one).length === 0);
        if (isSame) expect(one).toEqual(other);
      }),
    );
  });
});
