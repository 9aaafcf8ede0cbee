import type { Context } from '../../../src/commands/session/context.ts';
import type { GhResult } from '../../../src/files/gh.ts';

/** What the substitute for `gh` knows of a repository, and what it has to do. */
interface GhState {
  /** `branches`: patterns of branches and, after `tag:`, of tags. */
  environments: Record<string, { policy: object | null; branches: string[] }>;
  /** By the name of the environment; `''` for the repository. */
  secrets: Record<string, string[]>;
  variables: Record<string, string>;
  isLoggedOut?: boolean;
  isMissing?: boolean;
  /** A part of the arguments of the command that fails, or that a signal ends. */
  failing?: string;
  killed?: string;
}

/** A command that the substitute was called with. */
interface GhCall {
  readonly args: readonly string[];
  readonly input: string;
}

/**
 * A substitute for `gh` in the process of the test. It records its arguments, and fails as GitHub does for a branch
 * that an environment has already. `test/files/gh.test.ts` tests how the real one is started.
 */
export function ghSubstitute(initial: Partial<GhState> = {}) {
  const state: GhState = { environments: {}, secrets: {}, variables: {}, ...initial };
  const calls: GhCall[] = [];
  const gh: Context['gh'] = async (_, args, input = '') => {
    if (state.isMissing) return { tag: 'missing' };
    calls.push({ args, input });
    const command = args.join(' ');
    if (state.isLoggedOut) return fail(4, 'To get started with GitHub CLI, please run:  gh auth login');
    if (state.failing && command.includes(state.failing))
      return fail(1, 'gh: Resource not accessible (HTTP 403)');
    if (state.killed && command.includes(state.killed)) return { tag: 'killed', signal: 'SIGKILL' };
    if (args[0] === 'repo') return print({ nameWithOwner: 'acme/logs' });
    if (args[0] === 'api') return callApi(state, { args, input });
    return args[0] === 'secret' ? runSecret(state, args) : runVariable(state, args);
  };
  return {
    gh,
    state,
    calls,
    /** The commands that change something. */
    writes: () => calls.filter(({ args }) => args.includes('set') || args.includes('-X')),
  };
}

const fail = (exitCode: number, stderr: string): GhResult => ({
  tag: 'ended',
  exitCode,
  stdout: '',
  stderr: `${stderr}\n`,
});

const print = (value?: unknown): GhResult => ({
  tag: 'ended',
  exitCode: 0,
  stdout: value === undefined ? '' : `${JSON.stringify(value)}\n`,
  stderr: '',
});

const optionOf = (args: readonly string[], name: string) => args[args.indexOf(name) + 1] ?? '';

function callApi({ environments }: GhState, { args, input }: GhCall): GhResult {
  const [, name = '', isBranch] =
    /environments\/([^/ ]+)(\/deployment-branch-policies)?/.exec(args.join(' ')) ?? [];
  if (args.includes('PUT')) {
    environments[name] = { policy: JSON.parse(input).deployment_branch_policy, branches: [] };
    return print();
  }
  const environment = environments[name];
  if (args.includes('POST')) {
    const branch = optionOf(args, '-f').replace('name=', '');
    if (!environment || environment.branches.includes(branch)) return fail(1, 'gh: refused (HTTP 422)');
    environment.branches.push(branch);
    return print();
  }
  if (!environment) return fail(1, 'gh: Not Found (HTTP 404)');
  if (!isBranch) return print({ deployment_branch_policy: environment.policy });
  const query = new URLSearchParams(args.join(' ').split('?')[1]);
  const size = Number(query.get('per_page') ?? 30);
  const start = (Number(query.get('page') ?? 1) - 1) * size;
  const branch_policies = environment.branches.slice(start, start + size).map((ref) => {
    const [, tag] = ref.split('tag:');
    return tag === undefined ? { name: ref, type: 'branch' } : { name: tag, type: 'tag' };
  });
  return print({ total_count: environment.branches.length, branch_policies });
}

function runSecret({ environments, secrets }: GhState, args: readonly string[]): GhResult {
  const environment = args.includes('--env') ? optionOf(args, '--env') : '';
  if (environment !== '' && !environments[environment]) return fail(1, 'failed (HTTP 404)');
  secrets[environment] ??= [];
  if (args[1] !== 'set') return print(secrets[environment].map((name) => ({ name })));
  secrets[environment].push(args[2] ?? '');
  return print();
}

function runVariable({ variables }: GhState, args: readonly string[]): GhResult {
  if (args[1] !== 'set') return print(Object.entries(variables).map(([name, value]) => ({ name, value })));
  variables[args[2] ?? ''] = optionOf(args, '--body');
  return print();
}
