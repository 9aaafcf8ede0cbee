import { describe, expect, it } from 'vitest';
import type { Collection } from '../../src/model/collection.ts';
import { keyById, keyByName, keyOf } from '../../src/model/resource-key.ts';

const cdn: Collection = { kind: 'DataStream2', logType: 'cdn' };
const datastream1: Collection = { kind: 'DataStream1' };

describe('the key of a stream', () => {
  it('is its id within its collection', () => {
    expect(keyById(cdn, 7)).toBe('DataStream2/cdn/7');
    expect(keyById(datastream1, 7)).toBe('DataStream1/7');
    expect(keyOf({ ...cdn, name: 'web', streamId: 7 })).toBe(keyById(cdn, 7));
  });

  it('is its name if it has no id yet, and never equals the key of an id', () => {
    expect(keyOf({ ...cdn, name: '7' })).toBe(keyByName(cdn, '7'));
    expect(keyByName(cdn, '7')).not.toBe(keyById(cdn, 7));
  });

  it('contains the group if names are unique within groups only', () => {
    expect(keyByName(datastream1, 'web', '1')).not.toBe(keyByName(datastream1, 'web', '2'));
    expect(keyByName(datastream1, 'web', '')).toBe(keyByName(datastream1, 'web'));
  });
});
