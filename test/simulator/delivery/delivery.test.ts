import { describe, expect, it } from 'vitest';
import {
  FailedUpload,
  type Post,
  postToLoopback,
  type Upload,
} from '../../../src/simulator/delivery/post.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { datastream, withPropertyBehaviors } from '../../builders/rule-trees.ts';
import { unmetered } from '../client.ts';
import { deliveringAccount, httpsDestination, MINUTE, recordingPost, streamBody } from './delivering.ts';

const SHOP = 349770;
const empty = () => unmetered(seededAccountWithoutStreams());
const basic = (password: string) => ({
  destination: httpsDestination(8443, { authenticationType: 'BASIC', userName: 'akamai', password }),
});
const passwordOf = ({ headers }: Upload) =>
  Buffer.from(String(headers['authorization']).replace('Basic ', ''), 'base64').toString().split(':')[1];

describe('a stream is uploaded', () => {
  it('only if the live rules of its property name it', async () => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post });
    const streamId = await account.activeStream({ properties: [{ propertyId: SHOP }] });
    await account.pass(5 * MINUTE);
    expect(received).toEqual([]);
    account.accountState.revise((state) => withPropertyBehaviors(state, SHOP, [datastream([streamId])]));
    await account.pass(5 * MINUTE);
    expect(received.length).toBeGreaterThan(0);
  });

  it('once in each interval by each uploader, at different times', async () => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post, uploaders: 2 });
    await account.activeStream({
      deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 60 } },
    });
    await account.pass(MINUTE);
    const before = received.length;
    const counts: number[] = [];
    for (let step = 0; step < 8; step++) {
      await account.pass(15_000);
      counts.push(received.length - before);
    }
    expect(counts.at(-1)).toBe(4);
    expect(new Set(counts).size).toBe(4);
  });

  it('until it is deactivated, and what was collected before is still uploaded', async () => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post });
    const streamId = await account.activeStream();
    await account.pass(MINUTE);
    await account.call('POST', `/cdn/streams/${streamId}/deactivate`);
    await account.clock.advance(10_000);
    const deactivated = account.clock.now();
    await account.pass(5 * MINUTE);
    const times = received.flatMap(({ body }) => Buffer.from(body).toString().trimEnd().split('\n')).length;
    const [delivered] = account.accountState.current().delivered ?? [];
    expect(delivered?.collected.map(({ to }) => to)).toEqual([deactivated]);
    expect(account.uploads(streamId)).toMatchObject({ attempted: times, failed: 0 });
    const before = received.length;
    await account.call('DELETE', `/cdn/streams/${streamId}`);
    await account.pass(MINUTE);
    expect(received).toHaveLength(before);
    expect(account.accountState.current().delivered ?? []).toEqual([]);
  });

  it('with the credentials of the old version until the activation of an edit has ended', async () => {
    const { post, received } = recordingPost(200);
    const first = empty();
    const account = deliveringAccount({
      post,
      uploaders: 1,
      first: { ...first, settings: { ...first.settings, transitionTime: 3 * MINUTE } },
    });
    const streamId = await account.activeStream(basic('old'));
    await account.pass(5 * MINUTE);
    expect(new Set(received.map(passwordOf))).toEqual(new Set(['old']));
    const edited = received.length;
    await account.call('PUT', `/cdn/streams/${streamId}?activate=true`, streamBody(basic('new')));
    await account.pass(3 * MINUTE);
    const during = received.slice(edited).map(passwordOf);
    expect(during.length).toBeGreaterThan(3);
    expect(new Set(during)).toEqual(new Set(['old']));
    await account.pass(3 * MINUTE);
    const after = received.slice(edited + during.length).map(passwordOf);
    expect(after.slice(2).length).toBeGreaterThan(1);
    expect(new Set(after.slice(2))).toEqual(new Set(['new']));
  });

  it('without a value that the simulator does not know, which a line says once', async () => {
    const { post, received } = recordingPost(401);
    const before = deliveringAccount({ post });
    await before.activeStream(basic('canary-7'));
    const stored = before.accountState.current();
    expect(JSON.stringify(stored)).not.toContain('canary-7');
    const restarted = deliveringAccount({ post, first: stored });
    const sent = received.length;
    await restarted.pass(5 * MINUTE);
    expect(received.slice(sent).every(({ headers }) => headers['authorization'] === undefined)).toBe(true);
    expect(received.length).toBeGreaterThan(sent);
    expect(restarted.said.filter((line) => line.includes('userName, password'))).toEqual([
      expect.stringMatching(/uploaded without userName, password: .* Edit the stream .*--rotate NAME\.$/),
    ]);
    const [stream] = stored.streams;
    const uploads = restarted.uploads(stream?.streamId ?? 0);
    expect(uploads.failed).toBe(uploads.attempted);
    expect([...before.said, ...restarted.said].join('\n')).not.toContain('canary-7');
  });

  it('after a gap of the clock from then on, so that a machine that slept does not upload hours at once', async () => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post });
    const streamId = await account.activeStream();
    await account.clock.advance(12 * 60 * MINUTE);
    const woken = account.clock.now();
    await account.delivery.uploadDue();
    const before = received.length;
    account.clock.set(-60 * MINUTE);
    await account.pass(MINUTE);
    expect(received.length).toBeGreaterThan(before);
    const [delivered] = account.accountState.current().delivered ?? [];
    expect(delivered?.collected.length).toBeGreaterThan(0);
    expect(delivered?.collected.every(({ from, to }) => to <= woken && to - from < 2 * MINUTE)).toBe(true);
    expect(account.uploads(streamId).failed).toBe(0);
  });
});

