import { describe, expect, it } from 'vitest';
import type { Status } from '../../../src/model/observed.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { createBody, editBody } from '../../builders/request-bodies.ts';
import { type Answer, complaints, objectIn, type TestClient, testClient, unmetered } from '../client.ts';

const STREAM = '/cdn/streams/7100';
const TRANSITION_TIME = 10_000;

/** The shortest sequence of calls to each status. */
const WAYS: Readonly<Record<Status, (client: TestClient) => Promise<void>>> = {
  INACTIVE: async (client) => {
    await client.call('POST', '/cdn/streams', createBody());
  },
  ACTIVATING: async (client) => {
    await client.call('POST', '/cdn/streams?activate=true', createBody());
  },
  ACTIVATED: async (client) => {
    await client.call('POST', '/cdn/streams?activate=true', createBody());
    client.pass(TRANSITION_TIME);
  },
  DEACTIVATING: async (client) => {
    await WAYS.ACTIVATED(client);
    await client.call('POST', `${STREAM}/deactivate`);
  },
  DEACTIVATED: async (client) => {
    await WAYS.DEACTIVATING(client);
    client.pass(TRANSITION_TIME);
  },
};

type CallName = 'edit' | 'edit live' | 'activate' | 'deactivate' | 'delete';

const CALLS: Readonly<Record<CallName, (client: TestClient) => Promise<Answer>>> = {
  edit: (client) => client.call('PUT', STREAM, editBody()),
  'edit live': (client) => client.call('PUT', `${STREAM}?activate=true`, editBody()),
  activate: (client) => client.call('POST', `${STREAM}/activate`),
  deactivate: (client) => client.call('POST', `${STREAM}/deactivate`),
  delete: (client) => client.call('DELETE', STREAM),
};

const NO = 'refused';

/** The documented changes, cell by cell: status and version after the call, or the refusal. */
const CELLS: readonly (readonly [Status, CallName, string, number])[] = [
  ['INACTIVE', 'edit', 'INACTIVE', 2],
  ['INACTIVE', 'edit live', 'ACTIVATING', 2],
  ['INACTIVE', 'activate', 'ACTIVATING', 1],
  ['INACTIVE', 'deactivate', NO, 1],
  ['INACTIVE', 'delete', 'gone', 0],
  ['ACTIVATING', 'edit', NO, 1],
  ['ACTIVATING', 'edit live', NO, 1],
  ['ACTIVATING', 'activate', NO, 1],
  ['ACTIVATING', 'deactivate', NO, 1],
  ['ACTIVATING', 'delete', NO, 1],
  ['ACTIVATED', 'edit', NO, 1],
  ['ACTIVATED', 'edit live', 'ACTIVATING', 2],
  ['ACTIVATED', 'activate', NO, 1],
  ['ACTIVATED', 'deactivate', 'DEACTIVATING', 1],
  ['ACTIVATED', 'delete', NO, 1],
  ['DEACTIVATING', 'edit', NO, 1],
  ['DEACTIVATING', 'edit live', NO, 1],
  ['DEACTIVATING', 'activate', NO, 1],
  ['DEACTIVATING', 'deactivate', NO, 1],
  ['DEACTIVATING', 'delete', NO, 1],
  ['DEACTIVATED', 'edit', 'INACTIVE', 2],
  ['DEACTIVATED', 'edit live', 'ACTIVATING', 2],
  ['DEACTIVATED', 'activate', 'ACTIVATING', 1],
  ['DEACTIVATED', 'deactivate', NO, 1],
  ['DEACTIVATED', 'delete', 'gone', 0],
];

describe('the result of a call in each status', () => {
  it.each(CELLS)('%s, %s: %s', async (status, call, after, version) => {
    const client = testClient();
    await WAYS[status](client);
    expect(await liveStatus(client)).toMatchObject({ streamStatus: status, latestVersion: 1 });
    const answer = await CALLS[call](client);
    if (after === 'gone') {
      expect(answer).toMatchObject({ status: 204, body: null });
      expect(complaints(await client.call('GET', STREAM))[0]?.detail).toMatch(/^Stream does not exist/);
    } else if (after === NO) {
      expect(answer.status).toBe(400);
      expect(await liveStatus(client)).toMatchObject({ streamStatus: status, latestVersion: version });
    } else {
      expect(answer).toMatchObject({ status: 200, body: { streamStatus: after, latestVersion: version } });
      expect(await liveStatus(client)).toMatchObject({ streamStatus: after, latestVersion: version });
    }
  });

  it.each([
    ['', 'INACTIVE'],
    ['?activate=false', 'INACTIVE'],
    ['?activate=true', 'ACTIVATING'],
  ])('create%s ends %s', async (query, streamStatus) => {
    const answer = await testClient().call('POST', `/cdn/streams${query}`, createBody());
    expect(answer).toMatchObject({ status: 201, body: { streamStatus, latestVersion: 1, streamVersion: 1 } });
  });

  it.each(['INACTIVE', 'DEACTIVATED'] as const)('an updated DEACTIVATED stream can be %s', async (wanted) => {
    const client = testClient(unmetered(seededAccountWithoutStreams({ editedDeactivated: wanted })));
    await WAYS.DEACTIVATED(client);
    expect((await CALLS.edit(client)).body).toMatchObject({ streamStatus: wanted });
  });

  it.each(['PUT', 'GET', 'DELETE', 'POST'])(
    '%s of an unknown stream is a 400 with the vendor’s message',
    async (method) => {
      const path = method === 'POST' ? '/cdn/streams/9/activate' : '/cdn/streams/9';
      const answer = await testClient().call(method, path, method === 'PUT' ? editBody() : undefined);
      expect(answer.status).toBe(400);
      expect(complaints(answer)[0]?.detail).toBe('Stream does not exist. Please provide valid stream.');
    },
  );

  it.each(['/edns/streams/7100', '/cdn/streams/0x1bbc', '/cdn/streams/7100.0'])(
    '%s names no stream',
    async (path) => {
      const client = testClient();
      await WAYS.INACTIVE(client);
      expect((await client.call('GET', path)).status).toBe(400);
    },
  );
});

