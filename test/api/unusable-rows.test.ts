import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/api/datastream1/client.ts';
import { datastream2 } from '../../src/api/datastream2/client.ts';
import { STREAM_CARDS } from '../../src/collections/registry.ts';
import { type Collection, collectionKey } from '../../src/model/collection.ts';
import { recorded } from './recorded.ts';

/** A list row in the notation of the collection's API. */
function rowOf({ kind }: Collection, streamId: number, change: object = {}): object {
  const own =
    kind === 'DataStream1'
      ? { streamVersionId: 3, activationStatus: 'ACTIVATED' }
      : { latestVersion: 3, streamStatus: 'ACTIVATED' };
  return { streamId, streamName: `s${streamId}`, ...own, ...change };
}

/** Names of the members for the version and the status. */
function members({ kind }: Collection) {
  return kind === 'DataStream1'
    ? { version: 'streamVersionId', status: 'activationStatus' }
    : { version: 'latestVersion', status: 'streamStatus' };
}

function list(collection: Collection, rows: readonly unknown[]) {
  const isFirst = collection.kind === 'DataStream1';
  const path = isFirst
    ? '/datastream-config-api/v1/datastream1/streams'
    : `/datastream-config-api/v3/log/${collection.logType}/streams`;
  const transport = recorded({ [`GET ${path}`]: rows });
  return (isFirst ? datastream1(transport) : datastream2(transport)).list(collection);
}

const COLLECTIONS = STREAM_CARDS.map(({ collection }) => [collectionKey(collection), collection] as const);

describe.each(COLLECTIONS)('a list of %s streams', (_, collection) => {
  const { version, status } = members(collection);

  it.each<[string, unknown, object]>([
    [
      'no version',
      rowOf(collection, 2, { [version]: undefined }),
      { streamId: 2, name: 's2', reason: 'has no usable version' },
    ],
    [
      'an invalid version',
      rowOf(collection, 2, { [version]: 1.5 }),
      { streamId: 2, name: 's2', reason: 'has no usable version' },
    ],
    [
      'no status',
      rowOf(collection, 2, { [status]: null }),
      { streamId: 2, name: 's2', reason: `has no usable ${status}` },
    ],
    [
      'no name',
      rowOf(collection, 2, { streamName: '' }),
      { streamId: 2, reason: 'has no usable streamName' },
    ],
    ['no id', rowOf(collection, 2, { streamId: '2' }), { name: 's2', reason: 'has no usable streamId' }],
    [
      'neither id nor version',
      rowOf(collection, 2, { streamId: 0, [version]: undefined }),
      { name: 's2', reason: 'has no usable streamId, version' },
    ],
    ['null for a row', null, { reason: 'is not an object' }],
  ])('keeps the other rows next to one with %s', async (__, odd, unusable) => {
    const read = await list(collection, [rowOf(collection, 1), odd, rowOf(collection, 3)]);
    expect(read.rows.map(({ streamId }) => streamId)).toEqual([1, 3]);
    expect(read.unusable).toEqual([{ collection, sources: [], ...unusable }]);
  });

  it('does not use an older row of a stream whose other row cannot be used', async () => {
    const read = await list(collection, [rowOf(collection, 2), rowOf(collection, 2, { [version]: null })]);
    expect(read).toMatchObject({ rows: [], unusable: [{ streamId: 2 }] });
  });

  it('that is not a list is unreadable as a whole', async () => {
    const path = collection.kind === 'DataStream1' ? datastream1 : datastream2;
    const answers = new Proxy({}, { has: () => true, get: () => ({ error: 'x' }) });
    await expect(path(recorded(answers)).list(collection)).rejects.toThrow('it is not a list');
  });
});

it('an archived row of DataStream 1 needs no status', async () => {
  const collection = { kind: 'DataStream1' } as const;
  const read = await list(collection, [rowOf(collection, 1, { archived: true, activationStatus: null })]);
  expect(read).toMatchObject({ rows: [{ streamId: 1, status: 'ARCHIVED' }], unusable: [] });
});
