import { describe, expect, it } from 'vitest';
import type { ConcurrentEdit, Fault } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import {
  aggregateBody,
  ask1,
  created1,
  detailOf1,
  seeded1,
  settings1,
  statuses1,
} from '../../builders/datastream1-bodies.ts';
import { type Answer, START, type TestClient, testClient, unmetered } from '../client.ts';

const STREAM = '/streams/6400';
const TRANSITION_TIME = 10_000;

type Status = 'DEACTIVATED' | 'ACTIVATING' | 'ACTIVATED' | 'DEACTIVATING';

/** The shortest sequence of calls to each status. */
const WAYS: Readonly<Record<Status, (client: TestClient) => Promise<void>>> = {
  DEACTIVATED: async (client) => {
    await created1(client);
  },
  ACTIVATING: async (client) => {
    await WAYS.DEACTIVATED(client);
    await ask1(client, 'PUT', `${STREAM}/activate`);
  },
  ACTIVATED: async (client) => {
    await WAYS.ACTIVATING(client);
    client.pass(TRANSITION_TIME);
  },
  DEACTIVATING: async (client) => {
    await WAYS.ACTIVATED(client);
    await ask1(client, 'PUT', `${STREAM}/deactivate`);
  },
};

type CallName = 'edit' | 'activate' | 'deactivate' | 'delete';

const CALLS: Readonly<Record<CallName, (client: TestClient) => Promise<Answer>>> = {
  edit: (client) => ask1(client, 'PUT', STREAM, aggregateBody()),
  activate: (client) => ask1(client, 'PUT', `${STREAM}/activate`),
  deactivate: (client) => ask1(client, 'PUT', `${STREAM}/deactivate`),
  delete: (client) => ask1(client, 'DELETE', STREAM),
};

const NO = 'refused';

/** The documented changes of DataStream 1, cell by cell: status and version after the call, or the refusal. */
const CELLS: readonly (readonly [Status, CallName, string, number])[] = [
  ['DEACTIVATED', 'edit', 'DEACTIVATED', 2],
  ['DEACTIVATED', 'activate', 'ACTIVATING', 1],
  ['DEACTIVATED', 'deactivate', NO, 1],
  ['DEACTIVATED', 'delete', 'gone', 0],
  ['ACTIVATING', 'edit', NO, 1],
  ['ACTIVATING', 'activate', NO, 1],
  ['ACTIVATING', 'deactivate', NO, 1],
  ['ACTIVATING', 'delete', NO, 1],
  ['ACTIVATED', 'edit', 'ACTIVATING', 2],
  ['ACTIVATED', 'activate', NO, 1],
  ['ACTIVATED', 'deactivate', 'DEACTIVATING', 1],
  ['ACTIVATED', 'delete', NO, 1],
  ['DEACTIVATING', 'edit', NO, 1],
  ['DEACTIVATING', 'activate', NO, 1],
  ['DEACTIVATING', 'deactivate', NO, 1],
  ['DEACTIVATING', 'delete', NO, 1],
];

describe('the result of a call in each status', () => {
  it.each(CELLS)('%s, %s: %s', async (status, call, after, version) => {
    const client = testClient();
    await WAYS[status](client);
    expect(await detailOf1(client, 6400)).toMatchObject({ activationStatus: status, streamVersionId: 1 });
    const answer = await CALLS[call](client);
    if (after === 'gone') {
      expect(answer).toMatchObject({ status: 200 });
      expect((await ask1(client, 'GET', STREAM)).status).toBe(404);
      return;
    }
    expect(answer.status).toBe(after === NO ? 400 : 202);
    const expected = after === NO ? status : after;
    expect(await detailOf1(client, 6400)).toMatchObject({
      activationStatus: expected,
      streamVersionId: version,
    });
  });

  it('a transition ends at its time and not before', async () => {
    const client = testClient();
    await WAYS.DEACTIVATING(client);
    client.pass(TRANSITION_TIME - 1);
    expect(await detailOf1(client, 6400)).toMatchObject({ activationStatus: 'DEACTIVATING' });
    client.pass(1);
    expect(await detailOf1(client, 6400)).toMatchObject({ activationStatus: 'DEACTIVATED' });
  });

  it('ids of deleted streams are not reused', async () => {
    const client = testClient();
    await WAYS.DEACTIVATED(client);
    await CALLS.delete(client);
    expect(await created1(client)).toBe(6401);
  });
});

/**
 * `origin-health`, `edge-samples` (both active) and `edge-errors-trial` (inactive) share properties with this
 * update.
 */
const editHealth = (client: TestClient) =>
  ask1(client, 'PUT', '/streams/6301', {
    ...aggregateBody({ streamName: 'origin-health', propertyIds: [349772, 349774] }),
  });

