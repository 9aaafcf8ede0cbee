import { describe, expect, it } from 'vitest';
import { ApiError, type ApiErrorKind } from '../../../src/api/errors/errors.ts';
import { type PropertyPorts, readProperties } from '../../../src/apply/observe/read-properties.ts';
import { noCache, type VersionCache, type VersionRules } from '../../../src/apply/observe/version-cache.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { PropertyName } from '../../../src/model/property.ts';

const SCOPE = { contractId: 'C-0N7RAC7', groupId: '21484' };
const TREE = { name: 'default', behaviors: [{ name: 'datastream', options: { logEnabled: true } }] };

const withIncludes = (...ids: readonly string[]) => ({
  name: 'default',
  behaviors: ids.map((id) => ({ name: 'include', options: { id } })),
});

/** Properties by id, with the number of the version that is active. Every one of them has the same tree. */
function account(
  versions: Readonly<Record<number, number | undefined>>,
  { rules = TREE as JsonObject, fails = {} as Readonly<Record<string, ApiErrorKind>> } = {},
) {
  const seen: string[] = [];
  const answer = <T>(request: string, value: T): Promise<T> => {
    seen.push(request);
    const kind = fails[request];
    if (kind === undefined) return Promise.resolve(value);
    const details = { request, happened: 'nothing' as const, hint: 'Ask for access.' };
    return Promise.reject(new ApiError(kind, `${request} was refused.`, details));
  };
  const properties: PropertyPorts['properties'] = {
    findProperty: (name) => answer(`find ${name}`, name.startsWith('known') ? 1 : undefined),
    property: (propertyId) => {
      const productionVersion = versions[propertyId];
      const known = {
        propertyId,
        propertyName: `property-${propertyId}`,
        latestVersion: 9,
        ...SCOPE,
        ...(productionVersion === undefined ? {} : { productionVersion }),
      };
      return answer(`property ${propertyId}`, propertyId in versions ? known : undefined);
    },
    rules: (id, version) =>
      answer(`rules ${id} ${version}`, { ruleFormat: 'v2025-10-16', etag: 'a1', rules }),
    include: (includeId) =>
      answer(`include ${includeId}`, {
        includeId,
        includeName: `include-${includeId}`,
        productionVersion: 4,
      }),
    includeRules: (id, version) =>
      answer(`include rules ${id} ${version}`, {
        ruleFormat: 'latest',
        rules: { name: 'default', behaviors: [] },
      }),
  };
  return { properties, seen };
}

function memoryCache(): VersionCache {
  const kept = new Map<string, VersionRules>();
  return {
    ...noCache(),
    rules: async (of, id, version) => {
      const known = kept.get(`${of} ${id}`);
      return known?.version === version ? known : undefined;
    },
    keepRules: async (of, rules) => {
      kept.set(`${of} ${rules.id}`, rules);
    },
  };
}

const ids = (...all: readonly number[]): readonly PropertyName[] => all.map((propertyId) => ({ propertyId }));

async function tagsOf(names: readonly PropertyName[], { properties }: ReturnType<typeof account>) {
  const read = await readProperties(names, { properties, cache: noCache() });
  return read.tag === 'read' ? read.readings.map(({ tag }) => tag) : read.tag;
}

