import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/collections/datastream1.ts';
import { collectionKey } from '../../src/model/collection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { DesiredState } from '../../src/model/manifest.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import { allowedStepsFor } from '../../src/plan/steps/allowed-steps.ts';
import { requestsToApply } from '../../src/plan/steps/request-budget.ts';
import {
  ARCHIVE,
  COLLECTOR,
  DS1,
  ds1Live,
  ds1Manifest,
  ds1Spec,
  rawSpec,
  SPLUNK,
} from '../builders/datastream1-streams.ts';
import { CDN, cdnSpec, itemOf, live, manifest, planItem, planOf, wanted } from '../builders/streams.ts';

/** A DataStream 1 item with a transition of the step table. */
function going(name: string, status: string | undefined, state: DesiredState, changed: boolean): PlanItem {
  const there = status === undefined ? {} : { streamId: 7, status };
  const { logType: _, ...item } = planItem(name, { desired: wanted(name, state, ds1Spec()) });
  return { ...item, ...DS1, ...there, ...allowedStepsFor(datastream1, status, state, changed) };
}

describe('requests that applying sends to DataStream 1', () => {
  it.each<[string, readonly PlanItem[], number]>([
    [
      'an update: a fresh read, the write, and a read since its response has ids only',
      [going('a', 'ACTIVATED', 'active', true)],
      3,
    ],
    ['an activation', [going('a', 'DEACTIVATED', 'active', false)], 3],
    ['an update, then an activation', [going('a', 'DEACTIVATED', 'active', true)], 6],
    ['a deletion, after which there is nothing to read', [going('a', 'DEACTIVATED', 'absent', false)], 2],
    [
      'creates share one list, and each is followed by one that detects a duplicate name',
      [going('a', undefined, 'inactive', true), going('b', undefined, 'inactive', true)],
      7,
    ],
    ['a create, then an activation', [going('a', undefined, 'active', true)], 7],
    ['only a wait', [going('a', 'ACTIVATING', 'active', false)], 0],
  ])('%s', (_, items, expected) => {
    expect(requestsToApply(items)).toBe(expected);
  });
});

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

describe('a plan for both collections', () => {
  it('has the items of both, and treats streams with one id as different streams', () => {
    expect(BOTH).toMatchObject({
      applyable: true,
      summary: { update: 2, create: 1, unchanged: 2, blocked: 0 },
    });
    expect(itemOf(BOTH, 'web')).toMatchObject({
      ...CDN,
      streamId: 7,
      changes: [{ path: '/collectMidgress' }],
    });
    expect(itemOf(BOTH, 'errors')).toMatchObject({ ...DS1, streamId: 7, changes: [{ path: '/timeFrame' }] });
    expect(itemOf(BOTH, 'errors')).not.toHaveProperty('logType');
  });

  it('uses the step table of each collection', () => {
    expect(itemOf(BOTH, 'fresh').steps).toEqual([
      { do: 'create', activate: false },
      { do: 'activate' },
      { do: 'await', until: 'ACTIVATED' },
    ]);
    expect(itemOf(BOTH, 'errors').steps).toEqual(itemOf(BOTH, 'web').steps);
  });

  it('has the unmanaged streams of both, by collection and id', () => {
    expect(BOTH.orphans).toEqual([
      { ...DS1, streamId: 9, name: 'forgotten', status: 'ACTIVATED' },
      { ...CDN, streamId: 9, name: 'old', status: 'ACTIVATED' },
    ]);
  });

  it('sums the requests for both', () => {
    expect(BOTH.requests.apply).toBe(2 + 3 + 7);
  });

  it('has a fingerprint that covers both, and does not depend on the order of manifests or streams', () => {
    const without = (name: string) =>
      planOf(
        MANIFESTS.filter((one) => one.name !== name),
        STREAMS,
      ).fingerprint;
    const prints = [BOTH.fingerprint, without('web'), without('errors'), without('fresh')];
    expect(new Set(prints).size).toBe(prints.length);
    expect(without('quiet')).toBe(BOTH.fingerprint);
    expect(without('calm')).toBe(BOTH.fingerprint);
    expect(planOf(MANIFESTS.toReversed(), STREAMS.toReversed()).fingerprint).toBe(BOTH.fingerprint);
  });

  it('has another fingerprint for another connector, secret reference or group', () => {
    const print = (spec: JsonObject) => planOf([ds1Manifest('new', { spec })], []).fingerprint;
    const prints = [
      ds1Spec(),
      ds1Spec({ connectors: [ARCHIVE] }),
      ds1Spec({ connectors: [ARCHIVE, { ...SPLUNK, authToken: { env: 'OTHER' } }] }),
      ds1Spec({ groupId: 5 }),
      rawSpec(),
    ].map(print);
    expect(new Set(prints).size).toBe(prints.length);
    expect(print(ds1Spec({ connectors: [SPLUNK, ARCHIVE] }))).toBe(prints[0]);
  });

  it('counts the updates of both against one limit', () => {
    const limited = planOf(MANIFESTS, STREAMS, { limits: { live: 1 } });
    expect(limited.refusals).toMatchObject([{ code: 'safety-limit', names: ['web', 'errors'].toSorted() }]);
  });
});