describe('an update of an active stream', () => {
  it('activates the active streams that share a property again, in the same version', async () => {
    const client = seeded1();
    await editHealth(client);
    expect(statuses1(client.accountState.current())).toEqual({
      'origin-health': 'ACTIVATING',
      'edge-samples': 'ACTIVATING',
      'edge-errors-trial': 'DEACTIVATED',
    });
    client.pass(TRANSITION_TIME);
    expect(await detailOf1(client, 6310)).toMatchObject({
      activationStatus: 'ACTIVATED',
      streamVersionId: 1,
      modifiedBy: 'adevi',
    });
    expect(await detailOf1(client, 6301)).toMatchObject({
      activationStatus: 'ACTIVATED',
      streamVersionId: 3,
    });
  });

  it('may leave the other streams unchanged', async () => {
    const client = seeded1(settings1({ quirks: { movesSharingStreams: false } }));
    await editHealth(client);
    expect(statuses1(client.accountState.current())).toMatchObject({
      'origin-health': 'ACTIVATING',
      'edge-samples': 'ACTIVATED',
    });
  });

  it('may be active immediately: no transition then', async () => {
    const client = seeded1(settings1({ quirks: { editedActive: 'ACTIVATED' } }));
    expect((await editHealth(client)).status).toBe(202);
    expect(statuses1(client.accountState.current())).toMatchObject({
      'origin-health': 'ACTIVATED',
      'edge-samples': 'ACTIVATED',
    });
    expect(await detailOf1(client, 6301)).toMatchObject({ streamVersionId: 3 });
  });

  it('causes no transition of others if the stream is inactive', async () => {
    const client = seeded1();
    const body = aggregateBody({ streamName: 'edge-errors-trial', propertyIds: [349774] });
    expect((await ask1(client, 'PUT', '/streams/6285', body)).status).toBe(202);
    expect(statuses1(client.accountState.current())).toEqual({
      'origin-health': 'ACTIVATED',
      'edge-samples': 'ACTIVATED',
      'edge-errors-trial': 'DEACTIVATED',
    });
  });
});

describe('faults apply to DataStream 1', () => {
  const faulty = (...faults: Fault[]) => testClient(unmetered(seededAccount(START)), faults);
  const concurrentEdit = (act: ConcurrentEdit): Fault => ({
    how: { do: 'concurrent-edit', when: 'before', acts: [{ kind: 'DataStream1', ...act }] },
  });

  it.each([
    [
      'edit',
      6301,
      { change: { timeFrame: 60 } },
      { streamVersionId: 3, timeFrame: 60, modifiedBy: 'another-user' },
    ],
    ['edit', 'edge-samples', { by: 'eve' }, { streamVersionId: 2, modifiedBy: 'eve' }],
    ['deactivate', 6310, {}, { activationStatus: 'DEACTIVATING' }],
    ['activate', 6285, {}, { activationStatus: 'ACTIVATING' }],
    ['activate', 6301, {}, { activationStatus: 'ACTIVATED' }],
    ['complete', 6301, {}, { activationStatus: 'ACTIVATED' }],
  ] as const)('a concurrent %s of %s', async (act, stream, more, returned) => {
    const client = faulty(concurrentEdit({ act, stream, ...more }));
    const id = stream === 'edge-samples' ? 6310 : Number(stream);
    expect(await detailOf1(client, id)).toMatchObject(returned);
  });

  it('a concurrent delete', async () => {
    const client = faulty(concurrentEdit({ act: 'delete', stream: 'edge-errors-trial' }));
    expect((await ask1(client, 'GET', '/streams/6285')).status).toBe(404);
  });

  it('a concurrent edit assigns new ids to connectors', async () => {
    const client = faulty({ ...concurrentEdit({ act: 'edit', stream: 6310 }), nth: 2 });
    const before = await detailOf1(client, 6310);
    const after = await detailOf1(client, 6310);
    expect(after['connectors']).not.toEqual(before['connectors']);
  });

  it('transitions and statuses with another result', async () => {
    const back = faulty({ method: 'PUT', how: { do: 'revert', to: 'DEACTIVATED' } });
    expect((await ask1(back, 'PUT', '/streams/6285/activate')).status).toBe(202);
    expect(await detailOf1(back, 6285)).toMatchObject({ activationStatus: 'ACTIVATING' });
    back.pass(TRANSITION_TIME);
    expect(await detailOf1(back, 6285)).toMatchObject({ activationStatus: 'DEACTIVATED' });
    const odd = faulty({ method: 'PUT', how: { do: 'status', word: 'LOST' } });
    await ask1(odd, 'PUT', '/streams/6285/activate');
    expect(await detailOf1(odd, 6285)).toMatchObject({ activationStatus: 'LOST' });
    expect((await ask1(odd, 'DELETE', '/streams/6285')).status).toBe(400);
  });

  it('the server ignores a member', async () => {
    const client = faulty({ method: 'PUT', how: { do: 'ignore-member', member: 'timeFrame' } });
    const body = aggregateBody({ streamName: 'edge-errors-trial', timeFrame: 60 });
    await ask1(client, 'PUT', '/streams/6285', body);
    expect(await detailOf1(client, 6285)).toMatchObject({ streamVersionId: 2, timeFrame: 15 });
  });

  it('responses are lost after the work', async () => {
    const client = faulty({ method: 'POST', how: { do: 'lose-response' } });
    await expect(ask1(client, 'POST', '/streams', aggregateBody())).rejects.toThrow();
    expect(await detailOf1(client, 6400)).toMatchObject({ streamName: 'errors' });
  });
});
