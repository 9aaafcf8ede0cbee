import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import type { InitStep } from '../../render/schemas/init.ts';
import { listing, shellWord } from '../../render/text/words.ts';
import { type SetupCommand, shellText } from './setup-commands.ts';
import { APPLY_ENVIRONMENT, STREAMS_FOLDER, WATCH_ENVIRONMENT, type WorkflowTarget } from './targets.ts';

/** A step whose commands may be settings on GitHub, which `init --github` can create. */
interface Step extends Pick<InitStep, 'title' | 'text'> {
  readonly commands: readonly (string | SetupCommand)[];
}

/** Returns the settings on GitHub that the steps create, in their order. */
export function setupCommands(branch: string, targets: readonly WorkflowTarget[]): readonly SetupCommand[] {
  return credentialSteps(branch, targets).flatMap(({ commands }) =>
    commands.filter((command) => typeof command !== 'string'),
  );
}

/**
 * The steps that remain for the user after the files exist, in this order. Commands are for a POSIX shell and
 * GitHub's `gh`.
 * @param files all files to commit, from this run or from before
 * @param targets of the configuration file; empty if the variables name the only one
 */
export function stepsAfterInit(
  branch: string,
  files: readonly string[],
  targets: readonly WorkflowTarget[] = [],
): readonly InitStep[] {
  return stepsOf(branch, files, targets).map(({ commands, ...step }) => ({
    ...step,
    commands: commands.map((command) => (typeof command === 'string' ? command : shellText(command))),
  }));
}

function stepsOf(
  branch: string,
  files: readonly string[],
  targets: readonly WorkflowTarget[],
): readonly Step[] {
  const committed = targets.length === 0 ? files : [...files, CONFIGURATION_FILE];
  return [
    {
      title: 'Try it',
      text: 'Until the variable of step 7 is set, everything runs against the simulator, also on GitHub. If your shell does not find datastream, use `npx datastream` in a repository whose package.json has datastream-gitops, or run `npm link` in a checkout of datastream-gitops.',
      commands: [
        `datastream validate${selectionOf(targets[0])}`,
        `datastream plan${selectionOf(targets[0])} --simulator`,
      ],
    },
    {
      title: 'Push the main branch',
      text: `Make sure that ${branch} exists on GitHub: pull requests are opened against it. A line does nothing if its commit, remote or branch already exists.`,
      commands: start(branch),
    },
    ...credentialSteps(branch, targets),
    {
      title: 'Open a pull request, and protect the main branch',
      text: `The comment on the pull request shows what merging does. Then protect ${branch}: require a pull request, the checks "Validate manifests" and "Plan", and branches that are up to date. Before you add manifests of properties, replace @OWNER/TEAM in CODEOWNERS, and require a review from code owners.`,
      commands: [
        'git switch -c datastream-gitops',
        `git add -- ${tops(committed).map(shellWord).join(' ')}`,
        "git commit -m 'Log streams change by pull request'",
        'git push -u origin datastream-gitops',
        'gh pr create --fill',
      ],
    },
  ];
}

const TARGET_NAME: SetupCommand = {
  tag: 'variable',
  name: 'DATASTREAM_TARGET_NAME',
  value: 'production',
  isExample: true,
};

/** The steps about the accounts: environments, credentials, manifests, secrets, variables. */
function credentialSteps(branch: string, targets: readonly WorkflowTarget[]): readonly Step[] {
  const { apply, watch } = environmentsOf(targets);
  const all = [...new Set([...apply, ...watch])];
  const isOne = targets.length === 0;
  const number = all.length === 2 ? 'two ' : '';
  const sections = isOne ? 'section [default]' : 'one section for each target, named as datastream.yaml says';
  const examples = isOne ? `${STREAMS_FOLDER}/example.yaml` : 'each example.yaml';
  return [
    {
      title: 'Create the environments',
      text: `Create the ${number}environments for the credentials that can write, limited to the branch ${branch}. Set reviewers for ${listing(apply)} in the settings of the repository. Set none for ${listing(watch)}.`,
      commands: all.flatMap((name): readonly SetupCommand[] => [
        { tag: 'environment', environment: name, branch },
        { tag: 'branch', environment: name, branch },
      ]),
    },
    {
      title: 'Store the credentials',
      text: `Create two API clients in Akamai Control Center${isOne ? '' : ' for each account'}, READ-ONLY and READ-WRITE, save their edgerc files (${sections}) outside the repository, and store both as secrets.${separationOf(targets)}`,
      commands: [
        { tag: 'secret', name: 'DATASTREAM_EDGERC_READ', file: 'edgerc-read-only' },
        ...all.map((name) => environmentSecret('DATASTREAM_EDGERC_WRITE', name, 'edgerc-read-write')),
      ],
    },
    {
      title: 'Import your streams',
      text: `Write manifests for your existing streams. Import lists the secrets that they refer to. Then delete ${examples}.`,
      commands: isOne
        ? ['datastream import --all --edgerc ~/edgerc-read-only --section default']
        : targets.map((one) => `datastream import --all${selectionOf(one)} --edgerc ~/edgerc-read-only`),
    },
    {
      title: 'Store the destination secrets',
      text: 'Store the secrets that import listed: one line NAME=value for each, in a file outside the repository.',
      commands: all.map((name) => environmentSecret('DATASTREAM_SECRETS', name, 'secrets.env')),
    },
    {
      title: 'Select the account',
      text: isOne
        ? 'Select the real account, and set its name in comments and issues.'
        : 'Select the real accounts.',
      commands: [
        { tag: 'variable', name: 'DATASTREAM_TARGET', value: 'akamai' },
        ...(isOne ? [TARGET_NAME] : []),
      ],
    },
  ];
}

function selectionOf(target: WorkflowTarget | undefined): string {
  return target === undefined ? '' : ` --target ${shellWord(target.name)}`;
}

function environmentsOf(targets: readonly WorkflowTarget[]) {
  if (targets.length === 0) return { apply: [APPLY_ENVIRONMENT], watch: [WATCH_ENVIRONMENT] };
  return {
    apply: [...new Set(targets.map(({ environment }) => environment))],
    watch: [...new Set(targets.map(({ watchEnvironment }) => watchEnvironment))],
  };
}

/** An environment of its own only protects a target if no other environment has its credentials. */
function separationOf(targets: readonly WorkflowTarget[]): string {
  const { apply } = environmentsOf(targets);
  return apply.length < 2
    ? ''
    : ' Store in each environment only the sections and the secrets of its own targets.';
}

/** Each line checks the state first, so all of them work in a new repository and in one with a history. */
function start(branch: string): readonly string[] {
  return [
    "git rev-parse --quiet --verify HEAD || git commit --allow-empty -m 'Start'",
    'git remote get-url origin || gh repo create --source . --private --push',
    `git ls-remote --exit-code origin refs/heads/${branch} || git push -u origin ${branch}`,
  ];
}

function environmentSecret(name: string, environment: string, file: string): SetupCommand {
  return { tag: 'secret', name, environment, file };
}

/** The first parts of paths, without duplicates: the arguments for `git add`. */
function tops(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => file.replace(/\/.*$/, '')))];
}
