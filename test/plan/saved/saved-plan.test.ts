import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { collectionKey } from '../../../src/model/collection.ts';
import type { StreamRow } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/model/safety-limits.ts';
import { fingerprintOf } from '../../../src/plan/saved/fingerprint.ts';
import { checkSaved, parsePlan, withDigest } from '../../../src/plan/saved/saved-plan.ts';
import { allowedStepsFor } from '../../../src/plan/steps/allowed-steps.ts';
import { CDN, editItem, hash, live, planItem, TARGET, wanted } from '../../builders/streams.ts';

function planWith(items: readonly PlanItem[], parts: Partial<Plan> = {}): Plan {
  return {
    formatVersion: 1,
    target: TARGET,
    fingerprint: fingerprintOf(TARGET, items, hash),
    applyable: true,
    summary: {
      create: 0,
      update: 1,
      activate: 0,
      deactivate: 0,
      delete: 0,
      wait: 0,
      unchanged: 0,
      blocked: 0,
    },
    requests: { used: 1, apply: 2 },
    items,
    orphans: [],
    refusals: [],
    warnings: [],
    ...parts,
  };
}

type Way = readonly [status: string, state: 'active' | 'inactive' | 'absent', changed: boolean];

/** Stream 7, version 3, with a transition of the step table. */
function going(way: Way, parts: Partial<PlanItem> = {}): PlanItem {
  const [status, state] = way;
  const base = { version: 3, status, content: 'abc' };
  return editItem('web', 7, {
    ...allowedStepsFor(cdn, ...way),
    status,
    base,
    desired: wanted('web', state),
    ...parts,
  });
}

const creating = planItem('new', {
  ...allowedStepsFor(cdn, undefined, 'active', true),
  desired: wanted('new', 'active'),
});

interface TodayParts {
  readonly limits?: Partial<Limits>;
  readonly target?: string;
}

function check(plan: Plan, rows: readonly StreamRow[], parts: TodayParts = {}) {
  return checkSaved(plan, {
    rows: new Map([[collectionKey(CDN), rows]]),
    target: parts.target ?? TARGET,
    limits: { ...DEFAULT_LIMITS, ...parts.limits },
  });
}

const row = (status: string, version = 3) => live(7, 'web', { status, version });
const codes = (plan: Plan, rows: readonly StreamRow[]) => check(plan, rows).map(({ code }) => code);

