import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { decodeMarker } from '../../src/workflow/notes/marker.ts';
import { serveAccount } from '../commands/server.ts';
import { EXAMPLES } from '../examples.ts';
import { type Github, startGithub } from '../github/server/server.ts';
import type { Seed } from '../github/server/state.ts';
import { RUNTIMES, runAction } from './bundled.ts';
import { runInProcess } from './in-process.ts';
import { mergeGroupEvent, pullRequestEvent, pushEvent } from './payloads.ts';
import { type ActionRun, type Ran, scratch } from './runner-files.ts';

const KEY = 'B-C-1IE2OH8:1-8BYUX';
const PEM = '-----BEGIN PRIVATE KEY-----\nMIICanaryCanary0\nMIICanaryCanary1\n-----END PRIVATE KEY-----';
const SECRETS = `LOG_PLATFORM_TOKEN=canary-token\nSHORT=zq\nPEM="${PEM}"\n`;

interface Scene {
  readonly github: Github;
  readonly cwd: string;
  readonly change: string;
  /** Runs the sources in this process, or the bundle with a Node.js binary. */
  run(given: Partial<ActionRun> & Pick<ActionRun, 'event'>, node?: string): Promise<Ran>;
}

/** A checkout with the example manifests, a pull request that changes one of them, and GitHub. */
async function scene(inputs: Readonly<Record<string, string>>, seed: Seed = {}): Promise<Scene> {
  const github = await startGithub(seed);
  onTestFinished(() => github.close());
  const cwd = await scratch();
  await cp(EXAMPLES, path.join(cwd, 'streams'), { recursive: true });
  const file = path.join(cwd, 'streams/shop.yaml');
  const before = await readFile(file, 'utf8');
  const after = before.replace(/samplingPercentage: \d+/, 'samplingPercentage: 7');
  await writeFile(file, after);
  github.state.repository.push('main', { 'streams/shop.yaml': before });
  github.state.repository.push('change', { 'streams/shop.yaml': after });
  const { owner, repo, token } = github.state;
  const env = { GITHUB_REPOSITORY: `${owner}/${repo}`, GITHUB_API_URL: github.url };
  const usual = { command: 'plan', 'target-name': 'staging', 'github-token': token, ...inputs };
  const run: Scene['run'] = (given, node) => {
    const whole = { cwd, ...given, inputs: { ...usual, ...given.inputs }, env: { ...env, ...given.env } };
    return node === undefined ? runInProcess(whole) : runAction({ ...whole, node });
  };
  return { github, cwd, change: 'change', run };
}

/** Akamai over HTTP, simulated, with an edgerc text for it. */
async function akamai() {
  const server = await serveAccount(seededAccount(Date.now()));
  onTestFinished(() => server.close());
  const { AKAMAI_CLIENT_TOKEN, AKAMAI_CLIENT_SECRET, AKAMAI_ACCESS_TOKEN } = server.environment;
  const edgerc = [
    '[logs]',
    'host = akab-canaryhost.luna.akamaiapis.net',
    `client_token = ${AKAMAI_CLIENT_TOKEN}`,
    `client_secret = ${AKAMAI_CLIENT_SECRET}`,
    `access_token = ${AKAMAI_ACCESS_TOKEN}`,
  ].join('\n');
  return {
    target: 'akamai',
    endpoint: server.url,
    section: 'logs',
    edgerc,
    'account-key': KEY,
    secrets: SECRETS,
  };
}

const SIMULATOR = { target: 'simulator' };
const openPull = ({ github, change }: Scene) => github.state.repository.open(change);

describe.each(RUNTIMES)('the bundled Action under %s', (_, node) => {
  test('creates the comment of a pull request without a secret', async () => {
    const inputs = await akamai();
    const on = await scene(inputs);
    const { state } = on.github;
    const event = pullRequestEvent(state, openPull(on));
    const first = await on.run({ event }, node);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    const [comment] = state.comments;
    expect(decodeMarker(comment?.body ?? '')).toMatchObject({ target: 'staging', run: 1 });
    expect(first.outputs).toMatchObject({ 'has-changes': 'true', pending: '1' });
    expect(comment?.body).toContain(first.outputs['plan-id']);
    expect(await readFile(first.outputs['plan-path'] ?? '', 'utf8').catch(() => 'gone')).not.toContain(
      'canary-token',
    );
    expectNothingRevealed(first, comment?.body ?? '', inputs);
    expect(first.masks).toContain(on.github.state.token);
  });
});

/** No output contains a secret or identifies the account, and the runner masks each such value. */
function expectNothingRevealed(ran: Ran, comment: string, inputs: Awaited<ReturnType<typeof akamai>>): void {
  const marker = Buffer.from(/v1 (\S+) -->/.exec(comment)?.[1] ?? '', 'base64url').toString();
  const posted = [comment, marker, ran.summary].join('\n');
  for (const name of [new URL(inputs.endpoint).host, 'canaryhost', KEY]) expect(posted).not.toContain(name);
  for (const secret of ['canary-token', 'MIICanaryCanary0', ...credentials(inputs.edgerc)]) {
    for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) {
      expect(posted + ran.log + ran.stderr).not.toContain(form);
    }
    expect(ran.masks).toContain(secret);
  }
  for (const mask of ['zq', KEY, 'akab-canaryhost.luna.akamaiapis.net']) expect(ran.masks).toContain(mask);
  expect(ran.masks).not.toContain('');
}

function credentials(edgerc: string): readonly string[] {
  return [...edgerc.matchAll(/(?:token|secret) = (\S+)/g)].map(([, value = '']) => value);
}

