import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamDetail } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/model/safety-limits.ts';
import { limitRefusals } from '../../src/plan/resources/safety-limits.ts';
import { checkSaved, parsePlan, withDigest } from '../../src/plan/saved/saved-plan.ts';
import { CDN, hash, live, manifest, observed, planOf, TARGET } from '../builders/streams.ts';
import { content, type Scenario, scenario } from './random-scenarios.ts';

const UNLIMITED: Limits = {
  live: 1e9,
  deactivate: 1e9,
  delete: 1e9,
  remove: 1e9,
  property: 0,
  unreleased: 0,
  warnings: 0,
};

const planned = ({ manifests, streams }: Scenario, rotate: readonly string[] = []) =>
  planOf(manifests, streams, { rotate, limits: UNLIMITED });
const doing = ({ steps }: PlanItem) => steps.map((step) => step.do);
const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });

describe('any plan', () => {
  it('is empty if the manifests match the live streams', () => {
    const streams = fc.array(fc.tuple(content, fc.constantFrom('ACTIVATED', 'INACTIVE', 'DEACTIVATED')), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(streams, (all) => {
        const manifests = all.map(([spec, status], n) =>
          manifest(`s${n}`, { spec, state: status === 'ACTIVATED' ? 'active' : 'inactive' }),
        );
        const { items, applyable, requests } = planOf(
          manifests,
          all.map(([spec, status], n) => live(n + 1, `s${n}`, { spec, status })),
          { limits: { live: 0, deactivate: 0, delete: 0, remove: 0 } },
        );
        expect(items.filter(({ action, steps }) => action !== 'none' || steps.length > 0)).toEqual([]);
        expect([applyable, requests.apply]).toEqual([true, 0]);
      }),
    );
  });

  it('does not depend on the order of manifests or of API responses', () => {
    const reordered = scenario.chain((one) =>
      fc.tuple(fc.constant(one), shuffled(one.manifests), shuffled(one.streams)),
    );
    fc.assert(
      fc.property(reordered, ([one, manifests, streams]) => {
        expect(planned({ manifests, streams })).toEqual(planned(one));
      }),
    );
  });

  it('writes content only if something differs or a rotation is requested', () => {
    fc.assert(
      fc.property(scenario, fc.boolean(), (one, rotating) => {
        const rotate = rotating ? one.manifests.map(({ name }) => name) : [];
        for (const item of planned(one, rotate).items) {
          if (doing(item).includes('update')) expect(item.changes.length > 0 || rotating).toBe(true);
        }
      }),
    );
  });

  it('deletes only a stream that is to be absent and is stable and inactive', () => {
    fc.assert(
      fc.property(scenario, (one) => {
        for (const item of planned(one).items.filter((each) => doing(each).includes('delete'))) {
          expect(item.desired?.state).toBe('absent');
          expect(['INACTIVE', 'DEACTIVATED']).toContain(item.status);
        }
      }),
    );
  });

  it('never updates an active stream with activate: false', () => {
    fc.assert(
      fc.property(scenario, (one) => {
        for (const { status, steps } of planned(one).items) {
          let active = status === 'ACTIVATED';
          for (const step of steps) {
            if (step.do === 'update' && active) expect(step.activate).toBe(true);
            if (step.do === 'await') active = step.until === 'ACTIVATED';
          }
        }
      }),
    );
  });

  it('has a fingerprint that does not depend on unchanged streams', () => {
    fc.assert(
      fc.property(scenario, content, ({ manifests, streams }, spec) => {
        const before = planned({ manifests, streams }).fingerprint;
        const more = planned({
          manifests: [...manifests, manifest('quiet', { spec })],
          streams: [live(1, 'quiet', { spec }), ...streams],
        });
        expect(more.fingerprint).toBe(before);
      }),
    );
  });

  it('can be saved, read and checked against the account it was made from', () => {
    fc.assert(
      fc.property(scenario, (one) => {
        const plan = planned(one);
        const read = parsePlan(JSON.stringify(withDigest(plan, hash)), hash);
        expect(read).toEqual(plan);
        const { rows } = observed(one.streams);
        const today = { rows, target: TARGET, limits: DEFAULT_LIMITS };
        expect(checkSaved(plan, today)).toEqual([
          ...plan.refusals,
          ...limitRefusals(plan.items, DEFAULT_LIMITS),
        ]);
      }),
    );
  });

  it('leads to the desired state over several runs', () => {
    fc.assert(
      fc.property(scenario, (one) => {
        const free = { ...one, manifests: one.manifests.map((each) => ({ ...each, protect: false })) };
        let { streams } = free;
        for (let run = 0; run < 3; run += 1) streams = carriedOut(planned({ ...free, streams }), streams);
        const { items } = planned({ ...free, streams });
        const open = items.filter(({ action }) => action !== 'none' && action !== 'blocked');
        expect(open).toEqual([]);
        expect(items.filter(({ action, status }) => action === 'blocked' && status !== 'SUSPENDED')).toEqual(
          [],
        );
      }),
    );
  });
});

/** The account after all steps of a plan, with each transition complete. */
function carriedOut(plan: Plan, streams: readonly StreamDetail[]): readonly StreamDetail[] {
  const byId = new Map<number, StreamDetail>(streams.map((one) => [one.streamId, one]));
  for (const [place, item] of plan.items.entries()) {
    const id = item.streamId ?? 1000 + place;
    for (const step of item.steps) {
      const { version = 0, status = 'INACTIVE', body = {} } = byId.get(id) ?? {};
      const spec = item.desired?.spec ?? {};
      if (step.do === 'delete') byId.delete(id);
      else if (step.do === 'create' || step.do === 'update') {
        byId.set(id, live(id, item.name, { collection: CDN, version: version + 1, status, spec }));
      } else {
        const stable = step.do === 'await' ? step.until : status;
        byId.set(id, { ...live(id, item.name, { version, status: stable }), body });
      }
    }
  }
  return [...byId.values()];
}
