import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { childRule, feature, firstVersion, ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { parameters } from '../../convergence/converged.ts';
import { Killed } from '../account.ts';
import { namedStreams, withoutLogging } from './invariants.ts';
import { ACTS, FAULTS } from './misfortunes.ts';
import { logsTo, PropertyAccount, property, type RunOptions } from './property-account.ts';
import { adds } from './property-plan.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const wanted = [adds([7050], { report: { logHost: true } })];

const datastream = fc
  .record({ ids: fc.subarray([7000, 7060], { minLength: 0 }), isOn: fc.constantFrom(true, true, false) })
  .map(({ ids, isOn }) => {
    const { name, options } = logsTo(...ids) as { readonly name: string; readonly options: JsonObject };
    return { name, options: { ...options, logEnabled: isOn, samplingPercentage: 50, futureOption: true } };
  });

/** Behaviors that are not about logging, with any options. */
const other = fc
  .record({
    name: fc.constantFrom('caching', 'sureRoute', 'setVariable'),
    options: fc.dictionary(fc.string(), fc.jsonValue()),
  })
  .map(({ name, options }) => feature(name, JSON.parse(JSON.stringify(options)) as JsonObject));

const report = fc
  .constantFrom<JsonObject>({}, { logHost: false }, { logHost: true, logCookies: 'ALL' })
  .map((options) => feature('report', options));

const odd = fc.constantFrom<JsonObject>(
  {},
  { comments: 'Müller’s rule', variables: [{ name: 'PMUSER_A', value: '1', hidden: true }] },
  { criteriaMustSatisfy: 'any', aMember: { of: ['the', { future: 1e21 }] } },
);

const behaviors = fc.array(fc.oneof(other, datastream, other, report), { maxLength: 4 });

const rule: fc.Arbitrary<JsonObject> = fc.letrec<{ rule: JsonObject }>((tie) => ({
  rule: fc
    .record({
      name: fc.constantFrom('API', 'Images', 'Health / checks'),
      behaviors,
      children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('rule'), { maxLength: 2 })),
      odd,
    })
    .map((one) => ({
      ...childRule(one.name, [feature('path', { values: ['/a/*'] })], one),
      ...one.odd,
    })),
})).rule;

const tree: fc.Arbitrary<JsonObject> = fc
  .record({ behaviors, children: fc.array(rule, { maxLength: 2 }), odd })
  .map(({ odd: members, ...parts }) => ({ ...ruleTree('www', parts), ...members }));

const fault: fc.Arbitrary<Fault> = fc
  .record({
    how: fc.constantFrom(...FAULTS).map(([, how]) => how),
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'POST', 'PATCH'),
    nth: fc.integer({ min: 1, max: 4 }),
    times: fc.constantFrom(1, 1, 2, 5),
  })
  .map(({ how, ...where }) => ({ ...where, how }));

/** What happens during a run. `act`: the index of what another user does. */
const trouble = fc.record(
  {
    faults: fc.array(fault, { maxLength: 3 }),
    wait: fc.constantFrom(undefined, HOUR),
    killAt: fc.record({
      request: fc.integer({ min: 1, max: 30 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
    abortAt: fc.integer({ min: 1, max: 30 }),
    act: fc.nat({ max: ACTS.length - 1 }),
    at: fc.integer({ min: 1, max: 30 }),
  },
  { requiredKeys: ['faults', 'at'] },
);
type Trouble = typeof trouble extends fc.Arbitrary<infer T> ? T : never;

async function suffer(account: PropertyAccount, { act, at, wait, ...options }: Trouble): Promise<void> {
  const others = { now: account.changesOfOthers() };
  const intrude = () => {
    ACTS[act ?? 0]?.[1](account);
    others.now = account.changesOfOthers();
  };
  const run: RunOptions = {
    ...options,
    ...(wait === undefined ? {} : { wait }),
    ...(act === undefined ? {} : { disturb: { request: at, act: intrude } }),
  };
  await account.apply(wanted, run).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  await account.clock.advance(MINUTE);
  expect(account.violations()).toEqual([]);
  expect(account.changesOfOthers()).toBe(others.now);
}

/** Only properties that a plan can change: at least one behavior is on, or there is none. */
async function accountWith(rules: JsonObject): Promise<PropertyAccount | undefined> {
  const account = new PropertyAccount([property(1, firstVersion(rules))]);
  const [item] = (await account.plan(wanted)).items;
  return item?.action === 'blocked' ? undefined : account;
}

async function expectUpToDate(account: PropertyAccount): Promise<void> {
  const { items } = await account.converge(wanted, 6);
  expect(items.map(({ action, reason }) => [action, reason])).toEqual([['none', undefined]]);
  for (const ids of namedStreams(account.live().rules)) expect(ids).toContain('7050');
  expect(account.violations()).toEqual([]);
}

describe('random rule trees', { timeout: HOUR }, () => {
  test('survive faults and kills byte for byte but for what they log, with one version more', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.array(trouble, { minLength: 1, maxLength: 3 }), async (rules, troubles) => {
        const account = await accountWith(rules);
        fc.pre(account !== undefined);
        for (const { act: _, ...one } of troubles) await suffer(account, one);
        await expectUpToDate(account);
        expect(account.property().versions.length).toBeLessThanOrEqual(2);
        expect(JSON.stringify(withoutLogging(account.live().rules))).toBe(
          JSON.stringify(withoutLogging(rules)),
        );
        expect(JSON.stringify(account.version(1).rules)).toBe(JSON.stringify(rules));
      }),
      parameters(150),
    );
  });

  test('are never overwritten while other users change them, and are up to date when these stop', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.array(trouble, { minLength: 1, maxLength: 3 }), async (rules, troubles) => {
        const account = await accountWith(rules);
        fc.pre(account !== undefined);
        for (const one of troubles) await suffer(account, one);
        account.act({ act: 'complete' });
        account.release([]);
        await expectUpToDate(account);
      }),
      parameters(150),
    );
  });
});
