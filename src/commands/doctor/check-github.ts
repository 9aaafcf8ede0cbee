import {
  type BranchRules,
  type EnvironmentSettings,
  findOtherRefs,
  isForEveryBranch,
  type RepositorySettings,
  type SettingRead,
  type WorkflowSettings,
} from '../../model/repository-settings.ts';
import { listing } from '../../render/text/words.ts';
import { type Finding, ok, problem, skipped, warning } from './finding.ts';

/** The settings of the repository, or why they cannot be read. */
export type OpenedRepository =
  | { readonly tag: 'opened'; readonly settings: RepositorySettings }
  | { readonly tag: 'missing'; readonly message: string; readonly hint: string };

/** The environments whose credentials can write, with the names that the workflows use. */
const APPLY = 'datastream-apply';
const WATCH = 'datastream-watch';

/** What this repository expects of its settings. */
interface Expected {
  /** Whether manifests refer to secrets. */
  readonly needsSecrets: boolean;
  /** The environments of the apply job and of the watch job. Default: `datastream-apply` and `datastream-watch`. */
  readonly environment?: string;
  readonly watchEnvironment?: string;
}

const DOCS = 'docs/github.md describes the setup.';

/** Checks the settings of the repository on GitHub. Without a token, that is one line. */
export async function checkGithub(
  opened: OpenedRepository,
  { needsSecrets, environment: apply = APPLY, watchEnvironment: watch = WATCH }: Expected,
): Promise<readonly Finding[]> {
  if (opened.tag === 'missing') return [skipped('github', opened.message, opened.hint)];
  const { settings } = opened;
  const repository = await settings.repository();
  if (repository.tag === 'unread') {
    const hint = 'Check the token, GITHUB_REPOSITORY and GITHUB_API_URL.';
    return [problem('repository', repository.message, hint)];
  }
  const { defaultBranch, hasIssues } = repository.value;
  const variables = await settings.variables();
  const { DATASTREAM_TARGET: target, DATASTREAM_WATCH_MODE: watchMode } =
    variables.tag === 'read' ? variables.value : {};
  const findings: Finding[] = [
    ok('repository', `${settings.name} can be read; its default branch is ${defaultBranch}.`),
    hasIssues
      ? ok('issues', 'Issues are switched on; the watch reports drift there.')
      : warning(
          'issues',
          'Issues are switched off, so the watch cannot report drift.',
          'Switch them on in the settings of the repository.',
        ),
    checkVariables(variables),
  ];
  const isReal = variables.tag === 'unread' || target === 'akamai';
  const writing = watchMode === 'report' ? [apply] : [apply, watch];
  findings.push(checkRepositorySecrets(await settings.secretNames(), isReal, writing));
  for (const name of [apply, watch]) {
    const environment = await settings.environment(name);
    findings.push(checkEnvironment(name, environment, { branch: defaultBranch, mayWait: name !== watch }));
    const names = environment.tag === 'read' ? await settings.secretNames(name) : environment;
    findings.push(
      writing.includes(name)
        ? checkEnvironmentSecrets(name, names, { isReal, needsSecrets })
        : checkUnneededSecrets(name, names),
    );
  }
  return [
    ...findings,
    checkRules(await settings.branchRules(defaultBranch), defaultBranch),
    ...checkWorkflowSettings(await settings.workflows()),
  ];
}

type Unread = Extract<SettingRead<unknown>, { tag: 'unread' }>;

/** What a token may not see is not checked. */
function unreadFinding(name: string | readonly [string, string], { why, message }: Unread): Finding {
  return why === 'failed' ? warning(name, message, 'Run again.') : skipped(name, message);
}

function checkVariables(read: SettingRead<Readonly<Record<string, string | undefined>>>): Finding {
  if (read.tag === 'unread') return unreadFinding('variables', read);
  const target = read.value['DATASTREAM_TARGET'] ?? 'simulator';
  if (target === 'akamai')
    return ok('variables', 'DATASTREAM_TARGET is akamai: the workflows use the real account.');
  if (target === 'simulator') {
    return warning(
      'variables',
      'The workflows run against the embedded simulator.',
      'When the credentials are stored, run `gh variable set DATASTREAM_TARGET --body akamai`.',
    );
  }
  return problem(
    'variables',
    'DATASTREAM_TARGET is neither akamai nor simulator.',
    'Run `gh variable set DATASTREAM_TARGET --body akamai`.',
  );
}

const READ = 'DATASTREAM_EDGERC_READ';
const WRITE = 'DATASTREAM_EDGERC_WRITE';
const SECRETS = 'DATASTREAM_SECRETS';

function checkRepositorySecrets(
  read: SettingRead<readonly string[]>,
  isReal: boolean,
  environments: readonly string[],
): Finding {
  const name = ['secret-names', 'repository'] as const;
  if (read.tag === 'unread') return unreadFinding(name, read);
  const exposed = [WRITE, SECRETS].filter((secret) => read.value.includes(secret));
  if (exposed.length > 0) {
    return problem(
      name,
      `${listing(exposed)} can be used by every workflow and every branch of the repository.`,
      `Store ${exposed.length === 1 ? 'it' : 'them'} in the ${environments.length === 1 ? 'environment' : 'environments'} ${listing(environments)} instead, then delete ${exposed.length === 1 ? 'it' : 'them'} here.`,
    );
  }
  if (read.value.includes(READ)) return ok(name, `${READ} is stored.`);
  const hint = `Run \`gh secret set ${READ} < ~/edgerc-read-only\`.`;
  return isReal
    ? problem(name, `${READ} is missing, so that pull requests have no plan.`, hint)
    : skipped(name, `${READ} is missing; the simulator does not need it.`, hint);
}

