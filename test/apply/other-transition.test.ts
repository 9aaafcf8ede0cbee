import { describe, expect, test } from 'vitest';
import type { WriteStep } from '../../src/apply/items/write-result.ts';
import { checkPrecondition } from '../../src/apply/streams/preconditions.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest1 } from './manifests.ts';

/** A manifest of DataStream 1. All of them share one property. */
function first(name: string, state: Manifest['state'] = 'active', spec: JsonObject = {}): Manifest {
  return manifest1(name, { state }, spec);
}

async function accountWith(...manifests: readonly Manifest[]): Promise<Account> {
  const account = new Account();
  await account.converge(manifests);
  await account.clock.advance(HOUR);
  return account;
}

const edited = { datasetFields: [77, 78, 80] };

describe('a stream in transition next to our own update, to another status than its step expects', () => {
  test.each<[string, Manifest]>([
    ['a delete', first('zebra', 'absent')],
    ['an update of an inactive stream', first('zebra', 'inactive', edited)],
  ])('is not kept for %s: nothing is sent to it, and the run says so', async (_what, wanted) => {
    const account = await accountWith(first('web'), first('zebra', 'inactive'));
    const streamId = account.stream('zebra')?.streamId;
    const activated = { kind: 'DataStream1', act: 'activate', stream: 'zebra' } as const;
    const { outcome, requests } = await account.apply([first('web', 'active', edited), wanted], {
      wait: 10 * HOUR,
      faults: [
        fault(
          { do: 'concurrent-edit', when: 'before', acts: [activated] },
          { method: 'PUT', path: '/streams/\\d+$' },
        ),
      ],
    });
    const writes = requests.filter((text) => !text.startsWith('GET') && text.includes(String(streamId)));
    expect(writes).toEqual([]);
    expect(errorOf(outcome, 'zebra')).toMatch(/is ACTIVATING and was expected to be DEACTIVATED/);
    expect(account.state('zebra')).toMatch(/^ACTIVAT(ED|ING) v1$/);
  });
});

test('a stream that our own update changes is also held if the response that names it was lost', async () => {
  const account = await accountWith(first('web'), first('zebra'));
  const { outcome } = await account.apply(
    [first('web', 'active', edited), first('zebra', 'active', edited)],
    {
      wait: 10 * HOUR,
      faults: [fault({ do: 'lose-response' }, { method: 'PUT' })],
    },
  );
  expect(outcome.outcome).toBe('converged');
});

describe('a plan announces the number of requests that apply sends, not counting waits', () => {
  const apart = { properties: [349770] };
  const more = { ...edited, properties: [349772, 349770] };
  test.each<[string, readonly Manifest[], readonly Manifest[]]>([
    [
      'two streams of one property',
      [first('a'), first('b')],
      [first('a', 'active', edited), first('b', 'active', edited)],
    ],
    [
      'three of one property',
      ['a', 'b', 'c'].map((name) => first(name)),
      ['a', 'b', 'c'].map((name) => first(name, 'active', edited)),
    ],
    [
      'one that is deactivated before an update',
      [first('a'), first('b')],
      [first('a', 'active', edited), first('b', 'inactive')],
    ],
    [
      'one that is updated after a deactivation',
      [first('a'), first('b')],
      [first('a', 'inactive'), first('b', 'active', edited)],
    ],
    [
      'one to be deleted, whose manifest has no property',
      [first('a'), first('b')],
      [first('a', 'active', edited), { ...first('b', 'absent'), spec: {} }],
    ],
    [
      'one of another property',
      [first('a'), first('b', 'active', apart)],
      [first('a', 'active', edited), first('b', 'active', { ...edited, ...apart })],
    ],
    [
      'one whose property an update adds',
      [first('a'), first('b', 'active', apart)],
      [first('a', 'active', more), first('b', 'active', { ...edited, ...apart })],
    ],
    [
      'one that has the property only after its own update',
      [first('a'), first('b', 'active', apart)],
      [first('a', 'active', edited), first('b', 'active', more)],
    ],
    [
      'an inactive one, which no update activates',
      [first('a'), first('b', 'inactive')],
      [first('a', 'active', edited), first('b', 'inactive', edited)],
    ],
  ])('%s', async (_, live, wanted) => {
    const account = await accountWith(...live);
    const { plan, outcome, requests } = await account.apply(wanted, { wait: 30 * HOUR });
    expect(outcome.outcome).toMatch(/converged|progressing/);
    expect(requests.filter((text) => text !== 'GET /streams')).toHaveLength(plan.requests.apply);
  });

  test('are an upper bound: it is unknown whether a stream changes if an update removes its property', async () => {
    const account = await accountWith(first('a', 'active', more), first('b', 'active', apart));
    const wanted = [first('a', 'active', edited), first('b', 'active', { ...edited, ...apart })];
    const { plan, requests } = await account.apply(wanted, { wait: 30 * HOUR });
    const sent = requests.filter((text) => text !== 'GET /streams');
    expect(plan.requests.apply - sent.length).toBe(1);
  });
});

