import { describe, expect, it } from 'vitest';
import {
  anyObject,
  either,
  exactly,
  flag,
  list,
  mapOf,
  object,
  oneOf,
  type Static,
  text,
  timestamp,
  whole,
} from '../../src/model/shape.ts';
import { faultIn, isOf, parseAs } from '../../src/schema/validate.ts';

const STEP = either(
  'A step.',
  object({ do: exactly('write'), activate: flag() }),
  object({ do: exactly('wait') }),
);
const ITEM = object({
  name: text(),
  kind: oneOf(['DataStream2', 'DataStream1']),
  id: whole(undefined, 1),
  'steps?': list(STEP),
  'labels?': mapOf(text()),
  'spec?': anyObject(),
});
const LIST = object({ items: list('Items.', ITEM) });
const VALID: Static<typeof ITEM> = { name: 'web', kind: 'DataStream2', id: 7 };

const faultOf = (item: unknown) => faultIn(LIST, { items: [VALID, item] });

describe('faultIn', () => {
  it.each<[string, unknown, string]>([
    ['a missing member', { kind: 'DataStream2', id: 7 }, '/items/1/name is missing'],
    ['a string', { ...VALID, name: 7 }, '/items/1/name must be a text'],
    ['a list', { ...VALID, steps: {} }, '/items/1/steps must be a list'],
    ['an object', [], '/items/1 must be an object'],
    ['one of several words', { ...VALID, kind: 'x' }, '/items/1/kind must be "DataStream2" or "DataStream1"'],
    ['an integer that is too small', { ...VALID, id: 0 }, '/items/1/id must be >= 1'],
    ['an integer that is not exact', { ...VALID, id: 2 ** 53 }, '/items/1/id must be <= 9007199254740991'],
    ['a fraction', { ...VALID, id: 1.5 }, '/items/1/id must be a whole number'],
    ['a union', { ...VALID, steps: [{ do: 'write' }] }, '/items/1/steps/0 must be a step'],
    ['a map', { ...VALID, labels: { a: 1 } }, '/items/1/labels/a must be a text'],
  ])('names the place and what must be there: %s', (_, item, fault) => {
    expect(faultOf(item)).toBe(fault);
  });

  it('calls the whole value "it"', () => {
    expect(faultIn(LIST, undefined)).toBe('it must be an object');
  });
});

describe('isOf', () => {
  it('accepts members that a later version may have added, at every depth', () => {
    const later = { ...VALID, isNew: true, steps: [{ do: 'wait', isNew: true }] };
    expect(isOf(LIST, { items: [later], isNew: true })).toBe(true);
  });

  it('counts own members only', () => {
    expect(isOf(object({ toString: text() }), {})).toBe(false);
    expect(isOf(ITEM, Object.create(VALID))).toBe(false);
  });
});

describe('parseAs', () => {
  it('drops members that the shape does not have, at every depth', () => {
    const later = { ...VALID, isNew: true, steps: [{ do: 'wait', activate: true }], spec: { any: 1 } };
    expect(parseAs(LIST, { items: [later], isNew: true })).toEqual({
      items: [{ ...VALID, steps: [{ do: 'wait' }], spec: { any: 1 } }],
    });
  });

  it('returns nothing for a value of another shape', () => {
    expect(parseAs(LIST, { items: [{ ...VALID, id: 'x' }] })).toBeUndefined();
  });

  it.each([
    ['2026-01-01T00:00:00.000Z', true],
    ['2026-01-01T00:00:00Z', true],
    ['2026-01-01T00:00:00Z (a comment)', false],
    ['2026-01-01T00:00:00', false],
    ['2026-99-01T00:00:00Z', false],
    ['yesterday', false],
  ])('takes %s as a time: %s', (time, isTime) => {
    expect(parseAs(timestamp(), time) !== undefined).toBe(isTime);
  });
});
