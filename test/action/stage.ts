import { readdir, readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import type { TriggerEvent } from '../../src/action/runner/event.ts';
import type { AccountInputs } from '../../src/action/runner/inputs.ts';
import { cleaner, type Job } from '../../src/action/runner/job.ts';
import type { Runner, SourceLocation } from '../../src/action/runner/runner.ts';
import { githubClient } from '../../src/github/client.ts';
import { type Workspace, workspace } from '../commands/desk.ts';
import { type Github, startGithub } from './github-server.ts';
import type { Seed } from './github-state.ts';

/** Something that the Action said to its runner. */
interface Said {
  readonly kind: 'info' | 'notice' | 'warning' | 'error' | 'summary';
  readonly text: string;
  readonly place?: SourceLocation;
}

/** A face that remembers. */
interface RememberingRunner extends Runner {
  readonly said: readonly Said[];
  readonly outputs: Readonly<Record<string, string | undefined>>;
  texts(kind: Said['kind']): readonly string[];
}

function rememberingRunner(context: Runner['context']): RememberingRunner {
  const said: Said[] = [];
  const outputs: Record<string, string> = {};
  const say = (kind: Said['kind']) => (text: string, place?: SourceLocation) => {
    said.push({ kind, text, ...(place ? { place } : {}) });
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
    output: (name, value) => {
      outputs[name] = value;
    },
    summary: async (markdown) => say('summary')(markdown),
  };
}

/** A desk with the example manifests, GitHub beside it, and a job over both; the account is the embedded simulator. */
export interface Stage {
  readonly workspace: Workspace;
  readonly github: Github;
  readonly face: RememberingRunner;
  job(trigger: TriggerEvent, change?: Partial<AccountInputs>, run?: Partial<Job['run']>): Job;
}

const INPUTS: AccountInputs = {
  command: 'plan',
  streams: 'streams',
  account: { tag: 'simulator', file: '.datastream/simulator.json' },
  targetName: 'staging',
  secrets: new Map(),
  token: 'x',
  allow: {},
  rotate: [],
  requireApprovedPlan: true,
  comment: true,
  commentAuthor: 'github-actions[bot]',
  cache: '.datastream/cache',
};

/** The manifests of the desk, as main has them. */
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
  const face = rememberingRunner(made.context);
  const { owner, repo, token } = github.state;
  const { clock } = made;
  const hub = githubClient({ owner, repo, token, clock, env: {}, baseUrl: github.url });
  const runs = { owner, repo, branch: 'main', number: 1, attempt: 1, id: '77', apiUrl: github.url };
  const repositoryUrl = `https://github.com/${owner}/${repo}`;
  const url = `${repositoryUrl}/actions/runs/77`;
  const job: Stage['job'] = (trigger, change = {}, run = {}) => ({
    runner: face,
    inputs: { ...INPUTS, ...change },
    github: hub,
    event: trigger,
    run: { ...runs, url, repositoryUrl, ...run },
    clean: cleaner([]),
  });
  return { workspace: made, github, face, job };
}
