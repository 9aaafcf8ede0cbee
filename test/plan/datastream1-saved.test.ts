import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamDetail } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { checkSaved, parsePlan, withDigest } from '../../src/plan/saved/saved-plan.ts';
import { COLLECTOR, DS1, ds1Live, ds1Manifest, ds1Spec, rawSpec } from '../builders/datastream1-streams.ts';
import { CDN, cdnSpec, hash, live, manifest, observed, planOf, TARGET } from '../builders/streams.ts';

/** Both collections at once: each has a changed, an unchanged and an unmanaged stream. */
const MANIFESTS = [
  manifest('web', { spec: cdnSpec({ collectMidgress: true }) }),
  manifest('quiet'),
  ds1Manifest('errors', { spec: ds1Spec({ timeFrame: 15 }) }),
  ds1Manifest('calm', { spec: rawSpec() }),
  ds1Manifest('fresh', { spec: ds1Spec({ properties: [5] }) }),
];
const STREAMS = [
  live(7, 'web'),
  live(8, 'quiet'),
  live(9, 'old'),
  ds1Live(7, 'errors'),
  ds1Live(8, 'calm', { spec: rawSpec() }),
  ds1Live(9, 'forgotten'),
];
const BOTH = planOf(MANIFESTS, STREAMS);

/** A plan after saving and reading it. */
const saved = (plan: Plan) => parsePlan(JSON.stringify(withDigest(plan, hash)), hash);
const stale = (plan: Plan, streams: readonly StreamDetail[]) =>
  checkSaved(plan, { rows: observed(streams, [CDN, DS1]).rows, target: TARGET, limits: DEFAULT_LIMITS });

describe('a saved plan of DataStream 1', () => {
  const creating = planOf([ds1Manifest('new')], []);

  it('is read unchanged, also with unusual connector names, and matches its account', () => {
    expect(saved(BOTH)).toEqual(BOTH);
    expect(stale(BOTH, STREAMS)).toEqual([]);
    const names = fc.uniqueArray(fc.oneof(fc.string({ maxLength: 5 }), fc.constant('__proto__')), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(names, (all) => {
        const connectors = all.map((connectorName) => ({ ...COLLECTOR, connectorName }));
        const plan = planOf([ds1Manifest('new', { spec: ds1Spec({ connectors }) })], []);
        expect(JSON.stringify(saved(plan))).toBe(JSON.stringify(plan));
      }),
    );
  });

  it('is stale if a stream of its name exists in its own group, and only there', () => {
    expect(stale(creating, [])).toEqual([]);
    expect(stale(creating, [ds1Live(9, 'new', { spec: ds1Spec({ groupId: 5 }) })])).toEqual([]);
    const here = ds1Live(10, 'new');
    const there = ds1Live(9, 'new', { spec: ds1Spec({ groupId: 5 }) });
    expect(stale(creating, [there, here])).toMatchObject([
      { code: 'stale-plan', message: expect.stringContaining('stream 10') },
    ]);
    expect(stale(creating, [live(9, 'new')])).toEqual([]);
  });

  it('is stale if a version or a status changed', () => {
    expect(
      stale(BOTH, [...STREAMS.filter((one) => one.name !== 'errors'), ds1Live(7, 'errors', { version: 4 })]),
    ).toMatchObject([{ code: 'stale-plan', names: ['errors'] }]);
    const stopped = ds1Live(7, 'errors', { status: 'DEACTIVATED' });
    expect(stale(BOTH, [...STREAMS.filter((one) => one.name !== 'errors'), stopped])).toMatchObject([
      { code: 'stale-plan', names: ['errors'] },
    ]);
  });

  it('rejects steps of the other collection', () => {
    const steps = [{ do: 'create', activate: true } as const, { do: 'await', until: 'ACTIVATED' } as const];
    const forged = { ...creating, items: creating.items.map((item) => ({ ...item, steps })) };
    expect(stale(forged, []).map(({ code }) => code)).toEqual(['stale-plan']);
  });

  it.each<[string, object]>([
    ['an item of DataStream 2 without its log type', { kind: 'DataStream2' }],
    ['an item of DataStream 1 with a log type', { logType: 'cdn' }],
  ])('is refused with a message: %s', (_, parts) => {
    const items = creating.items.map((item) => ({ ...item, ...parts }));
    expect(saved({ ...creating, items })).toBe('the saved plan contradicts itself about new; plan again');
  });
});
