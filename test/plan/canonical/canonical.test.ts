import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { exportSpec } from '../../../src/conversion/stream-to-manifest.ts';
import type { StreamCard } from '../../../src/model/card.ts';
import type { DestinationCard } from '../../../src/model/destination-card.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { canonicalDesired, canonicalLive } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { compare } from '../../../src/plan/diff/compare.ts';
import { nameIndex, resolveSpec } from '../../../src/plan/resolve/resolve.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import {
  answerTo,
  cardNames,
  destinationsFor,
  detailOf,
  formatsOf,
  fullSpec,
  idsOf,
  leanSpec,
  sha256,
  TARGET,
  wireItems,
} from '../../builders/card-samples.ts';
import { runs } from '../../soak.ts';
import { NORMALISATIONS } from '../normalisations.ts';

function changesOf(card: StreamCard, spec: JsonObject, body: JsonObject) {
  const detail = sealDetail(detailOf(card, body), TARGET, sha256);
  const seal = sealer(TARGET, card.collection, detail.streamId, sha256);
  return compare(card, canonicalDesired(card, spec, 'web'), canonicalLive(card, detail), seal, cardNames);
}

/** All samples of a collection name the same ids, so that one index is enough. */
const namesOf = new Map(
  STREAM_CARDS.map((card) => {
    const body = Object.fromEntries(card.lists.map((list) => [list.member, wireItems(list, idsOf(list))]));
    const details = new Map([['x', detailOf(card, body)]]);
    return [card, nameIndex({ rows: new Map(), details, names: new Map() })] as const;
  }),
);

function importedChanges(card: StreamCard, body: JsonObject) {
  const names = namesOf.get(card) ?? cardNames;
  const resolution = resolveSpec(card, exportSpec(detailOf(card, body), names).spec, names);
  if (resolution.tag === 'unresolved') throw new Error(resolution.problems.join('\n'));
  return changesOf(card, resolution.spec, body);
}

const manifests = [
  { form: 'every member', of: fullSpec },
  { form: 'required members only', of: leanSpec },
];

function cases(destination: DestinationCard) {
  return formatsOf(destination).flatMap((format) =>
    manifests.flatMap((manifest) => NORMALISATIONS.map((one) => ({ format, ...manifest, ...one }))),
  );
}

describe('a live stream that matches its manifest', () => {
  for (const card of STREAM_CARDS) {
    for (const destination of destinationsFor(card)) {
      it(`has no change, whatever the notation of the response: ${card.title}, ${destination.title}`, () => {
        for (const { format, form, of, name, apply } of cases(destination)) {
          const spec = of(card, destination, format);
          const body = apply(answerTo(card, destination, spec), card, destination);
          expect(changesOf(card, spec, body), `${form}, ${format}, ${name}`).toEqual([]);
          expect(importedChanges(card, body), `${form}, ${format}, ${name}, imported`).toEqual([]);
        }
      });
    }
  }

  it('has no change under any combination of these normalisations', () => {
    const names = NORMALISATIONS.map(({ name }) => name);
    const streams = STREAM_CARDS.flatMap((card) => destinationsFor(card).map((one) => [card, one] as const));
    const pick = fc.record({
      stream: fc.constantFrom(...streams),
      chosen: fc.subarray(names, { minLength: 2 }),
    });
    fc.assert(
      fc.property(pick, ({ stream: [card, destination], chosen }) => {
        const [format = 'JSON'] = formatsOf(destination);
        const spec = fullSpec(card, destination, format);
        const sent = answerTo(card, destination, spec);
        const body = NORMALISATIONS.filter(({ name }) => chosen.includes(name)).reduce(
          (returned: JsonObject, one) => one.apply(returned, card, destination),
          sent,
        );
        expect(changesOf(card, spec, body)).toEqual([]);
      }),
      { numRuns: runs(300) },
    );
  });
});