describe('parsePlan', () => {
  const whole = planWith([
    going(['ACTIVATED', 'active', true], { changes: [{ path: '/properties', added: [2], removed: [1] }] }),
    creating,
    planItem('quiet', { streamId: 9, status: 'ACTIVATING', steps: [{ do: 'await', until: 'ACTIVATED' }] }),
    planItem('stuck', { action: 'blocked', reason: 'because' }),
  ]);

  it('returns what was saved', () => {
    expect(parsePlan(JSON.stringify(withDigest(whole, hash)), hash)).toEqual(whole);
  });

  it.each([
    ['not JSON', '{'],
    ['an empty file', ''],
    ['a list', '[]'],
    ['another object', '{"formatVersion":1}'],
    ['an unknown format version', JSON.stringify({ ...whole, formatVersion: 0 })],
    ['an unknown kind of step', saved({ steps: [{ do: 'format' }] })],
    ['a step with a missing member', saved({ steps: [{ do: 'update' }] })],
    ['an unknown action', saved({ action: 'explode' })],
    ['a stream id that is a string', saved({ streamId: '7' })],
    ['a version that is not an integer', saved({ baseVersion: 1.5 })],
    ['another API', saved({}).replaceAll('"DataStream2"', '"DataStream9"')],
    ['items that are not a list', JSON.stringify({ ...whole, digest: '', items: {} })],
  ])('reports the problem: %s', (_, text) => {
    expect(parsePlan(text, hash)).toMatch(/^this is no plan saved by `datastream plan --out`: .+/);
  });

  it('reports the location', () => {
    expect(parsePlan(saved({ streamId: '7' }), hash)).toContain('/items/0/streamId must be a whole number');
  });

  it.each<[string, Partial<PlanItem>]>([
    ['acts without a desired spec', { desired: undefined } as object],
    ['edits no stream', { streamId: undefined } as object],
    ['has no base', { base: undefined } as object],
    ['has two base versions', { baseVersion: 4 }],
    ['creates a stream that already has an id', { action: 'create' }],
    ['does nothing, but writes', { action: 'none' }],
    ['is blocked, but writes', { action: 'blocked' }],
  ])('rejects an item that %s', (_, parts) => {
    expect(parsePlan(saved(parts), hash)).toMatch(/contradicts itself about web/);
  });

  it.each<[string, Partial<PlanItem>]>([
    ['a base version', { baseVersion: 4, base: { version: 4, status: 'ACTIVATED', content: 'abc' } }],
    ['the desired spec', { desired: wanted('web', 'active', {}) }],
    ['steps', { steps: [{ do: 'delete' }] }],
    ['the stream', { streamId: 8 }],
  ])('detects a change of %s', (_, parts) => {
    const items = [{ ...going(['ACTIVATED', 'active', true]), ...parts }, ...whole.items.slice(1)];
    expect(parsePlan(JSON.stringify(withDigest({ ...whole, items }, hash)), hash)).toMatch(
      /changed or damaged/,
    );
  });

  it.each<[string, object]>([
    ['the refusal', { refusals: [], applyable: true }],
    ['the count of removed sources', { items: whole.items.map((item) => ({ ...item, changes: [] })) }],
    ['a warning', { warnings: [] }],
    ['the digest', { digest: 'sha256:0' }],
  ])('detects a change that the fingerprint does not cover: %s', (_, parts) => {
    const refused = planWith(whole.items, {
      refusals: [{ code: 'protected', message: 'web is protected', names: ['web'] }],
      applyable: false,
      warnings: [{ code: 'unusable-row', message: 'y' }],
    });
    const text = JSON.stringify({ ...withDigest(refused, hash), ...parts });
    expect(parsePlan(text, hash)).toMatch(/changed or damaged/);
  });

  it('names the version that can read a plan of a later format', () => {
    const text = JSON.stringify({ ...withDigest(whole, hash), formatVersion: 2, novelty: true });
    expect(parsePlan(text, hash)).toMatch(/has format 2.*reads format 1: apply it with the version/);
  });

  it('distinguishes a printed plan from a saved one', () => {
    const items = whole.items.map(({ base: _base, desired: _desired, ...item }) => item);
    expect(parsePlan(JSON.stringify({ ...whole, items }), hash)).toMatch(/--format json.*prints.*--out FILE/);
  });

  /** A complete plan whose first item has other members, with the matching fingerprint. */
  function saved(parts: object): string {
    const first = { ...going(['ACTIVATED', 'active', true]), ...parts } as PlanItem;
    return JSON.stringify(withDigest(planWith([first]), hash));
  }
});

