import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import type { ConcurrentEdit } from '../../src/simulator/protocol/faults.ts';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest } from './manifests.ts';

const web = manifest('web');
const inactive = manifest('web', { state: 'inactive' });
const absent = manifest('web', { state: 'absent' });
const edited = manifest('web', {}, { datasetFields: [1000] });
const theirEdit: ConcurrentEdit = {
  act: 'edit',
  stream: 'web',
  change: { notificationEmails: ['x@example.com'] },
};

async function accountWith(...manifests: readonly Manifest[]): Promise<Account> {
  const account = new Account();
  await account.converge(manifests);
  await account.clock.advance(10 * 60_000);
  return account;
}

const onlyReads = (requests: readonly string[]) => requests.every((request) => request.startsWith('GET'));

describe('a concurrent change between plan and write', () => {
  test.each<[string, Manifest, Manifest, ConcurrentEdit, RegExp]>([
    [
      'an edit stops an update',
      inactive,
      edited,
      theirEdit,
      /version 2, changed by colleague@example.com on 2026-/,
    ],
    ['an edit stops an activation', inactive, web, theirEdit, /version 2/],
    ['an edit stops a deletion', inactive, absent, theirEdit, /version 2/],
    ['an edit stops a deactivation', web, inactive, theirEdit, /version 2/],
    ['an activation stops an update', inactive, edited, { act: 'activate', stream: 'web' }, /is ACTIVATING/],
    ['an activation stops a deletion', inactive, absent, { act: 'activate', stream: 'web' }, /is ACTIVATING/],
    ['a deactivation stops an update', web, edited, { act: 'deactivate', stream: 'web' }, /is DEACTIVATING/],
    ['a deletion stops an update', inactive, edited, { act: 'delete', stream: 'web' }, /no longer exists/],
    ['a deletion stops a deletion', inactive, absent, { act: 'delete', stream: 'web' }, /no longer exists/],
  ])('%s', async (_name, before, wanted, act, error) => {
    const account = await accountWith(before);
    const { outcome, requests } = await account.apply([wanted], {
      between: () => account.concurrentEdit(act),
    });
    expect(onlyReads(requests)).toBe(true);
    expect(outcome.outcome).toBe('failed');
    expect(errorOf(outcome, 'web')).toMatch(error);
  });

  test('a stream of the same name stops a create, and is reported', async () => {
    const account = new Account();
    const { outcome, requests } = await account.apply([web], {
      between: async () => {
        await account.apply([inactive]);
      },
    });
    expect(onlyReads(requests)).toBe(true);
    expect(errorOf(outcome, 'web')).toMatch(
      /A stream named "web" exists since the plan was made: ID \d+, last changed by/,
    );
    expect(account.accountState.current().streams).toHaveLength(1);
  });

  test('a changed stream does not stop the others', async () => {
    const other = manifest('other', {}, { properties: [349774] });
    const account = await accountWith(inactive, other);
    const wanted = [edited, manifest('other', {}, { properties: [349774], datasetFields: [1000] })];
    const { outcome } = await account.apply(wanted, { between: () => account.concurrentEdit(theirEdit) });
    expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
    expect(stepsText(outcome, 'other')).toBe('update done, await pending');
  });
});

describe('a concurrent change between fresh read and write', () => {
  const race = (method: string) =>
    fault({ do: 'concurrent-edit', when: 'before', acts: [theirEdit] }, { method });

  test('by another edit is reported with the user and the time, from the history', async () => {
    const account = await accountWith(inactive);
    const { outcome } = await account.apply([edited], { faults: [race('PUT')] });
    expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
    expect(outcome.items[0]).toMatchObject({ version: 3 });
    expect(errorOf(outcome, 'web')).toMatch(
      /changed the stream at the same time: version 2 by another-user at 2026-/,
    );
  });

  test('by an edit before an activation is reported', async () => {
    const account = await accountWith(inactive);
    const { outcome } = await account.apply([web], { faults: [race('POST')] });
    expect(stepsText(outcome, 'web')).toBe('activate failed, await not-run');
    expect(errorOf(outcome, 'web')).toMatch(/version 2 by another-user/);
  });
});

