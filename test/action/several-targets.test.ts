import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../../src/action/runner/inputs.ts';
import { WORKFLOWS, workflowFor } from '../../src/commands/init/files.ts';
import { readTargets } from '../../src/commands/init/targets.ts';
import type { Job } from '../../src/workflow/forge/job.ts';
import type { Trigger } from '../../src/workflow/forge/run.ts';
import { configureJob } from '../../src/workflow/merges/configure-job.ts';
import { decodeMarker } from '../../src/workflow/notes/marker.ts';
import { runApply } from '../../src/workflow/run-apply.ts';
import { reportNewTarget, runPlan } from '../../src/workflow/run-plan.ts';
import { runWatch } from '../../src/workflow/run-watch.ts';
import { cdnText } from '../builders/manifest-texts.ts';
import { PROJECT } from '../commands/workspace.ts';
import { jobOf, ownSteps, type Workflow, workflow } from '../workflow-rules.ts';
import { type Stage, stage } from './action-run.ts';

const TARGETS = ['production', 'eu staging'] as const;
type Target = (typeof TARGETS)[number];
const [PRODUCTION, STAGING] = TARGETS;

/** Both accounts have a stream of the same name. */
const file = (target: string) => `streams/${target}/web.yaml`;
const manifest = (fields: readonly number[], state: 'active' | 'absent' = 'active') =>
  cdnText('web', { state, fields, variables: [] });
const configuration = (targets: readonly string[]) => `apiVersion: datastream-gitops/v1
targets:
${targets.map((name) => `  ${name}: { streams: "streams/${name}", section: ${name} }`).join('\n')}
`;

let on: Stage;
/** The workflows that `init` writes for this repository, by their command. */
let workflows: ReadonlyMap<string, Workflow>;
let runs: number;

beforeEach(async () => {
  on = await stage({ files: {} });
  runs = 0;
  await push('main', {
    'datastream.yaml': configuration(TARGETS),
    [file(PRODUCTION)]: manifest([1000], 'absent'),
    [file(STAGING)]: manifest([1000], 'absent'),
  });
  const targets = await readTargets(on.workspace.context, '.');
  workflows = new Map(
    WORKFLOWS.map((name) => [
      path.basename(name, '.yml'),
      workflow(
        workflowFor(readFileSync(path.join(PROJECT, name), 'utf8'), { uses: './x', branch: 'main', targets }),
      ),
    ]),
  );
  for (const target of TARGETS) expect(await apply(target)).toBe(0);
});

/** Commits files to a branch, and checks them out. */
async function push(branch: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) await on.workspace.write(name, text);
  return on.github.state.repository.push(branch, files);
}

/** The inputs that a step of a workflow passes, in the job of one target. Secrets and unset variables are empty. */
function inputsOf(command: string, target: string, given: Readonly<Record<string, string>>) {
  const of = workflows.get(command);
  const step = of && ownSteps(of).find((one) => one.with?.['command'] === command);
  const values = Object.entries(step?.with ?? {}).map(([name, value]) => {
    const text = String(value)
      .replaceAll(/\$\{\{ matrix\.target \}\}/g, target)
      .replaceAll(/\$\{\{ env\.DATASTREAM_TARGET \}\}/g, 'simulator')
      .replaceAll(/\$\{\{ inputs\.([\w-]+)[^}]*\}\}/g, (_, input: string) => given[input] ?? '')
      .replaceAll(/\$\{\{.*?\}\}/g, '');
    return [name, text] as const;
  });
  const inputs = new Map([
    ...values,
    ['github-token', 'x'],
    // Every job has a runner of its own, so its file has the same name everywhere.
    ['simulator-file', `accounts/${target}.json`],
    ['verify-delivery', 'false'],
    ['check-properties', 'false'],
  ]);
  const read = readInputs((name) => inputs.get(name) ?? '');
  if (read.tag === 'wrong') throw new Error(read.problems.join('\n'));
  if (read.inputs.command === 'validate') throw new Error('unexpected command');
  return read.inputs;
}

