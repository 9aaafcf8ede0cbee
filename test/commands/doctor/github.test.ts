import { cp, mkdir } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DoctorOptions } from '../../../src/commands/session/inspection-options.ts';
import type { Check } from '../../../src/model/diagnosis.ts';
import { type Github, startGithub } from '../../github/server/server.ts';
import type { Seed } from '../../github/server/state.ts';
import { PROJECT, workspace } from '../workspace.ts';
import { examine } from './doctor.ts';

/** A repository that is set up as docs/github.md describes it. */
function setUp({ state: { settings } }: Github): void {
  const secrets = ['DATASTREAM_EDGERC_WRITE', 'DATASTREAM_SECRETS'];
  settings.environments = [
    { name: 'datastream-apply', branches: ['main'], reviewers: 1, secrets: [...secrets] },
    { name: 'datastream-watch', branches: ['main'], reviewers: 0, secrets: [...secrets] },
  ];
  settings.secrets = ['DATASTREAM_EDGERC_READ'];
  settings.variables = { DATASTREAM_TARGET: 'akamai' };
  settings.rules = [
    { type: 'pull_request' },
    { type: 'required_status_checks', checks: ['Validate manifests', 'Plan'] },
  ];
}

/** Runs doctor with a repository that is set up, after a change. Returns the checks of GitHub. */
async function checksOf(
  change: (github: Github) => void = () => {},
  seed: Seed = {},
  options: Partial<DoctorOptions> = {},
) {
  const github = await startGithub(seed);
  onTestFinished(() => github.close());
  setUp(github);
  change(github);
  const { owner, repo, token } = github.state;
  const env = { GITHUB_TOKEN: token, GITHUB_REPOSITORY: `${owner}/${repo}`, GITHUB_API_URL: github.url };
  const { report, exitCode } = await examine({ env, options });
  const checks = report.checks.filter(({ area }) => area === 'github');
  const check = (id: string, subject?: string) =>
    checks.find((one) => one.check === id && (subject === undefined || one.subject === subject));
  return { checks, check, exitCode, github };
}

const ORIGIN = { from: 'target', file: 'datastream.yaml', line: 5, column: 5 } as const;
const notOk = (checks: readonly Check[]) => checks.filter(({ status }) => status !== 'ok');

test('a repository that is set up has no finding, and is only read', async () => {
  const { checks, github } = await checksOf();
  expect(notOk(checks)).toEqual([]);
  expect(checks.length).toBeGreaterThan(10);
  expect(github.requests.every(({ method }) => method === 'GET')).toBe(true);
});

