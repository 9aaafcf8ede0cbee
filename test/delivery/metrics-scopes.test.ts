import { describe, expect, it } from 'vitest';
import { metricsScopes } from '../../src/delivery/metrics-scopes.ts';
import { deliveringSiblings } from '../../src/delivery/siblings.ts';
import type { StreamRow } from '../../src/model/observed.ts';
import { bucket, evidence, MINUTE } from './evidence.ts';

function row(streamId: number, parts: Partial<StreamRow> = {}): StreamRow {
  return {
    collection: { kind: 'DataStream2', logType: 'cdn' },
    streamId,
    name: `stream ${streamId}`,
    version: 1,
    status: 'ACTIVATED',
    sources: [{ id: streamId, name: `property ${streamId}` }],
    ...parts,
  };
}

describe('the requests for metrics', () => {
  it('are one for each group, however many streams it has', () => {
    const rows = Array.from({ length: 40 }, (_, i) => row(i + 1, { groupId: (i % 2) + 1 }));
    const scopes = metricsScopes(rows, rows);
    expect(scopes.map(({ of }) => of)).toEqual([{ groupId: 1 }, { groupId: 2 }]);
    expect(scopes.flatMap(({ streamIds }) => streamIds).toSorted((a, b) => a - b)).toEqual(
      rows.map(({ streamId }) => streamId),
    );
  });

  it('are for the stream if its group is not known or has no other one that matters', () => {
    const rows = [row(1), row(2), row(3, { groupId: 5 }), row(4, { groupId: 5 })];
    expect(metricsScopes(rows.slice(0, 3), rows).map(({ of }) => of)).toEqual([
      { streamId: 3 },
      { streamId: 1 },
      { streamId: 2 },
    ]);
  });

  it('are for the group if another active stream of it logs the same property', () => {
    const shared = [{ id: 9, name: 'shop' }];
    const asked = row(3, { groupId: 5, sources: shared });
    const scopesWith = (other: Partial<StreamRow>) =>
      metricsScopes([asked], [asked, row(4, { groupId: 5, sources: shared, ...other })]);
    expect(scopesWith({})).toEqual([{ of: { groupId: 5 }, streamIds: [3] }]);
    expect(scopesWith({ status: 'DEACTIVATED' })).toEqual([{ of: { streamId: 3 }, streamIds: [3] }]);
    expect(scopesWith({ groupId: 6 })).toEqual([{ of: { streamId: 3 }, streamIds: [3] }]);
  });
});

describe('other streams of a property that deliver', () => {
  const { recent } = evidence({ recent: () => 0 });
  const shared = { sources: [{ id: 9, name: 'shop' }] };
  const withAnother = { sources: [...shared.sources, { id: 10, name: 'www' }] };
  const withRecords = (age: number) => ({
    ...recent,
    buckets: [bucket(recent.to - age * MINUTE, 5)],
  });

  it.each([
    ['delivered 29 minutes ago', row(2, shared), withRecords(30), ['stream 2']],
    ['delivered 31 minutes ago', row(2, shared), withRecords(35), []],
    ['delivered 16 minutes ago', row(2, shared), withRecords(20), ['stream 2']],
    ['delivered its first record in the last 15 minutes', row(2, shared), withRecords(15), []],
    ['logs another property', row(2), withRecords(20), []],
    ['logs another property, too', row(2, withAnother), withRecords(20), []],
    ['has no sources in the list', row(2, { sources: [] }), withRecords(20), []],
    [
      'has another log type',
      row(2, { ...shared, collection: { kind: 'DataStream2', logType: 'gtm' } }),
      withRecords(20),
      [],
    ],
    ['is the stream itself', row(1, shared), withRecords(20), []],
  ])('one that %s', (_, other, metrics, names) => {
    expect(deliveringSiblings(row(1, shared), 100, [{ row: other, recent: metrics }])).toEqual(names);
  });

  it.each([
    [1, 499, false],
    [1, 500, true],
    [50, 9, false],
    [50, 10, true],
    [100, 1, true],
  ])(
    'with a sampling of %i %%, %i records of another stream prove that some are missing: %s',
    (share, records, isProof) => {
      const metrics = { ...recent, buckets: [bucket(recent.to - 20 * MINUTE, records)] };
      const names = deliveringSiblings(row(1, shared), share, [{ row: row(2, shared), recent: metrics }]);
      expect(names).toEqual(isProof ? ['stream 2'] : []);
    },
  );
});