function jobFor(
  command: string,
  target: string,
  trigger: Trigger,
  given: Readonly<Record<string, string>> = {},
): Job {
  runs += 1;
  const inputs = inputsOf(command, target, given);
  return on.job(trigger, inputs, {
    number: runs,
    id: String(runs),
    workflow: { file: inputs.applyWorkflow, name: 'Apply' },
    ...(inputs.applySelectsTarget ? { applyTarget: inputs.targetName } : {}),
  });
}

async function perform(job: Job, run: (job: Job) => Promise<number>): Promise<number> {
  return on.workspace.clock.runUntil(
    configureJob(job).then((configured) => {
      if (configured.tag === 'rejected') throw new Error(configured.file);
      return configured.tag === 'new-target' ? reportNewTarget(job) : run(configured.job);
    }),
  );
}

const headOfMain = () => on.github.state.repository.find('main')?.sha ?? '';

function apply(target: Target, given?: Readonly<Record<string, string>>): Promise<number> {
  const trigger = { tag: given ? 'other' : 'push', head: headOfMain() } as const;
  return perform(jobFor('apply', target, trigger, given), runApply);
}

function watch(target: Target): Promise<number> {
  return perform(jobFor('watch', target, { tag: 'other', head: headOfMain() }), runWatch);
}

/** Opens a pull request, whose branch is checked out. */
async function open(files: Readonly<Record<string, string>>) {
  const branch = `change-${runs}`;
  await push(branch, files);
  const pull = on.github.state.repository.open(branch);
  const { number, head, baseSha: base } = pull;
  const plan = (target: string) =>
    perform(jobFor('plan', target, { tag: 'change', number, head, base, isFork: false }), runPlan);
  return { number, plan };
}

/** The comments by kind and target. */
const commented = () =>
  on.github.state.comments.map(({ body }) => {
    const { kind, target } = decodeMarker(body) ?? {};
    return `${kind} ${target}`;
  });

/** The stream in each account: `ACTIVATED v1`. */
function accounts(): Readonly<Record<Target, string>> {
  const of = (target: Target) => {
    const name = `accounts/${target}.json`;
    const state = existsSync(name) ? readFileSync(name, 'utf8') : '';
    const { streams = [] } = state === '' ? {} : JSON.parse(state);
    const found = streams.find(({ versions }: { versions: { content: { streamName: string } }[] }) =>
      versions.some(({ content }) => content.streamName === 'web'),
    );
    return found ? `${found.status} v${found.versions.length}` : 'none';
  };
  return { [PRODUCTION]: of(PRODUCTION), [STAGING]: of(STAGING) };
}

/** The targets whose applies and watches have records, oldest first. */
const recorded = () =>
  on.github.state.deployments.map(({ environment }) => environment.replace('datastream: ', ''));

const HOUR = 3_600_000;

test('each target has its own comment, its own record and its own account', async () => {
  const { number, plan } = await open({
    [file(PRODUCTION)]: manifest([1000]),
    [file(STAGING)]: manifest([1002]),
  });
  for (const target of [...TARGETS, PRODUCTION]) expect(await plan(target)).toBe(0);
  expect(commented()).toEqual([`plan ${PRODUCTION}`, `plan ${STAGING}`]);
  on.github.state.repository.merge(number);
  const before = recorded().length;
  expect(await apply(PRODUCTION)).toBe(0);
  expect(accounts()).toEqual({ [PRODUCTION]: 'ACTIVATING v1', [STAGING]: 'none' });
  expect(recorded().slice(before)).toEqual([PRODUCTION]);
  expect(await apply(STAGING)).toBe(0);
  expect(accounts()).toEqual({ [PRODUCTION]: 'ACTIVATING v1', [STAGING]: 'ACTIVATING v1' });
  expect(commented()).toEqual([
    ...[`plan ${PRODUCTION}`, `plan ${STAGING}`],
    ...[`outcome ${PRODUCTION}`, `outcome ${STAGING}`],
  ]);
  await on.workspace.clock.advance(2 * HOUR);
  expect(await watch(STAGING)).toBe(0);
  const states = on.github.state.deployments.map(({ statuses }) => statuses.at(-1)?.state);
  expect(states.slice(before)).toEqual(['in_progress', 'success']);
});

