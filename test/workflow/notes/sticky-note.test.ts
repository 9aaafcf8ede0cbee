import { expect, test } from 'vitest';
import { LIMITS } from '../../../src/github/forge.ts';
import { githubWords } from '../../../src/github/words.ts';
import { ForgeError } from '../../../src/workflow/forge/forge.ts';
import { type Marker, withMarker } from '../../../src/workflow/notes/marker.ts';
import { postSticky, type StickyNote } from '../../../src/workflow/notes/sticky-note.ts';
import { harness } from '../../github/server/harness.ts';
import type { GithubState } from '../../github/server/state.ts';

const marker: Marker = { kind: 'outcome', target: 'staging', run: 5, attempt: 1 };
const post: StickyNote = { change: 1, author: 'github-actions[bot]', marker, text: 'ours' };
const body = (text: string, change: Partial<Marker> = {}) => withMarker(text, { ...marker, ...change });

async function opened() {
  const at = await harness();
  const words = githubWords({ repositoryUrl: 'https://github.com/acme/logs' });
  const on = { ...at, forge: { ...at.client, words, limits: LIMITS } };
  on.github.state.repository.push('change', { a: '1' });
  on.github.state.repository.open('change');
  return on;
}

/** Adds a comment of another run right before the next one is created. */
function another(state: GithubState, text: string): void {
  const push = state.comments.push.bind(state.comments);
  state.comments.push = (...made) => {
    state.comments.push = push;
    state.addComment(1, text);
    return push(...made);
  };
}

test('the same text again sends no write request', async () => {
  const { forge, github } = await opened();
  expect(await postSticky(forge, post)).toMatchObject({ tag: 'created' });
  expect(await postSticky(forge, post)).toMatchObject({ tag: 'unchanged' });
  expect(github.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1);
});

test('a second attempt of the same run is newer than its first', async () => {
  const { forge, github } = await opened();
  github.state.addComment(1, body('second attempt', { attempt: 2 }));
  expect(await postSticky(forge, post)).toMatchObject({ tag: 'stale' });
});

test('a run that read the account later is newer, even if the run numbers of its renamed workflow restarted', async () => {
  const { forge, github } = await opened();
  const old = { run: 900, runId: 5_000, at: '2026-01-01T00:00:00Z' };
  github.state.addComment(1, body('before the rename', old));
  const renamed = { ...marker, run: 1, runId: 5_001, at: '2026-01-01T00:00:01Z' };
  expect(await postSticky(forge, { ...post, marker: renamed })).toMatchObject({ tag: 'updated' });
  const late = { ...marker, ...old, run: 901, runId: 4_999, at: '2026-01-01T00:00:01Z' };
  expect(await postSticky(forge, { ...post, marker: late })).toMatchObject({ tag: 'stale' });
});

test('a comment of another account is reported with its author', async () => {
  const { forge } = await opened();
  expect(await postSticky(forge, { ...post, author: 'my-app[bot]' })).toMatchObject({
    tag: 'created',
    otherAuthor: 'github-actions[bot]',
  });
});

test.each([
  ['older', 4, body('ours')],
  ['newer', 6, body('theirs', { run: 6 })],
])(
  'of two that are created at once the oldest remains, with the newest text: the other is %s',
  async (_, run, left) => {
    const { forge, github } = await opened();
    another(github.state, body('theirs', { run }));
    await postSticky(forge, post);
    expect(github.state.comments.map((comment) => comment.body)).toEqual([left]);
  },
);

test('an already deleted duplicate counts as removed', async () => {
  const { forge, github } = await opened();
  github.state.addComment(1, body('a'));
  github.state.addComment(1, body('b'));
  github.fault({ method: 'DELETE', status: 404, body: { message: 'Not Found' } });
  expect(await postSticky(forge, post)).toMatchObject({ tag: 'updated' });
});

test('a comment whose creation is lost and that does not exist is a failure', async () => {
  const { forge, github, clock } = await opened();
  github.fault({ method: 'POST', status: 500 });
  await expect(clock.runUntil(postSticky(forge, post))).rejects.toThrow(ForgeError);
});