describe('reading properties', () => {
  it('returns the version that is active on production and its rules', async () => {
    const { properties, seen } = account({ 1: 5 });
    const read = await readProperties(ids(1), { properties, cache: noCache() });
    expect(read).toMatchObject({
      tag: 'read',
      readings: [
        {
          tag: 'live',
          property: {
            propertyId: 1,
            propertyName: 'property-1',
            version: 5,
            latestVersion: 9,
            ruleFormat: 'v2025-10-16',
            rules: { datastream: [{ pointer: '/rules/behaviors/0' }] },
            includes: [],
          },
        },
      ],
    });
    expect(seen).toEqual(['property 1', 'rules 1 5']);
  });

  it('costs one request for each property if the rules of its version are cached', async () => {
    const cache = memoryCache();
    const first = account({ 1: 5, 2: 1 });
    const cold = await readProperties(ids(1, 2), { ...first, cache });
    expect(first.seen).toHaveLength(4);
    const second = account({ 1: 5, 2: 1 });
    await expect(readProperties(ids(1, 2), { ...second, cache })).resolves.toEqual(cold);
    expect(second.seen).toEqual(['property 1', 'property 2']);
    const third = account({ 1: 6, 2: 1 });
    await readProperties(ids(1, 2), { ...third, cache });
    expect(third.seen).toEqual(['property 1', 'rules 1 6', 'property 2']);
  });

  it('reads an include once, and its rules only if its active version changed', async () => {
    const cache = memoryCache();
    const rules = withIncludes('7', '8', '7');
    const first = account({ 1: 5 }, { rules });
    await readProperties(ids(1), { ...first, cache });
    expect(first.seen).toEqual([
      'property 1',
      'rules 1 5',
      'include 7',
      'include 8',
      'include rules 7 4',
      'include rules 8 4',
    ]);
    const second = account({ 1: 5 }, { rules });
    await readProperties(ids(1), { ...second, cache });
    expect(second.seen).toEqual(['property 1', 'include 7', 'include 8']);
  });

  it('reads an include that several properties use once', async () => {
    const { properties, seen } = account({ 1: 5, 2: 6, 3: 7 }, { rules: withIncludes('7') });
    const read = await readProperties(ids(1, 2, 3), { properties, cache: noCache() });
    expect(seen.filter((request) => request.startsWith('include'))).toEqual([
      'include 7',
      'include rules 7 4',
    ]);
    expect(read).toMatchObject({
      readings: [1, 2, 3].map((propertyId) => ({
        property: { propertyId, includes: [{ tag: 'read', includeId: 7, version: 4 }] },
      })),
    });
  });

  it('finds a property that is known by name only', async () => {
    const found = account({ 1: 5 });
    await expect(tagsOf([{ propertyName: 'known.example.com' }], found)).resolves.toEqual(['live']);
    expect(found.seen[0]).toBe('find known.example.com');
    await expect(tagsOf([{ propertyName: 'other.example.com' }], account({}))).resolves.toEqual([
      'no-access',
    ]);
  });

  it.each<[string, readonly string[], Parameters<typeof account>]>([
    ['that does not exist', ['no-access'], [{}]],
    ['that is not active', ['not-live'], [{ 1: undefined }]],
    ['whose tree is no tree', ['unreadable'], [{ 1: 5 }, { rules: { behaviors: 'none' } }]],
    ['whose rules cannot be read', ['unreadable'], [{ 1: 5 }, { fails: { 'rules 1 5': 'server' } }]],
    ['without a response', ['unreadable'], [{ 1: 5 }, { fails: { 'property 1': 'network' } }]],
  ])('returns a reading for a property %s', async (_, tags, parts) => {
    await expect(tagsOf(ids(1), account(...parts))).resolves.toEqual(tags);
  });

  it.each<[string, ApiErrorKind, string]>([
    ['include 7', 'forbidden', 'it cannot be read'],
    ['include rules 7 4', 'server', 'it cannot be read'],
  ])('does not know an include if %s is %s', async (request, kind, reason) => {
    const { properties } = account({ 1: 5 }, { rules: withIncludes('7'), fails: { [request]: kind } });
    const read = await readProperties(ids(1), { properties, cache: noCache() });
    expect(read).toMatchObject({
      readings: [{ tag: 'live', property: { includes: [{ tag: 'unknown', includeId: 7, reason }] } }],
    });
  });

  it('says that there is no grant after three refusals and no success', async () => {
    const fails = Object.fromEntries([1, 2, 3, 4, 5].map((id) => [`property ${id}`, 'forbidden' as const]));
    const refusing = account({ 1: 5, 2: 5, 3: 5, 4: 5, 5: 5 }, { fails });
    await expect(tagsOf(ids(1, 2, 3, 4, 5), refusing)).resolves.toBe('no-grant');
    expect(refusing.seen).toHaveLength(3);
  });

  it('reads the others if only some properties are refused', async () => {
    const fails = { 'property 1': 'forbidden', 'property 4': 'forbidden' } as const;
    const tags = await tagsOf(ids(1, 2, 3, 4), account({ 1: 5, 2: 5, 3: 5, 4: 5 }, { fails }));
    expect(tags).toEqual(['no-access', 'live', 'live', 'no-access']);
  });

  it.each<ApiErrorKind>(['unauthorized', 'rate-limited', 'aborted', 'gone'])(
    'ends after a request that failed with %s',
    async (kind) => {
      const failing = account({ 1: 5, 2: 5 }, { fails: { 'property 1': kind } });
      await expect(tagsOf(ids(1, 2), failing)).rejects.toMatchObject({ kind });
      expect(failing.seen).toEqual(['property 1']);
    },
  );

  it('reads nothing if no manifest names a property', async () => {
    const nothing = account({});
    await expect(tagsOf([], nothing)).resolves.toEqual([]);
    expect(nothing.seen).toEqual([]);
  });
});
