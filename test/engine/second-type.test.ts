import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { GivenApproval } from '../../src/model/approval.ts';
import type { ResourceKind } from '../../src/model/collection.ts';
import type { Plan } from '../../src/model/plan.ts';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { Account, errorOf, fault, HOUR, hash, stepsText } from '../apply/account.ts';
import { manifest } from '../apply/manifests.ts';
import { COUNTER, CounterServer, counter, server } from './counter.ts';

vi.mock('../../src/plan/resources/resource-types.ts', async (load) => {
  const streams = await load<typeof import('../../src/plan/resources/resource-types.ts')>();
  const { COUNTER, counterType } = await import('./counter.ts');
  return {
    RESOURCE_TYPES: [counterType, ...streams.RESOURCE_TYPES],
    typeOf: (one: { readonly kind: ResourceKind }) =>
      one.kind === COUNTER.kind ? counterType : streams.typeOf(one),
  };
});

vi.mock('../../src/apply/execute/verbs.ts', async (load) => {
  const streams = await load<typeof import('../../src/apply/execute/verbs.ts')>();
  const { COUNTER, counterVerbs } = await import('./counter.ts');
  return {
    ...streams,
    verbsOf: (one: { readonly kind: ResourceKind }) =>
      one.kind === COUNTER.kind ? counterVerbs : streams.verbsOf(one),
  };
});

const { approvalsOf } = await import('../../src/approval/approval.ts');
const { coverageOf } = await import('../../src/approval/coverage.ts');
const { openWork } = await import('../../src/approval/pending-steps.ts');
const { checkSaved, parsePlan, withDigest } = await import('../../src/plan/saved/saved-plan.ts');
const { blockUnmet } = await import('../../src/plan/resources/needs.ts');
const { skipAfterFailures } = await import('../../src/apply/execute/order.ts');
const { ItemProgress } = await import('../../src/apply/items/item-progress.ts');
const { restrictPlan } = await import('../../src/plan/subset.ts');
const { entryOf } = await import('../../src/render/plan/document.ts');
const { changeViews } = await import('../../src/render/document/changes.ts');

const NAME = 'Counter/hits';
const web = manifest('web');
let account: Account;

beforeEach(() => {
  account = new Account();
  server.current = new CounterServer();
  server.current.now = () => account.clock.now();
  server.current.add(1, 7);
});

describe('the plan of a second type', () => {
  test('is empty if nothing differs, and otherwise has its changes, counts and requests', async () => {
    expect(await account.plan([counter(7)])).toMatchObject({
      summary: { unchanged: 1 },
      requests: { apply: 0 },
    });
    const { items, summary, requests, applyable } = await account.plan([web, counter(8)]);
    expect(items.find(({ name }) => name === NAME)?.changes).toEqual([
      { path: '/value', before: 7, after: 8 },
    ]);
    expect(summary).toMatchObject({ create: 1, update: 1 });
    expect(requests.applyByKind).toMatchObject({ DataStream1: 2 });
    expect(applyable).toBe(true);
  });

  test('has another fingerprint if another value would be saved, and the same in another order', async () => {
    const [first, other] = [await account.plan([web, counter(8)]), await account.plan([web, counter(9)])];
    expect(other.fingerprint).not.toBe(first.fingerprint);
    expect((await account.plan([counter(8), web])).fingerprint).toBe(first.fingerprint);
  });

  test('is refused over a safety limit that the type counts', async () => {
    const { refusals } = await account.plan([counter(8)], { limits: { live: 0 } });
    expect(refusals).toMatchObject([{ code: 'safety-limit', names: [NAME] }]);
  });

  test('is saved, read and applied, and refused once the type says that it is stale', async () => {
    const plan = await account.plan([counter(8)]);
    const saved = parsePlan(JSON.stringify(withDigest(plan, hash)), hash);
    if (typeof saved === 'string') throw new Error(saved);
    const today = { target: plan.target, rows: new Map(), limits: DEFAULT_LIMITS };
    expect(checkSaved(saved, today)).toEqual([]);
    server.current.save(1, 20);
    expect(checkSaved(saved, today)).toMatchObject([
      { code: 'stale-plan', message: `${NAME}: the counter was saved; plan again` },
    ]);
  });
});