describe('the Action', () => {
  test('updates its comment, also if run numbers have restarted', async () => {
    const on = await scene(SIMULATOR);
    const { state } = on.github;
    const event = pullRequestEvent(state, openPull(on));
    await on.run({ event });
    const [comment] = state.comments;
    expect(decodeMarker(comment?.body ?? '')?.run).toBe(1);
    await on.run({ event, env: { GITHUB_RUN_NUMBER: '3' } });
    expect(decodeMarker(state.comments[0]?.body ?? '')?.run).toBe(3);
    await on.run({ event, env: { GITHUB_RUN_NUMBER: '2' } });
    expect(state.comments.map(({ id }) => id)).toEqual([comment?.id]);
    expect(decodeMarker(state.comments[0]?.body ?? '')?.run).toBe(2);
  });

  test('plans a group in the merge queue and a push, without a comment', async () => {
    const on = await scene(SIMULATOR);
    const { state } = on.github;
    const base = state.repository.find('main')?.sha ?? '';
    const head = state.repository.find('change')?.sha ?? '';
    for (const event of [mergeGroupEvent(state, base, head), pushEvent(state, base, head)]) {
      const ran = await on.run({ event });
      expect(ran.exitCode).toBe(0);
      expect(ran.summary).toContain('shop');
    }
    expect(state.comments).toEqual([]);
  });

  test('validates a pull request from a fork and says why there is no plan, without a request to GitHub', async () => {
    const on = await scene({ ...SIMULATOR, 'github-token': 'reads-only' });
    const event = pullRequestEvent(on.github.state, openPull(on), 'mallory/log-streams');
    const ran = await on.run({ event });
    expect(ran.exitCode).toBe(0);
    expect(ran.log).toMatch(/^::notice::This pull request comes from a fork/m);
    expect(ran.summary).toMatch(/fork[\s\S]*Valid/);
    expect(on.github.requests).toEqual([]);
  });

  test('needs no token, target or secret to validate, and reports invalid manifests as annotations at file and line', async () => {
    const on = await scene({ 'github-token': '', 'target-name': '' });
    const broken = 'apiVersion: datastream-gitops/v1\nkind: DataStream2\nmetdata: {}\n';
    await writeFile(path.join(on.cwd, 'streams/broken.yaml'), broken);
    const event = pushEvent(on.github.state, 'a', 'b');
    const ran = await on.run({ event, inputs: { command: 'validate' } });
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toMatch(/^::error title=[\w-]+,file=streams\/broken.yaml,line=3,col=1::/m);
    expect(ran.summary).toContain('broken.yaml');
  });

  test('without permission to comment has the plan in the summary, and succeeds', async () => {
    const on = await scene(SIMULATOR, { permissions: { 'pull-requests': 'read', issues: 'read' } });
    const ran = await on.run({ event: pullRequestEvent(on.github.state, openPull(on)) });
    expect(ran.exitCode).toBe(0);
    expect(ran.log).toMatch(/^::notice::There is no comment/m);
    expect(ran.summary).toContain(ran.outputs['plan-id']);
  });

  test('survives transient failures of GitHub', async () => {
    const on = await scene(SIMULATOR);
    on.github.fault({ path: /compare/, status: 502 });
    on.github.fault({ method: 'POST', path: /comments$/, status: 429, headers: { 'retry-after': '1' } });
    const ran = await on.run({ event: pullRequestEvent(on.github.state, openPull(on)) });
    expect(ran.exitCode).toBe(0);
    expect(on.github.state.comments).toHaveLength(1);
  });

  test('never selects the simulator by itself: without a target it does nothing', async () => {
    const on = await scene({ target: '' });
    const ran = await on.run({ event: pullRequestEvent(on.github.state, openPull(on)) });
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toMatch(/::error title=Input::The input "target" is akamai or simulator/);
    expect(on.github.requests).toEqual([]);
  });

  test('reports invalid credentials, and marks an older plan as outdated', async () => {
    const inputs = await akamai();
    const on = await scene(inputs);
    const event = pullRequestEvent(on.github.state, openPull(on));
    const wrong = inputs.edgerc.replace(/client_secret = .*/, 'client_secret = canary-wrong');
    const ran = await on.run({ event, inputs: { edgerc: wrong } });
    expect(ran.exitCode).toBe(1);
    expect(ran.log).toMatch(/^::error::.*401/m);
    expect(ran.log).not.toMatch(/canary-wrong|\n\s+at |bug/);
    expect(on.github.state.comments[0]?.body).toMatch(/there is no plan/);
  });

  test('says that it plans against the simulator, and shows names from users without executing commands in them', async () => {
    const on = await scene(SIMULATOR);
    const first = await on.run({ event: pullRequestEvent(on.github.state, openPull(on)) });
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.summary).toMatch(/simulator/);
    expect(on.github.state.comments[0]?.body).toMatch(/simulator/);
    const file = path.join(on.cwd, '.datastream/simulator.json');
    const text = await readFile(file, 'utf8');
    const hostile = '@everyone <img src=x onerror=y> ##[error]x';
    await writeFile(file, text.replaceAll('portal-experiment', hostile));
    const ran = await on.run({ event: pullRequestEvent(on.github.state, openPull(on)) });
    expect(ran.exitCode).toBe(0);
    const [comment] = on.github.state.comments.slice(-1);
    for (const body of [comment?.body ?? '', ran.summary]) {
      expect(body).not.toMatch(/<img|(?<![`\\\w&;>])@everyone/);
      expect(body).toContain('everyone');
    }
    expect(ran.log).not.toContain('##[');
  });
});
