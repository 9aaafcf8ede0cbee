import { isArray, isObject, type Json, type JsonObject, objectsIn, parseJson } from '../../model/json.ts';
import { type EnvironmentLimit, findOtherRefs, type RefPattern } from '../../model/repository-settings.ts';
import { listing } from '../../render/text/words.ts';
import { type Context, UsageError } from '../session/context.ts';
import { environmentPath, type SetupCommand } from './setup-commands.ts';

/** Whether a setting exists already, or what has to be done before its command can be run. */
export type SetupState =
  | { readonly tag: 'open' }
  | { readonly tag: 'exists' }
  | { readonly tag: 'waits'; readonly reason: string };

/** Runs a command of `gh` in the repository. */
export type RunGh = (args: readonly string[], input?: string) => ReturnType<Context['gh']>;

const OPEN: SetupState = { tag: 'open' };
const EXISTS: SetupState = { tag: 'exists' };

/**
 * Returns the state of each setting, in the order of the commands. Only reads.
 * @throws {UsageError} if gh cannot read the settings
 */
export async function inspectSetup(
  context: Context,
  gh: RunGh,
  commands: readonly SetupCommand[],
): Promise<readonly SetupState[]> {
  const environments = new Set(
    commands.flatMap((command) => (command.tag === 'environment' ? [command.environment] : [])),
  );
  // With more, each gets the secrets of its own targets only, which no single file has.
  const isShared = environments.size <= 2;
  const states: SetupState[] = [];
  for (const command of commands) {
    const state = await stateOf(context, gh, command, isShared);
    states.push(afterOthers(command, state, commands, states));
  }
  return states;
}

async function stateOf(
  context: Context,
  gh: RunGh,
  command: SetupCommand,
  isShared: boolean,
): Promise<SetupState> {
  switch (command.tag) {
    case 'environment':
      return environmentState(await readLimit(gh, command.environment), command.branch);
    case 'branch': {
      const limit = await readLimit(gh, command.environment);
      const isAllowed =
        typeof limit === 'object' &&
        limit.some(({ type, pattern }) => type === 'branch' && pattern === command.branch);
      return isAllowed ? EXISTS : OPEN;
    }
    case 'secret': {
      const { name, environment, file } = command;
      const where = environment === undefined ? [] : ['--env', environment];
      const found = namesIn(await readJson(gh, ['secret', 'list', '--json', 'name', ...where]));
      if (found.includes(name)) return EXISTS;
      if (environment !== undefined && !isShared) {
        return waits('store only the sections and the secrets of the targets of this environment');
      }
      const isThere = await context.files.exists(`${context.home}/${file}`);
      return isThere ? OPEN : waits(`there is no file ~/${file}`);
    }
    case 'variable': {
      const found = await readJson(gh, ['variable', 'list', '--json', 'name,value']);
      const { name, value, isExample = false } = command;
      const own = isArray(found) ? found.find((one) => member(one, 'name') === name) : undefined;
      if (own === undefined) return OPEN;
      const present = member(own, 'value');
      return isExample || present === value ? EXISTS : waits(`its value is ${JSON.stringify(present)}`);
    }
    default:
      return command satisfies never;
  }
}

/** Creating an environment again would remove its reviewers. */
function environmentState(limit: EnvironmentLimit | undefined, branch: string): SetupState {
  if (limit === undefined) return OPEN;
  const others = findOtherRefs(limit, branch);
  if (others.length === 0) return EXISTS;
  return waits(
    `the environment exists, but is not limited to the branch ${branch}. It is available to ${listing(others)}. Limit it in the settings of the repository`,
  );
}

/** GitHub's maximum. */
const PAGE_SIZE = 100;

/** Returns what can use an environment. Undefined if the environment does not exist. */
async function readLimit(gh: RunGh, environment: string): Promise<EnvironmentLimit | undefined> {
  const path = environmentPath(environment);
  const found = await readJson(gh, ['api', path]);
  if (found === undefined) return undefined;
  const policy = member(found, 'deployment_branch_policy');
  if (member(policy, 'protected_branches') === true) return 'protected';
  if (member(policy, 'custom_branch_policies') !== true) return 'any';
  const patterns: RefPattern[] = [];
  // With --paginate, gh before version 2.48 prints one JSON text for each page. Therefore, each page is one command.
  for (let page = 1; ; page += 1) {
    const query = `per_page=${PAGE_SIZE}&page=${page}`;
    const policies = await readJson(gh, ['api', `${path}/deployment-branch-policies?${query}`]);
    const items = objectsIn(member(policies, 'branch_policies'));
    patterns.push(...items.map(refPattern));
    if (items.length < PAGE_SIZE) return patterns;
  }
}

function refPattern({ type, name }: JsonObject): RefPattern {
  return { type: type === 'tag' ? 'tag' : 'branch', pattern: String(name) };
}

/**
 * A branch needs its environment, and the real account needs its credentials. Credentials that can write need an
 * environment that only one branch can use.
 * @param states of the commands before this one
 */
function afterOthers(
  command: SetupCommand,
  state: SetupState,
  commands: readonly SetupCommand[],
  states: readonly SetupState[],
): SetupState {
  if (state.tag !== 'open') return state;
  const isWaiting = (matches: (other: SetupCommand) => boolean) =>
    commands.some((other, index) => states[index]?.tag === 'waits' && matches(other));
  if (command.tag === 'variable') {
    const lacksCredentials = isWaiting((other) => other.tag === 'secret' && other.name.includes('EDGERC'));
    return lacksCredentials ? waits('the credentials are not stored') : state;
  }
  const { environment } = command;
  const isHeld = isWaiting((other) => other.tag === 'environment' && other.environment === environment);
  return isHeld ? waits('the environment is not limited to one branch') : state;
}

function waits(reason: string): SetupState {
  return { tag: 'waits', reason };
}

/** Returns what gh prints as JSON; undefined if GitHub has no such object. */
async function readJson(gh: RunGh, args: readonly string[]): Promise<Json | undefined> {
  const result = await gh(args);
  const isRead = result.tag === 'ended' && result.exitCode === 0;
  const value = isRead ? (parseJson(result.stdout) as Json | undefined) : undefined;
  if (value !== undefined) return value;
  if (isRead) throw new UsageError(`\`gh ${args.join(' ')}\` printed no JSON.`);
  if (result.tag === 'ended' && /HTTP 404/.test(result.stderr)) return undefined;
  throw new UsageError(`\`gh ${args.join(' ')}\` failed${failureText(result)}`);
}

/** Returns why a command of gh failed, as the end of a sentence. */
export function failureText(result: Awaited<ReturnType<RunGh>>): string {
  switch (result.tag) {
    case 'missing':
      return ': gh is not installed.';
    case 'killed':
      return `: it was ended by ${result.signal}.`;
    case 'ended': {
      const [line = ''] = result.stderr.trim().split('\n');
      return line === '' ? ` with exit code ${result.exitCode}.` : `: ${line.replace(/\.$/, '')}.`;
    }
    default:
      return result satisfies never;
  }
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) ? value[name] : undefined;
}

function namesIn(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value.map((one) => member(one, 'name') ?? null) : [];
}
