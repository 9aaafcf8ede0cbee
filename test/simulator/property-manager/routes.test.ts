import { describe, expect, it } from 'vitest';
import { isArray, isObject, type Json } from '../../../src/model/json.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { withSettings } from '../../../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS } from '../../../src/simulator/state/settings.ts';
import { datastream, withPropertyBehaviors } from '../../builders/rule-trees.ts';
import { objectIn, START } from '../client.ts';
import { API, INCLUDE, itemsIn, OLD, papiClient, SCOPE, SHOP, WWW } from './client.ts';

describe('properties', () => {
  it('are found by name, with the newest and the active versions', async () => {
    const client = papiClient();
    const found = itemsIn(await client.search({ propertyName: 'shop.example.com' }), 'versions');
    expect(found).toMatchObject([
      { propertyId: `${SHOP}`, propertyVersion: 2, productionStatus: 'INACTIVE', stagingStatus: 'INACTIVE' },
      { propertyId: `${SHOP}`, propertyVersion: 1, productionStatus: 'ACTIVE', stagingStatus: 'ACTIVE' },
    ]);
    expect(itemsIn(await client.search({ propertyName: 'shop' }), 'versions')).toEqual([]);
  });

  it('are found by hostname, with active versions only', async () => {
    const client = papiClient();
    const host = { hostname: 'shop.example.com', edgeHostname: 'shop.example.com.edgekey.net' };
    const byHostname = itemsIn(await client.search({ hostname: host.hostname }), 'versions');
    expect(byHostname).toMatchObject([{ propertyVersion: 1, versions: { items: [host] } }]);
    expect(itemsIn(await client.search({ edgeHostname: host.edgeHostname }), 'versions')).toEqual(byHostname);
    expect(itemsIn(await client.search({ hostname: 'old.example.com' }), 'versions')).toEqual([]);
  });

  it.each([
    ['live and newest version', SHOP, { latestVersion: 2, productionVersion: 1, stagingVersion: 1 }],
    [
      'a version that was never activated',
      OLD,
      { latestVersion: 1, productionVersion: null, stagingVersion: null },
    ],
  ])('return %s', async (_title, propertyId, versions) => {
    const [item] = itemsIn(await papiClient().papi(`/properties/${propertyId}`), 'properties');
    expect(item).toMatchObject({ propertyId: `${propertyId}`, groupId: '21484', ...versions });
  });

  it('list their versions, newest first, in pages', async () => {
    const client = papiClient();
    const numbers = async (query: string) =>
      itemsIn(await client.papi(`/properties/${WWW}/versions${query}`), 'versions').map(
        ({ propertyVersion, productionStatus }) => [propertyVersion, productionStatus],
      );
    const all = [
      [2, 'ACTIVE'],
      [1, 'DEACTIVATED'],
    ];
    expect(await numbers('')).toEqual(all);
    expect(await numbers('?limit=1')).toEqual([all[0]]);
    expect(await numbers('?limit=5&offset=1')).toEqual([all[1]]);
    expect(await numbers('?offset=2')).toEqual([]);
  });

  it('redirect to the newest version, or to the one that is active on a network', async () => {
    const client = papiClient();
    const latest = await client.papi(`/properties/${SHOP}/versions/latest`);
    const link = `/papi/v1/properties/${SHOP}/versions/2?${SCOPE}`;
    expect(latest).toMatchObject({ status: 302, headers: { location: link }, body: { versionLink: link } });
    const live = await client.papi(`/properties/${SHOP}/versions/latest?activatedOn=PRODUCTION`);
    expect(itemsIn(await client.send('GET', String(live.headers['location'])), 'versions')).toMatchObject([
      { propertyVersion: 1, productionStatus: 'ACTIVE' },
    ]);
    expect(await client.papi(`/properties/${OLD}/versions/latest?activatedOn=STAGING`)).toMatchObject({
      status: 404,
    });
  });

  it('list the includes of a version, and their hostnames', async () => {
    const client = papiClient();
    const includes = await client.papi(`/properties/${API}/versions/2/includes`);
    expect(itemsIn(includes, 'includes')).toMatchObject([
      {
        includeId: `${INCLUDE}`,
        includeName: 'log-request-details',
        productionVersion: 1,
        isIncludeUsedInProductionVersion: true,
      },
    ]);
    expect(itemsIn(await client.papi(`/properties/${API}/versions/1/includes`), 'includes')).toEqual([]);
    const hostnames = await client.papi(`/properties/${API}/versions/2/hostnames`);
    expect(itemsIn(hostnames, 'hostnames')).toMatchObject([
      { cnameFrom: 'api.example.com', cnameTo: 'api.example.com.edgekey.net' },
    ]);
  });
});

