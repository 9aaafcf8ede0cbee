import { HttpFailure } from '../http/failure.ts';
import type {
  BranchRules,
  EnvironmentSettings,
  RepositorySettings,
  SettingRead,
} from '../model/repository-settings.ts';
import { anyJson, flag, list, object, oneOf, orNull, type Static, text } from '../model/shape.ts';
import { type GitHubOptions, openSession } from './client.ts';
import {
  PAGE_SIZE,
  RefusedRequest,
  type RepositoryApi,
  route,
  UnexpectedResponse,
} from './repository-api.ts';

/** The part of the API that only reads. */
type Reader = Pick<RepositoryApi, 'get' | 'list'>;

/**
 * Reads the settings of a repository. Each reading that is refused says which permission of the token it needs.
 * @throws {GitHubError} immediately if the base URL is invalid, or if it would send the token unencrypted
 * @throws {AccessError} immediately if a proxy variable is not a URL
 */
export function repositorySettings(options: GitHubOptions): RepositorySettings {
  const { api }: { readonly api: Reader } = openSession(options);
  return {
    name: `${options.owner}/${options.repo}`,
    repository: () =>
      attempt('the repository', 'Metadata', async () => {
        const { default_branch, has_issues } = await api.get(REPOSITORY, '');
        return { defaultBranch: default_branch, hasIssues: has_issues };
      }),
    environment: (name) => attempt(`the environment ${name}`, 'Actions', () => readEnvironment(api, name)),
    secretNames: (environment) =>
      environment === undefined
        ? attempt('the names of secrets', 'Secrets', async () => [
            ...(await secretsAt(api, 'actions/secrets')),
            ...(await ofOrganization(() => secretsAt(api, 'actions/organization-secrets'))),
          ])
        : attempt(`the names of secrets of ${environment}`, 'Environments', () =>
            secretsAt(api, route`environments/${environment}/secrets`),
          ),
    variables: () =>
      attempt('variables', 'Variables', async () =>
        Object.fromEntries([
          ...(await ofOrganization(() => variablesAt(api, 'actions/organization-variables'))),
          ...(await variablesAt(api, 'actions/variables')),
        ]),
      ),
    branchRules: (branch) => attempt(`the rules of ${branch}`, 'Contents', () => readRules(api, branch)),
    workflows: () =>
      attempt('the permissions of workflows', 'Administration', async () => {
        const { enabled } = await api.get(ACTIONS, 'actions/permissions');
        const defaults = await api.get(DEFAULTS, 'actions/permissions/workflow');
        return {
          areEnabled: enabled,
          defaultPermissions: defaults.default_workflow_permissions,
          mayApproveChangeRequests: defaults.can_approve_pull_request_reviews,
        };
      }),
  };
}

const REPOSITORY = object({ default_branch: text(), has_issues: flag() });

const ENVIRONMENT = object({
  'protection_rules?': list(object({ type: text(), 'reviewers?': list(anyJson()) })),
  deployment_branch_policy: orNull(object({ protected_branches: flag() })),
});
const POLICIES = object({
  branch_policies: list(object({ name: text(), 'type?': oneOf(['branch', 'tag']) })),
});

async function readEnvironment(api: Reader, name: string): Promise<EnvironmentSettings> {
  const { protection_rules = [], deployment_branch_policy: policy } = await api.get(
    ENVIRONMENT,
    route`environments/${name}`,
  );
  const hasReviewers = protection_rules.some(
    ({ type, reviewers = [] }) => type === 'required_reviewers' && reviewers.length > 0,
  );
  if (policy === null) return { limit: 'any', hasReviewers };
  if (policy.protected_branches) return { limit: 'protected', hasReviewers };
  const path = route`environments/${name}/deployment-branch-policies`;
  const policies = await readPages(async (query) => (await api.get(POLICIES, path, query)).branch_policies);
  const limit = policies.map(({ name: pattern, type = 'branch' }) => ({ type, pattern }));
  return { limit, hasReviewers };
}

