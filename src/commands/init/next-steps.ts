import type { InitStep } from '../../render/schemas/init.ts';
import { shellWord } from '../../render/text/words.ts';

/** The environments whose credentials can write, with the names that the workflows use. */
const ENVIRONMENTS = ['datastream-apply', 'datastream-watch'] as const;

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
 */
export function stepsAfterInit(branch: string, files: readonly string[]): readonly InitStep[] {
  return [
    {
      text: 'Try it. Until the variable of step 7 is set, everything runs against the simulator, also on GitHub. If your shell does not find datastream, use `npx datastream` in a repository whose package.json has datastream-gitops, or run `npm link` in a checkout of datastream-gitops.',
      commands: ['datastream validate', 'datastream plan --simulator'],
    },
    {
      text: `Make sure that ${branch} exists on GitHub: pull requests are opened against it. A line does nothing if its commit, remote or branch already exists.`,
      commands: start(branch),
    },
    {
      text: `Create the two environments for the credentials that can write, limited to the branch ${branch}. Set reviewers for datastream-apply in the settings of the repository. Set none for datastream-watch.`,
      commands: ENVIRONMENTS.flatMap((name) => environment(name, branch)),
    },
    {
      text: 'Create two API clients in Akamai Control Center, READ-ONLY and READ-WRITE, save their edgerc files (section [default]) outside the repository, and store both as secrets.',
      commands: [
        'gh secret set DATASTREAM_EDGERC_READ < ~/edgerc-read-only',
        ...ENVIRONMENTS.map(
          (name) => `gh secret set DATASTREAM_EDGERC_WRITE --env ${name} < ~/edgerc-read-write`,
        ),
      ],
    },
    {
      text: 'Write manifests for your existing streams. Import lists the secrets that they refer to. Then delete streams/example.yaml.',
      commands: ['datastream import --all --edgerc ~/edgerc-read-only --section default'],
    },
    {
      text: 'Store these secrets: one line NAME=value for each, in a file outside the repository.',
      commands: ENVIRONMENTS.map((name) => `gh secret set DATASTREAM_SECRETS --env ${name} < ~/secrets.env`),
    },
    {
      text: 'Select the real account, and set its name in comments and issues.',
      commands: [
        'gh variable set DATASTREAM_TARGET --body akamai',
        'gh variable set DATASTREAM_TARGET_NAME --body production',
      ],
    },
    {
      text: `Open a pull request. Its comment shows what merging does. Then protect ${branch}: require a pull request, the checks "Validate manifests" and "Plan", and branches that are up to date. Before you add manifests of properties, replace @OWNER/TEAM in CODEOWNERS, and require a review from code owners.`,
      commands: [
        'git switch -c datastream-gitops',
        `git add -- ${tops(files).map(shellWord).join(' ')}`,
        "git commit -m 'Log streams change by pull request'",
        'git push -u origin datastream-gitops',
        'gh pr create --fill',
      ],
    },
  ];
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
  const path = `'repos/{owner}/{repo}/environments/${name}`;
  return [
    `echo '${ONLY_NAMED_BRANCHES}' | gh api -X PUT ${path}' --input -`,
    `gh api -X POST ${path}/deployment-branch-policies' -f name=${branch}`,
  ];
}

/** The first parts of paths, without duplicates: the arguments for `git add`. */
function tops(files: readonly string[]): readonly string[] {
  return [...new Set(files.map((file) => file.replace(/\/.*$/, '')))];
}
