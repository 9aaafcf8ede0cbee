import { expect, test } from 'vitest';
import { type Marker, withMarker } from '../../../src/action/marked/marker.ts';
import { postSticky, type StickyPost } from '../../../src/action/marked/sticky-comment.ts';
import { GitHubError } from '../../../src/github/github.ts';
import { harness } from '../github-room.ts';
import type { GithubState } from '../github-state.ts';

const marker: Marker = { kind: 'outcome', target: 'staging', run: 5, attempt: 1 };
const post: StickyPost = { pullRequest: 1, author: 'github-actions[bot]', marker, text: 'ours' };
const body = (text: string, change: Partial<Marker> = {}) => withMarker(text, { ...marker, ...change });

async function opened() {
  const on = await harness();
  on.github.state.repository.push('change', { a: '1' });
  on.github.state.repository.open('change');
  return on;
}

/** Puts a comment of another run in just before the next one is created. */
function another(state: GithubState, text: string): void {
  const push = state.comments.push.bind(state.comments);
  state.comments.push = (...made) => {
    state.comments.push = push;
    state.addComment(1, text);
    return push(...made);
  };
}

test('the same words again are no request that writes', async () => {
  const { hub, github } = await opened();
  expect(await postSticky(hub, post)).toMatchObject({ tag: 'created' });
  expect(await postSticky(hub, post)).toMatchObject({ tag: 'unchanged' });
  expect(github.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1);
});

test('a second attempt of the same run is newer than its first', async () => {
  const { hub, github } = await opened();
  github.state.addComment(1, body('second attempt', { attempt: 2 }));
  expect(await postSticky(hub, post)).toMatchObject({ tag: 'stale' });
});

test('a run that read the account later is newer, also if the numbers of its renamed workflow began again', async () => {
  const { hub, github } = await opened();
  const old = { run: 900, runId: 5_000, at: '2026-01-01T00:00:00Z' };
  github.state.addComment(1, body('before the rename', old));
  const renamed = { ...marker, run: 1, runId: 5_001, at: '2026-01-01T00:00:01Z' };
  expect(await postSticky(hub, { ...post, marker: renamed })).toMatchObject({ tag: 'updated' });
  const late = { ...marker, ...old, run: 901, runId: 4_999, at: '2026-01-01T00:00:01Z' };
  expect(await postSticky(hub, { ...post, marker: late })).toMatchObject({ tag: 'stale' });
});

test('a comment that another account writes says who that is', async () => {
  const { hub } = await opened();
  expect(await postSticky(hub, { ...post, author: 'my-app[bot]' })).toMatchObject({
    tag: 'created',
    otherAuthor: 'github-actions[bot]',
  });
});

test.each([
  ['older', 4, body('ours')],
  ['newer', 6, body('theirs', { run: 6 })],
])(
  'of two that are created at once the oldest stays, with the newest word: the other is %s',
  async (_, run, left) => {
    const { hub, github } = await opened();
    another(github.state, body('theirs', { run }));
    await postSticky(hub, post);
    expect(github.state.comments.map((comment) => comment.body)).toEqual([left]);
  },
);

test('a twin that somebody has removed meanwhile is removed', async () => {
  const { hub, github } = await opened();
  github.state.addComment(1, body('a'));
  github.state.addComment(1, body('b'));
  github.fault({ method: 'DELETE', status: 404, body: { message: 'Not Found' } });
  expect(await postSticky(hub, post)).toMatchObject({ tag: 'updated' });
});

test('a comment whose creation is lost, and that is not there, is a failure', async () => {
  const { hub, github, clock } = await opened();
  github.fault({ method: 'POST', status: 500 });
  await expect(clock.runUntil(postSticky(hub, post))).rejects.toThrow(GitHubError);
});
