import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { configureJob } from '../../../src/workflow/merges/configure-job.ts';
import { findGitFolder } from '../../../src/workflow/merges/git-folder.ts';
import { runPlan } from '../../../src/workflow/run-plan.ts';
import { type Stage, stage } from '../../action/action-run.ts';

const RUN = { repository: 'platform/log-streams' };

async function checkout(folder: string, url = 'https://github.com/platform/log-streams'): Promise<void> {
  await mkdir(`${folder}/.git`, { recursive: true });
  await writeFile(
    `${folder}/.git/config`,
    `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = x\n`,
  );
}

test('the folder of a repository that is checked out below the workspace is mapped', async () => {
  await stage();
  await checkout('repo');
  await rename('streams', 'repo/streams');
  expect(await findGitFolder('repo/streams', RUN)).toMatchObject({ tag: 'mapped', path: 'streams' });
});

test('a linked folder is mapped to its target', async () => {
  await stage();
  await mkdir('config');
  await rename('streams', 'config/streams');
  await symlink('config/streams', 'streams');
  expect(await findGitFolder('streams', RUN)).toMatchObject({ tag: 'mapped', path: 'config/streams' });
});

test.each([
  ['of another repository', 'https://github.com/platform/other.git'],
  ['of another owner', 'git@github.com:else/log-streams.git'],
])('a checkout %s is not mapped', async (_, url) => {
  await stage();
  await checkout('other', url);
  await rename('streams', 'other/streams');
  expect(await findGitFolder('other/streams', RUN)).toMatchObject({ tag: 'unmapped', path: 'other/streams' });
});

test('a submodule is not mapped', async () => {
  await stage();
  await checkout('.');
  await writeFile('streams/.git', 'gitdir: ../.git/modules/streams\n');
  expect(await findGitFolder('streams', RUN)).toMatchObject({
    tag: 'unmapped',
    why: 'streams is a submodule',
  });
});

/** The summary of the plan of a pull request without changes in git. */
async function planned(on: Stage, streams = 'streams'): Promise<string> {
  const { repository } = on.github.state;
  repository.push('change', { 'README.md': 'x' });
  const { number, head, baseSha: base } = repository.open('change');
  const trigger = { tag: 'change', number, head, base, isFork: false } as const;
  await on.workspace.clock.runUntil(runPlan(on.job(trigger, { streams })));
  return on.face.texts('summary').join();
}

const UNKNOWN = 'Not known: whether this overwrites changes made outside this repository';

test('a plan with the checkout below the workspace equals the one with the checkout as workspace', async () => {
  const usual = await planned(await stage());
  const on = await stage();
  await checkout('repo');
  await rename('streams', 'repo/streams');
  expect(usual).not.toContain(UNKNOWN);
  expect(await planned(on, 'repo/streams')).toBe(usual.replaceAll(/(?<!-)\bstreams\//g, 'repo/streams/'));
});

test('with the checkout below the workspace, a file at the top of the repository is not used, and not compared', async () => {
  const on = await stage();
  const { repository } = on.github.state;
  repository.push('main', { 'datastream.yaml': 'apiVersion: datastream-gitops/v1\nlimits: { live: 0 }\n' });
  repository.push('change', { 'README.md': 'x' });
  const { number, head, baseSha: base } = repository.open('change');
  const trigger = { tag: 'change', number, head, base, isFork: false } as const;
  const configured = (streams: string) =>
    on.workspace.clock.runUntil(configureJob(on.job(trigger, { streams })));
  expect(await configured('streams')).toHaveProperty('job.configurationChanges');
  await checkout('repo');
  await rename('streams', 'repo/streams');
  const below = await configured('repo/streams');
  expect(below).toMatchObject({ tag: 'configured' });
  expect(below).not.toHaveProperty('job.configurationChanges');
  expect(below).not.toHaveProperty('job.options.configuration');
});

test('with a generated manifest it is unknown what a plan overwrites', async () => {
  const on = await stage();
  await on.workspace.write(
    'streams/generated.yaml',
    (await readFile('streams/dns-queries.yaml', 'utf8')).replace('name: dns', 'name: new'),
  );
  expect(await planned(on)).toContain(
    `${UNKNOWN}, since streams/generated.yaml differs from its content in git`,
  );
});

test('300 changed files and more do not hide what a plan overwrites', async () => {
  const on = await stage();
  const { repository } = on.github.state;
  const many = Object.fromEntries(Array.from({ length: 320 }, (_, at) => [`app/${at}.ts`, `${at}`]));
  const base = repository.find('main')?.sha ?? '';
  const head = repository.push('big', many);
  const { number } = repository.open('big');
  const trigger = { tag: 'change', number, head, base, isFork: false } as const;
  await on.workspace.clock.runUntil(runPlan(on.job(trigger)));
  const summary = on.face.texts('summary').join();
  expect(summary).not.toContain(UNKNOWN);
  expect(summary).toMatch(/overwrites changes made outside|re-creates/i);
});
