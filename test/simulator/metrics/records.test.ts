import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS } from '../../../src/simulator/state/settings.ts';
import { childRule, feature, ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { createBody, editBody } from '../../builders/request-bodies.ts';
import { datastream, withPropertyBehaviors, withPropertyRules } from '../../builders/rule-trees.ts';
import { START } from '../client.ts';
import {
  EDGE_ARCHIVE,
  HOUR,
  LEGACY_DATADOG,
  MINUTE,
  metricsClient,
  type Row,
  STORE_ELASTIC,
  seeded,
  sum,
} from './client.ts';

const SHOP = 349770;
const STATIC = 349776;
const PORTAL = 349778;
const total = (rows: readonly Row[]) => sum(rows.map(({ attempted }) => attempted));

/** The records of `store-elastic`, which has one property, in two hours. */
async function recordsWith(change: (accountState: AccountState) => AccountState): Promise<number> {
  return total(await metricsClient(change(seeded())).recent(STORE_ELASTIC));
}

const NAMED = datastream([STORE_ELASTIC]);
const path = (value: string) => feature('path', { matchOperator: 'MATCHES_ONE_OF', values: [value] });
const child = (behavior: JsonObject, ...criteria: readonly JsonObject[]) =>
  childRule('Rule', criteria, { behaviors: [behavior] });

describe('records exist', () => {
  it('only if the live rule tree names the stream', async () => {
    expect(await recordsWith((state) => state)).toBe(0);
    expect(await recordsWith((state) => withPropertyBehaviors(state, SHOP, [NAMED]))).toBeGreaterThan(0);
    const draft = { activeOn: [] };
    expect(await recordsWith((state) => withPropertyBehaviors(state, SHOP, [NAMED], draft))).toBe(0);
    const staging = { activeOn: ['STAGING'] } as const;
    expect(await recordsWith((state) => withPropertyBehaviors(state, SHOP, [NAMED], staging))).toBe(0);
  });

  it('from the moment when the version that names the stream becomes active on production', async () => {
    const client = metricsClient(seeded());
    const activate = (network: string) =>
      client.send('POST', `/papi/v1/properties/${SHOP}/activations`, {
        propertyVersion: 2,
        network,
        notifyEmails: ['cdn@example.com'],
        acknowledgeAllWarnings: true,
      });
    expect((await activate('STAGING')).status).toBe(201);
    client.pass(HOUR);
    expect(await client.recent(STORE_ELASTIC)).toEqual([]);
    expect((await activate('PRODUCTION')).status).toBe(201);
    client.pass(2 * HOUR);
    const rows = await client.recent(STORE_ELASTIC, 3 * HOUR);
    expect(rows.length).toBeGreaterThan(0);
    expect(Math.min(...rows.map(({ at }) => at))).toBeGreaterThanOrEqual(START + HOUR);
    expect(await client.recent(STORE_ELASTIC, 3 * HOUR)).toEqual(rows);
  });

  it.each<[string, JsonObject]>([
    ['is switched off', { logEnabled: false }],
    ['is for DataStream 1', { streamType: 'BEACON' }],
    ['names another stream', { logStreamName: ['7050'] }],
    ['names no stream', { logStreamName: [] }],
  ])('not if the behavior %s', async (_title, options) => {
    const behavior = datastream([STORE_ELASTIC], options);
    expect(await recordsWith((state) => withPropertyBehaviors(state, SHOP, [behavior]))).toBe(0);
  });

  it('for any form of the name', async () => {
    const counts = await Promise.all(
      [[`${STORE_ELASTIC}`], `${STORE_ELASTIC}`, STORE_ELASTIC].map((logStreamName) =>
        recordsWith((state) =>
          withPropertyBehaviors(state, SHOP, [datastream([], { logStreamName, samplingPercentage: 50 })]),
        ),
      ),
    );
    expect(counts[0]).toBeGreaterThan(0);
    expect(new Set(counts).size).toBe(1);
  });

  it('from the activation of the property version on', async () => {
    const at = START - 30 * MINUTE;
    const client = metricsClient(withPropertyBehaviors(seeded(), SHOP, [NAMED], { at }));
    const rows = await client.recent(STORE_ELASTIC);
    expect(rows.map((row) => row.at)).toEqual(
      Array.from({ length: 6 }, (_, index) => at + index * 5 * MINUTE),
    );
  });

  it('for the requests that meet a behavior which names the stream', async () => {
    const tree = (behaviors: readonly JsonObject[], ...children: readonly JsonObject[]) =>
      recordsWith((state) =>
        withPropertyRules(state, SHOP, ruleTree('shop.example.com', { behaviors, children })),
      );
    const all = await tree([NAMED]);
    const off = datastream([], { logEnabled: false });
    const excluded = await tree([NAMED], child(off, path('/healthz')));
    expect(excluded).toBeLessThan(all);
    expect(excluded).toBeGreaterThan(0.9 * all);
    const only = await tree([], child(NAMED, path('/api/*')));
    expect(only).toBeGreaterThan(0);
    expect(only).toBeLessThan(0.1 * all);
    expect(await tree([NAMED], child(off))).toBe(0);
    expect(
      await tree([off], childRule('Group', [path('/a')], { children: [child(NAMED, path('/b'))] })),
    ).toBeLessThan(only);
  });

  it('in the share that the behavior samples, and otherwise the stream', async () => {
    const sampled = (samplingPercentage: number) =>
      recordsWith((state) =>
        withPropertyBehaviors(state, SHOP, [datastream([STORE_ELASTIC], { samplingPercentage })]),
      );
    const all = await sampled(100);
    expect((await sampled(10)) / all).toBeCloseTo(0.1, 1);
    const { samplingPercentage: _, ...options } = NAMED['options'] as JsonObject;
    const streams = await recordsWith((state) =>
      withPropertyBehaviors(state, SHOP, [feature('datastream', options)]),
    );
    expect(streams / all).toBeCloseTo(0.5, 1);
  });

  it('for a property that DataStream manages, without a behavior', async () => {
    expect(total(await metricsClient().recent(LEGACY_DATADOG))).toBeGreaterThan(0);
  });

  it('only while the stream is active, and from the version that is live', async () => {
    const client = metricsClient();
    await client.call(
      'POST',
      '/cdn/streams?activate=true',
      createBody({ properties: [{ propertyId: PORTAL }] }),
    );
    client.pass(10_000);
    client.pass(30 * MINUTE);
    const full = await client.recent(7100);
    expect(full[0]?.at).toBe(START);
    const body = editBody({ properties: [{ propertyId: PORTAL }], samplingPercentage: 10 });
    expect((await client.call('PUT', '/cdn/streams/7100?activate=true', body)).status).toBe(200);
    client.pass(30 * MINUTE);
    const sampled = (await client.recent(7100, 20 * MINUTE)).slice(0, -1);
    expect(total(sampled) / total(full.slice(1, 1 + sampled.length))).toBeCloseTo(0.1, 1);
    await client.call('POST', '/cdn/streams/7100/deactivate');
    client.pass(2 * HOUR);
    expect(await client.recent(7100, HOUR)).toEqual([]);
  });

  it('of every log type, in proportion to its sources', async () => {
    const client = metricsClient();
    for (const logType of ['edns', 'edgeworkers'] as const) {
      await client.call('POST', `/${logType}/streams?activate=true`, createBody({}, logType));
    }
    client.pass(HOUR);
    for (const streamId of [7100, 7101]) expect(total(await client.recent(streamId))).toBeGreaterThan(0);
  });
});

describe('traffic', () => {
  const traffic = DEFAULT_SETTINGS.traffic;

  it('is lower by night, and a property may have none then', async () => {
    const client = metricsClient();
    const noon = total(await client.recent(EDGE_ARCHIVE, HOUR));
    expect((await client.recent(LEGACY_DATADOG, HOUR)).length).toBe(12);
    client.pass(14 * HOUR);
    const night = total(await client.recent(EDGE_ARCHIVE, HOUR));
    expect(night).toBeGreaterThan(0);
    expect(night).toBeLessThan(noon / 2);
    expect(await client.recent(LEGACY_DATADOG, HOUR)).toEqual([]);
  });

  it('of a property may stop, and come back', async () => {
    const stopped = [{ propertyId: STATIC, from: START - HOUR, to: START - 30 * MINUTE }];
    const client = metricsClient(seeded({ traffic: { ...traffic, stopped } }));
    const times = (await client.recent(LEGACY_DATADOG)).map(({ at }) => at);
    expect(times).toHaveLength(18);
    expect(times.some((at) => at >= START - HOUR && at < START - 30 * MINUTE)).toBe(false);
    expect((await client.recent(EDGE_ARCHIVE)).length).toBe(24);
  });

  it('has the configured amount', async () => {
    const client = metricsClient(seeded({ traffic: { ...traffic, requestsPerMinute: 2400 } }));
    const ten = total(await client.recent(EDGE_ARCHIVE)) / total(await metricsClient().recent(EDGE_ARCHIVE));
    expect(ten).toBeCloseTo(10, 0);
  });
});
