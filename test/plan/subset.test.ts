import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { restrictPlan } from '../../src/plan/subset.ts';
import { cdnSpec, hash, live, manifest, planOf } from '../builders/streams.ts';

const NAMES = Array.from({ length: 12 }, (_, n) => `s${n}`);
const changed = { spec: cdnSpec({ datasetFields: [1002] }) };
const all = planOf(
  NAMES.map((name) => manifest(name, changed)),
  NAMES.map((name, n) => live(n + 1, name)),
);

describe('a plan for a subset of its streams', () => {
  test('equals the plan for these manifests alone', () => {
    const alone = planOf([manifest('s3', changed)], [live(4, 's3')]);
    const { items, summary, requests, fingerprint } = restrictPlan(
      all,
      new Set(['s3']),
      DEFAULT_LIMITS,
      hash,
    );
    expect({ items, summary, fingerprint }).toEqual({
      items: alone.items,
      summary: alone.summary,
      fingerprint: alone.fingerprint,
    });
    expect(requests).toEqual({ ...alone.requests, used: all.requests.used });
  });

  test('applies safety limits only to the remaining streams', () => {
    expect(all.refusals.map(({ code }) => code)).toEqual(['safety-limit']);
    const some = restrictPlan(all, new Set(['s0', 's1']), DEFAULT_LIMITS, hash);
    expect(some).toMatchObject({ applyable: true, refusals: [] });
    expect(restrictPlan(all, new Set(NAMES), DEFAULT_LIMITS, hash).applyable).toBe(false);
    expect(restrictPlan(all, new Set(NAMES), { ...DEFAULT_LIMITS, live: 12 }, hash).applyable).toBe(true);
  });

  test('keeps refusals that depend on all streams', () => {
    const guarded = planOf(
      [manifest('kept', { protect: true, state: 'inactive' }), manifest('s1', changed)],
      [live(1, 'kept'), live(2, 's1')],
    );
    const some = restrictPlan(guarded, new Set(['s1']), DEFAULT_LIMITS, hash);
    expect(some.refusals.map(({ code }) => code)).toEqual(['protected']);
    expect(some.applyable).toBe(false);
  });

  test('does nothing if the subset is empty', () => {
    const none = restrictPlan(all, new Set(), DEFAULT_LIMITS, hash);
    expect(none).toMatchObject({ items: [], applyable: true, requests: { apply: 0 } });
  });
});
