import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { edgeworkers } from '../../../src/collections/edgeworkers.ts';
import { https } from '../../../src/destinations/https.ts';
import type { Listed } from '../../../src/model/account.ts';
import type { StreamCard } from '../../../src/model/card.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { StreamRow } from '../../../src/model/observed.ts';
import { canonicalDesired } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { match, neededDetails, renamedOrphan } from '../../../src/plan/match/match.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import { answerTo, detailOf, fullSpec, sha256, TARGET, withPart } from '../../builders/card-samples.ts';

function manifest(name: string, more: Partial<Manifest> = {}): Manifest {
  return {
    name,
    collection: cdn.collection,
    state: 'active',
    protect: false,
    separate: false,
    streamName: name,
    spec: {},
    source: { file: `streams/${name}.yaml`, line: 1 },
    ...more,
  };
}

function row(streamId: number, name: string, more: Partial<StreamRow> = {}): StreamRow {
  return {
    collection: cdn.collection,
    streamId,
    name,
    version: 1,
    status: 'ACTIVATED',
    sources: [],
    ...more,
  };
}

function live(...rows: readonly StreamRow[]): Listed {
  return {
    rows: new Map([
      ['DataStream2/cdn', rows.filter(({ collection }) => collection.logType === 'cdn')],
      ['DataStream2/edgeworkers', rows.filter(({ collection }) => collection.logType === 'edgeworkers')],
    ]),
  };
}

const ids = (rows: readonly { readonly streamId: number }[]) => rows.map(({ streamId }) => streamId);

describe('matching of a manifest', () => {
  it('finds the stream of its name', () => {
    const { matches, orphans } = match([manifest('a')], live(row(1, 'a'), row(2, 'b')));
    expect(matches).toMatchObject([{ tag: 'stream', by: 'name', row: { streamId: 1 } }]);
    expect(ids(orphans)).toEqual([2]);
  });

  it('finds the stream that it is bound to, whatever its name: a rename', () => {
    const { matches, orphans } = match([manifest('new', { streamId: 1 })], live(row(1, 'old')));
    expect(matches).toMatchObject([{ tag: 'stream', by: 'id', row: { name: 'old' } }]);
    expect(orphans).toEqual([]);
  });

  it('finds no stream if none exists, and compares names exactly', () => {
    expect(match([manifest('a')], live(row(1, 'A')))).toMatchObject({
      matches: [{ tag: 'none' }],
      orphans: [{ streamId: 1 }],
    });
  });

  it('finds no stream of another log type', () => {
    const other = row(1, 'a', { collection: edgeworkers.collection });
    expect(match([manifest('a')], live(other))).toMatchObject({ matches: [{ tag: 'none' }], orphans: [] });
  });

  it('is blocked if the stream it is bound to does not exist, with what to do', () => {
    const { matches } = match([manifest('a', { streamId: 9 })], live(row(1, 'a')));
    expect(matches).toMatchObject([{ tag: 'blocked', reason: expect.stringContaining('spec.streamId') }]);
  });

  it('has nothing to do if the bound stream is to be absent and does not exist', () => {
    const { matches } = match([manifest('a', { streamId: 9, state: 'absent' })], live());
    expect(matches).toMatchObject([{ tag: 'none' }]);
  });

  it('is ambiguous if two live streams have its name, and names both', () => {
    const { matches, orphans } = match([manifest('a')], live(row(1, 'a'), row(2, 'a')));
    expect(matches).toMatchObject([
      { tag: 'ambiguous', names: ['a'], rows: [{ streamId: 1 }, { streamId: 2 }] },
    ]);
    expect(matches[0]).toHaveProperty(
      'reason',
      expect.stringMatching(/stream 1 and stream 2.*spec\.streamId/),
    );
    expect(orphans).toEqual([]);
  });

  it('is ambiguous if another manifest is bound to the stream of its name, so that nothing happens to it', () => {
    const absent = manifest('old', { state: 'absent' });
    const renamed = manifest('new', { streamId: 1 });
    const { matches } = match([absent, renamed], live(row(1, 'old')));
    expect(matches).toMatchObject([
      { tag: 'ambiguous', names: ['old', 'new'] },
      { tag: 'ambiguous', names: ['old', 'new'] },
    ]);
  });

  it('prefers the bound stream if another stream has the same name: nothing is renamed', () => {
    const rows = live(row(8101, 'twin'), row(8102, 'twin'));
    const second = manifest('second', { streamName: 'twin', streamId: 8102 });
    expect(match([second], rows).matches).toMatchObject([
      { tag: 'stream', by: 'id', row: { streamId: 8102 } },
    ]);
    const both = [manifest('twin', { streamId: 8101 }), second];
    expect(match(both, rows)).toMatchObject({ matches: [{ tag: 'stream' }, { tag: 'stream' }], orphans: [] });
  });

  it('is blocked if it renames its stream to the name in another manifest', () => {
    const bound = [1, 2].map((streamId) => manifest(`m${streamId}`, { streamName: 'new', streamId }));
    expect(match(bound, live(row(1, 'a'), row(2, 'b'))).matches).toMatchObject([
      { tag: 'blocked', reason: expect.stringContaining('also the stream name in m2') },
      { tag: 'blocked', reason: expect.stringContaining('also the stream name in m1') },
    ]);
  });

  it('is blocked if it renames its stream to the name of another stream', () => {
    const { matches, orphans } = match([manifest('b', { streamId: 1 })], live(row(1, 'a'), row(2, 'b')));
    expect(matches).toMatchObject([
      {
        tag: 'blocked',
        code: 'stream-name-taken',
        row: { streamId: 1 },
        reason: expect.stringContaining('stream 2'),
      },
    ]);
    expect(ids(orphans)).toEqual([2]);
  });

  it('allows a deletion even if another stream has the name', () => {
    const gone = manifest('b', { streamId: 1, state: 'absent' });
    expect(match([gone], live(row(1, 'a'), row(2, 'b'))).matches).toMatchObject([{ tag: 'stream' }]);
  });

  it('is refused if streams were not listed, since that would create all of them again', () => {
    expect(() => match([manifest('a')], { rows: new Map() })).toThrow(/bug/);
  });
});

