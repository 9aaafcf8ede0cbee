import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import type { FaultRule } from '../../src/simulator/protocol/faults.ts';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest } from './manifests.ts';

const web = manifest('web');
const inactive = manifest('web', { state: 'inactive' });

interface Write {
  readonly do: string;
  readonly method: string;
  readonly before: readonly Manifest[];
  readonly wanted: Manifest;
  /** The state of the stream with and without the write. */
  readonly done: string;
  readonly not: string;
}

const writes: readonly Write[] = [
  { do: 'create', method: 'POST', before: [], wanted: web, done: 'ACTIVATING v1', not: 'gone' },
  {
    do: 'update',
    method: 'PUT',
    before: [web],
    wanted: manifest('web', {}, { datasetFields: [1000] }),
    done: 'ACTIVATING v2',
    not: 'ACTIVATED v1',
  },
  {
    do: 'activate',
    method: 'POST',
    before: [inactive],
    wanted: web,
    done: 'ACTIVATING v1',
    not: 'INACTIVE v1',
  },
  {
    do: 'deactivate',
    method: 'POST',
    before: [web],
    wanted: inactive,
    done: 'DEACTIVATING v1',
    not: 'ACTIVATED v1',
  },
  {
    do: 'delete',
    method: 'DELETE',
    before: [inactive],
    wanted: manifest('web', { state: 'absent' }),
    done: 'gone',
    not: 'INACTIVE v1',
  },
];

const carriedOut: readonly (readonly [string, FaultRule])[] = [
  ['the connection broke after the work', { do: 'lose-response' }],
  ['the work was done 10 seconds later', { do: 'finish-late', after: 10_000 }],
  ['a 504 instead of the result', { do: 'respond', status: 504, body: '', carriedOut: true }],
  ['a 500 instead of the result', { do: 'respond', status: 500, body: '<html>no</html>', carriedOut: true }],
  [
    'the response was unreadable',
    { do: 'respond', status: 200, body: '<html>hello</html>', carriedOut: true },
  ],
];

const notCarriedOut: readonly (readonly [string, FaultRule, number])[] = [
  ['the connection broke before the work', { do: 'lose-request' }, 30_000],
  ['it was a 500', { do: 'respond', status: 500 }, 30_000],
  ['it was a 504', { do: 'respond', status: 504 }, 150_000],
];

async function accountFor(write: Write): Promise<Account> {
  const account = new Account();
  await account.converge(write.before);
  await account.clock.advance(10 * 60_000);
  return account;
}

const countOf = (requests: readonly string[], method: string) =>
  requests.filter((request) => request.startsWith(method)).length;

describe.each(writes)('a lost response to $do', (write) => {
  test.each(carriedOut)('is looked up and found: %s', async (_name, what) => {
    const account = await accountFor(write);
    const faults = [fault(what, { method: write.method })];
    const { outcome, requests, events } = await account.apply([write.wanted], { faults });
    const unreadableDelete = write.do === 'delete' && what.do === 'respond' && what.status === 200;
    expect(stepsText(outcome, 'web')).toMatch(new RegExp(`^${write.do} done`));
    expect(account.state('web')).toBe(write.done);
    expect(countOf(requests, write.method)).toBe(1);
    if (!unreadableDelete) expect(events.some((event) => event.tag === 'looking-up')).toBe(true);
  });

  test.each(notCarriedOut)('is never sent again if it did not happen: %s', async (_name, what, patience) => {
    const account = await accountFor(write);
    const began = account.clock.now();
    const { outcome, requests, journal } = await account.apply([write.wanted], {
      faults: [fault(what, { method: write.method })],
    });
    expect(outcome.outcome).toBe('failed');
    expect(stepsText(outcome, 'web')).toMatch(new RegExp(`^${write.do} failed`));
    expect(errorOf(outcome, 'web')).toMatch(/^Outcome unknown: .*run again/);
    expect(countOf(requests, write.method)).toBe(1);
    expect(account.state('web')).toBe(write.not);
    expect(account.clock.now() - began).toBe(patience);
    expect(journal.map((entry) => entry.result)).toEqual(['begun', 'unknown']);
  });

  test('is repaired by the next run if it happened after the look-up', async () => {
    const account = await accountFor(write);
    const faults = [fault({ do: 'finish-late', after: 120_000 }, { method: write.method })];
    const { outcome } = await account.apply([write.wanted], { faults });
    expect(outcome.outcome).toBe('failed');
    await account.clock.advance(180_000);
    await account.converge([write.wanted]);
    expect((await account.plan([write.wanted])).items).toMatchObject([{ action: 'none' }]);
    expect(account.accountState.current().streams.length).toBeLessThanOrEqual(1);
  });

  test('is looked up for the duration of --lookup', async () => {
    const account = await accountFor(write);
    const began = account.clock.now();
    const faults = [fault({ do: 'lose-request' }, { method: write.method })];
    await account.apply([write.wanted], { faults, lookup: 5000 });
    expect(account.clock.now() - began).toBe(5000);
  });
});

