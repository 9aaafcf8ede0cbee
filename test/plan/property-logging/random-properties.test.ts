import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import {
  ACTIVATION_NETWORKS,
  DESIRED_LOGGING,
  type PropertyManifest,
  type PropertyState,
} from '../../../src/model/property-logging.ts';
import { editLogging } from '../../../src/properties/edit/edit-logging.ts';
import { isOf } from '../../../src/schema/validate.ts';
import {
  planProperties,
  property,
  propertyItem,
  propertyManifest,
  version,
  WWW,
} from '../../builders/property-logging.ts';
import { live, manifest } from '../../builders/streams.ts';
import { patched } from '../../properties/edits.ts';
import { ruleTree, SECRET } from '../../properties/random-trees.ts';
import { runs } from '../../soak.ts';

const STREAMS = [
  live(7050, 'web'),
  live(7060, 'second'),
  live(7000, 'legacy'),
  live(3, 'off', { status: 'DEACTIVATED' }),
];
const some = <T extends object>(members: { [N in keyof T]: fc.Arbitrary<T[N]> }) =>
  fc.record(members, { requiredKeys: [] }) as unknown as fc.Arbitrary<JsonObject>;

const manifests: fc.Arbitrary<PropertyManifest> = fc
  .record({
    streams: fc.subarray<string | number>(['web', 'second'], { minLength: 1 }),
    removeStreams: fc.subarray([7000, 3, 1]),
    datastream: some({ samplingPercentage: fc.constantFrom(100, 5) }),
    report: fc.oneof(
      fc.constant('required' as const),
      some({ logHost: fc.boolean(), logReferer: fc.boolean() }),
    ),
    network: fc.constantFrom(...ACTIVATION_NETWORKS),
  })
  .map(({ network, ...parts }) =>
    propertyManifest({ ...parts, activation: { network, notifyEmails: ['cdn@example.com'] } }),
  );

function planOf(one: PropertyManifest, state: PropertyState): Plan {
  return planProperties({
    manifests: [one],
    streamManifests: [manifest('web'), manifest('second')],
    streams: STREAMS,
    properties: { [WWW]: state },
    limits: { remove: 100 },
  });
}

/** The rule tree of a property after its planned change, as apply computes it. */
function changed(plan: Plan, state: PropertyState): JsonObject {
  const { desired } = propertyItem(plan);
  const { live: before } = state;
  if (!before || !isOf(DESIRED_LOGGING, desired?.spec)) throw new Error('nothing is planned');
  const edit = editLogging(before, desired.spec, { inactive: [3] });
  if (edit.tag === 'blocked') throw new Error(edit.reason);
  return patched(before.tree, edit.operations);
}

test('the plan of a changed property is empty, and each version on the way continues the change', () => {
  let planned = 0;
  fc.assert(
    fc.property(manifests, ruleTree, (one, tree) => {
      const state = property(tree);
      const plan = planOf(one, state);
      const item = propertyItem(plan);
      if (item.action !== 'update') return;
      planned += 1;
      const after = version(12, changed(plan, state));
      const { network } = one.activation;
      const live12 = { live: after, productionVersion: 12, stagingVersion: 12, latestVersion: 12 };
      expect(propertyItem(planOf(one, property(tree, live12)))).toMatchObject({ action: 'none', steps: [] });

      const saved = propertyItem(planOf(one, property(tree, { draft: after })));
      expect(saved.steps).toEqual(item.steps.slice(1));
      expect(saved.changes).toEqual(network === 'NONE' ? [] : item.changes);
      const staged = propertyItem(planOf(one, property(tree, { staging: after })));
      expect(staged.steps).toEqual(item.steps.slice(3));
      const copied = propertyItem(planOf(one, property(tree, { draft: version(12, tree) })));
      expect(copied.steps).toEqual(item.steps);
      expect(copied.desired).toEqual(item.desired);
    }),
    { numRuns: runs(500) },
  );
  expect(planned).toBeGreaterThan(10);
});

test('any other newer version blocks the change', () => {
  fc.assert(
    fc.property(manifests, ruleTree, ruleTree, (one, tree, other) => {
      const state = property(tree);
      const plan = planOf(one, state);
      if (propertyItem(plan).action !== 'update') return;
      fc.pre(JSON.stringify(other) !== JSON.stringify(tree));
      fc.pre(JSON.stringify(other) !== JSON.stringify(changed(plan, state)));
      const { action, steps } = propertyItem(planOf(one, property(tree, { draft: version(12, other) })));
      // A version for NONE may have the change among others.
      if (one.activation.network !== 'NONE') expect(action).toBe('blocked');
      expect(steps).toEqual([]);
    }),
    { numRuns: runs(400) },
  );
});

test('a plan contains nothing of a rule tree that may be a credential', () => {
  fc.assert(
    fc.property(manifests, ruleTree, (one, tree) => {
      expect(JSON.stringify(planOf(one, property(tree)))).not.toContain(SECRET);
    }),
    { numRuns: runs(400) },
  );
});
