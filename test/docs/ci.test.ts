import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isArray, isObject, type Json } from '../../src/model/json.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import type { RunningServer } from '../../src/simulator/server/server.ts';
import { serveAccount } from '../commands/server.ts';
import { exampleSecrets, PROJECT } from '../commands/workspace.ts';
import { EXAMPLES } from '../examples.ts';
import { npxSubstitute } from './npx-substitute.ts';

const DOCS = readFileSync(path.join(PROJECT, 'docs/ci.md'), 'utf8');

/** The recipe below a heading. */
function recipe(heading: string): string {
  const section = DOCS.slice(DOCS.indexOf(`## ${heading}\n`));
  return /```\w+\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
}

/** The values of every `script`, in the order of the file, at any depth. */
function scripts(value: Json): readonly string[] {
  if (isArray(value)) return value.flatMap(scripts);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'script' ? [isArray(member) ? member.map(String).join('\n') : String(member)] : scripts(member),
  );
}

let folder = '';
const opened: Pick<RunningServer, 'close'>[] = [];
/** How the pipelines reach their account: a simulator in this process, which allows more requests than Akamai. */
let account: Readonly<Record<string, string>> = {};

async function addProgram(name: string, text: string): Promise<void> {
  await writeFile(path.join(folder, 'bin', name), text, { mode: 0o755 });
}

/**
 * Creates substitutes for the programs of CI machines: npx with the command, npm without anything to install, and curl.
 */
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'datastream-ci-'));
  await cp(EXAMPLES, path.join(folder, 'streams'), { recursive: true });
  await mkdir(path.join(folder, 'bin'));
  await mkdir(path.join(folder, 'plan'));
  const npx = await npxSubstitute();
  await addProgram('npx', npx.program);
  await addProgram('npm', '#!/bin/sh\n[ "$*" = ci ]\n');
  await addProgram('curl', `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/curl.txt"\n`);
  const simulator = await serveAccount(seededAccount(Date.now(), { rate: { burst: 1_000_000, refill: 1 } }));
  opened.push(npx, simulator);
  account = { DATASTREAM_OPTIONS: `--endpoint ${simulator.url}`, ...simulator.environment };
});

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
}

/** Runs one job's script as CI systems do: stops at the first command that fails. */
async function run(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const variables = {
    PATH: `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    ...account,
    GITLAB_TOKEN: 'canary-token',
    CI_API_V4_URL: 'https://gitlab.example.com/api/v4',
    CI_PROJECT_ID: '7',
    CI_MERGE_REQUEST_IID: '3',
    BUILD_ARTIFACTSTAGINGDIRECTORY: path.join(folder, 'plan'),
    PIPELINE_WORKSPACE: folder,
    ...env,
  };
  return new Promise((resolve) => {
    execFile('bash', ['-eo', 'pipefail', '-c', script], { cwd: folder, env: variables }, (error, stdout) =>
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout }),
    );
  });
}

const read = (file: string) => readFile(path.join(folder, file), 'utf8');

/** Runs scripts in sequence. All of them must succeed. */
async function runAll(all: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const outputs: string[] = [];
  for (const script of all) {
    const { exitCode, stdout } = await run(script, env);
    expect([script, exitCode]).toEqual([script, 0]);
    outputs.push(stdout);
  }
  return outputs.join('\n');
}

test('every recipe runs with the built command on the simulator, which needs no account', async () => {
  const main = path.join(PROJECT, 'dist/cli/main.js');
  await addProgram(
    'npx',
    `#!/bin/sh\n[ "$1" = datastream ] && shift && exec "${process.execPath}" "${main}" "$@"\n`,
  );
  expect(DOCS.match(/DATASTREAM_OPTIONS(:| =|\n +value:) '?--simulator'?$/gm)).toHaveLength(3);
  const { exitCode } = await run('npx datastream plan $DATASTREAM_OPTIONS', {
    DATASTREAM_OPTIONS: '--simulator',
  });
  expect(exitCode).toBe(0);
});

describe('GitLab', () => {
  const jobs = parse(recipe('GitLab')) as Record<string, Json>;
  const script = (job: string) => [jobs['before_script'], ...scripts(jobs[job] ?? {})].flat().join('\n');

  test('validates and plans a merge request, and comments on it', async () => {
    await runAll([script('validate'), script('plan')], {});
    expect(await read('plan.md')).toMatch(/DataStream plan/);
    expect((await read('curl.txt')).split('\n')).toEqual(
      expect.arrayContaining([
        'body@plan.md',
        'https://gitlab.example.com/api/v4/projects/7/merge_requests/3/notes',
      ]),
    );
  });

  test('comments on a plan that fails, too, and the job fails as the plan did', async () => {
    await writeFile(path.join(folder, 'streams/broken.yaml'), 'kind: DataStream2\n');
    expect(await run(script('plan'))).toMatchObject({ exitCode: 1 });
    expect(await read('curl.txt')).toContain('body@plan.md');
  });

  test('plans the main branch, applies that plan, and then shows no drift', async () => {
    expect(await run(script('drift'))).toMatchObject({ exitCode: 2 });
    await runAll([script('plan-main'), script('apply')], await exampleSecrets());
    expect(await run(script('drift'))).toMatchObject({ exitCode: 0 });
    expect(await run(script('apply'))).toMatchObject({ exitCode: 3 });
  });
});

describe('Jenkins', () => {
  test('validates, plans and applies that plan', async () => {
    const all = [...recipe('Jenkins').matchAll(/sh '''([\s\S]*?)'''/g)].map(([, text = '']) => text);
    expect(all).toHaveLength(3);
    expect(await runAll(all, await exampleSecrets())).toContain('DataStream apply');
    expect(await read('plan.md')).toMatch(/DataStream plan/);
  });
});

describe('Azure', () => {
  test('validates, plans and applies that plan', async () => {
    const all = scripts(parse(recipe('Azure Pipelines')) as Json);
    expect(all).toHaveLength(3);
    const output = await runAll(all, await exampleSecrets());
    expect(output).toMatch(/##vso\[task\.uploadsummary\]\S+plan\.md\n/);
    expect(output).toContain('DataStream apply');
  });
});
