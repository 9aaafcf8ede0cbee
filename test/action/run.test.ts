import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../src/action/run.ts';
import { workspace } from '../commands/workspace.ts';
import { startGithub } from '../github/server/server.ts';
import { pullRequestEvent } from './payloads.ts';

let lines: string[] = [];
let folder = '';
let listeners: readonly (readonly [NodeJS.Signals, readonly NodeJS.SignalsListener[]])[] = [];

beforeEach(() => {
  lines = [];
  folder = mkdtempSync(path.join(tmpdir(), 'datastream-run-'));
  listeners = (['SIGINT', 'SIGTERM'] as const).map((name) => [name, process.listeners(name)]);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(
      ...String(text)
        .split('\n')
        .filter((line) => line !== ''),
    );
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true, force: true });
  for (const [name, before] of listeners) {
    for (const listener of process.listeners(name))
      if (!before.includes(listener)) process.off(name, listener);
  }
});

function given(env: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries({ GITHUB_EVENT_PATH: '', GITHUB_STEP_SUMMARY: '', ...env })) {
    vi.stubEnv(name, text);
  }
}

async function ended(): Promise<number | string | null | undefined> {
  await run();
  const { exitCode } = process;
  process.exitCode = undefined;
  return exitCode;
}

function file(name: string, text: string): string {
  const whole = path.join(folder, name);
  writeFileSync(whole, text);
  return whole;
}

/** The environment of a plan for a pull request, on a server that is closed when the test ends. Returns its state. */
async function givenPullRequest(env: Readonly<Record<string, string>> = {}) {
  const github = await startGithub({});
  onTestFinished(() => github.close());
  const { state } = github;
  state.repository.push('change', { a: '2' });
  const event = pullRequestEvent(state, state.repository.open('change'));
  given({
    INPUT_COMMAND: 'plan',
    INPUT_TARGET: 'simulator',
    'INPUT_TARGET-NAME': 'staging',
    'INPUT_GITHUB-TOKEN': state.token,
    GITHUB_API_URL: github.url,
    GITHUB_REPOSITORY: `${state.owner}/${state.repo}`,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event.payload)),
    GITHUB_STEP_SUMMARY: file('summary.md', ''),
    GITHUB_OUTPUT: file('output', ''),
    RUNNER_TEMP: folder,
    ...env,
  });
  return state;
}

