import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { applyConcurrentEdit } from '../../../src/simulator/engine/concurrent-edit.ts';
import { handle } from '../../../src/simulator/engine/handle.ts';
import type { ConcurrentPropertyEdit } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { type SimulatedProperty, statusOn } from '../../../src/simulator/state/property.ts';
import { listActivations } from '../../../src/simulator/state/property-activations.ts';
import { completeTransitions } from '../../../src/simulator/state/transitions.ts';
import { ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { datastream, withPropertyRules } from '../../builders/rule-trees.ts';
import { runs } from '../../soak.ts';
import { START } from '../client.ts';
import { activation, SHOP, WWW, withPapiSettings } from './client.ts';

const NETWORKS = ['STAGING', 'PRODUCTION'] as const;

const feature = fc.record(
  {
    name: fc.constantFrom('caching', 'origin', 'setVariable', 'report'),
    options: fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 4,
    }),
    templateUuid: fc.string(),
    unknown: fc.jsonValue({ maxDepth: 1 }),
  },
  { requiredKeys: ['name', 'options'] },
);

/** Any rule tree, with members that the simulator does not know. The form of `report` is left to other tests. */
const tree = fc
  .letrec<{ rule: JsonObject }>((tie) => ({
    rule: fc.record(
      {
        name: fc.string({ minLength: 1 }),
        behaviors: fc.array(
          feature.map(({ name, ...rest }) => ({ name: name === 'report' ? 'x' : name, ...rest })),
          { maxLength: 3 },
        ),
        criteria: fc.array(feature, { maxLength: 2 }),
        children: fc.array(tie('rule'), { maxLength: 2, depthIdentifier: 'rule' }),
        comments: fc.string(),
        variables: fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })), { maxLength: 2 }),
        unknown: fc.jsonValue({ maxDepth: 2 }),
      },
      { requiredKeys: ['name', 'behaviors'] },
    ) as fc.Arbitrary<JsonObject>,
  }))
  .rule.map((rule): JsonObject => ({ ...rule, name: 'default' }));

const request = (method: string, path: string, body: Json, contentType: string) => ({
  method,
  path: `/papi/v1/properties/${path}`,
  body: JSON.stringify(body),
  contentType,
});
const patch = (path: string, body: Json) => request('PATCH', path, body, 'application/json-patch+json');

describe('any rule tree', () => {
  it('survives a PATCH byte for byte, but for what the PATCH names', () => {
    fc.assert(
      fc.property(tree, (rules) => {
        const first = withPropertyRules(seededAccount(START), WWW, rules, { activeOn: [] });
        const read = (accountState: AccountState) =>
          JSON.stringify(propertyOf(accountState, WWW).versions.at(-1)?.rules);
        const text = JSON.stringify(rules);
        const path = `${WWW}/versions/3/rules`;
        const noop = [
          { op: 'test', path: '/rules/name', value: 'default' },
          { op: 'replace', path: '/rules/behaviors', value: rules['behaviors'] ?? [] },
        ];
        const same = handle(first, patch(path, noop), START);
        expect(same.response.status).toBe(200);
        expect(read(same.accountState)).toBe(text);
        expect(same.response.body).toContain(text);

        const added = handle(
          first,
          patch(path, [{ op: 'add', path: '/rules/behaviors/-', value: datastream([7050]) }]),
          START,
        );
        const removed = handle(
          added.accountState,
          patch(path, [
            { op: 'remove', path: `/rules/behaviors/${(rules['behaviors'] as readonly Json[]).length}` },
          ]),
          START,
        );
        expect([added.response.status, removed.response.status]).toEqual([200, 200]);
        expect(read(added.accountState)).not.toBe(text);
        expect(read(removed.accountState)).toBe(text);
      }),
      { numRuns: runs(150) },
    );
  });
});

const id = fc.constantFrom(WWW, SHOP);
const version = fc.integer({ min: 1, max: 5 });
const network = fc.constantFrom(...NETWORKS);

