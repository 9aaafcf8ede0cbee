import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordRuns, timeOf } from '../../../src/simulator/traffic/records.ts';
import { total } from '../../../src/simulator/traffic/runs.ts';
import { datastream, withPropertyBehaviors } from '../../builders/rule-trees.ts';
import { runs } from '../../soak.ts';
import { START } from '../client.ts';
import { HOUR, MINUTE, STORE_ELASTIC, seeded } from '../metrics/client.ts';

const SHOP = 349770;
const NAMED = datastream([STORE_ELASTIC]);

/** An account whose only live rule tree that names the stream was activated at a time. */
function namedFrom(at: number) {
  const accountState = withPropertyBehaviors(seeded(), SHOP, [NAMED], { at });
  const stream = accountState.streams.find(({ streamId }) => streamId === STORE_ELASTIC);
  if (!stream) throw new Error('the stream is missing');
  return (from: number, to: number) => recordRuns(accountState, stream, { from, to });
}

it('a record is in exactly one of two adjacent periods, at a time within it, with a number of its own', () => {
  const minutes = fc.integer({ min: 0, max: 90 * MINUTE });
  fc.assert(
    fc.property(fc.tuple(minutes, minutes, minutes), minutes, (times, activated) => {
      const records = namedFrom(START - HOUR + activated);
      const [from = 0, middle = 0, to = 0] = times.toSorted((a, b) => a - b).map((at) => START - HOUR + at);
      const parts = [...records(from, middle), ...records(middle, to)];
      expect(total(parts)).toBe(total(records(from, to)));
      const numbers = parts.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));
      expect(new Set(numbers).size).toBe(numbers.length);
      for (const run of records(from, to)) {
        expect(timeOf(run, run.first)).toBeGreaterThanOrEqual(Math.max(from, START - HOUR + activated));
        expect(timeOf(run, run.first + run.count - 1)).toBeLessThan(to);
      }
    }),
    { numRuns: runs(200) },
  );
});

it('a property logs from the moment of its activation, even within five minutes', () => {
  const at = START - 30 * MINUTE + 90_000;
  const records = namedFrom(at);
  expect(total(records(at - HOUR, at))).toBe(0);
  const [first] = records(at, at + MINUTE);
  if (!first) throw new Error('there is no record');
  expect(timeOf(first, first.first)).toBe(at);
  expect(first.count).toBeGreaterThan(50);
});