describe('a version that another one replaced', () => {
  it('keeps its rules, and is DEACTIVATED on both networks', async () => {
    const client = papiClient();
    const before = await client.papi(`/properties/${WWW}/versions/2/rules`);
    client.accountState.revise((state) => withPropertyBehaviors(state, WWW, [datastream([7061])]));
    expect(itemsIn(await client.papi(`/properties/${WWW}/versions/2`), 'versions')).toMatchObject([
      { productionStatus: 'DEACTIVATED', stagingStatus: 'DEACTIVATED' },
    ]);
    expect((await client.papi(`/properties/${WWW}/versions/2/rules`)).body).toEqual(before.body);
    const [item] = itemsIn(await client.papi(`/properties/${WWW}`), 'properties');
    expect(item).toMatchObject({ latestVersion: 3, productionVersion: 3 });
  });
});

describe('ids', () => {
  const IDS = /^(act_|aid_|ctr_|grp_|prp_|prd_|inc_|ehn_)/;
  const PATHS = [
    `/properties/${API}`,
    `/properties/${API}/versions`,
    `/properties/${API}/versions/2`,
    `/properties/${API}/versions/2/includes`,
    `/properties/${API}/versions/2/hostnames`,
    `/includes/${INCLUDE}?${SCOPE}`,
    `/includes/${INCLUDE}/versions/1?${SCOPE}`,
  ];

  it.each(PATHS)('of %s have prefixes only if the header or the client setting says so', async (path) => {
    const client = papiClient();
    const bare = idsIn((await client.papi(path)).body);
    expect(bare.filter((id) => IDS.test(id))).toEqual([]);
    const prefixed = idsIn((await client.papi(path, { 'papi-use-prefixes': 'true' })).body);
    expect(prefixed.every((id) => IDS.test(id))).toBe(true);
    expect(prefixed.map((id) => id.replace(IDS, ''))).toEqual(bare);
    expect(idsIn((await client.send('GET', `/papi/v1${path}`)).body)).toEqual(prefixed);
  });

  it('in a request may have prefixes', async () => {
    const client = papiClient();
    const scope = 'contractId=ctr_C-0N7RAC7&groupId=grp_21484';
    const answer = await client.papi(`/properties/prp_${API}/versions/2?${scope}`);
    expect(answer).toMatchObject({ status: 200, body: { propertyId: `${API}` } });
  });

  it('have no prefixes for a client without them', async () => {
    const settings = { propertyManager: { ...DEFAULT_SETTINGS.propertyManager, usesPrefixes: false } };
    const client = papiClient(withSettings(seededAccount(START), settings));
    const answer = await client.send('GET', `/papi/v1/properties/${API}/versions`);
    expect(objectIn(answer)['propertyId']).toBe(`${API}`);
  });
});

/** All values of members that are ids, in order. */
function idsIn(value: Json): readonly string[] {
  if (isArray(value)) return value.flatMap(idsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) =>
    member.endsWith('Id') && typeof inner === 'string' ? [inner] : idsIn(inner),
  );
}

describe('an include', () => {
  it('returns its versions and its rules', async () => {
    const client = papiClient();
    const [item] = itemsIn(await client.papi(`/includes/inc_${INCLUDE}?${SCOPE}`), 'includes');
    expect(item).toMatchObject({
      includeName: 'log-request-details',
      latestVersion: 1,
      productionVersion: 1,
    });
    const version = await client.papi(`/includes/${INCLUDE}/versions/1?${SCOPE}`);
    expect(itemsIn(version, 'versions')).toMatchObject([{ includeVersion: 1, productionStatus: 'ACTIVE' }]);
    const rules = await client.papi(`/includes/${INCLUDE}/versions/1/rules?${SCOPE}`);
    expect(rules.body).toMatchObject({
      includeId: `${INCLUDE}`,
      includeVersion: 1,
      rules: { behaviors: [{ name: 'report', options: { logHost: true } }] },
    });
  });
});