const client = fc.oneof(
  fc
    .record({ id, version })
    .map((r) => request('POST', `${r.id}/versions`, { createFromVersion: r.version }, 'application/json')),
  fc
    .record({
      id,
      version,
      comments: fc.string({ maxLength: 3 }),
      streams: fc.constantFrom([7050], [7061], [9]),
    })
    .map((r) =>
      request(
        'PUT',
        `${r.id}/versions/${r.version}/rules`,
        { rules: ruleTree('any', { behaviors: [datastream(r.streams)] }), comments: r.comments },
        'application/vnd.akamai.papirules.v2025-10-16+json',
      ),
    ),
  fc
    .record({ id, version, value: fc.string({ maxLength: 3 }) })
    .map((r) =>
      patch(`${r.id}/versions/${r.version}/rules`, [
        { op: 'replace', path: '/rules/comments', value: r.value },
      ]),
    ),
  fc
    .record({
      id,
      version,
      network,
      more: fc.record(
        {
          activationType: fc.constantFrom('ACTIVATE', 'ACTIVATE', 'DEACTIVATE'),
          useFastFallback: fc.boolean(),
          delayValidations: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    })
    .map((r) =>
      request('POST', `${r.id}/activations`, activation(r.version, r.network, r.more), 'application/json'),
    ),
);

const colleague = fc.record<ConcurrentPropertyEdit>(
  {
    act: fc.constantFrom('new-version', 'edit-version', 'activate-version', 'complete'),
    property: id,
    version,
    network,
    note: fc.string({ maxLength: 3 }),
    hostnames: fc.constantFrom(['a.edgekey.net'], ['b.edgekey.net']),
  },
  { requiredKeys: ['act', 'property'] },
);

/** Cancels the newest activation of a property. */
const cancellation = fc.record({ cancels: id });

const step = fc.record({
  act: fc.oneof(
    { weight: 6, arbitrary: client },
    { weight: 2, arbitrary: colleague },
    { weight: 1, arbitrary: cancellation },
  ),
  pause: fc.constantFrom(0, 0, 30_000, 120_000, 3_600_000),
});

type Step = typeof step extends fc.Arbitrary<{ readonly act: infer Act }> ? Act : never;

/** The request of a step, unless a colleague acts. */
function requestOf(act: Step, accountState: AccountState) {
  if ('act' in act) return undefined;
  if (!('cancels' in act)) return act;
  const newest = listActivations(propertyOf(accountState, act.cancels)).at(-1)?.request.activationId ?? 0;
  return { method: 'DELETE', path: `/papi/v1/properties/${act.cancels}/activations/${newest}` };
}

function propertyOf({ accountObjects }: AccountState, propertyId: number): SimulatedProperty {
  const property = accountObjects.properties.find((known) => known.propertyId === propertyId);
  if (!property) throw new Error(`no property ${propertyId}`);
  return property;
}

/** The facts that hold for a property at any time. */
function expectConsistent(property: SimulatedProperty): void {
  const { versions, activations, activationRequests = [] } = property;
  expect(versions.map(({ version: number }) => number)).toEqual(versions.map((_, index) => index + 1));
  for (const place of NETWORKS) {
    const running = activationRequests.filter((one) => one.network === place && one.status === undefined);
    expect(running.length).toBeLessThanOrEqual(1);
    const active = versions.filter(({ version: number }) => statusOn(property, place, number) === 'ACTIVE');
    const last = activations.findLast((line) => line.network === place);
    const isEnding = running.some(({ type }) => type === 'DEACTIVATE');
    expect(active.map(({ version: number }) => number)).toEqual(
      last?.version === undefined || isEnding ? [] : [last.version],
    );
  }
  expect([...activations].sort((one, other) => one.at - other.at)).toEqual(activations);
  const ids = listActivations(property).map(({ request: { activationId } }) => activationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const one of activationRequests) {
    const isLine = activations.some((line) => line.activationId === one.activationId);
    expect(isLine).toBe(one.status === 'ACTIVE' || one.status === 'DEACTIVATED');
  }
}

/** What one step may change: nothing of a version that is, was or is about to be active, and nothing that has ended. */
function expectHistoryKept(before: SimulatedProperty, after: SimulatedProperty): void {
  expect(after.versions.length - before.versions.length).toBeLessThanOrEqual(1);
  before.versions.forEach((old, index) => {
    const isFixed = NETWORKS.some((place) => statusOn(before, place, old.version) !== 'INACTIVE');
    if (isFixed) expect(after.versions[index]).toEqual(old);
  });
  expect(after.activations.slice(0, before.activations.length)).toEqual(before.activations);
  (before.activationRequests ?? []).forEach((old, index) => {
    if (old.status !== undefined) expect(after.activationRequests?.[index]).toEqual(old);
  });
}

const TREE = ruleTree('any', { behaviors: [datastream([7050])] });
const drafted = [WWW, WWW, SHOP].reduce(
  (accountState, propertyId) => withPropertyRules(accountState, propertyId, TREE, { activeOn: [] }),
  seededAccount(START),
);
/** Both properties have drafts, and activations last as long as at the vendor. */
const FIRST = withPapiSettings(drafted, { stagingTime: 120_000, productionTime: 360_000 });

describe('any sequence of edits and activations', () => {
  it('leaves a consistent history, in which nothing that was active changes', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => {
        let now = START;
        let accountState = FIRST;
        for (const { act, pause } of steps) {
          now += pause;
          const completed = completeTransitions(accountState, now);
          const sent = requestOf(act, completed);
          const handled = sent && handle(accountState, sent, now);
          if (sent && handled) seen.add(`${sent.method} ${handled.response.status}`);
          const after =
            handled?.accountState ?? applyConcurrentEdit(accountState, act as ConcurrentPropertyEdit, now);
          if (handled && handled.response.status >= 400) {
            expect(after.accountObjects).toEqual(completed.accountObjects);
          }
          for (const propertyId of [WWW, SHOP]) {
            expectConsistent(propertyOf(after, propertyId));
            expectHistoryKept(propertyOf(completed, propertyId), propertyOf(after, propertyId));
            expectHistoryKept(propertyOf(accountState, propertyId), propertyOf(completed, propertyId));
          }
          accountState = after;
        }
        expect(JSON.parse(JSON.stringify(accountState))).toEqual(accountState);
      }),
      { numRuns: runs(150) },
    );
    const usual = ['POST 201', 'PUT 200', 'PATCH 200', 'DELETE 200', 'PUT 403', 'POST 422', 'POST 409'];
    expect([...seen]).toEqual(expect.arrayContaining(usual));
  });
});
