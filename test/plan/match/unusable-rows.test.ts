import { describe, expect, it } from 'vitest';
import { openWork } from '../../../src/approval/pending-steps.ts';
import type { Observed } from '../../../src/model/account.ts';
import type { StreamRecord } from '../../../src/model/approval.ts';
import { collectionKey } from '../../../src/model/collection.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { StreamDetail, UnusableRow } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { DEFAULT_LIMITS } from '../../../src/model/safety-limits.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { checkSaved } from '../../../src/plan/saved/saved-plan.ts';
import { statusReport } from '../../../src/plan/status.ts';
import { DS1, ds1Live, ds1Manifest, ds1Spec } from '../../builders/datastream1-streams.ts';
import { CDN, cdnSpec, hash, itemOf, live, manifest, observed, TARGET } from '../../builders/streams.ts';

const VERSION = 'has no usable version';

/** The same account in both generations. */
const GENERATIONS = [
  ['DataStream 2', { collection: CDN, make: manifest, stream: live, spec: cdnSpec }],
  ['DataStream 1', { collection: DS1, make: ds1Manifest, stream: ds1Live, spec: ds1Spec }],
] as const;

function accountWith(streams: readonly StreamDetail[], unusable: readonly UnusableRow[]): Observed {
  const [first] = unusable;
  const rows = first ? new Map([[collectionKey(first.collection), unusable]]) : new Map();
  return { ...observed(streams, [CDN, DS1]), unusable: rows };
}

function planIn(account: Observed, manifests: readonly Manifest[]): Plan {
  return makePlan({
    target: TARGET,
    manifests,
    observed: account,
    limits: DEFAULT_LIMITS,
    rotate: [],
    requestsUsed: 1,
    hash,
  });
}

const actions = (plan: Plan) => Object.fromEntries(plan.items.map(({ name, action }) => [name, action]));