describe('a setting that is wrong', () => {
  type Change = (settings: Github['state']['settings']) => void;
  const cases: readonly (readonly [string, Change, Partial<Check>])[] = [
    [
      'no environment',
      (s) => s.environments.splice(0, 1),
      { check: 'environment', subject: 'datastream-apply', status: 'problem' },
    ],
    [
      'any branch',
      (s) => Object.assign(s.environments[0] ?? {}, { branches: 'any' }),
      { check: 'environment', status: 'problem' },
    ],
    [
      'no branch',
      (s) => Object.assign(s.environments[0] ?? {}, { branches: [] }),
      { check: 'environment', status: 'problem' },
    ],
    [
      'another branch',
      (s) => Object.assign(s.environments[1] ?? {}, { branches: ['main', 'dev*'] }),
      { check: 'environment', status: 'warning' },
    ],
    [
      'a pattern for every branch',
      (s) => Object.assign(s.environments[0] ?? {}, { branches: ['main', '*/**'] }),
      { check: 'environment', status: 'problem' },
    ],
    [
      'a tag named like the branch',
      (s) => Object.assign(s.environments[0] ?? {}, { branches: ['main', 'tag:main'] }),
      { check: 'environment', status: 'warning' },
    ],
    [
      'protected branches, which can be all of them',
      (s) => Object.assign(s.environments[0] ?? {}, { branches: 'protected' }),
      { check: 'environment', status: 'warning' },
    ],
    [
      'a watch with reviewers',
      (s) => Object.assign(s.environments[1] ?? {}, { reviewers: 1 }),
      { check: 'environment', subject: 'datastream-watch', status: 'warning' },
    ],
    [
      'no write credentials',
      (s) => s.environments[0]?.secrets.splice(0, 1),
      { check: 'secret-names', subject: 'datastream-apply', status: 'problem' },
    ],
    [
      'no secrets',
      (s) => s.environments[1]?.secrets.splice(1, 1),
      { check: 'secret-names', subject: 'datastream-watch', status: 'problem' },
    ],
    [
      'no read credentials',
      (s) => s.secrets.splice(0),
      { check: 'secret-names', subject: 'repository', status: 'problem' },
    ],
    [
      'write credentials for all branches',
      (s) => s.secrets.push('DATASTREAM_EDGERC_WRITE'),
      { check: 'secret-names', subject: 'repository', status: 'problem' },
    ],
    [
      'an unknown target',
      (s) => Object.assign(s.variables, { DATASTREAM_TARGET: 'prod' }),
      { check: 'variables', status: 'problem' },
    ],
    ['no rules', (s) => s.rules.splice(0), { check: 'branch-rules', status: 'problem' }],
    [
      'no required plan',
      (s) => s.rules.splice(1, 1, { type: 'required_status_checks', checks: ['Plan'] }),
      { check: 'branch-rules', status: 'warning' },
    ],
    ['no issues', (s) => Object.assign(s, { hasIssues: false }), { check: 'issues', status: 'warning' }],
    [
      'no Actions',
      (s) => Object.assign(s, { actionsEnabled: false }),
      { check: 'actions', status: 'problem' },
    ],
    [
      'tokens that write',
      (s) => Object.assign(s, { defaultPermissions: 'write' }),
      { check: 'token-permissions', status: 'warning' },
    ],
    [
      'tokens that approve',
      (s) => Object.assign(s, { mayApprove: true }),
      { check: 'token-approvals', status: 'warning' },
    ],
  ];
  test.each(cases)('%s', async (_, change, expected) => {
    const { checks } = await checksOf(({ state }) => change(state.settings));
    const found = notOk(checks).filter(({ status }) => status !== 'skipped');
    expect(found).toEqual([expect.objectContaining({ ...expected, hint: expect.stringMatching(/\S/) })]);
  });

  test('of an environment that the target names is found in that environment', async () => {
    const environment = { value: 'logs-production', origin: ORIGIN };
    const options = {
      configuration: {
        file: 'datastream.yaml',
        targets: [],
        options: {},
        freezes: [],
        policies: [],
        limits: {},
        environment,
      },
    };
    const missing = await checksOf(() => {}, {}, options);
    expect(missing.check('environment', 'logs-production')?.status).toBe('problem');
    const rename = ({ state: { settings } }: Github) =>
      Object.assign(settings.environments[0] ?? {}, { name: 'logs-production' });
    const { checks, check } = await checksOf(rename, {}, options);
    expect(notOk(checks)).toEqual([]);
    expect(check('environment', 'datastream-apply')).toBeUndefined();
  });

  test('a watch that only reports needs no secret, and a stored one is to be deleted', async () => {
    const reports = (secrets: readonly string[]) =>
      checksOf(({ state: { settings } }) => {
        settings.variables = { DATASTREAM_TARGET: 'akamai', DATASTREAM_WATCH_MODE: 'report' };
        settings.environments[1]?.secrets.splice(0, 2, ...secrets);
      });
    expect(notOk((await reports([])).checks)).toEqual([]);
    const { check } = await reports(['DATASTREAM_EDGERC_WRITE']);
    expect(check('secret-names', 'datastream-watch')).toMatchObject({
      status: 'warning',
      hint: 'Run `gh secret delete DATASTREAM_EDGERC_WRITE --env datastream-watch`.',
    });
  });

  test('missing secrets are no problem while the workflows use the simulator', async () => {
    const { checks } = await checksOf(({ state: { settings } }) => {
      settings.variables = {};
      settings.secrets = [];
      for (const { secrets } of settings.environments) secrets.splice(0);
    });
    expect(notOk(checks).map(({ check, status }) => [check, status])).toEqual([
      ['variables', 'warning'],
      ['secret-names', 'skipped'],
      ['secret-names', 'skipped'],
      ['secret-names', 'skipped'],
    ]);
  });
});

