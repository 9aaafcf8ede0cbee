import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { FailedUpload } from '../../../src/simulator/delivery/post.ts';
import type { FaultRule } from '../../../src/simulator/protocol/faults.ts';
import { CERTIFICATE, testReceiver } from '../../receive/receiver.ts';
import { deliveringAccount, httpsDestination, recordingPost, streamBody } from './delivering.ts';

const CREATE = ['POST', '/cdn/streams'] as const;
const REFUSAL = 'The destination did not accept the access check.';

function checkedAccount(...answers: readonly (number | Error)[]) {
  const { post, received } = recordingPost(...answers);
  return { account: deliveringAccount({ post, checksAccess: true }), received };
}

describe('the access check', () => {
  it.each<[string, JsonObject, string]>([
    ['JSON', {}, '{"access_validation":true}\n'],
    ['STRUCTURED', { fieldDelimiter: 'TAB' }, '0,access_validation\n'],
  ])('posts the documented line for %s, with the headers of uploads', async (format, delimiter, line) => {
    const { account, received } = checkedAccount(200);
    const secret = { customHeaderName: 'X-Token', customHeaderValue: 'right', compressLogs: true };
    await account.call(
      ...CREATE,
      streamBody({
        deliveryConfiguration: { format, ...delimiter, frequency: { intervalInSeconds: 30 } },
        destination: httpsDestination(8443, {
          ...{ authenticationType: 'BASIC', userName: 'akamai', password: 'right', ...secret },
        }),
      }),
    );
    expect(received).toHaveLength(1);
    expect(received[0]?.headers).toMatchObject({
      'X-Token': 'right',
      authorization: `Basic ${Buffer.from('akamai:right').toString('base64')}`,
    });
    expect(gunzipSync(received[0]?.body ?? Buffer.of()).toString()).toBe(line);
  });

  it.each([401, 302, 503, new FailedUpload('ECONNREFUSED')])('rejects a create after %s', async (answer) => {
    const { account } = checkedAccount(answer);
    await expect(account.call(...CREATE, streamBody())).rejects.toThrow(REFUSAL);
    expect(account.accountState.current().streams).toEqual([]);
  });

  it('rejects a create after ten seconds without a response', async () => {
    const account = deliveringAccount({ post: () => new Promise(() => undefined), checksAccess: true });
    const created = account.call(...CREATE, streamBody());
    const refused = expect(created).rejects.toThrow(REFUSAL);
    await account.clock.advance(10_000);
    await refused;
    expect(account.accountState.current().streams).toEqual([]);
  });

  it('rejects an edit, and the previous version stays', async () => {
    const { account, received } = checkedAccount(200, 401);
    const { streamId } = await account.call(...CREATE, streamBody());
    await expect(account.call('PUT', `/cdn/streams/${Number(streamId)}`, streamBody())).rejects.toThrow(
      REFUSAL,
    );
    expect(account.accountState.current().streams[0]?.versions).toHaveLength(1);
    expect(received).toHaveLength(2);
  });

  it('is not sent for a body that is rejected anyway, nor for an activation', async () => {
    const { account, received } = checkedAccount(200);
    await expect(account.call(...CREATE, streamBody({ streamName: '' }))).rejects.toThrow();
    expect(received).toEqual([]);
    const { streamId } = await account.call(...CREATE, streamBody());
    await account.call('POST', `/cdn/streams/${Number(streamId)}/activate`);
    expect(received).toHaveLength(1);
  });

  it.each<FaultRule>([{ do: 'lose-request' }, { do: 'respond', status: 503 }])(
    'is not sent for a request that the API does not handle: %o',
    async (how) => {
      const { post, received } = recordingPost(200);
      const account = deliveringAccount({ post, checksAccess: true, faults: [{ method: 'POST', how }] });
      await expect(account.call(...CREATE, streamBody())).rejects.toThrow();
      expect(received).toEqual([]);
      await account.call(...CREATE, streamBody());
      expect(received).toHaveLength(1);
    },
  );

  it.each<[string, number, number]>([
    ['accepts', 200, 1],
    ['rejects', 401, 0],
  ])('of a request that is handled late is sent then; the destination %s it', async (_, status, count) => {
    const { post, received } = recordingPost(status);
    const faults = [{ method: 'POST', how: { do: 'finish-late', after: 20_000 } }] as const;
    const account = deliveringAccount({ post, checksAccess: true, faults });
    await expect(account.call(...CREATE, streamBody())).rejects.toThrow('reset');
    expect(received).toEqual([]);
    await account.clock.advance(20_000);
    expect(await account.call('GET', '/cdn/streams')).toHaveLength(count);
    expect(received).toHaveLength(1);
  });

  it('is sent to the destination that is stored, if a fault ignores the new one', async () => {
    const { post, received } = recordingPost(200);
    const how = { do: 'ignore-member', member: 'destination.endpoint' } as const;
    const account = deliveringAccount({ post, checksAccess: true, faults: [{ method: 'PUT', how }] });
    const { streamId } = await account.call(...CREATE, streamBody());
    const destination = httpsDestination(9443);
    await account.call('PUT', `/cdn/streams/${Number(streamId)}`, streamBody({ destination }));
    expect(received.map(({ url }) => url.port)).toEqual(['8443', '8443']);
  });

  it('is not sent to another machine, which counts as reachable', async () => {
    const { post, received } = recordingPost(401);
    const account = deliveringAccount({ post, checksAccess: true, lookup: async () => ['203.0.113.9'] });
    const destination = httpsDestination(8443, { endpoint: 'https://logs.example.test/' });
    await account.call(...CREATE, streamBody({ destination }));
    expect(received).toEqual([]);
  });

  it('is accepted by a receiver with these credentials, which writes nothing', async () => {
    const receiver = await testReceiver({
      credentials: { basic: { user: 'akamai', passwords: ['right'] }, headers: new Map() },
    });
    const account = deliveringAccount({ checksAccess: true });
    const body = (password: string) => {
      const basic = { authenticationType: 'BASIC', userName: 'akamai', password, caCert: CERTIFICATE.cert };
      return streamBody({ destination: httpsDestination(receiver.port, basic) });
    };
    await expect(account.call(...CREATE, body('wrong'))).rejects.toThrow(REFUSAL);
    await account.call(...CREATE, body('right'));
    expect(receiver.batches).toEqual([]);
  });
});