/** The command in the comments and summaries, and the inputs that it passes. */
function printedCommand(text: string) {
  const [command = ''] = /gh workflow run .*-f plan-id=.*/.exec(text) ?? [];
  const [, name = ''] = /^gh workflow run (\S+)\.yml /.exec(command) ?? [];
  const inputs = [...command.matchAll(/ -f ([\w-]+)=(?:'([^']*)'|(\S+))/g)].map(
    ([, input = '', quoted, plain = '']) => [input, quoted ?? plain] as const,
  );
  return { name, inputs: Object.fromEntries(inputs) };
}

test.each(TARGETS)(
  'a printed command starts the generated workflow for its target only: %s',
  async (target) => {
    await push('main', { [file(PRODUCTION)]: manifest([1000]), [file(STAGING)]: manifest([1002]) });
    expect(await apply(target)).toBe(3);
    const { name, inputs } = printedCommand(on.face.texts('summary').at(-1) ?? '');
    const { workflow_dispatch: dispatch } = (workflows.get(name)?.on ?? {}) as {
      workflow_dispatch: { inputs: Record<string, { options?: readonly string[] }> };
    };
    expect(Object.keys(dispatch.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
    expect(dispatch).toHaveProperty('inputs.target.options', [...TARGETS]);
    expect(inputs).toMatchObject({ target, 'plan-id': expect.stringMatching(/^sha256:/) });
    expect(await apply(target, inputs)).toBe(0);
    const other = target === PRODUCTION ? STAGING : PRODUCTION;
    expect(accounts()).toMatchObject({ [target]: 'ACTIVATING v1', [other]: 'none' });
  },
);

test('a manual run is for the selected target, and a push is for all of them', () => {
  const apply = workflows.get('apply');
  const { strategy } = (apply ? jobOf(apply, 'apply') : {}) as { strategy?: { matrix: { target: string } } };
  expect(strategy?.matrix.target).toContain(
    "github.event_name == 'workflow_dispatch' && format('[{0}]', toJSON(inputs.target))",
  );
  expect(strategy?.matrix.target).toContain(`|| '${JSON.stringify(TARGETS)}'`);
});

test('each target has its own issue', async () => {
  await push('main', { [file(PRODUCTION)]: manifest([1000]) });
  expect(await apply(PRODUCTION)).toBe(3);
  for (const target of TARGETS) expect(await watch(target)).toBe(0);
  const issues = on.github.state.issues.filter(({ isPull }) => !isPull);
  expect(issues.map(({ body }) => decodeMarker(body)?.target)).toEqual([PRODUCTION]);
});

test('two targets with the same folder keep their issues, also if both are the simulator', async () => {
  await push('main', {
    'datastream.yaml': configuration(TARGETS).replaceAll(/"streams\/[^"]*"/g, 'streams/production'),
    [file(PRODUCTION)]: manifest([1000]),
  });
  for (const target of [...TARGETS, ...TARGETS]) await watch(target);
  const issues = on.github.state.issues.filter(({ isPull }) => !isPull);
  expect(issues.map(({ body, isOpen }) => [decodeMarker(body)?.target, isOpen])).toEqual([
    [PRODUCTION, true],
    [STAGING, true],
  ]);
});

test('a target that a pull request adds is not planned, and its first apply asks for approval', async () => {
  const { number, plan } = await open({
    'datastream.yaml': configuration([...TARGETS, 'dev']),
    'streams/dev/web.yaml': manifest([1000]),
  });
  expect(await plan('dev')).toBe(0);
  expect(on.github.state.comments.at(-1)?.body).toContain('there is no plan** for `dev`');
  expect(decodeMarker(on.github.state.comments.at(-1)?.body ?? '')).not.toHaveProperty('approvals');
  expect(existsSync('accounts/dev.json')).toBe(false);
  on.github.state.repository.merge(number);
  expect(await apply('dev' as Target)).toBe(3);
  expect(printedCommand(on.face.texts('summary').at(-1) ?? '').inputs).toMatchObject({ target: 'dev' });
});

test('the inputs of the generated workflows are those of action.yml', () => {
  const { inputs } = parse(readFileSync(path.join(PROJECT, 'action.yml'), 'utf8')) as { inputs: object };
  const used = [...workflows.values()].flatMap((of) =>
    ownSteps(of).flatMap((step) => Object.keys(step.with ?? {})),
  );
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(used));
});
