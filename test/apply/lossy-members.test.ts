import { expect, test } from 'vitest';
import { fileCache } from '../../src/apply/observe/version-cache.ts';
import { simulatorTransport } from '../../src/simulator/server/embedded-transport.ts';
import { Account, errorOf, fault, HOUR } from './account.ts';
import { manifest } from './manifests.ts';
import { temporaryFolder } from './temporary.ts';

const edits = {
  'an update': manifest('web', {}, { notificationEmails: ['a@example.com'] }),
  'a deactivation before an update': manifest(
    'web',
    { state: 'inactive' },
    { notificationEmails: ['a@example.com'] },
  ),
};

async function accountWith(member: string) {
  const account = new Account();
  await account.converge([manifest('web')]);
  const { accountState, clock } = account;
  const id = account.stream('web')?.streamId;
  const path = `/datastream-config-api/v3/log/cdn/streams/${id}`;
  const { body } = await simulatorTransport({ accountState, clock })({ method: 'GET', path });
  const how = { do: 'respond', status: 200, body: body.replace('{', `{${member},`) } as const;
  return { account, faults: [fault(how, { method: 'GET', path: `/streams/${id}$`, times: 0 })] };
}

for (const [what, edited] of Object.entries(edits)) {
  test.each([
    '"latencyBudget":9007199254740993',
    '"latencyBudget":1e400',
    '"__proto__":{"tier":1}',
    '"tier":1,"tier":2',
  ])(`${what} writes nothing to a stream with %s, and says why`, async (member) => {
    const { account, faults } = await accountWith(member);
    const { outcome, requests } = await account.apply([edited], { faults, wait: HOUR });
    expect(errorOf(outcome, 'web')).toMatch(/Nothing was written.*has to be sent back as it is: /s);
    expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
}

test.each(Object.entries(edits))(
  'a plan blocks %s and says why, also with cached content',
  async (_, edited) => {
    const { account, faults } = await accountWith('"latencyBudget":9007199254740993');
    const directory = temporaryFolder();
    const cache = () => fileCache({ directory, target: 'simulator', key: 'key', listen: () => {} });
    const cold = await account.plan([edited], { faults, cache: cache() });
    expect(cold.items[0]).toMatchObject({ action: 'blocked', steps: [], reasonCode: 'not-exact' });
    expect(cold.items[0]?.reason).toMatch(
      /An update would change \/latencyBudget of stream \d+.*9007199254740993/,
    );
    const cached = await account.plan([edited], { cache: cache() });
    expect(cached.items).toEqual(cold.items);
    expect((await account.plan([manifest('web')], { faults })).items[0]).toMatchObject({ action: 'none' });
  },
);

test('a plan that only deactivates a stream is not blocked', async () => {
  const { account, faults } = await accountWith('"latencyBudget":1e400');
  const { items } = await account.plan([manifest('web', { state: 'inactive' })], { faults });
  expect(items[0]).toMatchObject({ action: 'deactivate' });
});

test('a cache entry whose lossy members are damaged is ignored', async () => {
  const directory = temporaryFolder();
  const cache = fileCache({ directory, target: 'simulator', key: 'key', listen: () => {} });
  const collection = { kind: 'DataStream2', logType: 'cdn' } as const;
  const detail = {
    collection,
    streamId: 7,
    name: 'web',
    version: 1,
    status: 'ACTIVATED',
    sources: [],
    body: {},
  };
  await cache.keepDetail({ ...detail, lossy: [{ pointer: '/a', why: 'x' }] });
  expect((await cache.detail(collection, 7, 1))?.lossy).toEqual([{ pointer: '/a', why: 'x' }]);
  const broken = { ...detail, lossy: [{}] };
  await Reflect.apply(cache.keepDetail, cache, [broken]);
  expect(await cache.detail(collection, 7, 1)).toBeUndefined();
});
