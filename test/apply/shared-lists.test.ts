import { describe, expect, test } from 'vitest';
import { fileCache } from '../../src/apply/observe/version-cache.ts';
import type { ConcurrentEdit, Fault } from '../../src/simulator/protocol/faults.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { HTTPS } from '../builders/streams.ts';
import { Account, type Applied, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest, manifest1 } from './manifests.ts';
import { temporaryFolder } from './temporary.ts';

const MANY = { ...DEFAULT_SETTINGS.limits, streamsPerProperty: 100 };
const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `s${String(index).padStart(2, '0')}`);
const streams = (count: number, state: 'active' | 'inactive') =>
  names(count).map((name) => manifest(name, { state }));

/** An account with inactive streams whose token bucket is full. */
async function inactiveStreams(count: number): Promise<Account> {
  const account = new Account({ limits: MANY });
  await account.apply(streams(count, 'inactive'));
  await account.clock.advance(HOUR);
  return account;
}

/** `list`, `s01` for a read of a stream, `+s01` for an activation. */
function sent(account: Account, { requests }: Applied): readonly string[] {
  const nameOf = new Map(
    account.accountState
      .current()
      .streams.map(({ streamId, versions }) => [
        String(streamId),
        String(versions.at(-1)?.content['streamName']),
      ]),
  );
  return requests.map((request) => {
    const [, method, id, rest] = /^(\w+) \/streams(?:\/(\d+))?(.*)$/.exec(request) ?? [];
    if (id === undefined) return method === 'GET' ? 'list' : 'create';
    const name = nameOf.get(id) ?? 'deleted';
    if (method === 'GET') return rest === '' ? name : `${name} history`;
    return `${rest === '/activate' ? '+' : '-'}${name}`;
  });
}

const edit = (stream: string): ConcurrentEdit => ({
  ...{ act: 'edit', by: 'another-user', stream },
  change: { notificationEmails: ['x@example.com'] },
});

describe('activations and deactivations of one collection', () => {
  test('share one list for every three: 40 activations send 55 requests in less than two minutes', async () => {
    const account = await inactiveStreams(40);
    const cache = fileCache({
      directory: temporaryFolder(),
      target: 'simulator',
      key: 'key',
      listen: () => {},
    });
    await account.plan(streams(40, 'active'), { cache });
    await account.clock.advance(HOUR);
    const began = account.clock.monotonic();
    const applied = await account.apply(streams(40, 'active'), { cache });
    expect(applied.outcome.requests).toBe(55);
    expect(applied.plan.requests.apply).toBe(54);
    expect(account.clock.monotonic() - began).toBeLessThan(120_000);
    expect(names(40).map((name) => account.state(name))).toEqual(names(40).map(() => 'ACTIVATING v1'));
  });

  test('read the list again before the fourth, and also to deactivate', async () => {
    const account = await inactiveStreams(4);
    const on = await account.apply(streams(4, 'active'));
    expect(sent(account, on)).toEqual(['list', '+s00', '+s01', '+s02', 'list', '+s03']);
    await account.clock.advance(2 * HOUR);
    const off = await account.apply(streams(4, 'inactive'));
    expect(sent(account, off)).toEqual(['list', '-s00', '-s01', '-s02', 'list', '-s03']);
  });

  test('share no list with edits, deletions and streams that are edited afterwards', async () => {
    const account = await inactiveStreams(3);
    const [first, , third] = streams(3, 'active');
    const wanted = [first, manifest('s01', { state: 'absent' }), third].flatMap((one) => one ?? []);
    const applied = await account.apply([...wanted, manifest('s03')]);
    expect(sent(account, applied)).toEqual(['list', '+s00', 'deleted', '-deleted', '+s02', 'list', 'create']);
  });

  test('read the stream itself if there is only one', async () => {
    const account = await inactiveStreams(1);
    expect(sent(account, await account.apply(streams(1, 'active')))).toEqual(['s00', '+s00']);
  });

  test('of DataStream 1 share a list too', async () => {
    const account = new Account();
    const two = (state: 'active' | 'inactive') => ['a', 'b'].map((name) => manifest1(name, { state }));
    await account.apply(two('inactive'));
    const { requests, outcome } = await account.apply(two('active'));
    expect(outcome.outcome).toBe('progressing');
    expect(requests.map((request) => request.replace(/\d+/, 'ID').split('?')[0])).toEqual(
      expect.arrayContaining(['PUT /streams/ID/activate']),
    );
    expect(requests.filter((request) => /^GET \/streams\/\d+$/.test(request))).toHaveLength(2);
  });
});

