import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsFrom } from '../../src/model/safety-limits.ts';
import { checkSaved } from '../../src/plan/saved/saved-plan.ts';
import { findViolations } from '../../src/policy/check.ts';
import { observed, planOf, TARGET } from '../builders/streams.ts';
import { policy } from '../policy/policies.ts';
import { type Scenario, scenario } from './random-scenarios.ts';

const LIMITS = limitsFrom(() => 1e9);
const policies = fc.subarray([
  policy({ forbiddenFields: ['cookie'] }),
  policy({ requiredFields: ['reqId'] }),
  policy({ names: ['stream-0'], forbiddenFields: ['cp'] }),
]);
const planned = ({ manifests, streams }: Scenario, held: Parameters<typeof planOf>[2] = {}) =>
  planOf(manifests, streams, { limits: LIMITS, ...held });
const WRITES = ['create', 'update', 'activate'];

describe('with any policies, a plan', () => {
  it('holds exactly the items that write or activate what a policy does not allow, and changes no other step', () => {
    fc.assert(
      fc.property(scenario, policies, (one, rules) => {
        const free = planned(one);
        const held = planned(one, { policies: rules });
        expect(held.refusals).toEqual(free.refusals);
        for (const [place, item] of held.items.entries()) {
          const before = free.items[place];
          const manifest = one.manifests.find(({ name }) => name === item.name);
          if (!before || !manifest) throw new Error('bug: another number of items');
          const violates = manifest.state !== 'absent' && findViolations(rules, manifest).length > 0;
          const isHeld = violates && before.steps.some((step) => WRITES.includes(step.do));
          if (!isHeld) {
            const { policyViolations: _, ...other } = item;
            expect(other).toEqual(before);
          } else if (before.steps.some((step) => step.do === 'deactivate')) {
            expect(before.steps.slice(0, item.steps.length)).toEqual(item.steps);
            expect(item.steps.some((step) => WRITES.includes(step.do))).toBe(false);
            expect(item.steps.some((step) => step.do === 'deactivate')).toBe(true);
          } else {
            expect([item.action, item.steps]).toEqual(['blocked', []]);
            expect(item.reason).toContain('datastream.yaml:3');
          }
        }
      }),
    );
  });

  it('never holds a stream that is only stopped or deleted', () => {
    fc.assert(
      fc.property(scenario, policies, (one, rules) => {
        const free = planned(one).items.filter(
          ({ steps }) => steps.length > 0 && !steps.some((step) => WRITES.includes(step.do)),
        );
        const held = planned(one, { policies: rules }).items;
        for (const { name, steps } of free) {
          expect(held.find((item) => item.name === name)?.steps).toEqual(steps);
        }
      }),
    );
  });

  it('is refused as a saved plan if a later policy holds one of its items', () => {
    fc.assert(
      fc.property(scenario, policies, (one, rules) => {
        const plan = planned(one);
        const { rows } = observed(one.streams);
        const today = { rows, target: TARGET, limits: LIMITS, policies: rules };
        const refused = checkSaved(plan, today).filter(({ code }) => code === 'policy');
        const held = planned(one, { policies: rules }).items.filter(({ name, steps }) => {
          const before = plan.items.find((item) => item.name === name);
          return before?.steps.length !== steps.length;
        });
        expect(refused.flatMap(({ names }) => names)).toEqual(held.map(({ name }) => name));
      }),
    );
  });
});
