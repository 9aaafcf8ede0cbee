import { expect, test } from 'vitest';
import { findLossyMembers } from '../../../src/api/transport/lossy-members.ts';

const pointers = (text: string) => findLossyMembers(text).map(({ pointer }) => pointer);

test('numbers beyond the precision of a double are found, with their paths', () => {
  const text = '{"a": [1, {"b/c": 9007199254740993}], "d": 1e400, "e": 0.1234567890123456789}';
  expect(pointers(text)).toEqual(['/a/1/b~1c', '/d', '/e']);
  expect(findLossyMembers('{"d":1e400}')).toEqual([
    { pointer: '/d', why: 'its value 1e400 is not exact as a double' },
  ]);
});

test('duplicate members and a member __proto__ are found, including escaped names', () => {
  expect(pointers('{"a":1,"\\u0061":2,"b":{"a":3}}')).toEqual(['/a']);
  expect(pointers('{"x":{"__proto__":{"y":1}}}')).toEqual(['/x/__proto__']);
});

test('numbers in another notation, and strings that look like JSON, are exact', () => {
  expect(pointers('[0, -0.0, 1.50, 15e-1, 1E2, 9007199254740992, 123456789012345680000, 0.1]')).toEqual([]);
  expect(pointers('{"a":"{\\"b\\":1e400,\\"b\\":2}","c":["__proto__","x","x"],"d":null,"e":true}')).toEqual(
    [],
  );
});
