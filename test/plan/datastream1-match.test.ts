import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { StreamRow } from '../../src/model/observed.ts';
import { match, neededDetails } from '../../src/plan/match/match.ts';
import {
  ARCHIVE,
  COLLECTOR,
  ds1Live,
  ds1Manifest,
  ds1Spec,
  rawSpec,
  SPLUNK,
} from '../builders/datastream1-streams.ts';
import { itemOf, planOf } from '../builders/streams.ts';

/** Rows of the only collection of DataStream 1. */
const live = (...rows: readonly StreamRow[]) => ({ rows: new Map([['DataStream1', rows]]) });
const inGroup = (groupId: number) => ({ spec: ds1Spec({ groupId }) });
const withoutGroup = () => {
  const { groupId: _, ...spec } = ds1Spec();
  return { spec };
};
const tags = (...given: Parameters<typeof match>) => match(...given).matches.map(({ tag }) => tag);

describe('matching of a DataStream 1 manifest', () => {
  const both = live(ds1Live(1, 'web', inGroup(10)), ds1Live(2, 'web', inGroup(20)));

  it('finds the stream of its name in its own group', () => {
    const { matches, orphans } = match([ds1Manifest('web', inGroup(20))], both);
    expect(matches).toMatchObject([{ tag: 'stream', by: 'name', row: { streamId: 2 } }]);
    expect(orphans.map(({ streamId }) => streamId)).toEqual([1]);
  });

  it('finds no stream if only other groups have its name', () => {
    expect(tags([ds1Manifest('web', inGroup(30))], both)).toEqual(['none']);
  });

  it('allows the stream name of another manifest in another group', () => {
    const manifests = [
      ds1Manifest('web', inGroup(10)),
      ds1Manifest('web-20', { ...inGroup(20), streamName: 'web' }),
      ds1Manifest('web-30', { ...inGroup(30), streamName: 'web' }),
    ];
    expect(tags(manifests, both)).toEqual(['stream', 'stream', 'none']);
  });

  it('is ambiguous without a group if two groups have its name, and names both streams', () => {
    const [only] = match([ds1Manifest('web', withoutGroup())], both).matches;
    expect(only).toMatchObject({ tag: 'ambiguous', rows: [{ streamId: 1 }, { streamId: 2 }] });
    expect(only).toHaveProperty('reason', expect.stringMatching(/stream 1 and stream 2.*spec\.streamId/));
  });

  it('needs no group if only one stream has its name, or if the manifest is bound', () => {
    expect(tags([ds1Manifest('web', withoutGroup())], live(ds1Live(1, 'web', inGroup(10))))).toEqual([
      'stream',
    ]);
    expect(tags([ds1Manifest('web', { ...withoutGroup(), streamId: 2 })], both)).toEqual(['stream']);
  });

  it('is ambiguous if two streams of its group have its name', () => {
    const twice = live(ds1Live(1, 'web', inGroup(10)), ds1Live(2, 'web', inGroup(10)));
    expect(tags([ds1Manifest('web', inGroup(10))], twice)).toEqual(['ambiguous']);
  });

  it('is ambiguous if another manifest matches the same stream without a group', () => {
    const manifests = [
      ds1Manifest('a', { ...withoutGroup(), streamName: 'web' }),
      ds1Manifest('b', { ...inGroup(10), streamName: 'web' }),
    ];
    expect(tags(manifests, live(ds1Live(1, 'web', inGroup(10))))).toEqual(['ambiguous', 'ambiguous']);
  });

  it('is blocked if it renames its stream to the name of another stream in the group, and only then', () => {
    const renaming = (groupId: number) =>
      match(
        [ds1Manifest('new', { ...inGroup(10), streamId: 1 })],
        live(ds1Live(1, 'old', inGroup(10)), ds1Live(2, 'new', inGroup(groupId))),
      ).matches;
    expect(renaming(10)).toMatchObject([{ tag: 'blocked', reason: expect.stringContaining('stream 2') }]);
    expect(renaming(20)).toMatchObject([{ tag: 'stream', by: 'id' }]);
  });

  it('finds the stream of its name if a row does not contain its group', () => {
    const { groupId: _, ...row } = ds1Live(1, 'web');
    expect(tags([ds1Manifest('web', inGroup(10))], live(row))).toEqual(['stream']);
  });

  it('reports the stream it looked for if its bound stream no longer exists', () => {
    const [one] = match([ds1Manifest('web', { streamId: 9 })], live()).matches;
    expect(one).toHaveProperty('reason', expect.stringContaining('among the DataStream 1 streams'));
  });
});

