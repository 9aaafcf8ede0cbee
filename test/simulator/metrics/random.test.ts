import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { datastream, withPropertyRules } from '../../builders/rule-trees.ts';
import { runs } from '../../soak.ts';
import { START } from '../client.ts';
import {
  EDGE_ARCHIVE,
  HOUR,
  iso,
  MINUTE,
  metricsClient,
  type Row,
  rowsIn,
  STORE_ELASTIC,
  seeded,
  sum,
} from './client.ts';

const SHOP = 349770;

/** A rule of any depth, with well-formed and odd members. */
const { rule } = fc.letrec((tie) => ({
  rule: fc.record(
    {
      name: fc.string(),
      criteria: fc.oneof(
        fc.constant([]),
        fc.array(fc.object({ maxDepth: 1 }), { maxLength: 2 }),
        fc.jsonValue(),
      ),
      behaviors: fc.oneof(fc.array(tie('behavior'), { maxLength: 3 }), fc.jsonValue()),
      children: fc.oneof(
        { maxDepth: 4 },
        fc.constant([]),
        fc.array(tie('rule'), { maxLength: 3 }),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  ),
  behavior: fc.oneof(
    fc.jsonValue(),
    fc
      .record(
        {
          logEnabled: fc.oneof(fc.boolean(), fc.jsonValue()),
          streamType: fc.oneof(fc.constantFrom('LOG', 'BEACON', 'BEACON_AND_LOG'), fc.jsonValue()),
          logStreamName: fc.oneof(
            fc.constant([`${STORE_ELASTIC}`]),
            fc.constant(STORE_ELASTIC),
            fc.jsonValue(),
          ),
          samplingPercentage: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.jsonValue()),
        },
        { requiredKeys: [] },
      )
      .map((options) => ({ name: 'datastream', options })),
  ),
}));

const fault = fc.record(
  {
    streamId: fc.constantFrom(EDGE_ARCHIVE, STORE_ELASTIC),
    destinationType: fc.constantFrom('S3', 's3', 'SPLUNK'),
    from: fc.integer({ min: START - 3 * HOUR, max: START }),
    to: fc.integer({ min: START - 3 * HOUR, max: START }),
    errorCode: fc.constantFrom('401', '500', 'TIMEOUT'),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ['from'] },
);

const attempted = (rows: readonly Row[]) => sum(rows.map((row) => row.attempted));

describe('upload metrics', () => {
  it('exist for any rule tree, and never exceed the traffic of the property', async () => {
    const everything: JsonObject = { name: 'default', behaviors: [datastream([STORE_ELASTIC])] };
    const most = attempted(
      await metricsClient(withPropertyRules(seeded(), SHOP, everything)).recent(STORE_ELASTIC, HOUR),
    );
    await fc.assert(
      fc.asyncProperty(rule, async (rules) => {
        const client = metricsClient(withPropertyRules(seeded(), SHOP, rules as JsonObject));
        expect(attempted(await client.recent(STORE_ELASTIC, HOUR))).toBeLessThanOrEqual(most + 12);
        for (const format of ['v2023-01-05', 'latest']) {
          const accept = `application/vnd.akamai.papirules.${format}+json`;
          const path = `/papi/v1/properties/${SHOP}/versions/3/rules`;
          expect((await client.send('GET', path, undefined, { accept })).status).toBe(200);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('add up, whatever the faults of the destination are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 4 }), fc.nat(HOUR), async (destinationFaults, past) => {
        const client = metricsClient(seeded({ destinationFaults }));
        client.pass(past);
        const now = client.now();
        const read = async (aggregationInterval: string, from: number) =>
          rowsIn(
            await client.metrics({
              start: iso(from),
              end: iso(now),
              streamId: EDGE_ARCHIVE,
              aggregationInterval,
            }),
          );
        const hours = await read('HOUR', START - 2 * HOUR);
        const parts = await read('FIVE_MINUTE', START - 2 * HOUR);
        expect(attempted(hours)).toBe(attempted(parts));
        for (const row of [...hours, ...parts]) {
          const delivered = row.attempted - row.failed;
          expect(delivered).toBeGreaterThanOrEqual(0);
          expect([sum(Object.values(row.collection)), sum(Object.values(row.upload))]).toEqual([
            delivered,
            delivered,
          ]);
          expect(row.successes === 0).toBe(delivered === 0);
          expect(row.failed > 0).toBe(Object.keys(row.errors).length > 0);
          expect(row.at % (5 * MINUTE)).toBe(0);
        }
      }),
      { numRuns: runs(100) },
    );
  });
});