describe('an approval of a second type', () => {
  const given = async (value: number): Promise<readonly GivenApproval[]> =>
    approvalsOf(await account.plan([counter(value)]), hash).map((one) => ({ ...one, by: '#1' }));

  test('covers the same content from the same base only', async () => {
    const approvals = await given(8);
    const tags = async (value: number) =>
      coverageOf(await account.plan([counter(value)]), { approvals, records: [] }, hash).map(
        ({ tag }) => tag,
      );
    expect(await tags(8)).toEqual(['covered']);
    expect(await tags(9)).toEqual(['other-content']);
    server.current.save(1, 20);
    expect(await tags(8)).toEqual(['other-base']);
  });
});

describe('applying a second type', () => {
  test('takes its steps, waits, and journals what it did', async () => {
    const { outcome, journal } = await account.apply([counter(8)], { wait: 2 * HOUR });
    expect(outcome).toMatchObject({ outcome: 'converged', items: [{ version: 2, status: 'ACTIVATED' }] });
    expect(journal.map(({ step, result, towards }) => [step, result, towards])).toEqual([
      ['update', 'begun', 'ACTIVATED'],
      ['update', 'done', 'ACTIVATED'],
      ['await', 'done', 'ACTIVATED'],
    ]);
    expect((await account.plan([counter(8)])).summary.unchanged).toBe(1);
  });

  test('stops if another user has saved it since the plan', async () => {
    const { outcome } = await account.apply([counter(8)], { between: () => void server.current.save(1, 20) });
    expect(errorOf(outcome, NAME)).toBe('Another user saved the counter.');
    expect(server.current.saved).toEqual([20]);
  });

  test.each<[CounterServer['lose'] & string, string, readonly number[]]>([
    ['response', 'update done, await pending', [8]],
    ['request', 'update failed, await not-run', []],
  ])('looks up a lost %s, and never sends it again', async (lose, steps, saved) => {
    server.current.lose = lose;
    const { outcome, events } = await account.apply([counter(8)]);
    expect(stepsText(outcome, NAME)).toBe(steps);
    expect(server.current.saved).toEqual(saved);
    expect(events.map(({ tag }) => tag)).toContain('looking-up');
  });
});