describe('an unmanaged DataStream 1 stream that resembles a create', () => {
  /** The result of a create with one content if an unmanaged stream has another. */
  const adjacent = (wanted: JsonObject, orphan: JsonObject) => {
    const plan = planOf([ds1Manifest('new', { spec: wanted })], [ds1Live(12, 'old', { spec: orphan })]);
    return itemOf(plan, 'new').action;
  };
  const pullOnly = { connectors: [] };

  it('is the same stream under another name', () => {
    expect(adjacent(ds1Spec(), ds1Spec())).toBe('blocked');
    expect(adjacent(ds1Spec(pullOnly), ds1Spec(pullOnly))).toBe('blocked');
    expect(adjacent(rawSpec(pullOnly), rawSpec(pullOnly))).toBe('blocked');
  });

  it('is the same stream with connectors in another order, with other names, secrets and fields', () => {
    const connectors = [SPLUNK, { ...ARCHIVE, connectorName: 'Store', accessKey: { env: 'OTHER' } }];
    expect(adjacent(ds1Spec({ connectors, datasetFields: [77], timeFrame: 60 }), ds1Spec())).toBe('blocked');
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['of another type, on the same property', rawSpec(pullOnly), ds1Spec(pullOnly)],
    ['of another contract', ds1Spec({ contractId: 'C-1' }), ds1Spec()],
    ['of another group, which no stream can change', ds1Spec({ groupId: 5 }), ds1Spec()],
    ['of another property', ds1Spec({ properties: [1] }), ds1Spec()],
    ['that is pulled, not pushed', ds1Spec(), ds1Spec(pullOnly)],
    ['with one additional connector', ds1Spec(), ds1Spec({ connectors: [ARCHIVE, SPLUNK, COLLECTOR] })],
    [
      'with one of its connectors twice',
      ds1Spec({ connectors: [ARCHIVE, SPLUNK, { ...ARCHIVE, connectorName: 'Second' }] }),
      ds1Spec(),
    ],
    ['with one connector less', ds1Spec(), ds1Spec({ connectors: [ARCHIVE] })],
    ['with another bucket', ds1Spec({ connectors: [{ ...ARCHIVE, bucket: 'b' }, SPLUNK] }), ds1Spec()],
    [
      'with two connectors if the other has one of them twice',
      ds1Spec({ connectors: [ARCHIVE, { ...ARCHIVE, connectorName: 'Second' }] }),
      ds1Spec({ connectors: [ARCHIVE, { ...ARCHIVE, connectorName: 'Second', bucket: 'b' }] }),
    ],
    [
      'with another code in its URL, sealed',
      ds1Spec({ connectors: [{ ...COLLECTOR, url: 'https://collectors.example.com/receiver/OTHER' }] }),
      ds1Spec({ connectors: [COLLECTOR] }),
    ],
  ])('is not the same stream: a stream %s', (_, wanted, orphan) => {
    expect(adjacent(wanted, orphan)).toBe('create');
  });

  it('is read before planning if its row has the same properties', () => {
    const rows = live(ds1Live(12, 'old'), ds1Live(13, 'other', { spec: ds1Spec({ properties: [1] }) }));
    expect(neededDetails([ds1Manifest('new')], rows).map(({ streamId }) => streamId)).toEqual([12]);
  });
});

describe('an archived stream', () => {
  const gone = { ...ds1Live(9, 'web'), status: 'ARCHIVED' };

  it('blocks a manifest with its name, or one that is bound to it, instead of a second stream', () => {
    for (const parts of [{}, { streamId: 9 }]) {
      const plan = planOf([ds1Manifest('web', parts)], [gone]);
      expect(itemOf(plan, 'web')).toMatchObject({
        action: 'blocked',
        steps: [],
        reason: expect.stringMatching(/stream 9 \("web"\) is archived.*another stream name/),
      });
    }
  });

  it('is not read, and does not affect a manifest of an absent stream', () => {
    const rows = live(gone);
    expect(neededDetails([ds1Manifest('web')], rows)).toEqual([]);
    expect(tags([ds1Manifest('web', { state: 'absent' })], rows)).toEqual(['none']);
  });

  it('does not block a stream that has its name now', () => {
    const now = ds1Live(10, 'web');
    const { matches } = match([ds1Manifest('web')], live(gone, now));
    expect(matches).toMatchObject([{ tag: 'stream', row: { streamId: 10 } }]);
    expect(tags([ds1Manifest('web', { streamId: 10 })], live(gone, now))).toEqual(['stream']);
  });

  it('is not unmanaged: neither listed, nor counted for a property, nor mistaken for a renamed stream', () => {
    const plan = planOf([ds1Manifest('new')], [gone]);
    expect(plan.orphans).toEqual([]);
    expect(itemOf(plan, 'new').action).toBe('create');
  });
});
