import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import type { Settings } from '../../src/simulator/state/settings.ts';
import { serveAccount } from '../commands/server.ts';
import { exampleSecrets, PROJECT, workspace } from '../commands/workspace.ts';
import { unmetered } from '../simulator/client.ts';
import { MAIN, type Running, run, start } from './built.ts';
import { run as runInProcess } from './in-process.ts';

let cwd = '';
const running: Running[] = [];

async function stop({ child, finished }: Running): Promise<void> {
  child.kill('SIGINT');
  await finished;
}

beforeEach(async () => {
  await workspace({ examples: true });
  cwd = process.cwd();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(running.splice(0).map(stop));
});

/** Starts `datastream simulate`. Returns the environment for a client of it. */
async function simulate() {
  const words = ['simulate', '--port', '0', '--movement', '1s', '--requests-per-minute', '6000'];
  const server = start(words, { cwd });
  running.push(server);
  const [, url = ''] = await server.saw(/--endpoint (http:\S+)/);
  const text = (await server.saw(/export AKAMAI_ACCESS_TOKEN=\S+\n/)).input;
  const env = Object.fromEntries(
    [...text.matchAll(/export (\w+)=(\S+)/g)].map(([, k = '', v = '']) => [k, v]),
  );
  return { url, env };
}

/** Serves a simulated account in this process. */
async function serveSimulator(settings: Partial<Settings> = {}) {
  const { url, environment, close } = await serveAccount(unmetered(seededAccount(Date.now(), settings)));
  onTestFinished(() => close());
  return { url, env: environment };
}

/** Runs a command in this process, for tests that need no process of their own. */
async function runHere(words: readonly string[], env: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const finished = await runInProcess(...words);
  vi.restoreAllMocks();
  return finished;
}

describe('the built command against the simulator over HTTP', () => {
  test('plan, a saved plan applied with waiting, an empty plan, status', async () => {
    const { url, env } = await simulate();
    const secrets = await exampleSecrets();
    const planned = await run(['plan', '--endpoint', url, '--out', 'plan.json', '--detailed-exitcode'], {
      cwd,
      env,
    });
    expect(planned.stdout).toContain('Plan: 1 to create, 2 to update, 1 to activate, 1 to deactivate');
    expect(planned.exitCode).toBe(2);
    expect((await stat(path.join(cwd, 'plan.json'))).mode & 0o077).toBe(0);

    const words = [
      'apply',
      '--endpoint',
      url,
      '--plan',
      'plan.json',
      '--wait',
      '--poll',
      '1s',
      '--format',
      'json',
    ];
    const applied = await run(words, { cwd, env: { ...env, ...secrets } });
    expect(JSON.parse(applied.stdout)).toMatchObject({ outcome: 'converged', target: url });
    expect(applied.exitCode).toBe(0);

    const again = await runHere(['plan', '--endpoint', url, '--detailed-exitcode'], env);
    expect(again.stdout).toContain('No changes.');
    expect(again.exitCode).toBe(0);
    const stale = await runHere(words, { ...env, ...secrets });
    expect(JSON.parse(stale.stdout)).toMatchObject({ outcome: 'refused' });
    expect(stale.exitCode).toBe(3);
    const status = await runHere(['status', '--endpoint', url, '--format', 'json'], env);
    expect(JSON.parse(status.stdout).items).toHaveLength(8);
  });
});

describe('a command against an account that it does not change', () => {
  test('a wrong client secret is reported as a 401 of the account that was opened, without the secret', async () => {
    const { url, env } = await serveSimulator();
    const wrong = { ...env, AKAMAI_CLIENT_SECRET: 'canary-wrong-secret' };
    const result = await runHere(['plan', '--endpoint', url], wrong);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/401/);
    expect(result.stderr.split('\n')[0]).toBe(`Target: ${url}`);
    expect(result.stdout + result.stderr).not.toContain('canary-wrong-secret');
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  test('import of every live stream has an empty plan', async () => {
    const { url, env } = await serveSimulator();
    const imported = await runHere(['import', '--all', '--streams', 'imported', '--endpoint', url], env);
    expect(imported.exitCode).toBe(0);
    const words = [
      'plan',
      '--streams',
      'imported',
      '--endpoint',
      url,
      '--detailed-exitcode',
      '--format',
      'json',
    ];
    const planned = await runHere(words, env);
    const plan = JSON.parse(planned.stdout);
    expect(plan.items.flatMap((item: { changes: unknown[] }) => item.changes)).toEqual([]);
    expect(plan.orphans).toEqual([]);
    expect(planned.exitCode).toBe(0);
  });

  test('apply without a terminal writes nothing without --yes', async () => {
    const { url, env } = await serveSimulator();
    const secrets = await exampleSecrets();
    const refused = await run(['apply', '--endpoint', url, '--format', 'json'], {
      cwd,
      env: { ...env, ...secrets },
    });
    const { outcome, refusals, plan } = JSON.parse(refused.stdout);
    expect(refused.exitCode).toBe(3);
    expect(outcome).toBe('refused');
    expect(refusals).toMatchObject([{ code: 'no-consent', message: expect.stringContaining('pass --yes') }]);
    expect(plan.summary.create).toBeGreaterThan(0);
    const words = ['plan', '--endpoint', url, '--format', 'json'];
    const again = JSON.parse((await runHere(words, { ...env, ...secrets })).stdout);
    expect(again.fingerprint).toBe(plan.fingerprint);
  });
});

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s while waiting', (signal, code) => {
  const WAITS = /\d of \d+ (active|inactive|stable)/;

  test('ends an apply as interrupted, and then a status, with the exit code of the signal', async () => {
    const { url, env } = await serveSimulator({ transitionTime: 3_600_000 });
    const words = ['apply', '--yes', '--format', 'json', '--wait', '--endpoint', url];
    const applying = start(words, { cwd, env: { ...env, ...(await exampleSecrets()) } });
    running.push(applying);
    await applying.saw(WAITS);
    applying.child.kill(signal);
    const applied = await applying.finished;
    expect(JSON.parse(applied.stdout).outcome).toBe('interrupted');
    expect(applied.exitCode).toBe(code);

    const status = runHere(['status', '--wait', '--endpoint', url], env);
    await vi.waitFor(() => expect(String(vi.mocked(process.stderr.write).mock.calls)).toMatch(WAITS), 20_000);
    process.emit(signal);
    expect((await status).exitCode).toBe(code);
  });
});