describe('a token', () => {
  test('that sees only a part reports the rest as skipped, with the permission', async () => {
    const { checks } = await checksOf(undefined, {
      permissions: { secrets: 'none', environments: 'none', administration: 'none', variables: 'none' },
    });
    expect(notOk(checks).map(({ check, status }) => [check, status])).toEqual([
      ['variables', 'skipped'],
      ['secret-names', 'skipped'],
      ['secret-names', 'skipped'],
      ['secret-names', 'skipped'],
      ['actions', 'skipped'],
    ]);
    for (const { message } of notOk(checks)) expect(message).toContain('it needs the repository permission');
  });

  test('that is wrong is one problem, and is not repeated in the report', async () => {
    const github = await startGithub();
    onTestFinished(() => github.close());
    const { owner, repo } = github.state;
    const env = {
      GH_TOKEN: 'ghp_wrongtoken',
      GITHUB_REPOSITORY: `${owner}/${repo}`,
      GITHUB_API_URL: github.url,
    };
    const { report, exitCode } = await examine({ env });
    const checks = report.checks.filter(({ area }) => area === 'github');
    expect(checks).toEqual([expect.objectContaining({ check: 'repository', status: 'problem' })]);
    expect(JSON.stringify(report)).not.toContain('ghp_wrongtoken');
    expect(exitCode).toBe(1);
  });

  test('that is missing skips all of it in one line, with how to get one', async () => {
    const { report } = await examine();
    expect(report.checks.filter(({ area }) => area === 'github')).toEqual([
      expect.objectContaining({ status: 'skipped', hint: expect.stringContaining('gh auth token') }),
    ]);
  });

  test.each([
    ['https://github.com/acme/streams.git', 'acme/streams'],
    ['git@github.com:acme/streams.git', 'acme/streams'],
    ['ssh://git@github.com/acme/streams', 'acme/streams'],
    ['https://git.example.com/acme/streams.git', undefined],
    ['https://github.com.example.com/acme/streams', undefined],
  ])('is sent to github.com only: %s', async (url, repository) => {
    const { repositoryAccess } = await import('../../../src/cli/open-repository.ts');
    const access = repositoryAccess({ GITHUB_TOKEN: 'x' }, url);
    expect(access.tag === 'found' ? access.run.repository : undefined).toBe(repository);
  });
});

describe('workflows', () => {
  const inRepository = (change?: (text: string) => string, files: Readonly<Record<string, string>> = {}) =>
    examine({
      prepare: async ({ write, context }) => {
        for (const [name, text] of Object.entries(files)) await write(name, text);
        await write('.git/HEAD', 'ref: refs/heads/trunk\n');
        await write('.git/config', '[remote "origin"]\n\turl = https://git.example.com/a/b\n');
        await mkdir('.github', { recursive: true });
        await cp(`${PROJECT}/.github/workflows`, '.github/workflows', { recursive: true });
        const file = '.github/workflows/apply.yml';
        if (change) await write(file, change(await context.files.read(file)));
      },
    });

  test('of this version are recognized with another branch and another place of the Action', async () => {
    const { workflowFor } = await import('../../../src/commands/init/files.ts');
    const uses = './.github/actions/datastream';
    const { check } = await inRepository((text) => workflowFor(text, { uses, branch: 'trunk' }));
    expect(check('workflow', 'plan.yml')?.status).toBe('ok');
    expect(check('workflow', 'apply.yml')?.status).toBe('ok');
  });

  test('with several targets are recognized, and named if the file has other ones', async () => {
    const { workflowFor } = await import('../../../src/commands/init/files.ts');
    const { readTargets } = await import('../../../src/commands/init/targets.ts');
    const targets = 'apiVersion: datastream-gitops/v1\ntargets: { eu: {}, us: {} }\n';
    const { context, write } = await workspace();
    await write('datastream.yaml', targets);
    const place = { uses: './x', branch: 'main', targets: await readTargets(context, '.') };
    const statusWith = async (configuration: string) =>
      (await inRepository((text) => workflowFor(text, place), { 'datastream.yaml': configuration })).check(
        'workflow',
        'apply.yml',
      )?.status;
    expect(await statusWith(targets)).toBe('ok');
    expect(await statusWith(targets.replace('us: {}', 'us: {}, ap: {}'))).toBe('warning');
  });

  test('that were changed, or are of another version, are named', async () => {
    const { check } = await inRepository((text) =>
      text.replace('timeout-minutes: 120', 'timeout-minutes: 60'),
    );
    expect(check('workflow', 'apply.yml')).toMatchObject({ status: 'warning' });
    expect(check('workflow', 'watch.yml')?.status).toBe('ok');
  });
});
