import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Context } from '../../../src/commands/session/context.ts';
import { INIT_SCHEMA } from '../../../src/render/schemas/init.ts';
import { GIT, packageOf, report, run } from '../init-workspace.ts';
import { type Workspace, workspace } from '../workspace.ts';
import { ghSubstitute } from './gh-substitute.ts';

const FILES = {
  'edgerc-read-only': 'READ-CANARY\n',
  'edgerc-read-write': 'WRITE-CANARY\n',
  'secrets.env': 'A=SECRET-CANARY\n',
};
const GITHUB = { github: true, yes: true } as const;

/** A repository whose folder is also the home folder. */
async function repositoryWith(
  { gh }: Pick<Context, 'gh'>,
  files: Readonly<Record<string, string>> = FILES,
  answer?: string,
): Promise<Workspace> {
  const at = await workspace(answer === undefined ? {} : { answer });
  for (const [file, text] of Object.entries({ ...GIT, ...files })) await at.write(file, text);
  const context = { ...at.context, gh };
  return { ...at, context, run: (command) => at.clock.runUntil(command(context)) };
}

const results = ({ setup }: Awaited<ReturnType<typeof report>>) =>
  setup?.commands.map(({ result }) => result).join(' ');

describe('init --github', () => {
  test('creates the settings in the order of the steps, without a secret as an argument', async () => {
    const gh = ghSubstitute();
    const at = await repositoryWith(gh);
    const printed = await report(at, GITHUB);
    expect(printed).toMatchObject({ exitCode: 0, setup: { outcome: 'done', repository: 'acme/logs' } });
    expect(results(printed)).toMatch(/^done( done)+$/);
    const steps = printed.steps
      .flatMap(({ commands }) => commands)
      .filter((line) => /\bgh (api|secret|variable) /.test(line));
    expect(printed.setup?.commands.map(({ command }) => command)).toEqual(steps);
    const writes = gh.writes();
    expect(writes.map(({ args }) => args.join(' '))).toEqual([
      ...['datastream-apply', 'datastream-watch'].flatMap((name) => [
        `api -X PUT repos/{owner}/{repo}/environments/${name} --input -`,
        `api -X POST repos/{owner}/{repo}/environments/${name}/deployment-branch-policies -f name=main`,
      ]),
      'secret set DATASTREAM_EDGERC_READ',
      'secret set DATASTREAM_EDGERC_WRITE --env datastream-apply',
      'secret set DATASTREAM_EDGERC_WRITE --env datastream-watch',
      'secret set DATASTREAM_SECRETS --env datastream-apply',
      'secret set DATASTREAM_SECRETS --env datastream-watch',
      'variable set DATASTREAM_TARGET --body akamai',
      'variable set DATASTREAM_TARGET_NAME --body production',
    ]);
    expect(writes.map(({ input }) => input).join('')).toContain('WRITE-CANARY');
    expect(JSON.stringify(gh.calls.map(({ args }) => args)) + JSON.stringify(printed)).not.toMatch(/CANARY/);
    expect(gh.state).toMatchObject({
      environments: {
        'datastream-apply': { policy: { custom_branch_policies: true }, branches: ['main'] },
        'datastream-watch': { policy: { custom_branch_policies: true }, branches: ['main'] },
      },
      variables: { DATASTREAM_TARGET: 'akamai', DATASTREAM_TARGET_NAME: 'production' },
    });
  });

  test('changes nothing in a second run, and keeps the values of a user', async () => {
    const gh = ghSubstitute();
    const at = await repositoryWith(gh);
    await report(at, GITHUB);
    gh.state.variables['DATASTREAM_TARGET_NAME'] = 'mine';
    const before = gh.writes().length;
    const printed = await report(at, { github: true });
    expect(printed).toMatchObject({ exitCode: 0, setup: { outcome: 'done' } });
    expect(new Set(results(printed)?.split(' '))).toEqual(new Set(['exists']));
    expect(gh.writes().length).toBe(before);
    expect(gh.state.variables['DATASTREAM_TARGET_NAME']).toBe('mine');
  });

  test.each(['failing', 'killed'] as const)(
    'stops at a command that is %s, says which were done, and continues in the next run',
    async (how) => {
      const gh = ghSubstitute({ [how]: 'secret set DATASTREAM_EDGERC_WRITE --env datastream-watch' });
      const at = await repositoryWith(gh);
      const printed = await report(at, GITHUB);
      expect(printed).toMatchObject({ exitCode: 1, setup: { outcome: 'failed' } });
      expect(results(printed)).toMatch(/^(done )+failed( not-run)+$/);
      const failed = printed.setup?.commands.find(({ result }) => result === 'failed');
      expect(failed?.reason).toMatch(how === 'failing' ? /HTTP 403/ : /SIGKILL/);
      expect(printed.setup?.reason).toContain('run `datastream init --github` again');
      delete gh.state[how];
      const again = await report(at, GITHUB);
      expect(results(again)).toMatch(/^(exists )+done( done)+$/);
    },
  );

  test.each([
    ['yes', 0, 'done'],
    ['y', 3, 'cancelled'],
    ['', 3, 'cancelled'],
  ])('asks once, and only yes confirms: %j', async (answer, exitCode, outcome) => {
    const gh = ghSubstitute();
    const at = await repositoryWith(gh, FILES, answer);
    const printed = await report(at, { github: true });
    expect(printed).toMatchObject({ exitCode, setup: { outcome } });
    expect(gh.writes().length > 0).toBe(outcome === 'done');
    expect(at.said.join('\n')).toContain('gh secret set DATASTREAM_EDGERC_READ < ~/edgerc-read-only');
  });

  test('only prints the commands without a terminal and without --yes', async () => {
    const gh = ghSubstitute();
    const printed = await report(await repositoryWith(gh), { github: true });
    expect(printed).toMatchObject({ exitCode: 0, setup: { outcome: 'not-confirmed' } });
    expect(printed.setup?.reason).toContain('--yes');
    expect(gh.writes()).toEqual([]);
  });

  test('waits for files that are missing, and does not select the real account without credentials', async () => {
    const gh = ghSubstitute();
    const at = await repositoryWith(gh, { 'edgerc-read-only': 'x' });
    const printed = await report(at, GITHUB);
    expect(printed).toMatchObject({ exitCode: 0, setup: { outcome: 'incomplete' } });
    expect(printed.setup?.commands.find(({ result }) => result === 'waits')?.reason).toBe(
      'there is no file ~/edgerc-read-write',
    );
    expect(gh.state.variables).toEqual({});
    await at.write('edgerc-read-write', 'x');
    await report(at, GITHUB);
    expect(gh.state.variables).toMatchObject({ DATASTREAM_TARGET: 'akamai' });
  });

  test('does not replace an environment, because that would remove its reviewers', async () => {
    const gh = ghSubstitute({
      environments: { 'datastream-apply': { policy: null, branches: [] } },
    });
    const printed = await report(await repositoryWith(gh), GITHUB);
    expect(printed.setup?.commands.slice(0, 2).map(({ result }) => result)).toEqual(['waits', 'waits']);
    expect(gh.state.environments['datastream-apply']).toEqual({ policy: null, branches: [] });
  });

  const SELECTED = { custom_branch_policies: true, protected_branches: false };
  const PROTECTED = { custom_branch_policies: false, protected_branches: true };
  const manyBranches = Array.from({ length: 100 }, () => 'main');
  test.each([
    ['everything', null, [], 'every branch and tag'],
    ['protected branches', PROTECTED, [], 'every protected branch'],
    ['all branches by pattern', SELECTED, ['main', '*'], 'branch *'],
    ['other branches', SELECTED, ['release/*', 'dev'], 'branch release/* and branch dev'],
    ['a tag named like the branch', SELECTED, ['main', 'tag:main'], 'tag main'],
    ['a branch of the second page', SELECTED, [...manyBranches, 'dev'], 'branch dev'],
  ])('stores no credentials that can write if %s can use them', async (_, policy, branches, users) => {
    const before = { policy, branches };
    const gh = ghSubstitute({ environments: { 'datastream-apply': structuredClone(before) } });
    const printed = await report(await repositoryWith(gh), GITHUB);
    expect(printed).toMatchObject({ exitCode: 0, setup: { outcome: 'incomplete' } });
    const [environment] = printed.setup?.commands ?? [];
    expect(environment?.reason).toContain(`is not limited to the branch main. It is available to ${users}`);
    expect(gh.state.environments['datastream-apply']).toEqual(before);
    const own = printed.setup?.commands.filter(({ command }) => command.includes('--env datastream-apply'));
    expect(own?.map(({ result }) => result)).toEqual(['waits', 'waits']);
    expect(gh.writes().filter(({ args }) => args.includes('datastream-apply'))).toEqual([]);
    expect(gh.state.variables).toEqual({});
  });

  test.each([
    [['main'], 'exists'],
    [[], 'done'],
  ])('uses an environment that is limited to selected branches: %j', async (branches, result) => {
    const gh = ghSubstitute({ environments: { 'datastream-apply': { policy: SELECTED, branches } } });
    const printed = await report(await repositoryWith(gh), GITHUB);
    expect(printed).toMatchObject({ exitCode: 0, setup: { outcome: 'done' } });
    expect(printed.setup?.commands.slice(0, 2).map((one) => one.result)).toEqual(['exists', result]);
    expect(gh.state.environments['datastream-apply']).toEqual({ policy: SELECTED, branches: ['main'] });
  });

  test('changes nothing if gh prints no JSON, because an unknown environment may have reviewers', async () => {
    const { gh, writes } = ghSubstitute();
    const garbled: Context['gh'] = async (folder, args, input) =>
      args[0] === 'api'
        ? { tag: 'ended', exitCode: 0, stdout: '<html>', stderr: '' }
        : gh(folder, args, input);
    const printed = await report(await repositoryWith({ gh: garbled }), GITHUB);
    expect(printed).toMatchObject({ exitCode: 1, setup: { outcome: 'unavailable' } });
    expect(printed.setup?.reason).toContain('printed no JSON');
    expect(writes()).toEqual([]);
  });

  test('does not say that the real account is selected while the simulator is', async () => {
    const gh = ghSubstitute({ variables: { DATASTREAM_TARGET: 'simulator' } });
    const printed = await report(await repositoryWith(gh), GITHUB);
    expect(printed).toMatchObject({ exitCode: 0, setup: { outcome: 'incomplete' } });
    const own = printed.setup?.commands.find(({ command }) => command.includes('DATASTREAM_TARGET '));
    expect(own).toMatchObject({ result: 'waits', reason: 'its value is "simulator"' });
    expect(gh.state.variables['DATASTREAM_TARGET']).toBe('simulator');
  });

  test('stores no secrets of one target in the environment of another', async () => {
    const gh = ghSubstitute();
    const target = (name: string) =>
      `{ streams: streams/${name}, environment: apply-${name}, watchEnvironment: watch-${name} }`;
    const at = await repositoryWith(gh, {
      ...FILES,
      'datastream.yaml': `apiVersion: datastream-gitops/v1\ntargets:\n  a: ${target('a')}\n  b: ${target('b')}\n`,
    });
    const printed = await report(at, GITHUB);
    const secrets = printed.setup?.commands.filter(({ command }) => command.includes('--env')) ?? [];
    expect(secrets.length).toBe(8);
    expect(new Set(secrets.map(({ result }) => result))).toEqual(new Set(['waits']));
  });

  test.each([
    ['is not logged in', { isLoggedOut: true }, /gh auth login/],
    ['is not installed', { isMissing: true }, /gh is not installed/],
  ])('says so if gh %s, and prints the commands', async (_, state, message) => {
    const gh = ghSubstitute(state);
    const at = await repositoryWith(gh);
    const printed = await report(at, GITHUB);
    expect(printed).toMatchObject({ exitCode: 1, setup: { outcome: 'unavailable' } });
    expect(printed.setup?.reason).toMatch(message);
    expect(results(printed)).toMatch(/^not-run( not-run)+$/);
    const { output } = await run(at, GITHUB);
    expect(output).toContain('gh variable set DATASTREAM_TARGET --body akamai');
  });

  test('runs no command if a file could not be written', async () => {
    const gh = ghSubstitute();
    const printed = await report(await repositoryWith(gh, { ...FILES, schemas: 'a file' }), GITHUB);
    expect(printed.exitCode).toBe(1);
    expect(printed.setup).toBeUndefined();
    expect(gh.calls).toEqual([]);
  });

  test('stores no empty secret', async () => {
    const gh = ghSubstitute();
    const printed = await report(await repositoryWith(gh, { ...FILES, 'edgerc-read-only': '\n' }), GITHUB);
    expect(printed.setup?.commands.find(({ result }) => result === 'failed')?.reason).toBe(
      '~/edgerc-read-only is empty.',
    );
  });

  test('starts no further command after an interruption', async () => {
    const gh = ghSubstitute();
    const at = await repositoryWith(gh, FILES);
    const { ask: _, ...context } = at.context;
    const { init } = await import('../../../src/commands/init/init.ts');
    const stopping = { ...context, say: () => at.stop() };
    const options = {
      format: 'json',
      color: false,
      width: 80,
      replace: [],
      directory: '.',
      ...GITHUB,
    } as const;
    const { output } = await at.run(async () =>
      init(stopping, { ...options, installation: await packageOf() }),
    );
    const { setup } = JSON.parse(output);
    expect(setup.outcome).toBe('failed');
    expect(gh.writes().length).toBeLessThanOrEqual(1);
    expect(setup.commands.at(-1).result).toBe('not-run');
  });

  test('shows each result in every format, with each command on a line of its own', async () => {
    const gh = ghSubstitute({ failing: 'secret set DATASTREAM_EDGERC_WRITE --env datastream-watch' });
    const at = await repositoryWith(gh);
    const printed = await report(at, GITHUB);
    const check = new Ajv({ strict: true }).compile(INIT_SCHEMA);
    const { exitCode: _, ...json } = printed;
    expect(check(json), JSON.stringify(check.errors)).toBe(true);
    const { output } = await run(at, GITHUB);
    const lines = output.slice(output.indexOf('Setup on GitHub of acme/logs')).split('\n');
    for (const { command } of printed.setup?.commands ?? []) {
      expect(lines.filter((line) => line.endsWith(`  ${command}`))).toHaveLength(1);
    }
    expect(lines).toContain('    gh failed: gh: Resource not accessible (HTTP 403).');
    expect(lines.join(' ')).toContain('A command failed. Fix the cause, and run `datastream init --github`');
    const markdown = (await run(at, { ...GITHUB, format: 'markdown' })).output;
    expect(markdown).toContain('#### Setup on GitHub of acme/logs');
    expect(markdown).toMatch(/^- failed: .*gh secret set .* gh failed: .*403/m);
  });
});
