import { expect, it } from 'vitest';
import { FailedUpload, type Post } from '../../../src/simulator/delivery/post.ts';
import { deliveringAccount, MINUTE, recordingPost } from './delivering.ts';

it('says when uploads fail, what then happens to the records, and when they succeed again', async () => {
  let answer: number | Error = 503;
  const post: Post = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const account = deliveringAccount({ post });
  const streamId = await account.activeStream();
  await account.pass(2 * MINUTE);
  answer = 200;
  await account.pass(2 * MINUTE);
  answer = new FailedUpload('ECONNREFUSED');
  await account.pass(2 * MINUTE);
  answer = 403;
  await account.pass(2 * MINUTE);
  const lost = account.uploads(streamId).failed;
  answer = 200;
  await account.pass(2 * MINUTE);
  const title = `deliver: stream ${streamId} (web-access-logs)`;
  expect(account.said).toEqual([
    `${title} cannot upload to localhost:8443: 503; it is retried for up to five minutes.`,
    `${title} uploads to localhost:8443 again.`,
    `${title} cannot upload to localhost:8443: ECONNREFUSED; it is retried for up to five minutes.`,
    `${title} cannot upload to localhost:8443: 403; its records are lost.`,
    `${title} uploads to localhost:8443 again. ${lost} records were lost.`,
  ]);
});

it('prints no line for each upload, and at most one line per minute for an unstable stream', async () => {
  const { post, received } = recordingPost(
    ...Array.from({ length: 200 }, (_, index) => (index % 2 ? 200 : 401)),
  );
  const account = deliveringAccount({ post });
  await account.activeStream();
  await account.pass(10 * MINUTE);
  expect(received.length).toBeGreaterThan(30);
  expect(account.said.length).toBeGreaterThan(2);
  expect(account.said.length).toBeLessThanOrEqual(11);
});

it('shows the code of a failed connection, and neither the path nor the query of the endpoint', async () => {
  const { post } = recordingPost(new FailedUpload('ECONNREFUSED'));
  const account = deliveringAccount({ post });
  const endpoint = 'https://localhost:8443/canary-path?token=canary-token';
  await account.activeStream({
    destination: { destinationType: 'HTTPS', displayName: 'a', endpoint, authenticationType: 'NONE' },
  });
  await account.pass(MINUTE);
  expect(account.said).toEqual([expect.stringContaining('cannot upload to localhost:8443: ECONNREFUSED;')]);
  expect(account.said.join()).not.toContain('canary');
});
