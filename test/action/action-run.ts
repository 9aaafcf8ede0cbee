import { readdir, readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { annotate, type SourceLocation } from '../../src/action/runner/annotations.ts';
import { cleaner } from '../../src/action/runner/cleaner.ts';
import { applyOptions } from '../../src/action/runner/command-options.ts';
import type { AccountInputs } from '../../src/action/runner/inputs.ts';
import { outputsOf } from '../../src/action/runner/outputs.ts';
import type { Runner } from '../../src/action/runner/runner.ts';
import { githubForge } from '../../src/github/forge.ts';
import type { GitHubRun } from '../../src/github/run.ts';
import type { Job } from '../../src/workflow/forge/job.ts';
import type { Trigger } from '../../src/workflow/forge/run.ts';
import { type Workspace, workspace } from '../commands/workspace.ts';
import { type Github, startGithub } from '../github/server/server.ts';
import type { Seed } from '../github/server/state.ts';

/** A text that the Action wrote to its runner. */
interface Said {
  readonly kind: 'info' | 'notice' | 'warning' | 'error' | 'summary';
  readonly text: string;
  readonly place?: SourceLocation;
}

/** A runner that keeps what it is given. */
interface RecordingRunner extends Runner {
  readonly said: readonly Said[];
  readonly outputs: Readonly<Record<string, string | undefined>>;
  texts(kind: Said['kind']): readonly string[];
}

function recordingRunner(context: Runner['context']): RecordingRunner {
  const said: Said[] = [];
  const outputs: Record<string, string> = {};
  const say = (kind: Said['kind']) => (text: string, place?: SourceLocation | string) => {
    said.push({ kind, text, ...(typeof place === 'object' ? { place } : {}) });
  };
  return {
    context,
    said,
    outputs,
    texts: (kind) => said.filter((one) => one.kind === kind).map(({ text }) => text),
    info: say('info'),
    notice: say('notice'),
    warning: say('warning'),
    error: say('error'),
    findings: (findings) =>
      annotate({ notice: say('notice'), warning: say('warning'), error: say('error') }, findings),
    counts: (counts) => {
      Object.assign(outputs, outputsOf(counts));
    },
    summary: async (markdown) => say('summary')(markdown),
  };
}

/**
 * A command environment with the example manifests, a GitHub, and a job that uses both. The account is the
 * embedded simulator.
 */
export interface Stage {
  readonly workspace: Workspace;
  readonly github: Github;
  readonly face: RecordingRunner;
  job(trigger: Trigger, change?: Partial<AccountInputs>, run?: Partial<GitHubRun>): Job;
}

const INPUTS: AccountInputs = {
  command: 'plan',
  streams: 'streams',
  account: { tag: 'simulator', file: '.datastream/simulator.json' },
  targetName: 'staging',
  given: new Set(),
  secrets: new Map(),
  token: 'x',
  allow: {},
  rotate: [],
  only: [],
  requireApprovedPlan: true,
  checkProperties: false,
  verifyDelivery: false,
  propertyWindow: [],
  watchMode: 'complete',
  applyWorkflow: 'apply.yml',
  applySelectsTarget: false,
  comment: true,
  commentAuthor: 'github-actions[bot]',
  cache: '.datastream/cache',
};

/** The manifests of the environment, as in main. */
async function exampleFiles(): Promise<Record<string, string>> {
  const names = (await readdir('streams')).filter((name) => name.endsWith('.yaml'));
  const texts = names.map(
    async (name) => [`streams/${name}`, await readFile(`streams/${name}`, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}

export async function stage(seed: Seed = {}): Promise<Stage> {
  const made = await workspace({ examples: true });
  const files = seed.files ?? (await exampleFiles());
  const github = await startGithub({ ...seed, files });
  onTestFinished(() => github.close());
  const face = recordingRunner(made.context);
  const { owner, repo, token } = github.state;
  const repositoryUrl = `https://github.com/${owner}/${repo}`;
  const usual: GitHubRun = {
    ...{ repository: `${owner}/${repo}`, owner, repo, branch: 'main', number: 1, attempt: 1, id: '77' },
    ...{ url: `${repositoryUrl}/actions/runs/77`, repositoryUrl, apiUrl: github.url },
  };
  const job: Stage['job'] = (trigger, change = {}, parts = {}) => {
    const inputs = { ...INPUTS, ...change };
    const run = { ...usual, ...parts };
    return {
      context: made.context,
      reporter: face,
      settings: inputs,
      options: applyOptions(inputs, inputs.command === 'plan' ? '.datastream/plan.json' : undefined),
      forge: githubForge(run, { ...made.context, clock: made.clock, env: {}, token }),
      trigger,
      run,
      clean: cleaner([]),
    };
  };
  return { workspace: made, github, face, job };
}
