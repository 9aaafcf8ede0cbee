import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AccountState, latest } from '../../src/simulator/state/account-state.ts';
import { readRecord } from '../../src/workflow/records/apply-record.ts';
import { type Fault, type Github, startGithub } from '../github/server/server.ts';
import { cdn } from '../workflow/stream-files.ts';
import { type Kill, LACKING, RUNTIMES, runAction } from './bundled.ts';
import { runInProcess } from './in-process.ts';
import { pullRequestEvent, pushEvent } from './payloads.ts';
import { type ActionRun, type Ran, scratch } from './runner-files.ts';

interface Scene {
  readonly github: Github;
  /** Runs the sources in this process. */
  run(command: string, event: ActionRun['event'], inputs?: ActionRun['inputs']): Promise<Ran>;
  /** Runs the bundle, with the secrets. */
  runBundle(command: string, event: ActionRun['event'], kill?: Kill): Promise<Ran>;
  /** Streams of the account with the name `web`, by their number of versions. */
  versions(): Promise<readonly number[]>;
}

const WEB = Object.values(cdn('web')).join('');

/** A repository with one manifest on a branch, and a simulated account that runs share. */
async function scene(node = process.execPath): Promise<Scene> {
  const github = await startGithub();
  onTestFinished(() => github.close());
  const cwd = await scratch();
  await mkdir(path.join(cwd, 'streams'));
  await writeFile(path.join(cwd, 'streams/web.yaml'), WEB);
  const { owner, repo, token, repository } = github.state;
  repository.push('main', { 'README.md': 'Streams' });
  repository.push('change', { 'streams/web.yaml': WEB });
  const usual = {
    target: 'simulator',
    'target-name': 'staging',
    'github-token': token,
    'simulator-file': 'simulator.json',
  };
  const env = {
    GITHUB_REPOSITORY: `${owner}/${repo}`,
    GITHUB_API_URL: github.url,
    GITHUB_REF: 'refs/heads/main',
  };
  const run: Scene['run'] = (command, event, inputs = {}) =>
    runInProcess({ cwd, event, inputs: { ...usual, command, ...inputs }, env });
  const runBundle: Scene['runBundle'] = (command, event, kill) => {
    const inputs = { ...usual, command, ...SECRETS };
    return runAction({ node, cwd, event, inputs, env, ...(kill ? { kill } : {}) });
  };
  const versions = async () => {
    const text = await readFile(path.join(cwd, 'simulator.json'), 'utf8');
    const { streams }: AccountState = JSON.parse(text);
    const ours = streams.filter((stream) => latest(stream).content['streamName'] === 'web');
    return ours.map((stream) => stream.versions.length);
  };
  return { github, run, runBundle, versions };
}

/** A pull request with its plan, merged: the event of its push. */
async function merged({ github: { state }, run }: Scene): Promise<ActionRun['event']> {
  const before = state.repository.find('main')?.sha ?? '';
  const pull = state.repository.open('change');
  expect((await run('plan', pullRequestEvent(state, pull))).exitCode).toBe(0);
  return pushEvent(state, before, state.repository.merge(pull.number, 'squash'));
}

/** A promise that is resolved from outside. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Holds a request of a run until the run has received a signal. */
function killedAt({ github }: Scene, fault: Fault, signal: Kill['signal']): Kill {
  const [struck, released] = [gate(), gate()];
  github.fault({ ...fault, struck: struck.open, hold: released.opened });
  return { when: struck.opened, signal, sent: released.open };
}

const SECRETS = { secrets: 'TOKEN=canary-token\n' };

describe.each(RUNTIMES)('the bundled Action under %s', (_, node) => {
  test('applies what was merged, records it, and watches without another write', async () => {
    const at = await scene(node);
    const { github, run, runBundle } = at;
    const { state } = github;
    const push = await merged(at);

    const lacking = await run('apply', push);
    expect(lacking.exitCode).toBe(1);
    expect(lacking.log).toContain('TOKEN');

    const applied = await runBundle('apply', push);
    expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
    const made = state.deployments.at(-1);
    expect(readRecord(made?.payload)).toMatchObject({
      complete: true,
      streams: [{ name: 'web', version: 1 }],
    });
    expect(made?.environment).toBe('datastream: staging');
    expect(state.comments.map(({ body }) => body).join('\n')).toContain('DataStream apply');

    const schedule = { name: 'schedule', sha: push.sha, payload: {} };
    const watched = await runBundle('watch', schedule);
    expect(watched).toMatchObject({ exitCode: 0, stderr: '' });
    expect(state.issues).toEqual([]);
    const output = [...state.comments.map(({ body }) => body), JSON.stringify(state.deployments)].join('\n');
    for (const { log, summary } of [applied, watched])
      expect(log + summary + output).not.toContain('canary-token');
  });

  test('that is cancelled before its write, and then killed before its record, is repaired by the next run', async () => {
    const at = await scene(node);
    const push = await merged(at);
    const isComplete = () => at.github.state.deployments.map(({ payload }) => readRecord(payload)?.complete);

    const cancel = killedAt(at, { method: 'GET', path: /\/deployments$/ }, 'SIGTERM');
    const { exitCode, log } = await at.runBundle('apply', push, cancel);
    expect(exitCode).toBe(1);
    expect(log).toContain('Stopping after the request in flight');
    expect(await at.versions()).toEqual([]);
    expect(isComplete()).toEqual([false]);

    const kill = killedAt(at, { method: 'POST', path: /\/deployments$/, drop: true }, 'SIGKILL');
    expect((await at.runBundle('apply', push, kill)).exitCode).toBeNull();
    expect(await at.versions()).toEqual([1]);
    expect(isComplete()).toEqual([false]);

    expect((await at.run('apply', push, SECRETS)).exitCode).toBe(0);
    expect(await at.versions()).toEqual([1]);
    expect(isComplete()).toEqual([false, true]);
  });
});

describe('the Action', () => {
  test('ignores a plan comment that was rewritten after the merge', async () => {
    const at = await scene();
    const { state } = at.github;
    const push = await merged(at);
    const [comment] = state.comments;
    if (comment) state.editComment(comment, comment.body);
    const refused = await at.run('apply', push, SECRETS);
    expect(refused.exitCode).toBe(3);
    expect(await at.versions()).toEqual([]);
  });

  test('applies nothing that was pushed without review', async () => {
    const { github, run } = await scene();
    const { state } = github;
    const before = state.repository.find('main')?.sha ?? '';
    const pushed = state.repository.push('main', { 'streams/web.yaml': WEB });
    const ran = await run('apply', pushEvent(state, before, pushed), SECRETS);
    expect(ran.exitCode).toBe(3);
    expect(ran.log).toMatch(/plan-id=sha256:[0-9a-f]{64}/);
  });
});

test.runIf(process.env['CI'])('Node.js 24 is available, since runners have it', () => {
  expect(LACKING).toBe('');
});
