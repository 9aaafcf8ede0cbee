import { join } from 'node:path';
import process from 'node:process';
import { UsageError } from '../commands/session/context.ts';
import { failureExitCode } from '../commands/session/exit-codes.ts';
import { readSecrets } from '../commands/session/input-texts.ts';
import { githubForge } from '../github/forge.ts';
import { readRun, readTrigger, referenceOfAction } from '../github/run.ts';
import { defined } from '../model/defined.ts';
import type { Json } from '../model/json.ts';
import { explain } from '../render/progress/error.ts';
import type { Job } from '../workflow/forge/job.ts';
import type { Trigger } from '../workflow/forge/run.ts';
import { cleaner } from './runner/cleaner.ts';
import { applyOptions } from './runner/command-options.ts';
import { type AccountInputs, type Inputs, readInputs } from './runner/inputs.ts';
import { getInput, leave, maskInLogs, openRunner, type Runner, wantsDetails } from './runner/runner.ts';
import { masksOf, privateValues } from './runner/secrets.ts';

/** Runs the Action once, from its inputs to its exit code. All secrets are masked before anything is logged. */
export async function run(): Promise<void> {
  maskInLogs(masksOf(getInput));
  const clean = cleaner([...privateValues(getInput), hostOf(getInput('endpoint'))]);
  const runner = openRunner(process, readSecrets(getInput('secrets'), 'the input "secrets"').secrets);
  try {
    leave(await perform(runner, clean));
  } catch (error) {
    runner.error(clean(explain(error)).replace(/^Error: /, ''));
    if (wantsDetails() && error instanceof Error) runner.info(clean(error.stack ?? ''));
    leave(failureExitCode(error));
  }
}

async function perform(runner: Runner, clean: Job['clean']): Promise<number> {
  const event = process.env['GITHUB_EVENT_NAME'];
  if (event === 'pull_request_target') {
    runner.error(
      'The event pull_request_target is not supported: it would give the secrets of this repository to a job about what anyone may propose. Use pull_request.',
      'Event',
    );
    return 1;
  }
  const trigger = readTrigger(process.env, await payloadOf(runner));
  const isFork = trigger.tag === 'change' && trigger.isFork;
  const read = readInputs(isFork ? forForks(getInput) : getInput);
  if (read.tag === 'wrong') {
    for (const problem of read.problems) runner.error(clean(problem), 'Input');
    return 1;
  }
  return start(runner, read.inputs, trigger, clean);
}

/** A fork has no secrets. Whatever a workflow requests, only its manifests are validated. */
function forForks(get: typeof getInput): typeof getInput {
  return (name) => (name === 'command' && get(name) === 'plan' ? 'validate' : get(name));
}

/** Runs a command. Its modules are loaded now, so that an invalid input is reported without them. */
async function start(runner: Runner, inputs: Inputs, trigger: Trigger, clean: Job['clean']): Promise<number> {
  const isFork = trigger.tag === 'change' && trigger.isFork;
  switch (inputs.command) {
    case 'validate':
      return (await import('./validate.ts')).runValidate(runner, inputs, isFork);
    case 'plan':
    case 'apply':
    case 'watch':
      return startConfigured(runner, jobOf(runner, inputs, trigger, clean));
    default:
      return inputs satisfies never;
  }
}

async function startConfigured(runner: Runner, started: Job): Promise<number> {
  const { configureJob } = await import('../workflow/merges/configure-job.ts');
  const configured = await configureJob(started);
  if (configured.tag === 'rejected') {
    const { findings } = configured;
    runner.findings(findings);
    runner.error(`${configured.file} has errors; every one is shown at its line.`, 'Configuration');
    return 1;
  }
  if (configured.tag === 'new-target')
    return (await import('../workflow/run-plan.ts')).reportNewTarget(started);
  const job = maskAccountKey(configured.job);
  switch (job.settings.command) {
    case 'plan':
      return (await import('../workflow/run-plan.ts')).runPlan(job);
    case 'apply':
      return (await import('../workflow/run-apply.ts')).runApply(job);
    case 'watch':
      return (await import('../workflow/run-watch.ts')).runWatch(job);
    default:
      return job.settings.command satisfies never;
  }
}

/** The configuration file can name an account key, which no log and no comment may show. */
function maskAccountKey(job: Job): Job {
  const { accountKey } = job.options;
  if (accountKey === undefined) return job;
  maskInLogs(masksOf((name) => (name === 'account-key' ? accountKey : '')));
  const clean = cleaner([accountKey]);
  return { ...job, clean: (text) => clean(job.clean(text)) };
}

function jobOf(runner: Runner, inputs: AccountInputs, trigger: Trigger, clean: Job['clean']): Job {
  const { context } = runner;
  // The workflow of a plan or a watch applies nothing, so the commands that it prints start another one.
  const { command, applyWorkflow, applySelectsTarget, targetName } = inputs;
  const run = readRun(process.env, {
    ...(command === 'apply' ? {} : { workflow: applyWorkflow }),
    ...(applySelectsTarget ? { target: targetName } : {}),
  });
  logTarget(runner, inputs);
  const out = inputs.command === 'plan' ? planFile(inputs.targetName, context.hash) : undefined;
  return {
    context,
    reporter: runner,
    settings: { ...inputs, ...defined({ reference: referenceOfAction(process.env) }) },
    options: applyOptions(inputs, out),
    forge: githubForge(run, { ...context, token: inputs.token }),
    trigger,
    run,
    clean,
  };
}

/** Logs the first line of a run that accesses an account: the account's name for people, never its host. */
function logTarget(runner: Runner, { command, targetName, account }: AccountInputs): void {
  const simulator = account.tag === 'simulator' ? ', the simulator: no real account' : '';
  runner.info(`DataStream ${command} · target ${targetName}${simulator}`);
}

/** A private path outside of the checkout, so that no later step commits or publishes the file by accident. */
function planFile(targetName: string, hash: Runner['context']['hash']): string {
  const plain = targetName.replace(/[^A-Za-z0-9.-]/g, '-');
  const tag = hash(targetName).slice(0, 8);
  return join(process.env['RUNNER_TEMP'] || '.datastream', `datastream-plan-${plain}-${tag}.json`);
}

/**
 * Reads the event that GitHub wrote.
 * @returns nothing outside of a runner
 */
async function payloadOf({ context }: Runner): Promise<Json> {
  const file = process.env['GITHUB_EVENT_PATH'];
  if (!file) return null;
  try {
    const payload: Json = JSON.parse(await context.files.read(file));
    return payload;
  } catch (cause) {
    throw new UsageError('The event of this run (GITHUB_EVENT_PATH) cannot be read.', { cause });
  }
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : '';
}
