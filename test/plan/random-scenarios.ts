import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { STATUSES, type StreamDetail } from '../../src/model/observed.ts';
import { cdnSpec, live, manifest } from '../builders/streams.ts';

/** The parts of a stream's content that differ between random streams. */
export const content: fc.Arbitrary<JsonObject> = fc
  .record({
    properties: fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
    datasetFields: fc.uniqueArray(fc.constantFrom(1000, 1002, 1005, 1023), { minLength: 1 }),
    collectMidgress: fc.boolean(),
    samplingPercentage: fc.constantFrom(10, 100),
    notificationEmails: fc.uniqueArray(fc.constantFrom('a@example.com', 'b@example.com')),
    deliveryConfiguration: fc.constantFrom(
      { format: 'JSON', frequency: { intervalInSeconds: 30 } },
      { format: 'STRUCTURED', fieldDelimiter: 'SPACE', frequency: { intervalInSeconds: 60 } },
    ),
  })
  .map((members) => cdnSpec(members));

/** One name, with its stream in the repository and in the account. */
interface Pair {
  readonly manifest?: Manifest;
  readonly stream?: StreamDetail;
}

function pair(number: number): fc.Arbitrary<Pair> {
  const name = `stream-${number}`;
  const wanted = fc
    .record({ state: fc.constantFrom('active', 'inactive', 'absent'), spec: content, protect: fc.boolean() })
    .map((parts) => manifest(name, { ...parts, separate: true }));
  const there = fc
    .record({
      status: fc.constantFrom(...STATUSES, 'SUSPENDED'),
      spec: content,
      version: fc.integer({ min: 1, max: 9 }),
    })
    .map((parts) => live(100 + number, name, parts));
  return fc.oneof(
    fc.record({ manifest: wanted, stream: there }),
    fc.record({ manifest: wanted, stream: content.map((spec) => live(100 + number, name, { spec })) }),
    fc.record({ manifest: wanted }),
    fc.record({ stream: there }),
  );
}

export interface Scenario {
  readonly manifests: readonly Manifest[];
  readonly streams: readonly StreamDetail[];
}

export const scenario: fc.Arbitrary<Scenario> = fc
  .integer({ min: 0, max: 6 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, number) => pair(number))))
  .map((pairs) => ({
    manifests: pairs.flatMap((one) => one.manifest ?? []),
    streams: pairs.flatMap((one) => one.stream ?? []),
  }));