describe('another user during a lost response', () => {
  const wanted = manifest('web', {}, { datasetFields: [1000] });
  const edit = { act: 'edit', stream: 'web', change: { notificationEmails: ['x@example.com'] } } as const;

  test('is named if it replaced our update', async () => {
    const account = new Account();
    await account.converge([web]);
    const faults = [
      fault({ do: 'lose-request' }, { method: 'PUT' }),
      fault({ do: 'concurrent-edit', when: 'after', acts: [edit] }, { method: 'PUT' }),
    ];
    const { outcome, requests } = await account.apply([wanted], { faults });
    expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
    expect(errorOf(outcome, 'web')).toMatch(/version 2 by another-user at 2026-.* is not what was sent/);
    expect(countOf(requests, 'PUT')).toBe(1);
  });

  test('and an edit after our lost update is named, from the history', async () => {
    const account = new Account({ transitionTime: 0 });
    await account.converge([web]);
    const completed = { act: 'complete', stream: 'web' } as const;
    const faults = [
      fault({ do: 'lose-response' }, { method: 'PUT' }),
      fault({ do: 'concurrent-edit', when: 'after', acts: [completed, edit] }, { method: 'PUT' }),
    ];
    const { outcome } = await account.apply([wanted], { faults });
    expect(outcome.items[0]).toMatchObject({ version: 3 });
    expect(errorOf(outcome, 'web')).toMatch(/Another user changed .*: version 3 by another-user at 2026-/);
    expect(errorOf(outcome, 'web')).not.toMatch(/version 2 by/);
  });

  test('has their stream not mistaken for ours if it has the name of our lost create', async () => {
    const account = new Account();
    const theirs = manifest('web', { state: 'inactive' }, { datasetFields: [1002] });
    const { outcome } = await account.apply([web], {
      faults: [fault({ do: 'lose-request' }, { method: 'POST' })],
      lookup: 8000,
      between: () => {
        const late = account.clock.sleep(2000).then(() => account.apply([theirs]));
        late.catch(() => undefined);
      },
    });
    expect(errorOf(outcome, 'web')).toMatch(/version 1 by .* is not what was sent/);
    expect(account.accountState.current().streams).toHaveLength(1);
  });
});

test('a response without a transition is looked up, and the step fails if none starts', async () => {
  const account = new Account();
  await account.converge([inactive]);
  const { outcome } = await account.apply([web], {
    faults: [fault({ do: 'status', word: 'INACTIVE' }, { method: 'POST' })],
    wait: HOUR,
  });
  expect(stepsText(outcome, 'web')).toBe('activate failed, await not-run');
  expect(errorOf(outcome, 'web')).toMatch(/its response does not show it.*its status is INACTIVE/);
});