const SECRETS = object({ secrets: list(object({ name: text() })) });

async function secretsAt(api: Reader, path: string): Promise<readonly string[]> {
  const secrets = await readPages(async (query) => (await api.get(SECRETS, path, query)).secrets);
  return secrets.map(({ name }) => name);
}

const VARIABLES = object({ variables: list(object({ name: text(), value: text() })) });
/** GitHub's maximum for variables. */
const VARIABLES_PAGE = 30;

async function variablesAt(api: Reader, path: string): Promise<readonly (readonly [string, string])[]> {
  const variables = await readPages(
    async (query) => (await api.get(VARIABLES, path, query)).variables,
    VARIABLES_PAGE,
  );
  return variables.map(({ name, value }) => [name, value]);
}

/**
 * Reads all items of a list that is a member of the response, and not the response itself.
 * @param read reads one page
 * @param size GitHub's maximum number of items of a page
 */
async function readPages<T>(
  read: (query: { readonly page: number; readonly per_page: number }) => Promise<readonly T[]>,
  size = PAGE_SIZE,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let page = 1; ; page += 1) {
    const items = await read({ page, per_page: size });
    found.push(...items);
    if (items.length < size) return found;
  }
}

/** A repository of a person has no organization, and then there is nothing to add. */
async function ofOrganization<T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RefusedRequest && [403, 404].includes(error.response.status)) return [];
    throw error;
  }
}

const RULE = object({
  type: text(),
  'parameters?': object({ 'required_status_checks?': list(object({ context: text() })) }),
});
const BRANCH = object({
  protected: flag(),
  'protection?': object({
    'required_status_checks?': object({ contexts: list(text()) }),
  }),
});

async function readRules(api: Reader, branch: string): Promise<BranchRules> {
  const rules = await api.list(RULE, route`rules/branches/${branch}`);
  const { protected: isProtected, protection } = await api.get(BRANCH, route`branches/${branch}`);
  const inRules = rules.flatMap(({ parameters }: Static<typeof RULE>) =>
    (parameters?.required_status_checks ?? []).map(({ context }) => context),
  );
  return {
    requiresChangeRequest: rules.some(({ type }) => type === 'pull_request'),
    checks: [...new Set([...inRules, ...(protection?.required_status_checks?.contexts ?? [])])],
    isProtected,
  };
}

const ACTIONS = object({ enabled: flag() });
const DEFAULTS = object({
  default_workflow_permissions: oneOf(['read', 'write']),
  can_approve_pull_request_reviews: flag(),
});

/**
 * Reads a setting.
 * @param permission of the repository that a fine-grained token needs to read it
 */
async function attempt<T>(what: string, permission: string, read: () => Promise<T>): Promise<SettingRead<T>> {
  try {
    return { tag: 'read', value: await read() };
  } catch (error) {
    const unread = reasonOf(error, what, permission);
    if (unread) return { tag: 'unread', ...unread };
    throw error;
  }
}

function reasonOf(
  error: unknown,
  what: string,
  permission: string,
): Omit<Extract<SettingRead<unknown>, { tag: 'unread' }>, 'tag'> | undefined {
  if (error instanceof HttpFailure) {
    return { why: 'failed', message: `GitHub was asked for ${what}, but ${error.message}.` };
  }
  if (error instanceof UnexpectedResponse) {
    return { why: 'failed', message: `GitHub's response about ${what} is not what its API describes.` };
  }
  if (!(error instanceof RefusedRequest)) return undefined;
  const { status } = error.response;
  if (status === 401) return { why: 'failed', message: 'The token is wrong or has expired (401).' };
  if (status === 403) {
    return {
      why: 'forbidden',
      message: `The token may not read ${what} (403): it needs the repository permission "${permission}" (read).`,
    };
  }
  if (status === 404) {
    return {
      why: 'missing',
      message: `GitHub does not have ${what}, or does not show it to this token (404).`,
    };
  }
  return { why: 'failed', message: `GitHub did not return ${what} (${status}).` };
}