describe('matching', () => {
  const rows = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 8 });

  it('does not depend on the order of manifests and rows, and each stream is matched or unmanaged', () => {
    fc.assert(
      fc.property(rows, (streamIds) => {
        const manifests = ['s1', 's2', 's3', 'new'].map((name) => manifest(name));
        const all = streamIds.map((id) => row(id, `s${id}`));
        const one = match(manifests, live(...all));
        const other = match(manifests.toReversed(), live(...all.toReversed()));
        expect(other.matches.toReversed()).toEqual(one.matches);
        expect(other.orphans).toEqual(one.orphans);
        const matched = one.matches.flatMap((m) => (m.tag === 'stream' ? [m.row] : []));
        expect([...matched, ...one.orphans].length).toBe(all.length);
      }),
    );
  });

  it('is fast: 10,000 manifests and as many streams, all matched', () => {
    const many = Array.from({ length: 10_000 }, (_, id) => id + 1);
    const { matches, orphans } = match(
      many.map((id) => manifest(`s${id}`)),
      live(...many.map((id) => row(id, `s${id}`))),
    );
    expect(matches.every(({ tag }) => tag === 'stream')).toBe(true);
    expect(orphans).toEqual([]);
  });
});

describe('stream details that planning needs', () => {
  const sources = [
    { id: 1, name: 'www.example.com' },
    { id: 2, name: 'b.example.com' },
  ];
  const create = (more: Partial<Manifest> = {}) =>
    manifest('new', { spec: { properties: ['WWW.example.com', 2] }, ...more });

  it('are those of matched streams and of no unmanaged one if there is nothing to create', () => {
    const needed = neededDetails([manifest('a')], live(row(1, 'a', { version: 4 }), row(2, 'b')));
    expect(needed).toEqual([{ collection: cdn.collection, streamId: 1, version: 4 }]);
  });

  it('are those of unmanaged streams with the same sources, by name or id, as something to create', () => {
    const rows = [
      row(1, 'same', { sources }),
      row(2, 'fewer', { sources: sources.slice(1) }),
      row(3, 'others', { sources: [...sources, { id: 3, name: 'c.example.com' }] }),
      row(4, 'not-returned'),
    ];
    expect(ids(neededDetails([create()], live(...rows))).toSorted()).toEqual([1, 4]);
  });

  it('are those of no unmanaged stream for something separate or absent', () => {
    const rows = live(row(1, 'same', { sources }));
    expect(neededDetails([create({ separate: true }), create({ state: 'absent' })], rows)).toEqual([]);
  });
});

describe('an unmanaged stream that resembles a create under another name', () => {
  const spec = fullSpec(cdn, https, 'JSON');
  const sealFor = (streamId: number) => sealer(TARGET, cdn.collection, streamId, sha256);
  const orphanOf = (card: StreamCard, changed = (one: typeof spec) => one) =>
    sealDetail(detailOf(card, changed(answerTo(card, https, fullSpec(card, https, 'JSON')))), TARGET, sha256);
  const found = (wanted: typeof spec, orphan = orphanOf(cdn)) =>
    renamedOrphan(cdn, canonicalDesired(cdn, wanted, 'new'), [orphan], sealFor)?.streamId;

  it('has the same sources and the same destination', () => {
    expect(found(spec)).toBe(7050);
  });

  it('may differ in order, secrets, fields and e-mail addresses', () => {
    expect(
      found({ ...spec, properties: [1000, 1100, 1002, 1103], notificationEmails: [], datasetFields: [1] }),
    ).toBe(7050);
  });

  it('does not match if a source or the address differs', () => {
    expect(found({ ...spec, properties: [1] })).toBeUndefined();
    const elsewhere = withPart(spec, 'destination', (place) => ({
      ...place,
      endpoint: 'https://b.example.com',
    }));
    expect(found(elsewhere)).toBeUndefined();
    const bucket = { ...spec, destination: { destinationType: 'S3', bucket: 'a' } };
    expect(found(bucket)).toBeUndefined();
  });

  it('may match if the address is a reference, so that the user has to decide', () => {
    expect(found(withPart(spec, 'destination', (place) => ({ ...place, endpoint: { env: 'URL' } })))).toBe(
      7050,
    );
  });

  it('is distinguished by the credential in its address, sealed', () => {
    const secret = (token: string) => (one: typeof spec) =>
      withPart(one, 'destination', (place) => ({ ...place, endpoint: `https://a.example.com/?t=${token}` }));
    expect(found(secret('1')(spec), orphanOf(cdn, secret('1')))).toBe(7050);
    expect(found(secret('1')(spec), orphanOf(cdn, secret('2')))).toBeUndefined();
  });

  it('is found if streams name no sources', () => {
    const own = fullSpec(edgeworkers, https, 'JSON');
    const wanted = canonicalDesired(edgeworkers, own, 'new');
    expect(renamedOrphan(edgeworkers, wanted, [orphanOf(edgeworkers)], sealFor)).toBeDefined();
  });
});
