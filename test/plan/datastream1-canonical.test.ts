import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/collections/datastream1.ts';
import { connectorS3 } from '../../src/destinations/connector-s3.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../src/plan/canonical/canonical.ts';
import { answerTo, destinationsFor, detailOf, fullDestination, keep } from '../builders/card-samples.ts';
import {
  ARCHIVE,
  COLLECTOR,
  changesTo,
  ds1Live,
  ds1Spec,
  rawSpec,
  SPLUNK,
} from '../builders/datastream1-streams.ts';
import { runs } from '../soak.ts';
import { NORMALISATIONS } from './normalisations.ts';

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
  'RAW, sampling omitted': without(rawSpec(), 'sampleRate'),
  AGGREGATE: ds1Spec(),
  'AGGREGATE, time frame omitted': without(ds1Spec(), 'timeFrame'),
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

describe('a live DataStream 1 stream that matches its manifest', () => {
  it.each(CASES)('has no change, whatever the notation of the response: %s', (_, spec) => {
    for (const { name, apply } of NORMALISATIONS) {
      const body = apply(answerTo(card, connectorS3, spec), card, connectorS3);
      expect(changesTo(spec, detailOf(card, body)), name).toEqual([]);
    }
  });

  it('has no change under any combination of these normalisations', () => {
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
      { numRuns: runs(200) },
    );
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['timeFrame null in a RAW stream', rawSpec(), { timeFrame: null }],
    ['a time frame in a RAW stream', rawSpec(), { timeFrame: 5 }],
    ['the default time frame omitted', ds1Spec({ timeFrame: 1 }), { timeFrame: null }],
    ['a sample rate in an AGGREGATE stream', ds1Spec(), { sampleRate: 3 }],
    ['connectors null instead of an empty list', ds1Spec({ connectors: [] }), { connectors: null }],
  ])('has no change: %s', (_, spec, returned) => {
    expect(changesTo(spec, ds1Live(7, 'web', { spec, body: returned }))).toEqual([]);
  });
});

describe('the canonical form of a DataStream 1 manifest', () => {
  it('has connectors keyed by name, independent of their order', () => {
    const form = wanted(ds1Spec({ connectors: [SPLUNK, ARCHIVE] }));
    expect(form['connectors']).toEqual({ Archive: ARCHIVE, Splunk: SPLUNK });
    expect(form).toEqual(wanted(ds1Spec()));
  });

  it('has no connectors if the manifest has none, and no DataStream 2 members', () => {
    const form = wanted(ds1Spec({ connectors: [] }));
    for (const member of ['connectors', 'destination', 'deliveryConfiguration'])
      expect(form).not.toHaveProperty(member);
  });

  it('has only the default of its own stream type', () => {
    const [raw, aggregate] = [without(rawSpec(), 'sampleRate'), without(ds1Spec(), 'timeFrame')].map((spec) =>
      wanted(spec),
    );
    expect(raw).toMatchObject({ sampleRate: 25 });
    expect(raw).not.toHaveProperty('timeFrame');
    expect(aggregate).toMatchObject({ timeFrame: 1 });
    expect(aggregate).not.toHaveProperty('sampleRate');
  });

  it('sorts fields, whose order has no effect', () => {
    expect(wanted(ds1Spec({ datasetFields: [81, 77, 81, 80] }))['datasetFields']).toEqual([77, 80, 81]);
  });

  it('spells connector types as their cards do, and merges extra members into their connector', () => {
    const connectors = [
      { ...ARCHIVE, connectorType: 's3', extra: { bucket: 'other', storageClass: 'cold' } },
      SPLUNK,
    ];
    expect(wanted(ds1Spec({ connectors }))['connectors']).toEqual({
      Archive: { ...ARCHIVE, storageClass: 'cold' },
      Splunk: SPLUNK,
    });
  });

  it('is idempotent', () => {
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
  it('keeps unknown members by the connector that contains them, without connector ids', () => {
    const body = { connectors: [{ ...COLLECTOR, connectorId: 5, shard: 2 }, SPLUNK], novelty: true };
    const { spec, unknown } = canonicalLive(card, ds1Live(7, 'web', { body }));
    expect(unknown).toEqual({ novelty: true, connectors: { Collector: { shard: 2 } } });
    expect(JSON.stringify(spec)).not.toContain('connectorId');
  });

  it('has no id of a connector of an unknown type either, since the id belongs to one version only', () => {
    const body = { connectors: [{ connectorType: 'NEW', connectorName: 'n', connectorId: 5, where: 'x' }] };
    const { unknown } = canonicalLive(card, ds1Live(7, 'web', { body }));
    expect(unknown).toEqual({ connectors: { n: { where: 'x' } } });
  });

  it('never contains a write-only member, even if a response contains one', () => {
    const body = { connectors: [{ ...ARCHIVE, secretAccessKey: 'hunter2' }] };
    expect(JSON.stringify(canonicalLive(card, ds1Live(7, 'web', { body })))).not.toContain('hunter2');
  });

  it('keeps two connectors apart even if the API returns the same name for both', () => {
    const body = { connectors: [COLLECTOR, { ...SPLUNK, connectorName: 'Collector' }] };
    const { spec } = canonicalLive(card, ds1Live(7, 'web', { body }));
    expect(Object.keys(spec['connectors'] ?? {})).toEqual(['Collector', 'Collector (2)']);
  });
});
