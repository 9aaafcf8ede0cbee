import process from 'node:process';
import { UsageError } from '../../commands/session/context.ts';
import { readSecrets } from '../../commands/session/input-texts.ts';
import { octokitGitHub } from '../../github/octokit.ts';
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
  const face = openRunner(process, readSecrets(getInput('secrets'), 'the input "secrets"').secrets);
  try {
    leave(await perform(face, clean));
  } catch (error) {
    face.error(clean(explain(error)).replace(/^Error: /, ''));
    if (wantsDetails() && error instanceof Error) face.info(clean(error.stack ?? ''));
    leave(failureExitCode(error));
  }
}

async function perform(face: Runner, clean: Job['clean']): Promise<number> {
  const event = process.env['GITHUB_EVENT_NAME'];
  if (event === 'pull_request_target') {
    face.error(
      'The event pull_request_target is not supported: it would give the secrets of this repository to a job about what anyone may propose. Use pull_request.',
      undefined,
      'Event',
    );
    return 1;
  }
  const occasion = readTriggerEvent(process.env, await payloadOf(face));
  const isFork = occasion.tag === 'pull-request' && occasion.isFork;
  const read = readInputs(isFork ? forForks(getInput) : getInput);
  if (read.tag === 'wrong') {
    for (const problem of read.problems) face.error(clean(problem), undefined, 'Input');
    return 1;
  }
  return start(face, read.inputs, occasion, clean);
}

/** A fork has no secrets. Whatever a workflow requests, only its manifests are validated. */
function forForks(get: typeof getInput): typeof getInput {
  return (name) => (name === 'command' && get(name) === 'plan' ? 'validate' : get(name));
}

function start(face: Runner, inputs: Inputs, occasion: TriggerEvent, clean: Job['clean']): Promise<number> {
  const isFork = occasion.tag === 'pull-request' && occasion.isFork;
  switch (inputs.command) {
    case 'validate':
      return validateRun(face, inputs, isFork);
    case 'plan':
      return planRun(jobOf(face, inputs, occasion, clean));
    case 'apply':
      return applyRun(jobOf(face, inputs, occasion, clean));
    case 'watch':
      return watchRun(jobOf(face, inputs, occasion, clean));
    default:
      return inputs satisfies never;
  }
}

function jobOf(face: Runner, inputs: AccountInputs, occasion: TriggerEvent, clean: Job['clean']): Job {
  const run = readRun(process.env);
  const { clock, listen, signal } = face.context;
  logTarget(face, inputs);
  const hub = octokitGitHub({
    token: inputs.token,
    owner: run.owner,
    repo: run.repo,
    baseUrl: run.apiUrl,
    clock,
    listen,
    signal,
  });
  return { runner: face, inputs, github: hub, event: occasion, run, clean };
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