describe('a concurrent change', () => {
  test.each<[string, ConcurrentEdit, RegExp, string]>([
    ['an edit', edit('s01'), /version 2, changed by another-user/, 'INACTIVE v2'],
    [
      'an activation',
      { act: 'activate', stream: 's01' },
      /is ACTIVATING and was expected to be INACTIVE/,
      'ACTIVATING v1',
    ],
    ['a deletion', { act: 'delete', stream: 's01' }, /no longer exists/, 'gone'],
  ])('before the list stops its stream only: %s', async (_, act, error, state) => {
    const account = await inactiveStreams(3);
    const applied = await account.apply(streams(3, 'active'), { between: () => account.concurrentEdit(act) });
    expect(errorOf(applied.outcome, 's01')).toMatch(error);
    expect(sent(account, applied).filter((one) => one.startsWith('+'))).toEqual(['+s00', '+s02']);
    expect(['s00', 's01', 's02'].map((name) => account.state(name))).toEqual([
      'ACTIVATING v1',
      state,
      'ACTIVATING v1',
    ]);
  });

  test('between the list and the write is detected by its version', async () => {
    const account = await inactiveStreams(3);
    const faults = [
      fault({ do: 'concurrent-edit', when: 'before', acts: [edit('s01')] }, { method: 'POST', nth: 1 }),
    ];
    const { outcome } = await account.apply(streams(3, 'active'), { faults });
    expect(stepsText(outcome, 's01')).toBe('activate failed, await not-run');
    expect(errorOf(outcome, 's01')).toMatch(/version 2 by another-user/);
    expect(stepsText(outcome, 's02')).toBe('activate done, await pending');
  });

  test('while the next write waits is found by another list, since the first one is older than 10 seconds', async () => {
    const account = await inactiveStreams(3);
    const faults: readonly Fault[] = [
      fault({ do: 'delay', milliseconds: 11_000 }, { method: 'POST', nth: 1 }),
      fault({ do: 'concurrent-edit', when: 'after', acts: [edit('s01')] }, { method: 'POST', nth: 1 }),
    ];
    const applied = await account.apply(streams(3, 'active'), { faults });
    expect(sent(account, applied)).toEqual(['list', '+s00', 'list', 's01', '+s02']);
    expect(account.state('s01')).toBe('INACTIVE v2');
    expect(errorOf(applied.outcome, 's01')).toMatch(/version 2, changed by another-user/);
  });

  test('while a write is held back is found by its own read: the 10 seconds count from the list', async () => {
    const account = await inactiveStreams(3);
    const faults: readonly Fault[] = [
      fault({ do: 'delay', milliseconds: 6_000 }, { method: 'POST', nth: 1 }),
      fault({ do: 'respond', status: 429, headers: { 'retry-after': '6' } }, { method: 'POST', nth: 2 }),
      fault({ do: 'concurrent-edit', when: 'after', acts: [edit('s01')] }, { method: 'POST', nth: 2 }),
    ];
    const applied = await account.apply(streams(3, 'active'), { faults });
    expect(sent(account, applied).slice(0, 4)).toEqual(['list', '+s00', '+s01', 's01']);
    expect(account.state('s01')).toBe('INACTIVE v2');
    expect(errorOf(applied.outcome, 's01')).toMatch(/version 2, changed by another-user/);
  });
});

test('a stream that an edit of this run re-activates is read itself, and not written', async () => {
  const account = new Account();
  const all = (change: object, spec: object) => [
    manifest1('a', change),
    manifest1('b', {}, { timeFrame: 5, ...spec }),
    manifest1('c', change),
  ];
  await account.converge(all({}, {}));
  const { requests, outcome } = await account.apply(all({ state: 'inactive' }, { timeFrame: 60 }));
  const ids = ['a', 'b', 'c'].map((name) => account.stream(name)?.streamId);
  const writes = requests
    .filter((request) => !request.startsWith('GET'))
    .map((request) => request.split('?')[0]);
  expect(writes).toEqual([`PUT /streams/${ids[0]}/deactivate`, `PUT /streams/${ids[1]}`]);
  expect(stepsText(outcome, 'c')).toMatch(/^deactivate (pending|not-run)/);
});

test('a lost response to a shared activation is looked up, and never sent again', async () => {
  for (const lost of ['lose-request', 'lose-response'] as const) {
    const account = await inactiveStreams(3);
    const faults = [fault({ do: lost }, { method: 'POST', nth: 2 })];
    const applied = await account.apply(streams(3, 'active'), { faults });
    expect(sent(account, applied).filter((one) => one === '+s01')).toHaveLength(1);
    expect(stepsText(applied.outcome, 's01')).toBe(
      lost === 'lose-response' ? 'activate done, await pending' : 'activate failed, await not-run',
    );
    expect(stepsText(applied.outcome, 's02')).toBe('activate done, await pending');
  }
});

test('a refusal repeats no credential of the live stream, which a list does not have', async () => {
  const token = 'Zx81qQ/7-canary+tok';
  const header = { customHeaderName: 'x-key', customHeaderValue: token };
  const account = new Account({ limits: MANY });
  const two = (state: 'active' | 'absent', members: object) =>
    ['a', 'b'].map((name) => manifest(name, { state }, { destination: { ...HTTPS, ...members } }));
  await account.converge(two('active', header));
  const body = JSON.stringify({ title: token, detail: `bad ${token}` });
  const headers = { 'content-type': 'application/json' };
  const faults = [fault({ do: 'respond', status: 400, body, headers }, { method: 'POST', times: 0 })];
  // The cache holds no credential, so that the run learns it only by reading the stream.
  const cache = fileCache({
    directory: temporaryFolder(),
    target: 'simulator',
    key: 'key',
    listen: () => {},
  });
  await account.plan(two('absent', {}), { cache });
  const { outcome, events, journal } = await account.apply(two('absent', {}), { faults, cache });
  expect(stepsText(outcome, 'a')).toMatch(/^deactivate failed/);
  expect(JSON.stringify([outcome, events, journal])).not.toContain('canary+tok');
});
