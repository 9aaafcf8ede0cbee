import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { DEFAULT_LIMITS, limitsFrom } from '../../../src/model/safety-limits.ts';
import { limitRefusals, limitsOf } from '../../../src/plan/resources/safety-limits.ts';
import { allowedStepsFor } from '../../../src/plan/steps/allowed-steps.ts';
import { protectionRefusals } from '../../../src/plan/streams/limits.ts';
import { editItem, planItem, wanted } from '../../builders/streams.ts';

type Way = readonly [status: string | undefined, state: 'active' | 'inactive' | 'absent', changed: boolean];

/** An item with a transition of the step table. */
function going(name: string, [status, state, changed]: Way, parts: Partial<PlanItem> = {}): PlanItem {
  const course = allowedStepsFor(cdn, status, state, changed);
  const live = status === undefined ? {} : { status, streamId: 1 };
  return planItem(name, { ...course, ...live, desired: wanted(name, state), ...parts });
}

const many = (count: number, way: Way) => Array.from({ length: count }, (_, n) => going(`s${n}`, way));

describe('safety limits', () => {
  it.each<[string, Way, object]>([
    ['update of an active stream', ['ACTIVATED', 'active', true], { live: 1 }],
    ['update of an active stream after a wait', ['ACTIVATING', 'active', true], { live: 1 }],
    ['update that activates', ['INACTIVE', 'active', true], {}],
    ['create', [undefined, 'active', true], {}],
    ['deactivation', ['ACTIVATED', 'inactive', false], { deactivate: 1 }],
    ['deactivation before an update', ['ACTIVATED', 'inactive', true], { deactivate: 1 }],
    ['deactivation before a later deletion', ['ACTIVATED', 'absent', false], { deactivate: 1 }],
    ['deletion', ['INACTIVE', 'absent', false], { delete: 1 }],
    ['nothing', ['ACTIVATED', 'active', false], {}],
  ])('count: %s', (_, way, expected) => {
    expect(limitsOf([going('web', way)])).toEqual({ ...limitsFrom(() => 0), ...expected });
  });

  it('count every source that is removed from a stream, but no field', () => {
    const changes = [
      { path: '/properties', removed: [1, 2] },
      { path: '/datasetFields', removed: [1000] },
    ];
    expect(limitsOf([editItem('a', 1, { changes }), editItem('b', 2, { changes })]).remove).toBe(4);
  });

  it.each<[string, number, Way]>([
    ['live', 10, ['ACTIVATED', 'active', true]],
    ['deactivate', 2, ['ACTIVATED', 'inactive', false]],
    ['delete', 1, ['INACTIVE', 'absent', false]],
  ])('%s: allow %i in one run, and refuse one more with the option that allows it', (kind, most, way) => {
    expect(limitRefusals(many(most, way), DEFAULT_LIMITS)).toEqual([]);
    const [refusal, ...others] = limitRefusals(many(most + 1, way), DEFAULT_LIMITS);
    expect(others).toEqual([]);
    expect(refusal?.code).toBe('safety-limit');
    expect(refusal?.message).toContain(`limit for one run is ${most}`);
    expect(refusal?.message).toContain(`--allow ${kind}=${most + 1}`);
    expect(refusal?.names).toHaveLength(most + 1);
  });

  it('remove: allow five in one run', () => {
    const removing = (count: number) => [
      editItem('a', 1, {
        changes: [{ path: '/properties', removed: Array.from({ length: count }, (_, n) => n) }],
      }),
    ];
    expect(limitRefusals(removing(5), DEFAULT_LIMITS)).toEqual([]);
    expect(limitRefusals(removing(6), DEFAULT_LIMITS)[0]?.message).toContain('--allow remove=6');
  });

  it('are raised separately', () => {
    const items = many(4, ['ACTIVATED', 'inactive', false]);
    expect(limitRefusals(items, { ...DEFAULT_LIMITS, deactivate: 4 })).toEqual([]);
    expect(limitRefusals(items, { ...DEFAULT_LIMITS, live: 100 })).toHaveLength(1);
  });
});

describe('protected streams', () => {
  it.each<[string, Way, boolean]>([
    ['deactivation', ['ACTIVATED', 'inactive', false], true],
    ['deactivation before an update', ['ACTIVATED', 'inactive', true], true],
    ['deletion', ['INACTIVE', 'absent', false], true],
    ['deletion that would come later', ['DEACTIVATING', 'absent', false], true],
    ['edit', ['ACTIVATED', 'active', true], false],
    ['activation', ['INACTIVE', 'active', false], false],
    ['update of an inactive stream', ['INACTIVE', 'inactive', true], false],
  ])('%s: refused %s %s', (_, way, refused) => {
    const refusals = protectionRefusals([going('web', way)], new Set(['web']));
    expect(refusals.map(({ code, names }) => [code, names])).toEqual(refused ? [['protected', ['web']]] : []);
    expect(protectionRefusals([going('web', way)], new Set(['other']))).toEqual([]);
  });

  it('are reported with the refused action and the location of the protection', () => {
    const [refusal] = protectionRefusals([going('web', ['INACTIVE', 'absent', false])], new Set(['web']));
    expect(refusal?.message).toBe(
      'web is protected and would be deleted; if that is meant, take `protect: true` out of streams/web.yaml',
    );
  });
});