describe('the built command alone', () => {
  test('--version is the package version', async () => {
    const { version } = JSON.parse(await readFile(path.join(PROJECT, 'package.json'), 'utf8'));
    expect(await run(['--version'], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  test.each([
    [['plan', '--nope'], /unknown option/],
    [['plan'], /No credentials/],
  ])('%j is refused with a message, exit code 1 and no stack trace', async (words, message) => {
    const { exitCode, stdout, stderr } = await run(words, { cwd });
    expect(exitCode).toBe(1);
    expect(stdout + stderr).toMatch(message);
    expect(stdout + stderr).not.toMatch(/\n\s+at |this is a bug/);
  });

  test('a plan into a pipe that closes early is not an error', async () => {
    const planning = start(['plan', '--simulator'], { cwd });
    planning.child.stdout?.destroy();
    const { stderr, exitCode } = await planning.finished;
    expect(stderr).not.toMatch(/EPIPE|at /);
    expect(exitCode).toBe(0);
  });

  test('logs into a pipe that closes early end quietly, before all pages are read', async () => {
    const pulling = start(['logs', 'edge-samples', '--start', '-1h', '--size', '50', '--simulator'], { cwd });
    pulling.child.stdout?.once('data', () => pulling.child.stdout?.destroy());
    const { stderr, exitCode } = await pulling.finished;
    expect(stderr).not.toMatch(/EPIPE|Error|records on/);
    expect(exitCode).toBe(0);
  });

  test('a failed apply whose output and progress pipes are closed still exits with 1', async () => {
    const applying = start(['apply', '--simulator'], { cwd });
    applying.child.stdout?.destroy();
    applying.child.stderr?.destroy();
    expect((await applying.finished).exitCode).toBe(1);
  });

  test.skipIf(!existsSync('/dev/full'))(
    'a result that cannot be written is reported as an error',
    async () => {
      const full = await open('/dev/full', 'w');
      const { exitCode, stderr } = await run(['validate'], { cwd, stdout: full.fd });
      await full.close();
      expect(stderr).toMatch(/Error: the result could not be written \(ENOSPC\)/);
      expect(exitCode).toBe(1);
    },
  );
});

test('a process that may open few files says which limit to raise, and prints no stack trace', async () => {
  const limited = promisify(execFile)(
    'sh',
    ['-c', 'ulimit -n 36; exec "$0" "$@"', process.execPath, MAIN, 'validate'],
    {
      cwd,
    },
  );
  const { code, stderr } = await limited.then(
    () => ({ code: 0, stderr: '' }),
    (error: { readonly code: number; readonly stderr: string }) => error,
  );
  expect(code).toBe(1);
  expect(stderr).toBe(
    'Error: Too many files are open: this process may not open as many as it needs.\n' +
      '  Raise the limit, for example with `ulimit -n 1024`, and run again.\n',
  );
});

describe('an official client', () => {
  test('reaches the simulator with only the output of `simulate --https`', async () => {
    const server = start(['simulate', '--port', '0', '--https'], { cwd });
    running.push(server);
    const text = (await server.saw(/export REQUESTS_CA_BUNDLE=\S+\n/)).input;
    const printed = Object.fromEntries(
      [...text.matchAll(/export (\w+)=(\S+)/g)].map(([, k = '', v = '']) => [k, v]),
    );
    const docs = await readFile(path.join(PROJECT, 'docs/simulator.md'), 'utf8');
    const [, program = ''] = /```js\n(.*?)```/s.exec(docs) ?? [];
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], {
      cwd: PROJECT,
      env: { ...process.env, ...printed },
    });
    expect(stdout).toMatch(/^200 /);
    expect(stdout).toContain('edge-archive');
  });
});
