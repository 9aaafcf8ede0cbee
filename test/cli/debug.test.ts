import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

const PLAN = ['plan', '--simulator', '--only', 'agent-analytics'];
const REQUEST = /^[\d:.]{12} request 1: GET \/datastream-config-api\/\S+$/m;
const RESPONSE = /^[\d:.]{12} response 1: GET \S+; 200 after \d+ ms; .*x-ratelimit-remaining: 19; .*: \[\{/m;

beforeEach(async () => {
  await workspace({ examples: true });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it.each([
  ['--debug', [...PLAN, '--debug'], ''],
  ['DATASTREAM_DEBUG=true', PLAN, 'true'],
])(
  '%s logs requests and responses to standard error, and nothing of them to standard output',
  async (_, words, value) => {
    vi.stubEnv('DATASTREAM_DEBUG', value);
    const { exitCode, stdout, stderr } = await run(...words);
    expect(stderr).toMatch(REQUEST);
    expect(stderr).toMatch(RESPONSE);
    expect(stdout).toMatch(/^DataStream plan/);
    expect(stdout).not.toMatch(/request 1/);
    expect(exitCode).toBe(0);
  },
);

it('without it, no request is logged', async () => {
  vi.stubEnv('DATASTREAM_DEBUG', 'false');
  expect((await run(...PLAN)).stderr).not.toContain('request');
});

it('another value of the variable is an error before anything runs', async () => {
  vi.stubEnv('DATASTREAM_DEBUG', '1');
  const { exitCode, stdout, stderr } = await run(...PLAN, '--format', 'json');
  expect(exitCode).toBe(1);
  expect(stderr).toBe('Error: The variable DATASTREAM_DEBUG must be true or false.\n');
  expect(JSON.parse(stdout).error).toMatchObject({ code: 'usage' });
});

it('the commands that are suggested next do not repeat it', async () => {
  const { stdout } = await run(...PLAN, '--debug');
  expect(stdout).toContain('apply --simulator');
  expect(stdout).not.toContain('--debug');
});