describe('nothing is sent', () => {
  it.each([
    ['another machine', ['203.0.113.9']],
    ['this machine and another one', ['127.0.0.1', '203.0.113.9']],
    ['nowhere', []],
  ])('to a host that resolves to %s: its uploads are generated', async (_, addresses) => {
    const { post, received } = recordingPost(200);
    const account = deliveringAccount({ post, lookup: async () => addresses });
    const destination = httpsDestination(8443, { endpoint: 'https://logs.example.test/' });
    const streamId = await account.activeStream({ destination });
    await account.pass(10 * MINUTE);
    expect(received).toEqual([]);
    expect(account.accountState.current().delivered).toBeUndefined();
    expect((await account.metrics(streamId)).recordsAttemptedUpload).toBeGreaterThan(100);
  });

  it('any more to a host that then resolves to another machine', async () => {
    const { post, received } = recordingPost(200);
    let address = '127.0.0.1';
    const account = deliveringAccount({ post, lookup: async () => [address] });
    const destination = httpsDestination(8443, { endpoint: 'https://logs.example.test/' });
    await account.activeStream({ destination });
    await account.pass(2 * MINUTE);
    expect(received.at(-1)?.addresses).toEqual(['127.0.0.1']);
    address = '203.0.113.9';
    await account.pass(8 * MINUTE);
    const before = received.length;
    await account.pass(5 * MINUTE);
    expect(received).toHaveLength(before);
    expect(received.flatMap(({ addresses }) => addresses)).not.toContain('203.0.113.9');
  });

  it.each<[string, Partial<Upload>]>([
    ['an address of another machine', { addresses: ['203.0.113.9'] }],
    ['no address', { addresses: [] }],
    ['a URL with an address of another machine', { url: new URL('https://203.0.113.9/') }],
  ])('to %s, even if it is requested', async (_, change) => {
    const upload: Upload = {
      url: new URL('https://localhost/'),
      addresses: ['127.0.0.1'],
      port: 9,
      headers: {},
      tls: { serverName: 'localhost' },
      body: Buffer.from('x'),
      ...change,
    };
    await expect(postToLoopback(upload, new AbortController().signal)).rejects.toMatchObject({
      code: 'NOT_LOOPBACK',
    });
  });
});

describe('a destination', () => {
  it('that does not respond does not delay others, and its records are lost with a time-out', async () => {
    const received: string[] = [];
    const post: Post = ({ url }, signal) => {
      received.push(url.hostname);
      if (url.hostname === 'fast.example.test') return Promise.resolve(200);
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new FailedUpload('ABORT_ERR'))),
      );
    };
    const account = deliveringAccount({ post, lookup: async () => ['127.0.0.1'] });
    const create = async (name: string) => {
      const endpoint = `https://${name}.example.test/`;
      const body = streamBody({ streamName: name, destination: httpsDestination(1, { endpoint }) });
      return Number((await account.call('POST', '/cdn/streams?activate=true', body))['streamId']);
    };
    const [slow, fast] = [await create('slow'), await create('fast')];
    const stop = new AbortController();
    const running = account.delivery.run(stop.signal);
    await account.clock.advance(15 * MINUTE);
    const delivered = account.uploads(fast);
    expect(delivered).toMatchObject({ failed: 0 });
    expect(delivered.successes).toBeGreaterThan(50);
    const lost = account.uploads(slow);
    expect(lost.failed).toBe(lost.attempted);
    expect(lost.attempted).toBeGreaterThan(500);
    expect(Object.keys(lost.failures)).toEqual(['ETIMEDOUT']);
    stop.abort();
    await running;
    const state = account.accountState.current();
    for (const streamId of [slow, fast]) {
      const uploads = account.uploads(streamId);
      const collected = state.delivered?.find((one) => one.streamId === streamId)?.collected;
      expect(collected).toHaveLength(1);
      expect(uploads.attempted).toBeGreaterThan(1_000);
    }
    expect(account.uploads(slow).attempted).toBe(account.uploads(fast).attempted);
    const sent = received.length;
    await account.clock.advance(5 * MINUTE);
    expect(received).toHaveLength(sent);
  });
});