describe('any plan for DataStream 1', () => {
  const content = fc
    .record({
      properties: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      datasetFields: fc.uniqueArray(fc.constantFrom(77, 78, 79), { minLength: 1 }),
      timeFrame: fc.constantFrom(1, 5),
      connectors: fc.subarray([ARCHIVE, SPLUNK, COLLECTOR, { ...SPLUNK, connectorName: '__proto__' }]),
    })
    .map((members) => ds1Spec(members));
  const state = fc.constantFrom('active' as const, 'inactive' as const, 'absent' as const);
  const status = fc.constantFrom('ACTIVATED', 'DEACTIVATED', 'ACTIVATING', 'DEACTIVATING');
  const limits = { live: 99, deactivate: 99, delete: 99, remove: 99 };

  it('leads to the desired state over several runs', () => {
    const there = fc.option(fc.record({ status, spec: content }), { nil: undefined });
    fc.assert(
      fc.property(content, state, there, (spec, wants, stream) => {
        const manifests = [ds1Manifest('web', { spec, state: wants })];
        let streams = stream ? [ds1Live(7, 'web', stream)] : [];
        for (let run = 0; run < 3; run += 1) {
          streams = carriedOut(itemOf(planOf(manifests, streams, { limits }), 'web'), streams);
        }
        const item = itemOf(planOf(manifests, streams, { limits }), 'web');
        expect([item.action, item.steps, item.changes]).toEqual(['none', [], []]);
        expect(streams.map((one) => one.status)).toEqual(
          { active: ['ACTIVATED'], inactive: ['DEACTIVATED'], absent: [] }[wants],
        );
      }),
    );
  });
});

/** The account after all steps for stream 7: updates keep the status, and a new stream is deactivated. */
function carriedOut(item: PlanItem, [stream]: readonly StreamDetail[]): StreamDetail[] {
  let now = stream;
  for (const step of item.steps) {
    const { status = 'DEACTIVATED', version = 0, body = {} } = now ?? {};
    if (step.do === 'delete') now = undefined;
    else if (step.do === 'create' || step.do === 'update') {
      expect(step.activate).toBe(status === 'ACTIVATED');
      now = ds1Live(7, 'web', { status, version: version + 1, spec: item.desired?.spec ?? {} });
    } else {
      now = ds1Live(7, 'web', {
        version,
        status: step.do === 'await' ? step.until : status,
        spec: body,
        body,
      });
    }
  }
  return now ? [now] : [];
}

it('the key of the DataStream 1 collection is its kind alone', () => {
  expect(collectionKey(DS1)).toBe('DataStream1');
});
