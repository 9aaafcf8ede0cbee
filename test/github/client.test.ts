import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerState } from '../../src/workflow/forge/forge.ts';
import { harness } from './server/harness.ts';

const DRAFT = { title: 'Drift', body: 'b' };
const LABEL = 'datastream-drift';

describe('comments', () => {
  it('are read from all pages, oldest first', async () => {
    const { client, github } = await harness();
    const { number } = github.state.addIssue({ title: 'a' });
    for (let at = 0; at < 205; at += 1) github.state.addComment(number, `comment ${at}`, 'mona');
    const comments = await client.notes(number);
    expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 205 }, (_, at) => `comment ${at}`));
    expect(comments[0]).toMatchObject({ author: 'mona', url: expect.stringContaining('#issuecomment-') });
    expect(github.requests).toHaveLength(3);
  });

  it('are created, changed and deleted', async () => {
    const { client, github } = await harness();
    github.state.repository.push('topic', { 'a.yaml': 'a' });
    const { number } = github.state.repository.open('topic');
    const made = await client.addNote(number, 'first');
    expect(made).toMatchObject({ author: 'github-actions[bot]', body: 'first' });
    await client.updateNote(made.id, 'second');
    const [edited] = await client.notes(number);
    expect(edited).toEqual({ ...made, body: 'second', updatedAt: edited?.updatedAt });
    expect((edited?.updatedAt ?? '') > made.updatedAt).toBe(true);
    await client.removeNote(made.id);
    expect(await client.notes(number)).toEqual([]);
  });

  it('may already be deleted when they are to be deleted', async () => {
    const { client } = await harness();
    await expect(client.removeNote(17)).resolves.toBeUndefined();
    await expect(client.updateNote(17, 'x')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('pull requests', () => {
  it('are returned with their commits, and as merged once they are', async () => {
    const { client, github } = await harness();
    const { repository } = github.state;
    const head = repository.push('topic', { 'a.yaml': 'a' });
    const { number } = repository.open('topic', 'Add a');
    const open = { number, head, branch: 'main', merged: false };
    expect(await client.change(number)).toMatchObject(open);
    expect(await client.changesWith(head)).toMatchObject([open]);
    const merge = repository.merge(number, 'squash');
    expect(await client.changesWith(merge)).toMatchObject([{ ...open, merged: true }]);
    expect(await client.change(number)).toMatchObject({ merged: true });
  });

  it('of a commit that GitHub does not have are an error, not an empty list', async () => {
    const { client } = await harness();
    await expect(client.changesWith('0'.repeat(40))).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('a comparison', () => {
  it('returns the merge base and the commits in order', async () => {
    const { client, github } = await harness({ files: { 'a.yaml': 'a', 'b.yaml': 'b' } });
    const { repository } = github.state;
    const base = repository.branches.get('main') ?? '';
    const first = repository.push('topic', { 'a.yaml': undefined, 'streams/a.yaml': 'a' });
    const second = repository.push('topic', { 'b.yaml': 'c', 'd.yaml': 'd' });
    repository.push('main', { 'README.md': 'meanwhile' });
    expect(await client.compare('main', second)).toEqual({
      mergeBase: base,
      commits: [first, second],
      since: repository.find(first)?.date,
      lacksCommits: false,
    });
  });

  it('returns when its first commit was merged into the branch, however old its changes are', async () => {
    const { client, github } = await harness();
    const { repository } = github.state;
    const base = repository.branches.get('main') ?? '';
    const old = repository.push('topic', { a: '1' });
    const { number } = repository.open('topic');
    const merge = repository.merge(number);
    const last = repository.push('main', { b: '2' });
    const { commits, since } = await client.compare(base, last);
    expect(commits).toContain(old);
    expect(since).toBe(repository.find(merge)?.date);
    expect(since).not.toBe(repository.find(old)?.date);
    expect(await client.compare(last, last)).not.toHaveProperty('since');
  });

  it('contains one page of commits, and more only if requested', async () => {
    const { client, github } = await harness();
    const made = Array.from({ length: 230 }, (_, at) =>
      github.state.repository.push('topic', { a: `${at}` }),
    );
    expect(await client.compare('main', 'topic')).toMatchObject({
      commits: made.slice(0, 100),
      lacksCommits: true,
    });
    expect(github.requests).toHaveLength(1);
    expect(await client.compare('main', 'topic', 1_000)).toMatchObject({
      commits: made,
      lacksCommits: false,
    });
    expect(github.requests).toHaveLength(4);
  });
});

describe('a tree', () => {
  const PATHS = ['a b.yaml', 'ä#1?.yaml', 'deep/100%.yaml'];
  const large = `# ${'ü'.repeat(700_000)}\n`;
  const texts = [...PATHS.map((path) => [path, `of ${path}`] as const), ['large.yaml', large] as const];
  const files = Object.fromEntries([
    ...texts.map(([path, text]) => [`ops/streams/${path}`, text]),
    ...Array.from({ length: 301 }, (_, at) => [`ops/other/${at}.yaml`, `${at}`]),
  ]);

  it('contains the files of a folder with everything below it, whatever their paths and sizes', async () => {
    const { client } = await harness({ files });
    const { entries, isTruncated } = await client.filesIn('main', 'ops/streams');
    expect(isTruncated).toBe(false);
    const read = await Promise.all(
      entries.map(async ({ path, id: sha }) => [path, await client.fileText(sha)]),
    );
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(texts));
    expect((await client.filesIn('main', 'ops/other')).entries).toHaveLength(301);
  });

  it('of a folder that does not exist is empty', async () => {
    const { client } = await harness({ files });
    expect(await client.filesIn('main', 'ops/none')).toEqual({ entries: [], isTruncated: false });
  });

  it('is read folder by folder if GitHub truncates it, and is marked if that is not enough', async () => {
    const { client, github } = await harness({ files });
    github.state.mostTreeEntries = 4;
    const { entries, isTruncated } = await client.filesIn('main', 'ops/streams');
    expect([entries.map(({ path }) => path).sort(), isTruncated]).toEqual([
      texts.map(([path]) => path).sort(),
      false,
    ]);
    expect(await client.filesIn('main', 'ops/other')).toMatchObject({ isTruncated: true });
  });

  it('of a commit that GitHub does not have is an error', async () => {
    const { client } = await harness({ files });
    await expect(client.filesIn('f'.repeat(40), 'ops')).rejects.toMatchObject({ kind: 'missing' });
  });
});

const ALL = { records: 10, states: 10, isOfInterest: () => true };
const ENDED = { state: 'complete', summary: 'x', url: 'https://run.test/' } as const;

describe('deployments', () => {
  it('are returned newest first with their latest state, without other tasks and environments', async () => {
    const { client, github } = await harness();
    const sha = github.state.repository.branches.get('main') ?? '';
    const record = { complete: true };
    const added = { target: 'a', commit: sha, record, ...ENDED, url: 'https://first.test/' };
    await client.addRecord({ ...added, state: 'open' });
    const environment = 'datastream: a';
    const stateless = github.state.addDeployment({ sha, environment, payload: record });
    await client.addRecord({ ...added, target: 'b' });
    github.state.addDeployment({ sha, environment, payload: record, task: 'deploy' });
    const [first] = github.state.deployments;
    await client.setRecordState(first?.id ?? 0, ENDED);
    const [newest, older, ...others] = await client.records('a', ALL);
    expect(newest).toEqual<LedgerEntry>({
      ...{ id: stateless.id, commit: sha, record, author: 'github-actions[bot]', state: 'open' },
      at: expect.stringMatching(/^2026-.*Z$/),
    });
    expect(older).toMatchObject({ id: first?.id, state: 'complete', url: 'https://first.test/' });
    expect(others).toEqual([]);
    const all = await client.records(undefined, ALL);
    expect(all).toHaveLength(3);
    expect(all.filter(({ id }) => id === newest?.id || id === older?.id)).toHaveLength(2);
  });

  it.each<[LedgerState, string]>([
    ['open', 'in_progress'],
    ['complete', 'success'],
    ['failed', 'failure'],
    ['superseded', 'inactive'],
  ])('that are %s are %s on GitHub', async (state, status) => {
    const { client, github } = await harness();
    const commit = github.state.repository.branches.get('main') ?? '';
    await client.addRecord({ target: 'a', commit, record: {}, ...ENDED, state });
    expect(github.state.deployments[0]?.statuses[0]?.state).toBe(status);
    expect(await client.records('a', ALL)).toMatchObject([{ state }]);
  });

  it('are read no further than requested, over pages', async () => {
    const { client, github } = await harness();
    const sha = github.state.repository.branches.get('main') ?? '';
    for (let at = 0; at < 130; at += 1)
      github.state.addDeployment({ sha, environment: 'datastream: e', payload: { at } });
    const read = await client.records('e', { records: 120, states: 120, isOfInterest: () => true });
    expect(read.map(({ record }) => record)).toEqual(
      Array.from({ length: 120 }, (_, at) => ({ at: 129 - at })),
    );
  });

  it('are read far back, and only the newest of them with their states', async () => {
    const { client, github } = await harness();
    const sha = github.state.repository.branches.get('main') ?? '';
    for (let at = 0; at < 5; at += 1)
      github.state.addDeployment({ sha, environment: 'datastream: e', payload: { at } });
    const read = await client.records('e', { records: 4, states: 2, isOfInterest: () => true });
    expect(read.map(({ state }) => state)).toEqual(['open', 'open', 'unread', 'unread']);
    expect(github.requests.filter(({ path }) => path.endsWith('/statuses'))).toHaveLength(2);
  });

  it('keep their state when a later one succeeds', async () => {
    const { client, github } = await harness();
    const commit = github.state.repository.branches.get('main') ?? '';
    for (let at = 0; at < 2; at += 1) await client.addRecord({ target: 'e', commit, record: {}, ...ENDED });
    expect((await client.records('e', ALL)).map(({ state }) => state)).toEqual(['complete', 'complete']);
  });

  it.each([
    ['{"a":1}', { a: 1 }],
    ['plain', 'plain'],
    [{ a: 1 }, { a: 1 }],
  ])('return the payload %j as %j', async (payload, read) => {
    const { client, github } = await harness();
    github.state.addDeployment({ sha: 'a'.repeat(40), environment: 'datastream: e', payload });
    expect(
      (await client.records('e', { records: 1, states: 1, isOfInterest: () => true }))[0]?.record,
    ).toEqual(read);
  });

  it('get a description that GitHub accepts', async () => {
    const { client, github } = await harness();
    const summary = '🐙'.repeat(100);
    const commit = github.state.repository.branches.get('main') ?? '';
    await client.addRecord({ target: 'e', commit, record: {}, ...ENDED, summary });
    expect(github.state.deployments[0]?.statuses[0]?.description).toBe(`${'🐙'.repeat(69)}…`);
  });
});

describe('issues', () => {
  it('are found by label, open and closed, newest first, over pages, without pull requests', async () => {
    const { client, github } = await harness();
    github.state.addIssue({ title: 'other', labels: ['bug'] });
    for (let at = 0; at < 101; at += 1) {
      github.state.addIssue({ title: `${at}`, labels: [LABEL], body: `${at}`, isOpen: at === 0 });
    }
    github.state.addIssue({ title: 'pull', labels: [LABEL], isPull: true });
    const issues = await client.tickets();
    expect(issues.map(({ body }) => body)).toEqual(Array.from({ length: 101 }, (_, at) => `${100 - at}`));
    expect(issues.at(-1)).toMatchObject({ isOpen: true, author: 'github-actions[bot]' });
  });

  it('are opened, changed, closed and reopened', async () => {
    const { client } = await harness();
    const { number } = await client.openTicket(DRAFT);
    await client.updateTicket(number, { body: 'c', open: false });
    expect(await client.tickets()).toMatchObject([{ number, body: 'c', isOpen: false }]);
    await client.updateTicket(number, { open: true, title: 'again' });
    expect(await client.tickets()).toMatchObject([{ number, body: 'c', isOpen: true }]);
  });
});