describe('a delayed write', () => {
  const refused = { do: 'respond', status: 429, headers: { 'retry-after': '30' } } as const;
  const heldBack = (act: ConcurrentEdit) => [
    fault(refused, { method: 'PUT' }),
    fault({ do: 'concurrent-edit', when: 'after', acts: [act] }, { method: 'PUT' }),
  ];

  test('is confirmed by a second read, and cancelled if the stream has changed', async () => {
    const account = await accountWith(inactive);
    const { outcome, requests } = await account.apply([edited], { faults: heldBack(theirEdit) });
    expect(requests.map((request) => request.split(' ')[0])).toEqual(['GET', 'PUT', 'GET']);
    expect(errorOf(outcome, 'web')).toMatch(/version 2, changed by another-user/);
    expect(account.state('web')).toBe('INACTIVE v2');
  });

  test('is sent if nothing changed', async () => {
    const account = await accountWith(inactive);
    const faults = heldBack({ act: 'edit', stream: 'nobody' });
    const { outcome, requests } = await account.apply([edited], { faults });
    expect(requests.map((request) => request.split(' ')[0])).toEqual(['GET', 'PUT', 'GET', 'PUT']);
    expect(stepsText(outcome, 'web')).toBe('update done, await pending');
  });

  test('reads the list again if it is a create', async () => {
    const account = new Account();
    const { outcome, requests } = await account.apply([web], {
      faults: [fault(refused, { method: 'POST' })],
    });
    expect(requests.map((request) => request.split('?')[0])).toEqual([
      'GET /streams',
      'POST /streams',
      'GET /streams',
      'POST /streams',
    ]);
    expect(stepsText(outcome, 'web')).toBe('create done, await pending');
  });
});

describe('after the write', () => {
  test('every member for which the server keeps another value is reported', async () => {
    const account = await accountWith(web);
    const wanted = manifest('web', {}, { samplingPercentage: 50, datasetFields: [1000] });
    const { outcome } = await account.apply([wanted], {
      faults: [fault({ do: 'ignore-member', member: 'datasetFields' }, { method: 'PUT' })],
      wait: HOUR,
    });
    expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
    expect(outcome.items[0]).toMatchObject({ version: 2 });
    expect(errorOf(outcome, 'web')).toMatch(
      /did not keep what was sent: \/datasetFields is \[.*1002 \(.*\].* instead of \[1000/,
    );
  });

  test('an edit by another user during the wait fails the stream, with the user and the time', async () => {
    const account = await accountWith(web);
    const acts: ConcurrentEdit[] = [{ act: 'complete', stream: 'web' }, theirEdit];
    const { outcome } = await account.apply([edited], {
      wait: 3 * HOUR,
      faults: [
        fault({ do: 'concurrent-edit', when: 'before', acts }, { path: '/streams$', method: 'GET', nth: 2 }),
      ],
    });
    expect(stepsText(outcome, 'web')).toBe('update done, await failed');
    expect(errorOf(outcome, 'web')).toMatch(
      /Another user changed the stream: version 3 by another-user at 2026-/,
    );
    expect(outcome.outcome).toBe('failed');
  });
});

describe('what the API rejects', () => {
  test('is quoted with its place in the manifest, and stops no other stream', async () => {
    const account = new Account();
    const body = JSON.stringify({
      type: 'bad-request',
      title: 'Bad Request',
      status: 400,
      instance: '6e067164-4a61',
      errors: [
        {
          type: 'bad-request',
          title: 'Bad Request',
          detail: 'The field delimiter field for the STRUCTURED log format cannot be blank.',
          illegalParameter: 'deliveryConfiguration.fieldDelimiter',
        },
      ],
    });
    const other = manifest('zone', {}, { properties: [349774] });
    const { outcome } = await account.apply([web, other], {
      faults: [
        fault(
          { do: 'respond', status: 400, body, headers: { 'content-type': 'application/json' } },
          { method: 'POST' },
        ),
      ],
    });
    const error = errorOf(outcome, 'web');
    expect(error).toContain('The field delimiter field for the STRUCTURED log format cannot be blank');
    expect(error).toContain('streams/web.yaml:3, spec.deliveryConfiguration.fieldDelimiter');
    expect(error).toContain('6e067164-4a61');
    expect(stepsText(outcome, 'zone')).toBe('create done, await pending');
  });

  test('a failed read stops its stream before anything is written', async () => {
    const account = await accountWith(web);
    const { outcome, requests } = await account.apply([edited], {
      faults: [fault({ do: 'respond', status: 503 }, { method: 'GET', times: 0 })],
    });
    expect(onlyReads(requests)).toBe(true);
    expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
  });
});
