import { exampleOf } from './description.ts';
import type { Route, RouteAnswer } from './routes.ts';
import type { Environment, GithubState, Permission } from './state.ts';

/** GitHub's example lacks this member, although the description requires it. */
const REPOSITORY = { language: null };

type Run = Route['run'];

const ok = (body: object): RouteAnswer => ({ status: 200, body });
const NOT_FOUND: RouteAnswer = { status: 404, body: { message: 'Not Found', status: '404' } };
const read = (needs: Permission, run: Run): Route => ({ needs: [needs], access: 'read', run });

/** Reads of settings. Permissions: "Permissions required for fine-grained tokens" in GitHub's documentation. */
export const SETTINGS_ROUTES: Readonly<Record<string, Route>> = {
  'repos/get': read('metadata', ({ state }) =>
    ok({
      ...REPOSITORY,
      ...exampleOf('full-repository-default-response'),
      source: undefined,
      parent: undefined,
      full_name: `${state.owner}/${state.repo}`,
      name: state.repo,
      default_branch: state.settings.defaultBranch,
      has_issues: state.settings.hasIssues,
    }),
  ),
  'repos/get-environment': read('actions', ({ state, values }) => {
    const found = environmentOf(state, values);
    return found ? ok(environment(found)) : NOT_FOUND;
  }),
  'repos/list-deployment-branch-policies': read('actions', ({ state, values }) => {
    const found = environmentOf(state, values);
    if (!found || typeof found.branches === 'string') return NOT_FOUND;
    const branch_policies = found.branches.map((ref, index) => {
      const [, tag] = ref.split('tag:');
      const pattern = tag === undefined ? { name: ref, type: 'branch' } : { name: tag, type: 'tag' };
      return { id: index + 1, node_id: 'x', ...pattern };
    });
    return ok({ total_count: branch_policies.length, branch_policies });
  }),
  'actions/list-environment-secrets': read('environments', ({ state, values }) => {
    const found = environmentOf(state, values);
    return found ? ok(secrets(found.secrets)) : NOT_FOUND;
  }),
  'actions/list-repo-secrets': read('secrets', ({ state }) => ok(secrets(state.settings.secrets))),
  'actions/list-repo-organization-secrets': read('secrets', ({ state: { settings } }) =>
    settings.organization ? ok(secrets(settings.organization.secrets)) : NOT_FOUND,
  ),
  'actions/list-repo-variables': read('variables', ({ state }) => ok(variables(state.settings.variables))),
  'actions/list-repo-organization-variables': read('variables', ({ state: { settings } }) =>
    settings.organization ? ok(variables(settings.organization.variables)) : NOT_FOUND,
  ),
  'repos/get-branch-rules': read('metadata', ({ state }) =>
    ok(
      state.settings.rules.map(({ type, checks }) => ({
        type,
        ruleset_source_type: 'Repository',
        ruleset_source: `${state.owner}/${state.repo}`,
        ruleset_id: 1,
        ...(checks ? { parameters: checkParameters(checks) } : {}),
      })),
    ),
  ),
  'repos/get-branch': read('contents', ({ state, values }) => {
    const { protection, defaultBranch } = state.settings;
    if (values['branch'] !== defaultBranch) return NOT_FOUND;
    const example = exampleOf('branch-get');
    return ok({
      ...example,
      name: defaultBranch,
      protected: protection !== undefined,
      protection: {
        enabled: protection !== undefined,
        required_status_checks: { enforcement_level: 'everyone', contexts: protection ?? [], checks: [] },
      },
    });
  }),
  'actions/get-github-actions-permissions-repository': read('administration', ({ state }) =>
    ok({ ...exampleOf('actions-repository-permissions'), enabled: state.settings.actionsEnabled }),
  ),
  'actions/get-github-actions-default-workflow-permissions-repository': read('administration', ({ state }) =>
    ok({
      default_workflow_permissions: state.settings.defaultPermissions,
      can_approve_pull_request_reviews: state.settings.mayApprove,
    }),
  ),
};

function environmentOf(
  { settings }: GithubState,
  { environment_name: name }: Readonly<Record<string, string>>,
): Environment | undefined {
  return settings.environments.find((each) => each.name === name);
}

function environment({ name, branches, reviewers }: Environment): object {
  const example = exampleOf('environment');
  const rules = example['protection_rules'] as readonly { readonly type: string }[];
  const users = rules.find(({ type }) => type === 'required_reviewers') as
    | { readonly reviewers: readonly object[] }
    | undefined;
  const reviews = { ...users, reviewers: users?.reviewers.slice(0, reviewers) ?? [] };
  return {
    ...example,
    name,
    protection_rules: reviewers > 0 ? [reviews] : [],
    deployment_branch_policy:
      branches === 'any'
        ? null
        : { protected_branches: branches === 'protected', custom_branch_policies: branches !== 'protected' },
  };
}

const SINCE = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' };

function secrets(names: readonly string[]): object {
  return { total_count: names.length, secrets: names.map((name) => ({ name, ...SINCE })) };
}

function variables(values: Readonly<Record<string, string>>): object {
  const list = Object.entries(values).map(([name, value]) => ({ name, value, ...SINCE }));
  return { total_count: list.length, variables: list };
}

function checkParameters(checks: readonly string[]): object {
  return {
    required_status_checks: checks.map((context) => ({ context })),
    strict_required_status_checks_policy: true,
  };
}