test('an update that leaves a stream active against the manifest has failed, whatever its content', async () => {
  const account = await accountWith(first('web', 'inactive'));
  const activated = { kind: 'DataStream1', act: 'activate', stream: 'web' } as const;
  const { outcome } = await account.apply([first('web', 'inactive', edited)], {
    faults: [fault({ do: 'concurrent-edit', when: 'after', acts: [activated] }, { method: 'PUT' })],
  });
  expect(errorOf(outcome, 'web')).toMatch(/^Version 2 was to be inactive, and the stream is ACTIVATING/);
  expect(outcome.outcome).toBe('failed');
});

test('an activation that another user started is complete, and not sent', async () => {
  const account = new Account();
  const activated = { kind: 'DataStream1', act: 'activate', stream: 'web' } as const;
  const { outcome, requests } = await account.apply([first('web')], {
    faults: [fault({ do: 'concurrent-edit', when: 'after', acts: [activated] }, { method: 'POST' })],
  });
  expect(stepsText(outcome, 'web')).toBe('create done, activate done, await pending');
  expect(requests.filter((text) => text.endsWith('/activate'))).toEqual([]);
});

describe('the last check before a write', () => {
  const on: WriteStep = { do: 'update', activate: true };
  const off: WriteStep = { do: 'update', activate: false };
  const [activate, deactivate, remove] = (['activate', 'deactivate', 'delete'] as const).map((verb) => ({
    do: verb,
  }));
  test.each<[string, WriteStep | undefined, string]>([
    ['ACTIVATED', on, 'allowed'],
    ['INACTIVE', on, 'allowed'],
    ['ACTIVATED', off, 'forbidden'],
    ['DEACTIVATED', off, 'allowed'],
    ['ACTIVATED', activate, 'unnecessary'],
    ['ACTIVATING', activate, 'unnecessary'],
    ['DEACTIVATING', activate, 'forbidden'],
    ['INACTIVE', activate, 'allowed'],
    ['ACTIVATED', deactivate, 'allowed'],
    ['DEACTIVATED', deactivate, 'unnecessary'],
    ['ACTIVATING', deactivate, 'forbidden'],
    ['DEACTIVATED', remove, 'allowed'],
    ['INACTIVE', remove, 'allowed'],
    ['ACTIVATED', remove, 'forbidden'],
    ['ACTIVATING', remove, 'forbidden'],
    ['DEACTIVATING', on, 'forbidden'],
    ['SUSPENDED', on, 'forbidden'],
  ])('%s, %j: %s', (status, step, expected) => {
    const detail = { streamId: 7, status } as StreamDetail;
    expect(step && checkPrecondition(step, detail).tag).toBe(expected);
  });
});