describe('an item that needs another one', () => {
  const dependent = counter({ $id: 'web' }, ['web']);
  const idOfWeb = () => account.stream('web')?.streamId;

  test('refers to an id that is known only after apply', async () => {
    const plan = await account.plan([web, dependent]);
    const item = plan.items.find(({ name }) => name === NAME);
    expect(changeViews(item?.changes ?? [])).toMatchObject([
      { body: { before: '7', after: 'ID of "web" (known after apply)' } },
    ]);
    expect(item && entryOf(item, 'an hour').asides.join()).toMatch(/after \P{L}web/u);
    expect(JSON.stringify(item?.desired)).toContain('{"$id":"web"}');
  });

  test('starts when the other one is done, also if it is earlier in the plan', async () => {
    const { outcome, events } = await account.apply([web, dependent], { wait: 5 * HOUR });
    expect(outcome.outcome).toBe('converged');
    expect(server.current.saved).toEqual([idOfWeb()]);
    const started = events.flatMap((event) => (event.tag === 'step-started' ? [event.name] : []));
    expect(started).toEqual(['web', NAME]);
  });

  test('is left to a later run while the other one is in transition', async () => {
    const { plan, outcome } = await account.apply([web, dependent]);
    expect(outcome.outcome).toBe('progressing');
    expect(stepsText(outcome, NAME)).toBe('update pending, await pending');
    expect(server.current.saved).toEqual([]);
    const item = plan.items.find(({ name }) => name === NAME);
    if (!item) throw new Error('no item');
    const desired = approvalsOf(plan, hash).find(({ name }) => name === NAME)?.desired ?? '';
    const record = { name: NAME, ...COUNTER, streamId: 1, desired, base: 1, version: 1, status: 'ACTIVATED' };
    const tags = async () =>
      openWork(await account.plan([web, dependent]), [{ ...record, left: item.steps }], hash).map(
        ({ tag }) => tag,
      );
    expect(await tags()).toEqual(['in-transition']);
    await account.clock.advance(2 * HOUR);
    expect(await tags()).toEqual(['due']);
  });

  test('is not run if the other one fails', async () => {
    const faults = [fault({ do: 'respond', status: 400 }, { method: 'POST' })];
    const { outcome } = await account.apply([web, dependent], { faults });
    expect(stepsText(outcome, 'web')).toMatch(/^create failed/);
    expect(stepsText(outcome, NAME)).toBe('update not-run, await not-run');
    expect(errorOf(outcome, NAME)).toBe(
      'It needs "web", which is not as its manifest specifies; fix that and run again.',
    );
    expect(server.current.saved).toEqual([]);
  });

  test('is blocked in a plan without the other one', async () => {
    const plan = await account.plan([web, dependent]);
    const { items } = restrictPlan(plan, new Set([NAME]), DEFAULT_LIMITS, hash);
    expect(items).toMatchObject([{ name: NAME, action: 'blocked', steps: [] }]);
    expect(items[0]?.reason).toMatch(/needs "web", .* is not part of this run/);
  });

  test('is left pending if the other one is not selected and only in transition', async () => {
    await account.apply([web]);
    const only = (plan: Plan) => restrictPlan(plan, new Set([NAME]), DEFAULT_LIMITS, hash);
    const { plan, outcome } = await account.apply([web, dependent], { select: only, wait: HOUR });
    expect(plan.items).toMatchObject([{ name: NAME, action: 'update', needs: ['web'] }]);
    expect(outcome.outcome).toBe('progressing');
    expect(stepsText(outcome, NAME)).toBe('update pending, await pending');
    expect(server.current.saved).toEqual([]);
    expect(only(await account.plan([web, dependent])).fingerprint).toBe(plan.fingerprint);
  });

  test('is applied if the other one is not selected and as its manifest specifies', async () => {
    await account.apply([web], { wait: 2 * HOUR });
    const only = (plan: Plan) => restrictPlan(plan, new Set([NAME]), DEFAULT_LIMITS, hash);
    const { outcome } = await account.apply([web, counter(8, ['web'])], { select: only });
    expect(stepsText(outcome, NAME)).toBe('update done, await pending');
  });

  test('is blocked if the other one is not selected and has another change after its transition', async () => {
    await account.apply([web]);
    const plan = await account.plan([{ ...web, state: 'inactive' }, dependent]);
    const { items } = restrictPlan(plan, new Set([NAME]), DEFAULT_LIMITS, hash);
    expect(items).toMatchObject([{ name: NAME, action: 'blocked', steps: [] }]);
  });

  test('is blocked if no item has the name that it needs', async () => {
    const { items } = await account.plan([web, counter(8, ['webb'])]);
    const item = items.find(({ name }) => name === NAME);
    expect(item).toMatchObject({ action: 'blocked', steps: [] });
    expect(item?.reason).toMatch(/needs "webb", .* is not part of this run/);
  });

  test('is blocked or skipped with all items that need it, whatever their order', async () => {
    const plan = await account.plan([counter(8)]);
    const [base] = plan.items;
    if (!base) throw new Error('no item');
    const chain = [
      { ...base, name: 'first', needs: ['second'] },
      { ...base, name: 'second', needs: ['third'] },
      { ...base, name: 'third' },
    ];
    const blocked = chain.map((item) =>
      item.name === 'third' ? { ...item, action: 'blocked' as const, steps: [], reason: 'No.' } : item,
    );
    expect(blockUnmet(blocked, blocked)).toMatchObject([
      { action: 'blocked', reasonCode: 'needed-item-blocked' },
      { action: 'blocked', reasonCode: 'needed-item-blocked' },
      { action: 'blocked', reason: 'No.' },
    ]);
    const tracks = chain.map((item) => new ItemProgress(item, {}));
    for (const track of tracks.slice(0, 2)) track.waitForNeeds();
    tracks[2]?.fail('No.');
    skipAfterFailures(tracks);
    expect(tracks.map((track) => track.outcome().steps[0]?.result)).toEqual(['not-run', 'not-run', 'failed']);
  });
});