describe('checkSaved', () => {
  it.each<[string, Way, string, readonly string[]]>([
    ['nothing changed', ['ACTIVATED', 'active', true], 'ACTIVATED', []],
    ['never active counts as deactivated', ['INACTIVE', 'active', true], 'DEACTIVATED', []],
    ['it was deactivated in the meantime', ['ACTIVATED', 'active', true], 'DEACTIVATING', ['stale-plan']],
    ['it is now inactive', ['ACTIVATED', 'active', false], 'INACTIVE', []],
    ['it is now active', ['INACTIVE', 'active', false], 'ACTIVATED', ['stale-plan']],
    ['its status is now unknown', ['ACTIVATED', 'active', true], 'SUSPENDED', ['stale-plan']],
    ['the transition is complete', ['ACTIVATING', 'active', true], 'ACTIVATED', []],
    ['it is still in transition', ['ACTIVATING', 'active', true], 'ACTIVATING', []],
    ['the transition had another result', ['ACTIVATING', 'active', true], 'DEACTIVATED', ['stale-plan']],
    ['a deactivation is complete', ['DEACTIVATING', 'active', false], 'DEACTIVATED', []],
    ['a deletion is now possible', ['DEACTIVATING', 'absent', false], 'DEACTIVATED', ['stale-plan']],
    ['a deletion', ['INACTIVE', 'absent', false], 'INACTIVE', []],
    ['it was activated before the deletion', ['INACTIVE', 'absent', false], 'ACTIVATED', ['stale-plan']],
  ])('%s', (_, way, status, expected) => {
    expect(codes(planWith([going(way)]), [row(status)])).toEqual(expected);
  });

  it('is stale if a version changed, and names the user who changed it', () => {
    const [refusal] = check(planWith([going(['ACTIVATED', 'active', true])]), [row('ACTIVATED', 4)]);
    expect(refusal).toEqual({
      code: 'stale-plan',
      message:
        'web: the plan was made from version 3, and version 4 is the latest, changed by another-user at 2026-03-01T08:00:00Z; plan again',
      names: ['web'],
    });
  });

  it('is stale if a stream to change no longer exists', () => {
    expect(codes(planWith([going(['ACTIVATED', 'active', true])]), [])).toEqual(['stale-plan']);
  });

  it('is stale if a stream to create exists, in its own log type only', () => {
    expect(codes(planWith([creating]), [])).toEqual([]);
    expect(codes(planWith([creating]), [live(8, 'new')])).toEqual(['stale-plan']);
    const elsewhere = { ...live(8, 'new'), collection: { ...CDN, logType: 'edns' as const } };
    expect(codes(planWith([creating]), [elsewhere])).toEqual([]);
  });

  it('ignores unchanged streams', () => {
    expect(codes(planWith([planItem('quiet', { streamId: 9, status: 'ACTIVATED' })]), [])).toEqual([]);
  });

  it('rejects steps that the step table does not contain', () => {
    const forged = going(['ACTIVATED', 'absent', false], { steps: [{ do: 'delete' }] });
    expect(codes(planWith([forged]), [row('ACTIVATED')])).toEqual(['stale-plan']);
    const quiet = going(['ACTIVATED', 'active', true], { steps: [{ do: 'update', activate: false }] });
    expect(codes(planWith([quiet]), [row('ACTIVATED')])).toEqual(['stale-plan']);
    const odd = { ...creating, steps: [{ do: 'delete' } as const] };
    expect(codes(planWith([odd]), [])).toEqual(['stale-plan']);
  });

  it('is for its own target only', () => {
    const plan = planWith([going(['ACTIVATED', 'active', true])]);
    const [refusal, ...others] = check(plan, [], { target: 'simulator' });
    expect(others).toEqual([]);
    expect(refusal?.code).toBe('other-target');
    expect(refusal?.message).toContain(TARGET);
    expect(refusal?.message).toContain('simulator');
  });

  it('applies the current limits, whatever was allowed when it was created', () => {
    const plan = planWith([going(['ACTIVATED', 'inactive', false])]);
    expect(check(plan, [row('ACTIVATED')], { limits: { deactivate: 0 } })[0]?.code).toBe('safety-limit');
    const refused = planWith(plan.items, {
      applyable: false,
      refusals: [{ code: 'safety-limit', message: 'then', names: [] }],
    });
    expect(check(refused, [row('ACTIVATED')])).toEqual([]);
  });

  it('remains refused for the reasons found when it was created', () => {
    const refusal = { code: 'protected' as const, message: 'no', names: ['web'] };
    const plan = planWith([going(['ACTIVATED', 'inactive', false])], {
      applyable: false,
      refusals: [refusal],
    });
    expect(check(plan, [row('ACTIVATED')])).toEqual([refusal]);
  });
});