function checkEnvironment(
  environment: string,
  read: SettingRead<EnvironmentSettings>,
  { branch, mayWait }: { readonly branch: string; readonly mayWait: boolean },
): Finding {
  const name = ['environment', environment] as const;
  if (read.tag === 'unread') {
    if (read.why !== 'missing') return unreadFinding(name, read);
    return problem(
      name,
      `The environment ${environment} does not exist, or the token may not see it.`,
      `Create it, limited to ${branch}: \`datastream init --github\` does it, after asking. ${DOCS}`,
    );
  }
  const { limit, hasReviewers } = read.value;
  const others = findOtherRefs(limit, branch);
  if (others.length > 0) {
    return (isForEveryBranch(limit) ? problem : warning)(
      name,
      `This environment is not limited to the branch ${branch}. Its credentials are available to ${listing(others)}.`,
      `Limit it to ${branch}, so that no other branch or tag can use its credentials.`,
    );
  }
  if (limit.length === 0) {
    return problem(name, 'No branch can use this environment.', `Add the branch ${branch} to it.`);
  }
  if (hasReviewers && !mayWait) {
    return warning(
      name,
      'The watch waits for reviewers.',
      `Remove the reviewers of ${environment}: it never changes anything that was not approved.`,
    );
  }
  return ok(name, `Only ${branch} can use it${hasReviewers ? ', after a review' : ''}.`);
}

function checkEnvironmentSecrets(
  environment: string,
  read: SettingRead<readonly string[]>,
  { isReal, needsSecrets }: { readonly isReal: boolean; readonly needsSecrets: boolean },
): Finding {
  const name = ['secret-names', environment] as const;
  if (read.tag === 'unread') return unreadFinding(name, read);
  const needed = [WRITE, ...(needsSecrets ? [SECRETS] : [])];
  const missing = needed.filter((secret) => !read.value.includes(secret));
  if (missing.length === 0)
    return ok(name, `${listing(needed)} ${needed.length === 1 ? 'is' : 'are'} stored.`);
  const verb = missing.length === 1 ? 'is' : 'are';
  const hint = `Run \`gh secret set ${missing[0]} --env ${environment}\` with the text on standard input. ${DOCS}`;
  return isReal
    ? problem(name, `${listing(missing)} ${verb} missing.`, hint)
    : skipped(
        name,
        `${listing(missing)} ${verb} missing; the simulator does not need ${missing.length === 1 ? 'it' : 'them'}.`,
        hint,
      );
}

/** Checks the environment of a watch that only reports: its run uses no secret of its environment. */
function checkUnneededSecrets(environment: string, read: SettingRead<readonly string[]>): Finding {
  const name = ['secret-names', environment] as const;
  if (read.tag === 'unread') return unreadFinding(name, read);
  const [unneeded] = [WRITE, SECRETS].filter((secret) => read.value.includes(secret));
  if (unneeded === undefined)
    return ok(name, 'It needs no secrets, because DATASTREAM_WATCH_MODE is report.');
  return warning(
    name,
    `${unneeded} is stored, and a watch that only reports (DATASTREAM_WATCH_MODE) does not need it.`,
    `Run \`gh secret delete ${unneeded} --env ${environment}\`.`,
  );
}

/** The jobs that a pull request has to pass: `name` in plan.yml. */
const CHECKS = ['Validate manifests', 'Plan'] as const;

function checkRules(read: SettingRead<BranchRules>, branch: string): Finding {
  if (read.tag === 'unread') return unreadFinding('branch-rules', read);
  const { requiresChangeRequest, checks, isProtected } = read.value;
  if (!requiresChangeRequest && !isProtected) {
    return problem(
      'branch-rules',
      `Anyone who can push may change ${branch} without a pull request, and what is merged is applied.`,
      `Add a rule for ${branch}: require a pull request and the checks "${CHECKS.join('" and "')}".`,
    );
  }
  const missing = CHECKS.filter((check) => !checks.includes(check));
  if (missing.length > 0) {
    return warning(
      'branch-rules',
      `The rules of ${branch} do not require the checks "${missing.join('" and "')}".`,
      'Require them, so that a change whose plan failed cannot be merged.',
    );
  }
  const how = requiresChangeRequest ? 'require a pull request and' : 'protect the branch and require';
  return ok('branch-rules', `The rules of ${branch} ${how} the checks "${CHECKS.join('" and "')}".`);
}

function checkWorkflowSettings(read: SettingRead<WorkflowSettings>): readonly Finding[] {
  if (read.tag === 'unread') return [unreadFinding('actions', read)];
  const { areEnabled, defaultPermissions, mayApproveChangeRequests } = read.value;
  return [
    areEnabled
      ? ok('actions', 'Actions are switched on.')
      : problem(
          'actions',
          'Actions are switched off, so that nothing is planned or applied.',
          'Switch them on in the settings of the repository.',
        ),
    defaultPermissions === 'read'
      ? ok('token-permissions', 'Tokens of workflows can only read, unless a workflow declares more.')
      : warning(
          'token-permissions',
          'Tokens of workflows that declare no permissions can write.',
          'Set the default to read: the workflows of datastream-gitops declare what they need.',
        ),
    mayApproveChangeRequests
      ? warning(
          'token-approvals',
          'Workflows may approve pull requests, and a merge is what approves a change here.',
          'Switch off "Allow GitHub Actions to create and approve pull requests".',
        )
      : ok('token-approvals', 'Workflows cannot approve pull requests.'),
  ];
}