describe('a run of the Action', () => {
  test('refuses pull_request_target by the name of the event, before it reads an input', async () => {
    given({ GITHUB_EVENT_NAME: 'pull_request_target', INPUT_COMMAND: 'plan' });
    expect(await ended()).toBe(1);
    expect(lines.filter((line) => line.startsWith('::error'))).toEqual([
      expect.stringMatching(
        /^::error title=Event::The event pull_request_target is not supported.*Use pull_request\.$/,
      ),
    ]);
  });

  test('masks before it writes anything, then reports all errors', async () => {
    await workspace();
    given({
      INPUT_COMMAND: 'plan',
      INPUT_SECRETS: 'A=canary\nB=zq',
      INPUT_EDGERC: 'host = h',
      'INPUT_ACCOUNT-KEY': 'K',
    });
    expect(await ended()).toBe(1);
    const masks = lines.filter((line) => line.startsWith('::add-mask::'));
    expect(lines.slice(0, masks.length)).toEqual(masks);
    expect(masks).toEqual(expect.arrayContaining(['::add-mask::canary', '::add-mask::zq', '::add-mask::K']));
    expect(lines.slice(masks.length).every((line) => line.startsWith('::error title=Input::'))).toBe(true);
    expect(lines.slice(masks.length).length).toBeGreaterThan(2);
  });

  test('masks the account key of the configuration file before it uses the account', async () => {
    const { write } = await workspace({ examples: true });
    const github = await startGithub({});
    onTestFinished(() => github.close());
    await write(
      'datastream.yaml',
      'apiVersion: datastream-gitops/v1\ntargets: { staging: { accountKey: 1-ABC123:1-2RBL } }\n',
    );
    const { state } = github;
    given({
      INPUT_COMMAND: 'plan',
      INPUT_TARGET: 'akamai',
      INPUT_EDGERC: '[default]\nhost = 127.0.0.1\n',
      'INPUT_TARGET-NAME': 'staging',
      'INPUT_GITHUB-TOKEN': state.token,
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: `${state.owner}/${state.repo}`,
      GITHUB_EVENT_NAME: 'workflow_dispatch',
    });
    expect(await ended()).toBe(1);
    expect(lines).toContain('::add-mask::1-ABC123:1-2RBL');
  });

  test('validates without anything else', async () => {
    await workspace({ examples: true });
    given({ INPUT_COMMAND: 'validate', GITHUB_STEP_SUMMARY: file('summary.md', '') });
    expect(await ended()).toBe(0);
    expect(readFileSync(path.join(folder, 'summary.md'), 'utf8')).toContain('Valid');
  });

  test('plans a pull request with the runner’s files, and lists what it reads', async () => {
    await workspace({ examples: true });
    const state = await givenPullRequest();
    expect([await ended(), lines.filter((line) => line.startsWith('::error'))]).toEqual([0, []]);
    expect(state.comments).toHaveLength(1);
    expect(readFileSync(path.join(folder, 'output'), 'utf8')).toMatch(/plan-id<</);
    expect(lines.join('\n')).toMatch(/Commented: http/);
    const said = lines.filter((line) => !line.startsWith('::'));
    expect(said[0]).toBe('DataStream plan · target staging, the simulator: no real account');
  });

  test.each([
    ['plan', 'validate'],
    ['validate', 'validate'],
  ])('of a fork with the command %s validates', async (command) => {
    await workspace({ examples: true });
    const github = await startGithub({});
    onTestFinished(() => github.close());
    github.state.repository.push('change', { a: '2' });
    const event = pullRequestEvent(github.state, github.state.repository.open('change'), 'mallory/fork');
    given({
      INPUT_COMMAND: command,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_REPOSITORY: 'platform/log-streams',
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event.payload)),
    });
    expect(await ended()).toBe(0);
    expect(lines.join('\n')).toMatch(/comes from a fork/);
    expect(github.requests).toEqual([]);
  });

  test('that fails reports the reason in one annotation, with its stack only in debug mode', async () => {
    await workspace();
    const env = { INPUT_COMMAND: 'validate', GITHUB_EVENT_PATH: file('event.json', 'no json') };
    given(env);
    expect(await ended()).toBe(1);
    expect(lines.filter((line) => line.startsWith('::error'))).toEqual([
      '::error::The event of this run (GITHUB_EVENT_PATH) cannot be read.',
    ]);
    expect(lines.join('\n')).not.toMatch(/\n\s+at /);
    given({ ...env, RUNNER_DEBUG: '1' });
    await ended();
    expect(lines.join('\n')).toMatch(/\n\s+at /);
  });

  test.each([
    ['1', true],
    ['', false],
  ])('with RUNNER_DEBUG=%j logs requests as debug lines: %s', async (debug, isLogged) => {
    await workspace({ examples: true });
    await givenPullRequest({ RUNNER_DEBUG: debug });
    expect(await ended()).toBe(0);
    expect(lines.some((line) => /^::debug::[\d:.]+ request 1: GET /.test(line))).toBe(isLogged);
    expect(
      lines.filter((line) => !line.startsWith('::debug::') && /(?:request|response) \d+: /.test(line)),
    ).toEqual([]);
  });

  test('whose summary cannot be written continues and says so', async () => {
    await workspace({ examples: true });
    given({ INPUT_COMMAND: 'validate', GITHUB_STEP_SUMMARY: path.join(folder, 'nowhere/summary.md') });
    expect(await ended()).toBe(0);
    expect(lines.join('\n')).toMatch(/summary cannot be written/);
  });

  test('stops after the request in flight when the runner cancels it, however often', async () => {
    await workspace({ examples: true });
    given({ INPUT_COMMAND: 'validate' });
    await ended();
    const stop = process.listeners('SIGTERM').at(-1);
    stop?.('SIGTERM');
    stop?.('SIGTERM');
    expect(lines.filter((line) => line.startsWith('Stopping after'))).toHaveLength(1);
  });
});
