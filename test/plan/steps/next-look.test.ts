import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AwaitedTransition, medianOf, nextLook } from '../../../src/plan/steps/next-look.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A transition with the duration that it really has. */
type Real = AwaitedTransition & { readonly took: number };

/** Looks until all transitions have ended. Returns the times of all looks, and the delay with which each end was seen. */
function follow(transitions: readonly Real[]) {
  const looks: number[] = [];
  const delays = new Map<Real, number>();
  let now = 0;
  while (delays.size < transitions.length) {
    now = nextLook(
      now,
      transitions.filter((one) => !delays.has(one)),
      looks,
    );
    looks.push(now);
    for (const one of transitions) {
      const end = one.startedAt + one.took;
      if (!delays.has(one) && end <= now) delays.set(one, now - end);
    }
  }
  return { looks, delays };
}

const most = (looks: readonly number[]) =>
  Math.max(...looks.map((from) => looks.filter((at) => at >= from && at < from + HOUR).length));

const duration = fc.integer({ min: 1000, max: 4 * HOUR });

test('in any hour there are at most 15 looks, whatever is waited for', () => {
  const any = fc.record({
    startedAt: fc.integer({ min: -4 * HOUR, max: HOUR }),
    lasts: duration,
    took: duration,
  });
  const ended = ({ startedAt, took }: Real) => startedAt + took > 0;
  fc.assert(
    fc.property(fc.array(any.filter(ended), { minLength: 1, maxLength: 30 }), (transitions) => {
      expect(most(follow(transitions).looks)).toBeLessThanOrEqual(15);
    }),
  );
});

test('an end around the likely one is seen within 60 seconds, and any end of one batch within 15 minutes', () => {
  const batch = fc.record({
    startedAt: fc.integer({ min: -HOUR, max: 0 }),
    lasts: fc.integer({ min: 10 * MINUTE, max: 3 * HOUR }),
    took: fc.array(fc.integer({ min: HOUR, max: 4 * HOUR }), { minLength: 1, maxLength: 20 }),
  });
  fc.assert(
    fc.property(batch, ({ startedAt, lasts, took }) => {
      const { looks, delays } = follow(took.map((one) => ({ startedAt, lasts, took: one })));
      expect(most(looks)).toBeLessThanOrEqual(15);
      for (const [one, delay] of delays) {
        const isLikely = Math.abs(one.took - lasts) <= 5 * MINUTE && startedAt + one.took >= 0;
        expect(delay).toBeLessThanOrEqual(isLikely ? MINUTE : 15 * MINUTE);
      }
    }),
  );
});

test('the median of observed durations is the likely one', () => {
  expect([medianOf([]), medianOf([5]), medianOf([9, 1, 5])]).toEqual([undefined, 5, 5]);
});
