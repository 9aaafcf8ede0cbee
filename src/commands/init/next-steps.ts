import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import type { InitStep } from '../../render/schemas/init.ts';
import { listing, shellWord } from '../../render/text/words.ts';
import { APPLY_ENVIRONMENT, STREAMS_FOLDER, WATCH_ENVIRONMENT, type WorkflowTarget } from './targets.ts';

/**
 * The request body for custom branch policies in GitHub. Source:
 * https://docs.github.com/rest/deployments/environments.
 */
const ONLY_NAMED_BRANCHES =
  '{"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}';

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
  const committed = targets.length === 0 ? files : [...files, CONFIGURATION_FILE];
  return [
    {
      text: 'Try it. Until the variable of step 7 is set, everything runs against the simulator, also on GitHub. If your shell does not find datastream, use `npx datastream` in a repository whose package.json has datastream-gitops, or run `npm link` in a checkout of datastream-gitops.',
      commands: [
        `datastream validate${selectionOf(targets[0])}`,
        `datastream plan${selectionOf(targets[0])} --simulator`,
      ],
    },
    {
      text: `Make sure that ${branch} exists on GitHub: pull requests are opened against it. A line does nothing if its commit, remote or branch already exists.`,
      commands: start(branch),
    },
    ...credentialSteps(branch, targets),
    {
      text: `Open a pull request. Its comment shows what merging does. Then protect ${branch}: require a pull request, the checks "Validate manifests" and "Plan", and branches that are up to date. Before you add manifests of properties, replace @OWNER/TEAM in CODEOWNERS, and require a review from code owners.`,
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

/** The steps about the accounts: environments, credentials, manifests, secrets, variables. */
function credentialSteps(branch: string, targets: readonly WorkflowTarget[]): readonly InitStep[] {
  const { apply, watch } = environmentsOf(targets);
  const all = [...new Set([...apply, ...watch])];
  const isOne = targets.length === 0;
  const number = all.length === 2 ? 'two ' : '';
  const sections = isOne ? 'section [default]' : 'one section for each target, named as datastream.yaml says';
  const examples = isOne ? `${STREAMS_FOLDER}/example.yaml` : 'each example.yaml';
  return [
    {
      text: `Create the ${number}environments for the credentials that can write, limited to the branch ${branch}. Set reviewers for ${listing(apply)} in the settings of the repository. Set none for ${listing(watch)}.`,
      commands: all.flatMap((name) => environment(name, branch)),
    },
    {
      text: `Create two API clients in Akamai Control Center${isOne ? '' : ' for each account'}, READ-ONLY and READ-WRITE, save their edgerc files (${sections}) outside the repository, and store both as secrets.${separationOf(targets)}`,
      commands: [
        'gh secret set DATASTREAM_EDGERC_READ < ~/edgerc-read-only',
        ...all.map(
          (name) => `gh secret set DATASTREAM_EDGERC_WRITE --env ${shellWord(name)} < ~/edgerc-read-write`,
        ),
      ],
    },
    {
      text: `Write manifests for your existing streams. Import lists the secrets that they refer to. Then delete ${examples}.`,
      commands: isOne
        ? ['datastream import --all --edgerc ~/edgerc-read-only --section default']
        : targets.map((one) => `datastream import --all${selectionOf(one)} --edgerc ~/edgerc-read-only`),
    },
    {
      text: 'Store these secrets: one line NAME=value for each, in a file outside the repository.',
      commands: all.map(
        (name) => `gh secret set DATASTREAM_SECRETS --env ${shellWord(name)} < ~/secrets.env`,
      ),
    },
    {
      text: isOne
        ? 'Select the real account, and set its name in comments and issues.'
        : 'Select the real accounts.',
      commands: [
        'gh variable set DATASTREAM_TARGET --body akamai',
        ...(isOne ? ['gh variable set DATASTREAM_TARGET_NAME --body production'] : []),
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

function environment(name: string, branch: string): readonly string[] {
  const path = `'repos/{owner}/{repo}/environments/${encodeURIComponent(name)}`;
  return [
    `echo '${ONLY_NAMED_BRANCHES}' | gh api -X PUT ${path}' --input -`,
    `gh api -X POST ${path}/deployment-branch-policies' -f name=${branch}`,
  ];
}

/** The first parts of paths, without duplicates: the arguments for `git add`. */
function tops(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => file.replace(/\/.*$/, '')))];
}
