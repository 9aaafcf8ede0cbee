import { describe, expect, it } from 'vitest';
import { FailedUpload, type Post } from '../../../src/simulator/delivery/post.ts';
import { deliveringAccount, MINUTE, recordingPost } from './delivering.ts';

/** The attempts of the first upload of a stream, whose destination answers like this. */
async function attemptsOf(...statuses: readonly (number | Error)[]) {
  const { post, received } = recordingPost(...statuses);
  const account = deliveringAccount({ post, uploaders: 1 });
  const streamId = await account.activeStream();
  await account.pass(10 * MINUTE);
  const [first] = received;
  const attempts = received.filter(
    ({ body }) => Buffer.compare(body, first?.body ?? Buffer.of()) === 0,
  ).length;
  return { attempts, uploads: account.uploads(streamId) };
}

describe('an upload', () => {
  it.each([429, 500, 503, 599, new FailedUpload('ECONNREFUSED')])(
    'is tried eleven times in five minutes after %s, and then lost',
    async (answer) => {
      const { attempts, uploads } = await attemptsOf(answer);
      expect(attempts).toBe(11);
      expect(uploads.failed).toBe(uploads.attempted);
      expect(uploads.successes).toBe(0);
      const code = answer instanceof FailedUpload ? answer.code : String(answer);
      expect(Object.keys(uploads.failures)).toEqual([code]);
      expect((uploads.failures[code] ?? 0) % 11).toBe(0);
    },
  );

  it.each([301, 304, 400, 401, 403, 404, 408, 413, 415, 499, 600])(
    'is lost at once after %i',
    async (status) => {
      const { attempts, uploads } = await attemptsOf(status);
      expect(attempts).toBe(1);
      expect(uploads.failed).toBe(uploads.attempted);
      expect(Object.keys(uploads.failures)).toEqual([String(status)]);
    },
  );

  it.each([200, 202, 204])('is delivered with %i', async (status) => {
    const { attempts, uploads } = await attemptsOf(status);
    expect(attempts).toBe(1);
    expect(uploads).toMatchObject({ failed: 0, failures: {} });
    expect(uploads.successes).toBeGreaterThan(5);
  });

  it('that succeeds at the last attempt loses nothing', async () => {
    const attempts = new Map<string, number>();
    const post: Post = async ({ body }) => {
      const key = Buffer.from(body).toString();
      attempts.set(key, (attempts.get(key) ?? 0) + 1);
      return (attempts.get(key) ?? 0) > 10 ? 200 : 503;
    };
    const account = deliveringAccount({ post, uploaders: 1 });
    const streamId = await account.activeStream();
    await account.call('POST', `/cdn/streams/${streamId}/deactivate`);
    await account.pass(10 * MINUTE);
    expect([...attempts.values()]).toEqual([11]);
    expect(account.uploads(streamId)).toMatchObject({ successes: 1, failed: 0, failures: { 503: 10 } });
  });
});
