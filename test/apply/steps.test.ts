import { expect, test } from 'vitest';
import { createRedaction } from '../../src/redaction/run-redaction.ts';
import { Account, fault, HOUR, stepsText } from './account.ts';
import { manifest } from './manifests.ts';

const web = manifest('web');
const edited = manifest('web', {}, { datasetFields: [1000, 1002, 1005] });
const inactive = manifest('web', { state: 'inactive' });
const absent = manifest('web', { state: 'absent' });

async function accountWith(...manifests: readonly ReturnType<typeof manifest>[]): Promise<Account> {
  const account = new Account();
  await account.converge(manifests);
  await account.clock.advance(60_000);
  return account;
}

test('a stream is created, activated by an update, and left to a later run', async () => {
  const account = new Account();
  const { outcome, requests } = await account.apply([web]);
  expect(stepsText(outcome, 'web')).toBe('create done, await pending');
  expect(outcome).toMatchObject({ outcome: 'progressing', items: [{ version: 1, status: 'ACTIVATING' }] });
  expect(requests).toEqual(['GET /streams', 'POST /streams?activate=true']);
});

test('an inactive stream is created without a transition', async () => {
  const account = new Account();
  const { outcome } = await account.apply([inactive]);
  expect(stepsText(outcome, 'web')).toBe('create done');
  expect(outcome).toMatchObject({ outcome: 'converged', items: [{ status: 'INACTIVE' }] });
});

test('one list request is enough for all creates within a minute', async () => {
  const account = new Account();
  const names = ['a', 'b', 'c', 'd'];
  const { requests, plan } = await account.apply(
    names.map((name, n) => manifest(name, {}, { properties: [[349770, 349772, 349774, 349776][n] ?? 0] })),
  );
  expect(requests).toEqual(['GET /streams', ...names.map(() => 'POST /streams?activate=true')]);
  expect(requests).toHaveLength(plan.requests.apply);
});

test('an active stream is updated with a read and a write', async () => {
  const account = await accountWith(web);
  const { outcome, requests, plan } = await account.apply([edited]);
  const id = account.stream('web')?.streamId;
  expect(requests).toEqual([`GET /streams/${id}`, `PUT /streams/${id}?activate=true`]);
  expect(requests).toHaveLength(plan.requests.apply);
  expect(stepsText(outcome, 'web')).toBe('update done, await pending');
  expect(account.state('web')).toBe('ACTIVATING v2');
});

test('an active stream that becomes inactive with other content is deactivated first, and updated by a later run', async () => {
  const account = await accountWith(web);
  const wanted = manifest('web', { state: 'inactive' }, { datasetFields: [1000] });
  const first = await account.apply([wanted]);
  expect(stepsText(first.outcome, 'web')).toBe('deactivate done, await pending, update pending');
  await account.clock.advance(2 * HOUR);
  const second = await account.apply([wanted]);
  expect(stepsText(second.outcome, 'web')).toBe('update done');
  expect(account.state('web')).toBe('INACTIVE v2');
  expect((await account.plan([wanted])).items).toMatchObject([{ action: 'none' }]);
});

test('with --wait one run does all of that', async () => {
  const account = await accountWith(web);
  const wanted = manifest('web', { state: 'inactive' }, { datasetFields: [1000] });
  const { outcome } = await account.apply([wanted], { wait: 3 * HOUR });
  expect(stepsText(outcome, 'web')).toBe('deactivate done, await done, update done');
  expect(outcome.outcome).toBe('converged');
  expect(account.state('web')).toBe('INACTIVE v2');
});

test('activation and deactivation keep the version', async () => {
  const account = await accountWith(inactive);
  const on = await account.apply([web], { wait: 3 * HOUR });
  expect(on.outcome).toMatchObject({ outcome: 'converged', items: [{ version: 1, status: 'ACTIVATED' }] });
  const off = await account.apply([inactive], { wait: 3 * HOUR });
  expect(off.outcome).toMatchObject({ outcome: 'converged', items: [{ version: 1, status: 'DEACTIVATED' }] });
});

test('a stream that is found inactive is deleted', async () => {
  const account = await accountWith(inactive);
  const { outcome, requests } = await account.apply([absent]);
  expect(stepsText(outcome, 'web')).toBe('delete done');
  expect(outcome.outcome).toBe('converged');
  expect(requests.map((request) => request.split(' ')[0])).toEqual(['GET', 'DELETE']);
  expect(account.state('web')).toBe('gone');
});

test('an active stream is only deactivated, also with --wait; a later run deletes it', async () => {
  const account = await accountWith(web);
  const first = await account.apply([absent], { wait: 3 * HOUR });
  expect(stepsText(first.outcome, 'web')).toBe('deactivate done, await done');
  expect(account.state('web')).toBe('DEACTIVATED v1');
  expect(first.outcome.outcome).toBe('progressing');
  const second = await account.apply([absent]);
  expect(stepsText(second.outcome, 'web')).toBe('delete done');
  expect(second.outcome.outcome).toBe('converged');
});

test('a delete is left to a later run if this one did not find the stream inactive', async () => {
  const account = await accountWith(inactive);
  const { applyPlan } = await import('../../src/apply/execute/apply-plan.ts');
  const plan = await account.plan([absent]);
  const neverCalled = () => Promise.reject(new Error('nothing may be asked'));
  const reader = new Proxy({}, { get: () => neverCalled });
  const outcome = await applyPlan(
    plan,
    {
      writer: reader as never,
      reader: reader as never,
      propertyWriter: reader as never,
      secrets: { ...createRedaction(), value: neverCalled, check: () => [] },
      journal: { record: async () => {} },
      clock: account.clock,
      hash: (text) => text,
      listen: () => undefined,
      names: new Map(),
      startRows: new Map(),
      signal: new AbortController().signal,
      requests: () => 1,
    },
    { poll: 1000, wait: 1000 },
  );
  expect(stepsText(outcome, 'web')).toBe('delete pending');
  expect(outcome.outcome).toBe('progressing');
});