describe('transitions', () => {
  it('end at their time and not before', async () => {
    const client = testClient();
    await WAYS.ACTIVATING(client);
    client.pass(TRANSITION_TIME - 1);
    expect(await liveStatus(client)).toMatchObject({ streamStatus: 'ACTIVATING' });
    client.pass(1);
    expect(await liveStatus(client)).toMatchObject({ streamStatus: 'ACTIVATED' });
  });

  it('take the duration in the settings', async () => {
    const client = testClient(unmetered(seededAccountWithoutStreams({ transitionTime: 90 * 60_000 })));
    await WAYS.ACTIVATING(client);
    client.pass(90 * 60_000 - 1);
    expect(await liveStatus(client)).toMatchObject({ streamStatus: 'ACTIVATING' });
    client.pass(1);
    expect(await liveStatus(client)).toMatchObject({ streamStatus: 'ACTIVATED' });
  });

  it('add entries to the activation history, newest first', async () => {
    const client = testClient();
    await WAYS.ACTIVATED(client);
    expect((await history(client)).body).toMatchObject([
      { streamId: 7100, streamVersion: 1, status: 'ACTIVATED' },
    ]);
    await CALLS['edit live'](client);
    client.pass(TRANSITION_TIME);
    await CALLS.deactivate(client);
    client.pass(TRANSITION_TIME);
    const lines = (await history(client)).body as unknown as AccountState[];
    expect(lines.map((line) => Object.values(line).slice(1, 3))).toEqual([
      [2, 'DEACTIVATED'],
      [2, 'ACTIVATED'],
      [1, 'DEACTIVATED'],
      [1, 'ACTIVATED'],
    ]);
  });
});

describe('versions', () => {
  it('every update creates a version, also with the same body, and old ones never change', async () => {
    const client = testClient();
    const first = objectIn(await client.call('POST', '/cdn/streams', createBody()));
    await client.call('PUT', STREAM, editBody());
    const third = objectIn(await client.call('PUT', STREAM, editBody({ samplingPercentage: 5 })));
    expect(third).toMatchObject({ latestVersion: 3, streamVersion: 3, samplingPercentage: 5 });
    const all = await client.call('GET', `${STREAM}/history?startVersion=1&endVersion=3`);
    expect(all.body).toMatchObject([
      { streamVersion: 3, latestVersion: 3 },
      { streamVersion: 2, latestVersion: 3, samplingPercentage: 100 },
      { ...first, latestVersion: 3 },
    ]);
  });

  it.each([
    ['', [1]],
    ['?startVersion=2&endVersion=3', [3, 2]],
    ['?startVersion=2&endVersion=2', [2]],
    ['?startVersion=3&endVersion=9', [3]],
  ])('history%s returns %j', async (query, versions) => {
    const client = testClient();
    await WAYS.INACTIVE(client);
    await CALLS.edit(client);
    await CALLS.edit(client);
    const { body } = await client.call('GET', `${STREAM}/history${query}`);
    expect(body).toMatchObject(versions.map((streamVersion) => ({ streamVersion })));
    expect(body).toHaveLength(versions.length);
  });

  it.each(['startVersion=3&endVersion=2', 'startVersion=x', 'startVersion=0&endVersion=2'])(
    'history?%s is refused',
    async (query) => {
      const client = testClient();
      await WAYS.INACTIVE(client);
      expect((await client.call('GET', `${STREAM}/history?${query}`)).status).toBe(400);
    },
  );

  it('ids of deleted streams are not reused', async () => {
    const client = testClient();
    await WAYS.INACTIVE(client);
    await CALLS.delete(client);
    const again = await client.call('POST', '/cdn/streams', createBody());
    expect(again.body).toMatchObject({ streamId: 7101, latestVersion: 1 });
  });

  it('omitting collectMidgress turns it off: the server does not keep the previous value', async () => {
    const client = testClient();
    await client.call('POST', '/cdn/streams', createBody({ collectMidgress: true }));
    expect((await client.call('PUT', STREAM, editBody())).body).not.toHaveProperty('collectMidgress');
  });
});

async function liveStatus(client: TestClient) {
  return objectIn(await client.call('GET', STREAM));
}

function history(client: TestClient): Promise<Answer> {
  return client.call('GET', `${STREAM}/activation-history`);
}