describe.each(GENERATIONS)('a list row that cannot be used: %s', (_, { collection, make, stream, spec }) => {
  const row = (parts: Partial<UnusableRow>): UnusableRow => ({
    collection,
    sources: [],
    reason: VERSION,
    ...parts,
  });
  const others = { properties: [5] };

  it('blocks its stream with the reason, and no other', () => {
    const account = accountWith([stream(1, 'a')], [row({ streamId: 2, name: 'b' })]);
    const plan = planIn(account, [
      make('a', { state: 'inactive' }),
      make('b'),
      make('c', { spec: spec(others) }),
    ]);
    expect(actions(plan)).toEqual({ a: 'deactivate', b: 'blocked', c: 'create' });
    expect(itemOf(plan, 'b')).toMatchObject({
      streamId: 2,
      unreadable: true,
      reason: expect.stringContaining(`stream 2 ("b") ${VERSION}`),
    });
    expect(plan).toMatchObject({ applyable: true, orphans: [], warnings: [] });
  });

  it('blocks the manifest that is bound to its id, whatever its name', () => {
    const account = accountWith([], [row({ streamId: 2 })]);
    expect(itemOf(planIn(account, [make('x', { streamId: 2 })]), 'x')).toMatchObject({
      action: 'blocked',
      reasonCode: 'unusable-row',
      streamId: 2,
    });
  });

  it.each<[string, Partial<UnusableRow>]>([
    ['id', { name: 'somewhere' }],
    ['name', { streamId: 9 }],
    ['id and name', {}],
  ])('blocks every create of its collection while it has no usable %s', (__, parts) => {
    const account = accountWith([stream(1, 'a')], [row(parts)]);
    const plan = planIn(account, [
      make('a'),
      make('new', { spec: spec(others) }),
      make('too', { spec: spec(others), separate: true }),
    ]);
    expect(actions(plan)).toEqual({ a: 'none', new: 'blocked', too: 'blocked' });
    expect(itemOf(plan, 'new').reason).toContain('It may be this stream');
    expect(plan.warnings).toMatchObject([
      { code: 'unusable-row', message: expect.stringContaining('blocks every create') },
    ]);
  });

  it('does not count a stream as deleted that the row may describe', () => {
    const absent = (name: string, parts = {}) => make(name, { state: 'absent', ...parts });
    const nameless = accountWith([], [row({ streamId: 9 })]);
    expect(actions(planIn(nameless, [absent('a'), absent('b', { streamId: 8 })]))).toEqual({
      a: 'blocked',
      b: 'none',
    });
    const idless = accountWith([], [row({ name: 'c' })]);
    expect(actions(planIn(idless, [absent('a'), absent('b', { streamId: 8 }), absent('c')]))).toEqual({
      a: 'none',
      b: 'blocked',
      c: 'blocked',
    });
  });

  it('blocks a rename to its name', () => {
    const bound = [make('taken', { streamId: 1 })];
    const reason = (parts: Partial<UnusableRow>) =>
      itemOf(planIn(accountWith([stream(1, 'old')], [row(parts)]), bound), 'taken').reason;
    expect(reason({ streamId: 2, name: 'taken' })).toContain('which is the name of stream 2');
    expect(reason({ name: 'taken' })).toContain('which is the name of another stream');
  });

  it('blocks a create with its sources, which may be its stream renamed', () => {
    const sources = [{ id: 349772, name: 'www.example.com' }];
    const account = accountWith([], [row({ streamId: 2, name: 'b', sources })]);
    const plan = planIn(account, [
      make('c'),
      make('d', { separate: true }),
      make('e', { spec: spec(others) }),
    ]);
    expect(actions(plan)).toEqual({ c: 'blocked', d: 'create', e: 'create' });
    expect(plan.warnings).toMatchObject([
      { code: 'unusable-row', message: expect.stringContaining('is in no manifest') },
    ]);
  });

  it('is in the status report, and its stream is not reported as absent', () => {
    const manifests = [make('a'), make('b'), make('c', { spec: spec(others) })];
    const account = accountWith([stream(1, 'a')], [row({ streamId: 2, name: 'b' }), row({})]);
    const report = statusReport({ plan: planIn(account, manifests), manifests, observed: account, now: 0 });
    expect(report.items).toMatchObject([
      { name: 'a', status: 'ACTIVATED' },
      {
        name: 'b',
        streamId: 2,
        status: 'unknown',
        condition: 'unknown',
        next: 'blocked',
        reason: expect.any(String),
      },
      { name: 'c', status: 'unknown', condition: 'unknown', next: 'blocked' },
    ]);
    expect(report.unusableRows).toMatchObject([
      { kind: collection.kind, streamId: 2, name: 'b', reason: VERSION },
      { reason: VERSION },
    ]);
  });

  it('makes a saved plan stale for its stream and for creates', () => {
    const manifests = [make('a', { state: 'inactive' }), make('new', { spec: spec(others) })];
    const before = accountWith([stream(1, 'a')], []);
    const plan = planIn(before, manifests);
    const refused = (unusable: readonly UnusableRow[]) =>
      checkSaved(plan, {
        ...accountWith([stream(1, 'a')], unusable),
        target: TARGET,
        limits: DEFAULT_LIMITS,
      }).map(({ code, names }) => [code, ...names]);
    expect(refused([])).toEqual([]);
    expect(refused([row({ streamId: 1, name: 'a' })])).toEqual([['stale-plan', 'a']]);
    expect(refused([row({ streamId: 7 })])).toEqual([['stale-plan', 'new']]);
  });

  it('leaves the record of an apply open', () => {
    const record: StreamRecord = {
      name: 'b',
      ...collection,
      streamId: 2,
      desired: 'x',
      base: 3,
      version: 3,
      status: 'DEACTIVATING',
      left: [{ do: 'await', until: 'DEACTIVATED' }],
    };
    const tags = (unusable: UnusableRow) =>
      openWork(planIn(accountWith([], [unusable]), [make('b')]), [record], hash).map(({ tag }) => tag);
    expect(tags(row({ streamId: 2, name: 'b' }))).toEqual(['unreadable']);
    expect(tags(row({ name: 'b' }))).toEqual(['unreadable']);
  });
});
