import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/collections/datastream1.ts';
import { connectorS3 } from '../../src/destinations/connector-s3.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../src/plan/canonical/canonical.ts';
import { ARCHIVE, COLLECTOR, changesTo, ds1Live, ds1Spec, rawSpec, SPLUNK } from './datastream1-world.ts';
import { NORMALISATIONS } from './normalisations.ts';
import { answerTo, destinationsFor, detailOf, fullDestination, keep } from './samples.ts';

const card = datastream1;
const wanted = (spec: JsonObject) => canonicalDesired(card, spec, 'web');
const without = (spec: JsonObject, member: string) => keep(spec, (one) => one !== member);

/** One connector of each type. */
const EACH: readonly JsonObject[] = destinationsFor(card).map((type, number) => ({
  ...fullDestination(type),
  connectorName: `Connector ${number}`,
}));

const STREAMS: Readonly<Record<string, JsonObject>> = {
  RAW: rawSpec(),
  'RAW, sampling left out': without(rawSpec(), 'sampleRate'),
  AGGREGATE: ds1Spec(),
  'AGGREGATE, time frame left out': without(ds1Spec(), 'timeFrame'),
};

const CONNECTORS: Readonly<Record<string, readonly JsonObject[]>> = {
  'pull only': [],
  'one of each type': EACH,
  'two of one type': [ARCHIVE, { ...ARCHIVE, connectorName: 'Copy' }],
  ...Object.fromEntries(EACH.map((one) => [String(one['connectorType']), [one]])),
};

const CASES = Object.entries(STREAMS).flatMap(([stream, spec]) =>
  Object.entries(CONNECTORS).map(
    ([names, connectors]) => [`${stream}, ${names}`, { ...spec, connectors }] as const,
  ),
);

describe('a live DataStream 1 stream that is what its manifest says', () => {
  it.each(CASES)('is no change, however the server tells it: %s', (_, spec) => {
    for (const { name, apply } of NORMALISATIONS) {
      const body = apply(answerTo(card, connectorS3, spec), card, connectorS3);
      expect(changesTo(spec, detailOf(card, body)), name).toEqual([]);
    }
  });

  it('is no change under any of these normalisations at once', () => {
    const pick = fc.record({
      one: fc.constantFrom(...CASES),
      chosen: fc.subarray([...NORMALISATIONS.keys()], { minLength: 2 }),
    });
    fc.assert(
      fc.property(pick, ({ one: [, spec], chosen }) => {
        const body = chosen.reduce(
          (returned, number) => NORMALISATIONS[number]?.apply(returned, card, connectorS3) ?? returned,
          answerTo(card, connectorS3, spec),
        );
        expect(changesTo(spec, detailOf(card, body))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['a time frame of null, of a RAW stream', rawSpec(), { timeFrame: null }],
    ['a time frame that a RAW stream cannot have', rawSpec(), { timeFrame: 5 }],
    ['the default time frame left out', ds1Spec({ timeFrame: 1 }), { timeFrame: null }],
    ['a sample rate that an AGGREGATE stream cannot have', ds1Spec(), { sampleRate: 3 }],
    ['no connectors at all, told as null', ds1Spec({ connectors: [] }), { connectors: null }],
  ])('is no change: %s', (_, spec, returned) => {
    expect(changesTo(spec, ds1Live(7, 'web', { spec, body: returned }))).toEqual([]);
  });
});

describe('the canonical form of a DataStream 1 manifest', () => {
  it('has connectors by their names, in one form whatever their order', () => {
    const form = wanted(ds1Spec({ connectors: [SPLUNK, ARCHIVE] }));
    expect(form['connectors']).toEqual({ Archive: ARCHIVE, Splunk: SPLUNK });
    expect(form).toEqual(wanted(ds1Spec()));
  });

  it('has no connectors where there are none, and nothing that DataStream 2 has', () => {
    const form = wanted(ds1Spec({ connectors: [] }));
    for (const member of ['connectors', 'destination', 'deliveryConfiguration'])
      expect(form).not.toHaveProperty(member);
  });

  it('has the default of its own type of stream only', () => {
    const [raw, aggregate] = [without(rawSpec(), 'sampleRate'), without(ds1Spec(), 'timeFrame')].map((spec) =>
      wanted(spec),
    );
    expect(raw).toMatchObject({ sampleRate: 25 });
    expect(raw).not.toHaveProperty('timeFrame');
    expect(aggregate).toMatchObject({ timeFrame: 1 });
    expect(aggregate).not.toHaveProperty('sampleRate');
  });

  it('sorts fields, whose order means nothing', () => {
    expect(wanted(ds1Spec({ datasetFields: [81, 77, 81, 80] }))['datasetFields']).toEqual([77, 80, 81]);
  });

  it('spells connector types as their cards do, and merges extra members into the connector they stand in', () => {
    const connectors = [
      { ...ARCHIVE, connectorType: 's3', extra: { bucket: 'other', storageClass: 'cold' } },
      SPLUNK,
    ];
    expect(wanted(ds1Spec({ connectors }))['connectors']).toEqual({
      Archive: { ...ARCHIVE, storageClass: 'cold' },
      Splunk: SPLUNK,
    });
  });

  it('is its own canonical form', () => {
    for (const [name, spec] of CASES) {
      const once = wanted(spec);
      expect(wanted(once), name).toEqual(once);
    }
  });

  it('does not depend on the order of connectors', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...EACH], { minLength: EACH.length }), (connectors) => {
        expect(wanted(ds1Spec({ connectors }))).toEqual(wanted(ds1Spec({ connectors: EACH })));
      }),
    );
  });
});

describe('the canonical form of a live DataStream 1 stream', () => {
  it('tells unknown members by the connector they stand in, and no ids of connectors', () => {
    const body = { connectors: [{ ...COLLECTOR, connectorId: 5, shard: 2 }, SPLUNK], novelty: true };
    const { spec, unknown } = canonicalLive(card, ds1Live(7, 'web', { body }));
    expect(unknown).toEqual({ novelty: true, connectors: { Collector: { shard: 2 } } });
    expect(JSON.stringify(spec)).not.toContain('connectorId');
  });

  it('has no id of a connector whose type is new at the vendor either: it names one version only', () => {
    const body = { connectors: [{ connectorType: 'NEW', connectorName: 'n', connectorId: 5, where: 'x' }] };
    const { unknown } = canonicalLive(card, ds1Live(7, 'web', { body }));
    expect(unknown).toEqual({ connectors: { n: { where: 'x' } } });
  });

  it('never holds a write-only member, even if an answer tells it', () => {
    const body = { connectors: [{ ...ARCHIVE, secretAccessKey: 'hunter2' }] };
    expect(JSON.stringify(canonicalLive(card, ds1Live(7, 'web', { body })))).not.toContain('hunter2');
  });

  it('keeps two connectors apart though the API gives both one name', () => {
    const body = { connectors: [COLLECTOR, { ...SPLUNK, connectorName: 'Collector' }] };
    const { spec } = canonicalLive(card, ds1Live(7, 'web', { body }));
    expect(Object.keys(spec['connectors'] ?? {})).toEqual(['Collector', 'Collector (2)']);
  });
});
