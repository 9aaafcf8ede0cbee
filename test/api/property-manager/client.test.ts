import { describe, expect, it } from 'vitest';
import { propertyManager } from '../../../src/api/property-manager/client.ts';
import { type Json, without } from '../../../src/model/json.ts';
import { recorded } from '../recorded.ts';

const SCOPE = { contractId: 'C-0N7RAC7', groupId: '21484' };
const WEB = {
  propertyId: '349772',
  propertyName: 'www.example.com',
  latestVersion: 6,
  productionVersion: 5,
  stagingVersion: 6,
  contractId: 'C-0N7RAC7',
  groupId: '21484',
};
const one = (item: Json) => ({ properties: { items: [item] } });

const PROPERTY = 'GET /papi/v1/properties/349772';
const RULES = 'GET /papi/v1/properties/349772/versions/5/rules?validateRules=false';
const FIND = 'POST /papi/v1/search/find-by-value';

const error = (status: number) => ({ status, headers: {}, body: '{"title":"No"}' });

describe('reading properties', () => {
  it('asks for ids without prefixes in every request', async () => {
    const transport = recorded({
      [PROPERTY]: one(WEB),
      [RULES]: { ruleFormat: 'latest', etag: 'a1', rules: { name: 'default' } },
      [FIND]: { versions: { items: [] } },
    });
    const reader = propertyManager(transport);
    await reader.property(349772);
    await reader.rules(349772, 5);
    await reader.findProperty('www.example.com');
    expect(transport.seen.map(({ headers }) => headers)).toEqual(
      Array.from({ length: 3 }, () => ({ 'papi-use-prefixes': 'false' })),
    );
  });

  it.each<[string, Json]>([
    ['property', { propertyId: '349773' }],
    ['version', { propertyVersion: 6 }],
    ['version of an odd type', { propertyVersion: true }],
  ])('refuses a rule tree of another %s', async (_, other) => {
    const version = { ruleFormat: 'latest', etag: 'a1', rules: {} };
    const tree = { propertyId: 'prp_349772', propertyVersion: 5, ...version };
    const rules = (body: Json) => propertyManager(recorded({ [RULES]: body })).rules(349772, 5);
    await expect(rules(tree)).resolves.toEqual(version);
    await expect(rules({ ...tree, ...(other as object) })).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('does not choose between two properties of one name', async () => {
    const found = (...ids: readonly string[]) => ({
      versions: { items: ids.map((propertyId) => ({ ...WEB, propertyId })) },
    });
    const find = (body: Json) => propertyManager(recorded({ [FIND]: body })).findProperty('www.example.com');
    await expect(find(found('349772', 'prp_349772'))).resolves.toBe(349772);
    await expect(find(found('349772', '349773'))).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it.each<[string, Json]>([
    ['without prefixes', WEB],
    [
      'with prefixes',
      { ...WEB, propertyId: 'prp_349772', contractId: 'ctr_C-0N7RAC7', groupId: 'grp_21484' },
    ],
    ['as numbers', { ...WEB, propertyId: 349772, groupId: 21484 }],
  ])('reads ids %s', async (_, item) => {
    const property = await propertyManager(recorded({ [PROPERTY]: one(item) })).property(349772);
    expect(property).toEqual({
      propertyId: 349772,
      propertyName: 'www.example.com',
      latestVersion: 6,
      stagingVersion: 6,
      productionVersion: 5,
      ...SCOPE,
    });
  });

  it.each<[string, Json]>([
    ['null', { ...WEB, productionVersion: null }],
    ['missing', without(WEB, (member) => member === 'productionVersion')],
  ])('returns no production version if it is %s', async (_, item) => {
    const property = await propertyManager(recorded({ [PROPERTY]: one(item) })).property(349772);
    expect(property).not.toHaveProperty('productionVersion');
  });

  it('returns undefined for a property that does not exist', async () => {
    const reader = propertyManager(recorded({ [PROPERTY]: error(404) }));
    await expect(reader.property(349772)).resolves.toBeUndefined();
  });

  it('names the grant that is missing, which only has to read', async () => {
    const reader = propertyManager(recorded({ [PROPERTY]: error(403), [FIND]: error(403) }));
    for (const read of [reader.property(349772), reader.findProperty('www.example.com')]) {
      await expect(read).rejects.toMatchObject({
        kind: 'forbidden',
        details: {
          hint: expect.stringMatching(/"Property Manager \(PAPI\)" with READ-ONLY/),
          happened: 'nothing',
        },
      });
    }
  });

  it.each<[string, Json]>([
    ['another property', one({ ...WEB, propertyId: '349773' })],
    ['no property', { properties: { items: [] } }],
    ['two properties', { properties: { items: [WEB, WEB] } }],
    ['a list', []],
    ['items that are no list', { properties: { items: {} } }],
    ['an item that is no object', one('349772')],
    ['no name', one({ ...WEB, propertyName: '' })],
    ['a version that is no number', one({ ...WEB, productionVersion: 'five' })],
    ['a version of zero', one({ ...WEB, productionVersion: 0 })],
    ['an id beyond exact numbers', one({ ...WEB, propertyId: '99999999999999999999' })],
  ])('refuses a response with %s', async (_, body) => {
    const reader = propertyManager(recorded({ [PROPERTY]: body }));
    await expect(reader.property(349772)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('reading rules', () => {
  it('returns the default rule and the rule format of the version', async () => {
    const rules = { name: 'default', behaviors: [] };
    const body = { ruleFormat: 'v2025-10-16', rules, etag: 'a1', errors: [{ type: 'x' }] };
    const reader = propertyManager(recorded({ [RULES]: body }));
    await expect(reader.rules(349772, 5)).resolves.toEqual({ ruleFormat: 'v2025-10-16', rules, etag: 'a1' });
  });

  it('distinguishes numbers that a double cannot', async () => {
    const text = (n: string) =>
      `{"ruleFormat":"latest","etag":"a1","propertyVersion":5,"rules":{"name":"default","options":{"n":${n}}}}`;
    const read = async (n: string) =>
      (await propertyManager(recorded({ [RULES]: text(n) })).rules(349772, 5)).rules;
    expect(await read('9007199254740993')).not.toEqual(await read('9007199254740992'));
    expect(await read('1e400')).not.toEqual(await read('1e401'));
    expect(await read('0.30000000000000001')).not.toEqual(await read('0.3'));
    expect(await read('7.50')).toEqual({ name: 'default', options: { n: 7.5 } });
  });

  it('names contract and group in requests for an include', async () => {
    const transport = recorded({
      'GET /papi/v1/includes/7?contractId=C-0N7RAC7&groupId=21484': {
        includes: { items: [{ includeId: '7', includeName: 'Logging', productionVersion: 2 }] },
      },
      'GET /papi/v1/includes/7/versions/2/rules?contractId=C-0N7RAC7&groupId=21484&validateRules=false': {
        ruleFormat: 'latest',
        rules: { name: 'default' },
      },
    });
    const reader = propertyManager(transport);
    await expect(reader.include(7, SCOPE)).resolves.toEqual({
      includeId: 7,
      includeName: 'Logging',
      productionVersion: 2,
    });
    await expect(reader.includeRules(7, 2, SCOPE)).resolves.toMatchObject({ ruleFormat: 'latest' });
  });

  it.each<[string, Json]>([
    ['rules that are no object', { ruleFormat: 'latest', rules: [], etag: 'a1' }],
    ['no rules', { ruleFormat: 'latest', etag: 'a1' }],
    ['no rule format', { rules: {}, etag: 'a1' }],
    ['no etag', { ruleFormat: 'latest', rules: {} }],
    ['an etag that is no header', { ruleFormat: 'latest', rules: {}, etag: 'a1\r\nx: 1' }],
  ])('refuses a response with %s', async (_, body) => {
    const reader = propertyManager(recorded({ [RULES]: body }));
    await expect(reader.rules(349772, 5)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});

describe('finding a property by name', () => {
  const found = (...items: Json[]) => ({ versions: { items } });

  it('searches by the exact name', async () => {
    const transport = recorded({
      [FIND]: found({ ...WEB, propertyName: 'WWW.example.com', propertyId: '1' }, WEB, WEB),
    });
    await expect(propertyManager(transport).findProperty('www.example.com')).resolves.toBe(349772);
    expect(transport.seen[0]?.body).toBe('{"propertyName":"www.example.com"}');
  });

  it('returns undefined if there is none', async () => {
    const reader = propertyManager(recorded({ [FIND]: found() }));
    await expect(reader.findProperty('www.example.com')).resolves.toBeUndefined();
  });
});
