import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../src/github/github.ts';
import { harness } from '../action/github-room.ts';

const DRAFT = { title: 'Drift', body: 'b', label: 'drift' };

describe('comments', () => {
  it('are read from all pages, oldest first', async () => {
    const { hub, github } = await harness();
    const { number } = github.state.addIssue({ title: 'a' });
    for (let at = 0; at < 205; at += 1) github.state.addComment(number, `comment ${at}`, 'mona');
    const comments = await hub.comments(number);
    expect(comments.map(({ body }) => body)).toEqual(Array.from({ length: 205 }, (_, at) => `comment ${at}`));
    expect(comments[0]).toMatchObject({ author: 'mona', url: expect.stringContaining('#issuecomment-') });
    expect(github.requests).toHaveLength(3);
  });

  it('are made, changed and deleted', async () => {
    const { hub, github } = await harness();
    github.state.repository.push('topic', { 'a.yaml': 'a' });
    const { number } = github.state.repository.open('topic');
    const made = await hub.createComment(number, 'first');
    expect(made).toMatchObject({ author: 'github-actions[bot]', body: 'first' });
    await hub.updateComment(made.id, 'second');
    const [edited] = await hub.comments(number);
    expect(edited).toEqual({ ...made, body: 'second', updatedAt: edited?.updatedAt });
    expect((edited?.updatedAt ?? '') > made.updatedAt).toBe(true);
    await hub.deleteComment(made.id);
    expect(await hub.comments(number)).toEqual([]);
  });

  it('may be gone already when they are to be deleted', async () => {
    const { hub } = await harness();
    await expect(hub.deleteComment(17)).resolves.toBeUndefined();
    await expect(hub.updateComment(17, 'x')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('pull requests', () => {
  it('are told with their commits, and as merged once they are', async () => {
    const { hub, github } = await harness();
    const { repository } = github.state;
    const head = repository.push('topic', { 'a.yaml': 'a' });
    const { number, baseSha } = repository.open('topic', 'Add a');
    const open = { number, title: 'Add a', head, base: baseSha, merged: false };
    expect(await hub.pullRequest(number)).toMatchObject(open);
    expect(await hub.pullRequestsOf(head)).toMatchObject([open]);
    const merge = repository.merge(number, 'squash');
    expect(await hub.pullRequestsOf(merge)).toMatchObject([{ ...open, merged: true }]);
    expect(await hub.pullRequest(number)).toMatchObject({ merged: true });
  });

  it('of a commit that GitHub does not have are an error, not an empty list', async () => {
    const { hub } = await harness();
    await expect(hub.pullRequestsOf('0'.repeat(40))).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('a comparison', () => {
  it('returns the merge base and the commits in order', async () => {
    const { hub, github } = await harness({ files: { 'a.yaml': 'a', 'b.yaml': 'b' } });
    const { repository } = github.state;
    const base = repository.branches.get('main') ?? '';
    const first = repository.push('topic', { 'a.yaml': undefined, 'streams/a.yaml': 'a' });
    const second = repository.push('topic', { 'b.yaml': 'c', 'd.yaml': 'd' });
    repository.push('main', { 'README.md': 'meanwhile' });
    expect(await hub.compare('main', second)).toEqual({
      mergeBase: base,
      commits: [first, second],
      since: repository.find(first)?.date,
      lacksCommits: false,
    });
  });

  it('tells when its first commit came to the branch: by merge, however old what it brought is', async () => {
    const { hub, github } = await harness();
    const { repository } = github.state;
    const base = repository.branches.get('main') ?? '';
    const old = repository.push('topic', { a: '1' });
    const { number } = repository.open('topic');
    const merge = repository.merge(number);
    const last = repository.push('main', { b: '2' });
    const { commits, since } = await hub.compare(base, last);
    expect(commits).toContain(old);
    expect(since).toBe(repository.find(merge)?.date);
    expect(since).not.toBe(repository.find(old)?.date);
    expect(await hub.compare(last, last)).not.toHaveProperty('since');
  });

  it('holds one page of commits, and more only if they are asked for', async () => {
    const { hub, github } = await harness();
    const made = Array.from({ length: 230 }, (_, at) =>
      github.state.repository.push('topic', { a: `${at}` }),
    );
    expect(await hub.compare('main', 'topic')).toMatchObject({
      commits: made.slice(0, 100),
      lacksCommits: true,
    });
    expect(github.requests).toHaveLength(1);
    expect(await hub.compare('main', 'topic', 1_000)).toMatchObject({ commits: made, lacksCommits: false });
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

  it('holds the files of a folder with everything below it, whatever their paths and sizes are', async () => {
    const { hub } = await harness({ files });
    const { entries, isTruncated } = await hub.tree('main', 'ops/streams');
    expect(isTruncated).toBe(false);
    const read = await Promise.all(entries.map(async ({ path, sha }) => [path, await hub.blob(sha)]));
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(texts));
    expect((await hub.tree('main', 'ops/other')).entries).toHaveLength(301);
  });

  it('of a folder that is not there is empty', async () => {
    const { hub } = await harness({ files });
    expect(await hub.tree('main', 'ops/none')).toEqual({ entries: [], isTruncated: false });
  });

  it('is read folder by folder where GitHub truncates it, and says so where that is not enough', async () => {
    const { hub, github } = await harness({ files });
    github.state.mostTreeEntries = 4;
    const { entries, isTruncated } = await hub.tree('main', 'ops/streams');
    expect([entries.map(({ path }) => path).sort(), isTruncated]).toEqual([
      texts.map(([path]) => path).sort(),
      false,
    ]);
    expect(await hub.tree('main', 'ops/other')).toMatchObject({ isTruncated: true });
  });

  it('of a commit that GitHub does not have is an error', async () => {
    const { hub } = await harness({ files });
    await expect(hub.tree('f'.repeat(40), 'ops')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('deployments', () => {
  it('come newest first with their latest state, other tasks and environments left out', async () => {
    const { hub, github } = await harness();
    const sha = github.state.repository.branches.get('main') ?? '';
    const record = { sha, environment: 'datastream: a', description: 'Apply', payload: { complete: true } };
    const ids = [await hub.createDeployment(record), await hub.createDeployment(record)];
    await hub.createDeployment({ ...record, environment: 'datastream: b' });
    github.state.addDeployment({ ...record, task: 'deploy' });
    await hub.setDeploymentState(ids[0] ?? 0, {
      state: 'in_progress',
      description: 'x',
      logUrl: 'https://first.test/',
    });
    await hub.setDeploymentState(ids[0] ?? 0, {
      state: 'success',
      description: 'x',
      logUrl: 'https://a.test/',
    });
    const [newest, older, ...others] = await hub.deployments('datastream: a', {
      records: 10,
      states: 10,
      isOfInterest: () => true,
    });
    const { payload } = record;
    expect(newest).toEqual<Deployment>({
      ...{ id: ids[1] ?? 0, sha, payload, creator: 'github-actions[bot]' },
      createdAt: expect.stringMatching(/^2026-.*Z$/),
    });
    expect(older).toMatchObject({ id: ids[0], state: 'success', logUrl: 'https://first.test/' });
    expect(others).toEqual([]);
  });

  it('are read no further than asked for, over pages', async () => {
    const { hub, github } = await harness();
    const sha = github.state.repository.branches.get('main') ?? '';
    for (let at = 0; at < 130; at += 1)
      github.state.addDeployment({ sha, environment: 'e', payload: { at } });
    const read = await hub.deployments('e', { records: 120, states: 120, isOfInterest: () => true });
    expect(read.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 120 }, (_, at) => ({ at: 129 - at })),
    );
  });

  it('are read far back, and only the newest of them with their states', async () => {
    const { hub, github } = await harness();
    const sha = github.state.repository.branches.get('main') ?? '';
    for (let at = 0; at < 5; at += 1) github.state.addDeployment({ sha, environment: 'e', payload: { at } });
    const read = await hub.deployments('e', { records: 4, states: 2, isOfInterest: () => true });
    expect(read.map(({ state }) => state)).toEqual([undefined, undefined, 'unread', 'unread']);
    expect(github.requests.filter(({ path }) => path.endsWith('/statuses'))).toHaveLength(2);
  });

  it('keep their state when a later one succeeds', async () => {
    const { hub, github } = await harness();
    const sha = github.state.repository.branches.get('main') ?? '';
    for (let at = 0; at < 2; at += 1) {
      const id = await hub.createDeployment({ sha, environment: 'e', description: '', payload: {} });
      await hub.setDeploymentState(id, { state: 'success', description: '' });
    }
    expect(
      (await hub.deployments('e', { records: 9, states: 9, isOfInterest: () => true })).map(
        ({ state }) => state,
      ),
    ).toEqual(['success', 'success']);
  });

  it.each([
    ['{"a":1}', { a: 1 }],
    ['plain', 'plain'],
    [{ a: 1 }, { a: 1 }],
  ])('give the payload %j as %j', async (payload, read) => {
    const { hub, github } = await harness();
    github.state.addDeployment({ sha: 'a'.repeat(40), environment: 'e', payload });
    expect(
      (await hub.deployments('e', { records: 1, states: 1, isOfInterest: () => true }))[0]?.payload,
    ).toEqual(read);
  });

  it('get a description that GitHub takes', async () => {
    const { hub, github } = await harness();
    const description = '🐙'.repeat(100);
    const sha = github.state.repository.branches.get('main') ?? '';
    const id = await hub.createDeployment({ sha, environment: 'e', description, payload: {} });
    await hub.setDeploymentState(id, { state: 'failure', description });
    expect(github.state.deployments[0]?.statuses[0]?.description).toBe(`${'🐙'.repeat(69)}…`);
  });
});

describe('issues', () => {
  it('are found by label, open and closed, newest first, over pages, without pull requests', async () => {
    const { hub, github } = await harness();
    github.state.addIssue({ title: 'other', labels: ['bug'] });
    for (let at = 0; at < 101; at += 1) {
      github.state.addIssue({ title: `${at}`, labels: ['drift'], body: `${at}`, isOpen: at === 0 });
    }
    github.state.addIssue({ title: 'pull', labels: ['drift'], isPull: true });
    const issues = await hub.issues('drift');
    expect(issues.map(({ body }) => body)).toEqual(Array.from({ length: 101 }, (_, at) => `${100 - at}`));
    expect(issues.at(-1)).toMatchObject({ isOpen: true, author: 'github-actions[bot]' });
  });

  it('are opened, changed, closed and opened again', async () => {
    const { hub } = await harness();
    const { number } = await hub.createIssue(DRAFT);
    await hub.updateIssue(number, { body: 'c', open: false });
    expect(await hub.issues('drift')).toMatchObject([{ number, body: 'c', isOpen: false }]);
    await hub.updateIssue(number, { open: true, title: 'again' });
    expect(await hub.issues('drift')).toMatchObject([{ number, body: 'c', isOpen: true }]);
  });
});
