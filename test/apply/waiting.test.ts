import { describe, expect, test } from 'vitest';
import { rowOf } from '../../src/simulator/datastream2/responses.ts';
import type { ConcurrentEdit } from '../../src/simulator/protocol/faults.ts';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest } from './manifests.ts';

const MINUTE = 60_000;
const web = manifest('web');
const LIST = { method: 'GET', path: '/streams$' };
const polls = (requests: readonly string[]) =>
  requests.filter((request) => request === 'GET /streams').length;

describe('waiting', () => {
  test('polls a collection once per interval, for any number of streams', async () => {
    const account = new Account({ transitionTime: 10 * 60_000 });
    const ids = [349770, 349772, 349774, 349776, 349778];
    const many = ids.map((id) => manifest(`stream-${id}`, {}, { properties: [id] }));
    const { outcome, requests } = await account.apply(many, { wait: HOUR, poll: 60_000 });
    expect(outcome.outcome).toBe('converged');
    expect(polls(requests) - 1).toBe(10);
    expect(requests).toHaveLength(polls(requests) + ids.length);
  });

  test('reports every stream of the wait with its start and its expected end', async () => {
    const transitionTime = 5 * MINUTE;
    const account = new Account({ transitionTime });
    const began = account.clock.now();
    const { events } = await account.apply([web, manifest('xyz', {}, { properties: [349774] })], {
      wait: HOUR,
    });
    const waiting = events.filter((event) => event.tag === 'waiting');
    const inTransition = {
      status: 'ACTIVATING',
      progress: 'in-transition',
      goal: 'ACTIVATED',
      since: began,
      expectedEnd: began + 10_000,
    };
    expect(waiting[0]).toEqual({
      tag: 'waiting',
      began,
      streams: [
        { name: 'web', kind: 'DataStream2', ...inTransition },
        { name: 'xyz', kind: 'DataStream2', ...inTransition },
      ],
    });
    expect(waiting).toHaveLength(5);
  });

  test('counts the remaining transitions, and those that have ended or failed', async () => {
    const account = new Account({ transitionTime: 5 * MINUTE });
    await account.converge([web]);
    const stopped = manifest('web', { state: 'inactive' }, { datasetFields: [1002] });
    const other = manifest('xyz', {}, { properties: [349774] });
    await account.apply([web, other]);
    await account.clock.advance(MINUTE);
    const { events } = await account.apply([stopped, other], { wait: HOUR, poll: MINUTE });
    const waiting = events.filter((event) => event.tag === 'waiting');
    const at = account.clock.now();
    expect(waiting[0]?.streams).toMatchObject([
      { name: 'web', status: 'DEACTIVATING', goal: 'DEACTIVATED', progress: 'in-transition' },
      { name: 'xyz', status: 'ACTIVATING', goal: 'ACTIVATED', progress: 'in-transition' },
    ]);
    expect(waiting.at(-1)?.streams).toMatchObject([{ progress: 'in-transition' }, { progress: 'done' }]);
    const [first] = waiting[0]?.streams ?? [];
    expect(first?.since).toBeLessThan(at);
  });

  test('ends at its limit with the remaining transitions left to a later run', async () => {
    const account = new Account({ transitionTime: 2 * HOUR });
    const began = account.clock.now();
    const { outcome } = await account.apply([web], { wait: 100_000, poll: 60_000 });
    expect(account.clock.now() - began).toBe(100_000);
    expect(outcome.outcome).toBe('progressing');
    expect(stepsText(outcome, 'web')).toBe('create done, await pending');
  });

  test('a stream that becomes stable in another status than requested has failed', async () => {
    const account = new Account();
    const { outcome, journal } = await account.apply([web], {
      wait: 3 * HOUR,
      faults: [fault({ do: 'revert', to: 'INACTIVE' }, { method: 'POST' })],
    });
    expect(stepsText(outcome, 'web')).toBe('create done, await failed');
    expect(errorOf(outcome, 'web')).toMatch(/ended as INACTIVE instead of ACTIVATED/);
    expect(journal.at(-1)).toMatchObject({ step: 'await', result: 'reverted', status: 'INACTIVE' });
    await account.converge([web]);
    expect(account.state('web')).toBe('ACTIVATED v1');
  });

  test('fails a stream with an undocumented status', async () => {
    const account = new Account();
    const { outcome } = await account.apply([web], {
      wait: HOUR,
      faults: [fault({ do: 'status', word: 'FAILED' }, { method: 'POST' })],
    });
    expect(errorOf(outcome, 'web')).toMatch(/status is "FAILED"/);
    expect(outcome.outcome).toBe('failed');
  });

  test('fails a stream that no longer exists', async () => {
    const account = new Account();
    const acts: ConcurrentEdit[] = [
      { act: 'complete', stream: 'web' },
      { act: 'deactivate', stream: 'web' },
      { act: 'complete', stream: 'web' },
      { act: 'delete', stream: 'web' },
    ];
    const { outcome } = await account.apply([web], {
      wait: 3 * HOUR,
      faults: [fault({ do: 'concurrent-edit', when: 'before', acts }, { ...LIST, nth: 3 })],
    });
    expect(stepsText(outcome, 'web')).toBe('create done, await failed');
    expect(errorOf(outcome, 'web')).toMatch(/no longer exists/);
  });

  test('one list without the new stream is not enough to fail', async () => {
    const account = new Account({ transitionTime: 10 * 60_000 });
    const { outcome } = await account.apply([web], {
      wait: HOUR,
      faults: [
        fault(
          { do: 'respond', status: 200, body: '[]', headers: { 'content-type': 'application/json' } },
          { ...LIST, nth: 2 },
        ),
      ],
    });
    expect(outcome.outcome).toBe('converged');
  });

  test('one list with the previous version is not enough to fail', async () => {
    const account = new Account({ transitionTime: 10 * 60_000 });
    await account.converge([web]);
    const accountState = account.accountState.current();
    const body = JSON.stringify(accountState.streams.map((stream) => rowOf(accountState, stream)));
    const edited = manifest('web', {}, { datasetFields: [1000] });
    const { outcome, requests } = await account.apply([edited], {
      wait: HOUR,
      faults: [
        fault({ do: 'respond', status: 200, body, headers: { 'content-type': 'application/json' } }, LIST),
      ],
    });
    expect(outcome).toMatchObject({ outcome: 'converged', items: [{ version: 2, status: 'ACTIVATED' }] });
    expect(polls(requests)).toBe(10);
  });

  test('continues with the next poll if one fails', async () => {
    const account = new Account({ transitionTime: 10 * 60_000 });
    const { outcome } = await account.apply([web], {
      wait: HOUR,
      faults: [fault({ do: 'respond', status: 500 }, { ...LIST, nth: 2, times: 8 })],
    });
    expect(outcome.outcome).toBe('converged');
  });

  test('revoked access ends the wait', async () => {
    const account = new Account();
    const { outcome } = await account.apply([web], {
      wait: 3 * HOUR,
      faults: [fault({ do: 'respond', status: 403 }, { ...LIST, nth: 2, times: 0 })],
    });
    expect(stepsText(outcome, 'web')).toBe('create done, await failed');
  });

  test('keeps the next steps of other streams if one fails', async () => {
    const account = new Account();
    const other = manifest('zone', {}, { properties: [349774] });
    await account.converge([web, other]);
    const wanted = [
      manifest('web', { state: 'inactive' }, { datasetFields: [1000] }),
      manifest('zone', { state: 'inactive' }, { properties: [349774], datasetFields: [1000] }),
    ];
    const { outcome } = await account.apply(wanted, {
      wait: 3 * HOUR,
      faults: [fault({ do: 'revert', to: 'ACTIVATED' }, { method: 'POST' })],
    });
    expect(stepsText(outcome, 'web')).toBe('deactivate done, await failed, update not-run');
    expect(stepsText(outcome, 'zone')).toBe('deactivate done, await done, update done');
  });
});
