import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { ConnectionReset, simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import { createBody, editBody } from '../../builders/request-bodies.ts';
import { objectIn, START, testClient, unmetered } from '../client.ts';

const seeded = (...faults: Fault[]) => testClient(unmetered(seededAccount(START)), faults);
const empty = (...faults: Fault[]) => testClient(undefined, faults);
const count = (client: ReturnType<typeof testClient>) => client.accountState.current().streams.length;
const version = async (client: ReturnType<typeof testClient>, id: number) =>
  objectIn(await client.call('GET', `/cdn/streams/${id}`))['latestVersion'];
const raw = { method: 'GET', path: '/datastream-config-api/v3/log/cdn/streams' };

describe('lost responses', () => {
  it('fail like a broken connection', async () => {
    const client = empty({ how: { do: 'lose-response' } });
    await expect(client.call('GET', '/cdn/streams')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(client.call('GET', '/cdn/streams')).resolves.toMatchObject({ status: 200 });
  });

  it('are lost after the work is done, or before it starts', async () => {
    const done = empty({ method: 'POST', how: { do: 'lose-response' } });
    await expect(done.call('POST', '/cdn/streams', createBody())).rejects.toThrow(ConnectionReset);
    expect(count(done)).toBe(1);
    const never = empty({ method: 'POST', how: { do: 'lose-request' } });
    await expect(never.call('POST', '/cdn/streams', createBody())).rejects.toThrow(ConnectionReset);
    expect(count(never)).toBe(0);
  });

  it('may take effect later, after the client has given up', async () => {
    const client = empty({ method: 'POST', how: { do: 'finish-late', after: 20_000 } });
    await expect(client.call('POST', '/cdn/streams', createBody())).rejects.toThrow(ConnectionReset);
    client.pass(19_999);
    expect((await client.call('GET', '/cdn/streams')).body).toEqual([]);
    client.pass(1);
    expect((await client.call('GET', '/cdn/streams')).body).toMatchObject([
      { streamName: 'web-access-logs' },
    ]);
  });
});

describe('wrong responses', () => {
  it('replace the work, or are sent in addition to it', async () => {
    const instead = empty({ method: 'POST', how: { do: 'respond', status: 503, body: '{"sorry":true}' } });
    expect(await instead.call('POST', '/cdn/streams', createBody())).toMatchObject({ status: 503 });
    expect(count(instead)).toBe(0);
    const onTop = empty({ method: 'POST', how: { do: 'respond', status: 504, carriedOut: true } });
    const answer = await onTop.call('POST', '/cdn/streams', createBody());
    expect(answer).toMatchObject({ status: 504, body: { title: 'Gateway Timeout error' } });
    expect(count(onTop)).toBe(1);
  });

  it('may be HTML with their own headers', async () => {
    const { accountState, now } = empty();
    const nextFaults = () => [
      { do: 'respond', status: 429, body: '<html>', headers: { 'retry-after': '7' } } as const,
    ];
    const response = await simulatorTransport({ accountState, clock: { now }, faults: { nextFaults } })(raw);
    expect(response).toMatchObject({ status: 429, body: '<html>' });
    expect(response.headers).toMatchObject({
      'content-type': 'text/html',
      'retry-after': '7',
      'x-ratelimit-remaining': '999999',
    });
  });

  it('may be correct and late', async () => {
    const client = empty({ how: { do: 'delay', milliseconds: 5_000 } });
    await client.call('GET', '/cdn/streams');
    expect(client.slept()).toBe(5_000);
  });
});

describe('concurrent edits', () => {
  const put = (
    act: 'edit' | 'activate' | 'deactivate' | 'delete',
    when: 'before' | 'after',
    stream: string | number,
  ) => ({ method: 'GET', nth: 2, how: { do: 'concurrent-edit', when, acts: [{ act, stream }] } }) as const;

  it('happen between two requests, with the author in the history', async () => {
    const client = seeded(put('edit', 'before', 'security-splunk'));
    expect(await version(client, 7052)).toBe(1);
    expect(await version(client, 7052)).toBe(2);
    const { body } = await client.call('GET', '/cdn/streams/7052/history?startVersion=1&endVersion=2');
    expect(body).toMatchObject([{ modifiedBy: 'another-user' }, { modifiedBy: 'adevi' }]);
  });

  it('of an active stream are activated', async () => {
    const client = seeded(put('edit', 'after', 7050));
    expect(await version(client, 7050)).toBe(3);
    expect(await version(client, 7050)).toBe(3);
    expect(objectIn(await client.call('GET', '/cdn/streams/7050'))).toMatchObject({
      latestVersion: 4,
      streamStatus: 'ACTIVATING',
    });
  });

  it.each([
    ['activate', 7052, 'ACTIVATING'],
    ['deactivate', 7033, 'DEACTIVATING'],
    ['activate', 7033, 'ACTIVATED'],
    ['delete', 7033, 'ACTIVATED'],
  ] as const)('%s of stream %i leaves it %s', async (act, stream, streamStatus) => {
    const client = seeded(put(act, 'before', stream));
    await client.call('GET', '/cdn/streams');
    expect(objectIn(await client.call('GET', `/cdn/streams/${stream}`))).toMatchObject({ streamStatus });
  });

  it('delete a stream that is not active', async () => {
    const client = seeded(put('delete', 'before', 7052));
    await client.call('GET', '/cdn/streams');
    expect((await client.call('GET', '/cdn/streams/7052')).status).toBe(400);
  });

  it('end a transition immediately', async () => {
    const client = seeded({
      how: {
        do: 'concurrent-edit',
        when: 'before',
        acts: [{ act: 'complete', logType: 'edns', stream: 'dns-queries' }],
      },
    });
    expect((await client.call('GET', '/edns/streams/7070')).body).toMatchObject({
      streamStatus: 'ACTIVATED',
    });
  });
});

describe('a server that deviates from the request', () => {
  it('keeps a member unchanged and returns the old value', async () => {
    const client = empty({ method: 'PUT', how: { do: 'ignore-member', member: 'destination.displayName' } });
    await client.call('POST', '/cdn/streams', createBody());
    const destination = { ...(createBody()['destination'] as object), displayName: 'New name' };
    const answer = await client.call(
      'PUT',
      '/cdn/streams/7100',
      editBody({ destination, samplingPercentage: 7 }),
    );
    expect(answer.body).toMatchObject({ samplingPercentage: 7, destination: { displayName: 'Logs' } });
  });

  it('drops a member of a create', async () => {
    const client = empty({ method: 'POST', how: { do: 'ignore-member', member: 'notificationEmails' } });
    const answer = await client.call(
      'POST',
      '/cdn/streams',
      createBody({ notificationEmails: ['a@example.com'] }),
    );
    expect(answer.body).not.toHaveProperty('notificationEmails');
  });

  it('lets an activation revert', async () => {
    const client = empty({ method: 'POST', how: { do: 'revert', to: 'DEACTIVATED' } });
    const started = await client.call('POST', '/cdn/streams?activate=true', createBody());
    expect(started.body).toMatchObject({ streamStatus: 'ACTIVATING' });
    client.pass(10_000);
    expect((await client.call('GET', '/cdn/streams/7100')).body).toMatchObject({
      streamStatus: 'DEACTIVATED',
    });
  });

  it('returns an undocumented status, and then allows no action', async () => {
    const client = empty({ method: 'POST', how: { do: 'status', word: 'ERROR' } });
    const started = await client.call('POST', '/cdn/streams?activate=true', createBody());
    expect(started.body).toMatchObject({ streamStatus: 'ERROR' });
    client.pass(60_000);
    expect((await client.call('GET', '/cdn/streams/7100')).body).toMatchObject({ streamStatus: 'ERROR' });
    expect((await client.call('DELETE', '/cdn/streams/7100')).status).toBe(400);
  });
});

describe('scripted faults', () => {
  it('affect the n-th matching request, a given number of times', async () => {
    const client = empty({
      method: 'GET',
      path: '/groups$',
      nth: 2,
      times: 2,
      how: { do: 'respond', status: 500 },
    });
    const statuses: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await client.call('GET', '/cdn/streams');
      statuses.push((await client.call('GET', '/cdn/groups')).status);
    }
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  it('continue without end if times is 0', async () => {
    const client = empty({ times: 0, how: { do: 'respond', status: 500 } });
    for (let round = 0; round < 3; round += 1)
      expect((await client.call('GET', '/cdn/groups')).status).toBe(500);
  });

  it('combine if several match one request', async () => {
    const client = seeded(
      {
        method: 'PUT',
        how: { do: 'concurrent-edit', when: 'before', acts: [{ act: 'edit', stream: 7052 }] },
      },
      { method: 'PUT', how: { do: 'lose-response' } },
    );
    const body = { ...editBody({ streamName: 'security-splunk' }), properties: [{ propertyId: 349774 }] };
    await expect(client.call('PUT', '/cdn/streams/7052', body)).rejects.toThrow();
    expect(await version(client, 7052)).toBe(3);
  });
});

describe('aborting', () => {
  it('before the request starts prevents any effect', async () => {
    const { accountState, now } = empty();
    const transport = simulatorTransport({ accountState, clock: { now } });
    await expect(transport(raw, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    expect(accountState.current().sequence).toBe(0);
  });
});
