import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exampleSecrets, PROJECT, workspace } from '../commands/workspace.ts';

const runCommandLine = vi.hoisted(() =>
  vi.fn((_words: readonly string[], _program?: string) => Promise.resolve(0)),
);
vi.mock('../../dist/cli/run.js', () => ({ run: runCommandLine }));

const { argv, env } = process;
const variables = { ...env };

afterEach(() => {
  process.argv = argv;
  process.exitCode = undefined;
  for (const name of Object.keys(env)) if (variables[name] === undefined) delete env[name];
  vi.restoreAllMocks();
  vi.resetModules();
  runCommandLine.mockClear();
});

/** The arguments that `npm start -- WORDS` passes to the command line. */
async function started(...words: readonly string[]) {
  await workspace({ examples: true });
  const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  process.argv = ['node', 'start.js', ...words];
  await import(`${PROJECT}scripts/start.mjs`);
  return { words: runCommandLine.mock.calls[0]?.[0], said: String(said.mock.calls) };
}

describe('npm start', () => {
  it.each([
    [[], ['plan', '--check-properties', '--simulator']],
    [
      ['--format', 'json'],
      ['plan', '--check-properties', '--format', 'json', '--simulator'],
    ],
    [['status'], ['status', '--simulator']],
    [
      ['import', '--all'],
      ['import', '--all', '--simulator'],
    ],
    [['validate'], ['validate']],
    [['simulate'], ['simulate']],
    [
      ['plan', '--simulator', 'mine.json'],
      ['plan', '--simulator', 'mine.json'],
    ],
    [
      ['plan', '--endpoint=http://127.0.0.1:8085'],
      ['plan', '--endpoint=http://127.0.0.1:8085'],
    ],
    [
      ['apply', '--edgerc', 'x'],
      ['apply', '--edgerc', 'x'],
    ],
    [
      ['plan', '--section', 'x'],
      ['plan', '--section', 'x'],
    ],
    [['--help'], ['--help']],
    [
      ['apply', '--help'],
      ['apply', '--help'],
    ],
  ])('with %j runs %j', async (given, run) => {
    expect((await started(...given)).words).toEqual(run);
  });

  it('sets placeholder secrets for a simulated apply, reports how many, and keeps those that are set', async () => {
    const [own = ''] = Object.keys(await exampleSecrets());
    env[own] = 'mine';
    const { said, words } = await started('apply');
    expect(words).toEqual(['apply', '--simulator']);
    const made = Object.keys(env).filter((name) => env[name] === `made-up-for-the-simulator-${name}`);
    expect(made.length).toBeGreaterThan(0);
    expect(said).toMatch(new RegExp(`sets ${made.length} .*made-up values`));
    expect(env[own]).toBe('mine');
  });

  it('sets placeholder secrets also if --simulator is explicit', async () => {
    const { said, words } = await started('apply', '--simulator');
    expect(words).toEqual(['apply', '--simulator']);
    expect(said).toContain('made-up values');
  });

  it('states how it was called, so that the next command can be copied', async () => {
    await started('plan');
    expect(runCommandLine.mock.calls[0]?.[1]).toBe('npm start --');
  });

  it('never sets a placeholder secret for a real account', async () => {
    const { said } = await started('apply', '--endpoint', 'https://akamai.example.com');
    expect(Object.values(env).filter((value) => value?.startsWith('made-up-for'))).toEqual([]);
    expect(said).toBe('');
  });

  it('keeps the exit code of the command', async () => {
    runCommandLine.mockResolvedValueOnce(3);
    await started('plan');
    expect(process.exitCode).toBe(3);
  });
});
