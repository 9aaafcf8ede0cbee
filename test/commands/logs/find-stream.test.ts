import { describe, expect, it } from 'vitest';
import { findStream } from '../../../src/commands/logs/find-stream.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { StreamDetail, StreamRow, UnusableRow } from '../../../src/model/observed.ts';

const collection = { kind: 'DataStream1' } as const;

function row(streamId: number, name: string, groupId?: number): StreamRow {
  const group = groupId === undefined ? {} : { groupId };
  return { collection, streamId, name, version: 1, status: 'ACTIVATED', sources: [], ...group };
}

/** An account with these streams, all of one type, that records the calls it receives. */
function account(rows: readonly StreamRow[], streamType?: string, unusable: readonly UnusableRow[] = []) {
  const calls: string[] = [];
  const reader = {
    list: async () => {
      calls.push('list');
      return { rows, unusable };
    },
    get: async (_: unknown, streamId: number): Promise<StreamDetail> => {
      calls.push(`get ${streamId}`);
      return { ...row(streamId, 'x'), body: streamType === undefined ? {} : { streamType } };
    },
  };
  const unasked = () => Promise.reject(new Error('not to be asked'));
  const others = {
    history: unasked,
    activationHistory: unasked,
    fields: unasked,
    sources: unasked,
    groups: unasked,
  };
  return { connection: { reader: { ...others, ...reader } }, calls };
}

function manifest(spec: Manifest['spec'], streamId?: number): Manifest {
  return {
    ...{ name: 'web', streamName: 'web', collection, state: 'active', protect: false, separate: false },
    ...{ spec, source: { file: 'streams/web.yaml', line: 3 } },
    ...(streamId === undefined ? {} : { streamId }),
  };
}

const TWO = [row(1, 'web', 10), row(2, 'web', 20), row(3, '1')];

describe('finding the stream', () => {
  it('sends no request if a manifest has the id and the type', async () => {
    const { connection, calls } = account(TWO);
    const found = await findStream(connection, 'web', manifest({ streamType: 'AGGREGATE' }, 9));
    expect(found).toEqual({ streamId: 9, report: 'aggregate' });
    expect(calls).toEqual([]);
  });

  it('requests one list if a manifest has the type', async () => {
    const { connection, calls } = account(TWO);
    const found = await findStream(connection, 'web', manifest({ streamType: 'RAW', groupId: 20 }));
    expect(found).toEqual({ streamId: 2, report: 'raw', status: 'ACTIVATED' });
    expect(calls).toEqual(['list']);
  });

  it('reads a live stream without a manifest, and an id takes precedence over an equal name', async () => {
    const { connection, calls } = account(TWO, 'RAW');
    expect(await findStream(connection, '1', undefined)).toEqual({
      streamId: 1,
      report: 'raw',
      status: 'ACTIVATED',
    });
    expect(calls).toEqual(['list', 'get 1']);
  });

  it.each([[undefined], ['SOMETHING_NEW'], ['constructor']])(
    'does not choose a report for the type %s',
    async (type) => {
      expect(await findStream(account(TWO, type).connection, '3', undefined)).toEqual({
        streamId: 3,
        status: 'ACTIVATED',
      });
    },
  );

  it('refuses a name of two streams, and shows how to distinguish them', async () => {
    const both = '2 live streams: 1 (group 10), 2 (group 20).';
    await expect(findStream(account(TWO).connection, 'web', undefined)).rejects.toThrow(
      `"web" matches ${both} Name it by its id.`,
    );
    await expect(findStream(account(TWO).connection, 'web', manifest({}))).rejects.toThrow(
      `"web" (streams/web.yaml:3) matches ${both} Bind it with spec.streamId.`,
    );
  });

  const old = (streamId: number, name: string): StreamRow => ({ ...row(streamId, name), status: 'ARCHIVED' });

  it.each<[string, readonly StreamRow[], string, number | RegExp]>([
    ['the live one of two with one name', [old(1, 'web'), row(2, 'web'), old(3, 'web')], 'web', 2],
    ['an archived one by its id', [old(1, 'web'), row(2, 'web')], '1', 1],
    ['an archived one if no other has the name', [old(1, 'web'), row(2, 'shop')], 'web', 1],
    [
      'none of two archived ones',
      [old(1, 'web'), old(2, 'web')],
      'web',
      /matches 2 archived streams: 1, 2\./,
    ],
    [
      'only live ones among the existing ones',
      [old(1, 'web'), row(2, 'shop')],
      'x',
      /There are: shop \(2\)\. /,
    ],
  ])('with archived streams selects %s', async (_, rows, word, expected) => {
    const names = [undefined, ...(word === 'web' ? [manifest({ streamType: 'RAW' })] : [])];
    for (const named of names) {
      const found = findStream(account(rows, 'RAW').connection, word, named);
      if (typeof expected === 'number') expect((await found).streamId).toBe(expected);
      else await expect(found).rejects.toThrow(expected);
    }
  });

  it('reports that the account has no streams', async () => {
    await expect(findStream(account([]).connection, 'web', undefined)).rejects.toThrow('There are: none.');
  });
});

describe('rows that planning cannot use', () => {
  const unusable: UnusableRow = { collection, sources: [], reason: 'has no usable version' };

  it('can be used if they have an id and a name', async () => {
    const { connection } = account([], 'RAW', [{ ...unusable, streamId: 4, name: 'web' }]);
    expect(await findStream(connection, 'web', undefined)).toMatchObject({ streamId: 4, report: 'raw' });
    expect(await findStream(connection, 'web', manifest({ streamType: 'RAW' }))).toEqual({
      streamId: 4,
      report: 'raw',
    });
  });

  it('are listed if the stream is not found', async () => {
    const { connection } = account([], 'RAW', [{ ...unusable, streamId: 4 }]);
    const rows = 'Rows of the list that cannot be used: stream 4 has no usable version.';
    await expect(findStream(connection, 'web', undefined)).rejects.toThrow(rows);
    await expect(findStream(connection, 'web', manifest({ streamType: 'RAW' }))).rejects.toThrow(rows);
  });
});
