import process from 'node:process';
import { UsageError } from '../../commands/session/context.ts';
import { readSecrets } from '../../commands/session/input-texts.ts';
import { githubClient } from '../../github/client.ts';
import type { Json } from '../../model/json.ts';
import { explain, failureExitCode } from '../../render/progress/error.ts';
import { readRun, readTriggerEvent, type TriggerEvent } from '../runner/event.ts';
import { type AccountInputs, type Inputs, readInputs } from '../runner/inputs.ts';
import { cleaner, type Job } from '../runner/job.ts';
import { logTarget } from '../runner/log.ts';
import { getInput, leave, maskInLogs, openRunner, type Runner, wantsDetails } from '../runner/runner.ts';
import { masksOf, privateValues } from '../runner/secrets.ts';
import { applyRun } from './apply.ts';
import { planRun } from './plan.ts';
import { validateRun } from './validate.ts';
import { watchRun } from './watch.ts';

/** Runs the Action once, from its inputs to its exit code. All secrets are masked before anything is logged. */
export async function run(): Promise<void> {
  maskInLogs(masksOf(getInput));
  const clean = cleaner([...privateValues(getInput), hostOf(getInput('endpoint'))]);
  const actionRunner = openRunner(process, readSecrets(getInput('secrets'), 'the input "secrets"').secrets);
  try {
    leave(await perform(actionRunner, clean));
  } catch (error) {
    actionRunner.error(clean(explain(error)).replace(/^Error: /, ''));
    if (wantsDetails() && error instanceof Error) actionRunner.info(clean(error.stack ?? ''));
    leave(failureExitCode(error));
  }
}

async function perform(actionRunner: Runner, clean: Job['clean']): Promise<number> {
  const event = process.env['GITHUB_EVENT_NAME'];
  if (event === 'pull_request_target') {
    actionRunner.error(
      'The event pull_request_target is not supported: it would give the secrets of this repository to a job about what anyone may propose. Use pull_request.',
      undefined,
      'Event',
    );
    return 1;
  }
  const trigger = readTriggerEvent(process.env, await payloadOf(actionRunner));
  const isFork = trigger.tag === 'pull-request' && trigger.isFork;
  const read = readInputs(isFork ? forForks(getInput) : getInput);
  if (read.tag === 'wrong') {
    for (const problem of read.problems) actionRunner.error(clean(problem), undefined, 'Input');
    return 1;
  }
  return start(actionRunner, read.inputs, trigger, clean);
}

/** A fork has no secrets. Whatever a workflow requests, only its manifests are validated. */
function forForks(get: typeof getInput): typeof getInput {
  return (name) => (name === 'command' && get(name) === 'plan' ? 'validate' : get(name));
}

function start(
  actionRunner: Runner,
  inputs: Inputs,
  trigger: TriggerEvent,
  clean: Job['clean'],
): Promise<number> {
  const isFork = trigger.tag === 'pull-request' && trigger.isFork;
  switch (inputs.command) {
    case 'validate':
      return validateRun(actionRunner, inputs, isFork);
    case 'plan':
      return planRun(jobOf(actionRunner, inputs, trigger, clean));
    case 'apply':
      return applyRun(jobOf(actionRunner, inputs, trigger, clean));
    case 'watch':
      return watchRun(jobOf(actionRunner, inputs, trigger, clean));
    default:
      return inputs satisfies never;
  }
}

function jobOf(actionRunner: Runner, inputs: AccountInputs, trigger: TriggerEvent, clean: Job['clean']): Job {
  const run = readRun(process.env);
  const { clock, listen, signal } = actionRunner.context;
  logTarget(actionRunner, inputs);
  const hub = githubClient({
    token: inputs.token,
    owner: run.owner,
    repo: run.repo,
    baseUrl: run.apiUrl,
    env: actionRunner.context.env,
    clock,
    listen,
    signal,
  });
  return { runner: actionRunner, inputs, github: hub, event: trigger, run, clean };
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
