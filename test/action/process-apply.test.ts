import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readRecord } from '../../src/action/records.ts';
import { type ActionRun, type Ran, RUNTIMES, runAction, scratch } from './bundled.ts';
import { type Github, startGithub } from './github-server.ts';
import { pullRequestEvent, pushEvent } from './payloads.ts';
import { cdn } from './stream-files.ts';

interface Scene {
  readonly github: Github;
  run(command: string, event: ActionRun['event'], inputs?: ActionRun['inputs']): Promise<Ran>;
}

const WEB = Object.values(cdn('web')).join('');

/** A repository with one manifest on a branch, and a simulated account that one run leaves to the next. */
async function scene(node: string): Promise<Scene> {
  const github = await startGithub();
  onTestFinished(() => github.close());
  const cwd = await scratch();
  await mkdir(path.join(cwd, 'streams'));
  await writeFile(path.join(cwd, 'streams/web.yaml'), WEB);
  const { owner, repo, token, repository } = github.state;
  repository.push('main', { 'README.md': 'Streams' });
  repository.push('change', { 'streams/web.yaml': WEB });
  const usual = { target: 'simulator', 'target-name': 'staging', 'github-token': token, world: 'world.json' };
  const env = {
    GITHUB_REPOSITORY: `${owner}/${repo}`,
    GITHUB_API_URL: github.url,
    GITHUB_REF: 'refs/heads/main',
  };
  const run: Scene['run'] = (command, event, inputs = {}) =>
    runAction({ node, cwd, event, inputs: { ...usual, command, ...inputs }, env });
  return { github, run };
}

const SECRETS = { secrets: 'TOKEN=canary-token\n' };

describe.each(RUNTIMES)('the bundled Action under %s', (_, node) => {
  test('plans, applies what was merged, records it, and watches without another write', async () => {
    const { github, run } = await scene(node);
    const { state } = github;
    const before = state.repository.find('main')?.sha ?? '';
    const pull = state.repository.open('change');
    expect((await run('plan', pullRequestEvent(state, pull))).exitCode).toBe(0);
    const merged = state.repository.merge(pull.number, 'squash');
    const push = pushEvent(state, before, merged);

    const lacking = await run('apply', push);
    expect(lacking.exitCode).toBe(1);
    expect(lacking.log).toContain('TOKEN');

    const applied = await run('apply', push, SECRETS);
    expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
    const made = state.deployments.at(-1);
    expect(readRecord(made?.payload)).toMatchObject({
      complete: true,
      streams: [{ name: 'web', version: 1 }],
    });
    expect(made?.environment).toBe('datastream: staging');
    expect(state.comments.map(({ body }) => body).join('\n')).toContain('DataStream apply');

    const schedule = { name: 'schedule', sha: merged, payload: {} };
    const watched = await run('watch', schedule, SECRETS);
    expect(watched).toMatchObject({ exitCode: 0, stderr: '' });
    expect(state.issues).toEqual([]);
    const told = [...state.comments.map(({ body }) => body), JSON.stringify(state.deployments)].join('\n');
    for (const { log, summary } of [applied, watched])
      expect(log + summary + told).not.toContain('canary-token');
  });

  test('applies nothing that came by a push past all review', async () => {
    const { github, run } = await scene(node);
    const { state } = github;
    const before = state.repository.find('main')?.sha ?? '';
    const pushed = state.repository.push('main', { 'streams/web.yaml': WEB });
    const ran = await run('apply', pushEvent(state, before, pushed), SECRETS);
    expect(ran.exitCode).toBe(3);
    expect(ran.log).toMatch(/plan id sha256:[0-9a-f]{64}/);
  });
});