test('a stream in transition is not written in a run that does not wait', async () => {
  const account = new Account();
  await account.apply([web]);
  const { outcome, requests } = await account.apply([edited]);
  expect(requests).toEqual([]);
  expect(stepsText(outcome, 'web')).toBe('await pending, update pending, await pending');
});

test('a stream that was in transition at the start is processed as soon as it is stable', async () => {
  const account = new Account();
  await account.apply([web]);
  const { outcome } = await account.apply([edited], { wait: 3 * HOUR });
  expect(stepsText(outcome, 'web')).toBe('await done, update done, await done');
  expect(account.state('web')).toBe('ACTIVATED v2');
});

test('a stream in transition towards the desired state is followed with --wait, and is in progress without', async () => {
  const account = new Account();
  await account.apply([web]);
  const still = await account.apply([web]);
  expect(still.plan.items).toMatchObject([{ action: 'none' }]);
  expect(still.outcome.outcome).toBe('progressing');
  const followed = await account.apply([web], { wait: 3 * HOUR });
  expect(followed.outcome).toMatchObject({ outcome: 'converged', items: [{ status: 'ACTIVATED' }] });
});

test('a stream that matches its manifest is not written', async () => {
  const account = await accountWith(web);
  const { outcome, requests } = await account.apply([web]);
  expect(requests).toEqual([]);
  expect(outcome).toMatchObject({ outcome: 'converged', items: [{ name: 'web', steps: [] }] });
});

test('--rotate writes a stream even if nothing differs', async () => {
  const account = await accountWith(web);
  const { outcome } = await account.apply([web], { rotate: ['web'] });
  expect(stepsText(outcome, 'web')).toBe('update done, await pending');
  expect(account.state('web')).toBe('ACTIVATING v2');
});

test('a refused plan writes nothing', async () => {
  const account = await accountWith(web);
  const { outcome, requests } = await account.apply([edited], { limits: { live: 0 } });
  expect(outcome).toMatchObject({ outcome: 'refused', refusals: [{ code: 'safety-limit' }] });
  expect(stepsText(outcome, 'web')).toBe('update not-run, await not-run');
  expect(requests).toEqual([]);
});

test('a blocked stream is reported with its reason, and the others continue', async () => {
  const account = new Account();
  const bound = manifest('bound', { streamId: 999 });
  const { outcome } = await account.apply([bound, web]);
  expect(outcome.outcome).toBe('failed');
  expect(outcome.items[0]?.reason).toMatch(/999/);
  expect(stepsText(outcome, 'web')).toBe('create done, await pending');
});

test('names are looked up again before a write uses them', async () => {
  const account = new Account();
  const named = manifest('web', {}, { properties: ['www.example.com'] });
  const { outcome, requests, plan } = await account.apply([named]);
  expect(stepsText(outcome, 'web')).toBe('create done, await pending');
  expect(requests[0]).toMatch(/^GET \/groups\/21484\/properties/);
  expect(requests).toHaveLength(plan.requests.apply);
});

/** Gives the property www.example.com another id. */
const renumber = (account: Account) => () =>
  account.accountState.revise((accountState) => ({
    ...accountState,
    accountObjects: {
      ...accountState.accountObjects,
      properties: accountState.accountObjects.properties.map((property) =>
        property.propertyName === 'www.example.com' ? { ...property, propertyId: 5 } : property,
      ),
    },
  }));

test('a name that has become ambiguous stops its stream and asks for the id', async () => {
  const account = new Account();
  await account.converge([manifest('named', {}, { properties: [349772] })]);
  const byName = manifest('named', {}, { properties: ['www.example.com'], datasetFields: [1000] });
  const { outcome } = await account.apply([byName], { between: renumber(account) });
  expect(outcome.items[0]?.steps[0]?.error).toMatch(
    /has 349772 and 5 now\. Write the id that is meant in the manifest\./,
  );
});

test('a name that has since changed its id stops only its stream', async () => {
  const account = new Account();
  const named = manifest('named', {}, { properties: ['www.example.com'] });
  const { outcome } = await account.apply([named, manifest('web', {}, { properties: [349774] })], {
    between: renumber(account),
  });
  expect(stepsText(outcome, 'named')).toBe('create failed, await not-run');
  expect(outcome.items[0]?.steps[0]?.error).toMatch(
    /"www.example.com" in properties had the id 349772 .* and has 5 now/,
  );
  expect(stepsText(outcome, 'web')).toBe('create done, await pending');
});

test.each([
  [400, true],
  [404, true],
  [500, false],
])('after a write with the response %i, dropping the names that it used is %s', async (status, isDropped) => {
  const dropped: unknown[] = [];
  const named = manifest('named', {}, { properties: ['www.example.com'] });
  const { outcome } = await new Account().apply([named], {
    faults: [fault({ do: 'respond', status, body: '{}' }, { method: 'POST' })],
    dropNames: async (_collection, role, place) => {
      dropped.push([role, place.groupId]);
    },
  });
  expect(outcome.outcome).toBe('failed');
  expect(dropped).toEqual(isDropped ? [['sources', 21484]] : []);
});
