import { UsageError } from '../../commands/session/context.ts';
import { defaultsOf } from '../../commands/session/declared-option.ts';
import { readSecrets } from '../../commands/session/input-texts.ts';
import { parseReason } from '../../commands/session/option-parsers.ts';
import { PLAN } from '../../commands/session/options.ts';
import { LIMIT_KINDS, type Limits, readAllowances } from '../../model/safety-limits.ts';
import { listing } from '../../render/text/words.ts';
import type { Settings } from '../../workflow/forge/job.ts';
import { type Account, accountOf } from './account-input.ts';
import { flag, folder, type Get, given, instead, lines, needed, type ReportProblem } from './input-values.ts';
import { type WatchInputs, watchInputs } from './watch-inputs.ts';

/** Inputs of a run that only reads manifests. */
export interface ValidateInputs {
  readonly command: 'validate';
  readonly streams: string;
  /** Selects a target of the configuration file, if it has several. */
  readonly targetName?: string;
  readonly config?: string;
  readonly given: ReadonlySet<string>;
}

/** Inputs of a run that accesses an account. */
export interface AccountInputs extends Settings, WatchInputs {
  readonly streams: string;
  readonly account: Account;
  /** Destination secrets by name. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly token: string;
  readonly allow: Partial<Limits>;
  readonly rotate: readonly string[];
  readonly checkProperties: boolean;
  /** Why a freeze is overridden. */
  readonly overrideFreeze?: string;
  readonly cache: string;
  /** The key that encrypts cache entries; absent: the client secret. */
  readonly cacheKey?: string;
}

/** Inputs of any run. */
export type Inputs = ValidateInputs | AccountInputs;

/** Valid inputs, or everything that is wrong with them: one sentence each. */
export type ReadInputs =
  | { readonly tag: 'read'; readonly inputs: Inputs }
  | { readonly tag: 'wrong'; readonly problems: readonly string[] };

const COMMANDS = ['validate', 'plan', 'apply', 'watch'] as const;
const LONGEST_NAME = 100;
const DEFAULTS = defaultsOf(PLAN);
const DEFAULT_AUTHOR = 'github-actions[bot]';

/** The inputs of options that the configuration file can set. */
const GIVEN_BY: Readonly<Record<string, string>> = {
  streams: 'streams',
  section: 'section',
  accountKey: 'account-key',
  checkProperties: 'check-properties',
};

/** Reads and validates all inputs at once. */
export function readInputs(get: Get): ReadInputs {
  const problems: string[] = [];
  const report: ReportProblem = (problem) => {
    problems.push(problem);
  };
  const command = COMMANDS.find((known) => known === get('command'));
  if (!command) report(`The input "command" is ${listing(COMMANDS, 'or')}${instead(get('command'))}.`);
  const streams = folder(get, 'streams', DEFAULTS.streams, report);
  const inputs: Inputs | undefined =
    command === undefined || command === 'validate'
      ? { command: 'validate', streams, ...given('targetName', get('target-name')), ...configOf(get, report) }
      : accountInputs(command, streams, get, report);
  return inputs && problems.length === 0 ? { tag: 'read', inputs } : { tag: 'wrong', problems };
}

function accountInputs(
  command: AccountInputs['command'],
  streams: string,
  get: Get,
  report: ReportProblem,
): AccountInputs | undefined {
  const account = accountOf(get, report);
  const planId = planIdOf(command, get, report);
  const rest = {
    command,
    streams,
    targetName: targetName(get, report),
    ...configOf(get, report),
    ...overrideOf(get, report),
    secrets: secretsOf(get, report),
    token: needed(get, 'github-token', 'Omit it to use the job’s own token.', report),
    allow: allowOf(get, report),
    rotate: lines(get('rotate')),
    only: onlyOf(command, get, report),
    requireApprovedPlan: flag(get, 'require-approved-plan', true, report),
    comment: flag(get, 'comment', true, report),
    ...watchInputs(get, report),
    checkProperties: flag(get, 'check-properties', false, report),
    commentAuthor: get('comment-author') || DEFAULT_AUTHOR,
    cache: get('cache') || DEFAULTS.cache,
    ...(planId === undefined ? {} : { planId }),
    ...given('cacheKey', get('cache-key')),
  };
  return account && { ...rest, account };
}

/** Reads the target's name. It is part of environments, titles and file names, and people must recognise it. */
function targetName(get: Get, report: ReportProblem): string {
  const name = needed(get, 'target-name', 'It names the target in comments, for example production.', report);
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(name) && name.length <= LONGEST_NAME;
  if (name !== '' && !isPlain) {
    report(
      `The input "target-name" is letters, digits, spaces, dots, hyphens and underscores, ${LONGEST_NAME} at most.`,
    );
  }
  return name;
}

function planIdOf(command: AccountInputs['command'], get: Get, report: ReportProblem): string | undefined {
  const id = get('plan-id');
  if (id === '') return undefined;
  if (command !== 'apply') report('The input "plan-id" can be used only with the command apply.');
  if (/^sha256:[0-9a-f]{64}$/.test(id)) return id;
  report('The input "plan-id" is sha256: and 64 hexadecimal digits, as a plan prints it.');
  return undefined;
}

/** A comment on a selection would replace the plan of all changes. A merge would then approve less than it changes. */
function onlyOf(command: AccountInputs['command'], get: Get, report: ReportProblem): readonly string[] {
  const only = lines(get('only'));
  if (only.length === 0) return [];
  if (command === 'watch') report('The input "only" can be used only with the commands plan and apply.');
  if (command === 'plan' && get('comment').toLowerCase() !== 'false')
    report(
      'The input "only" needs "comment: false" with the command plan: a comment must show everything that merging changes.',
    );
  return only;
}

function secretsOf(get: Get, report: ReportProblem): ReadonlyMap<string, string> {
  const { secrets, problems } = readSecrets(get('secrets'), 'the input "secrets"');
  for (const problem of problems) report(problem);
  return secrets;
}

function allowOf(get: Get, report: ReportProblem): Partial<Limits> {
  const text = get('allow');
  const limits = text === '' ? {} : readAllowances(text);
  if (limits) return limits;
  report(
    `The input "allow" is KIND=N with one of ${LIMIT_KINDS.join(', ')}, joined by commas: live=12,delete=2.`,
  );
  return {};
}

/** Reads which file to use, and what it must not replace. */
function configOf(get: Get, report: ReportProblem): Pick<AccountInputs, 'config' | 'given'> {
  return {
    given: new Set(Object.keys(GIVEN_BY).filter((option) => get(GIVEN_BY[option] ?? '') !== '')),
    ...given('config', get('config') === '' ? '' : folder(get, 'config', '', report)),
  };
}

function overrideOf(get: Get, report: ReportProblem): Pick<AccountInputs, 'overrideFreeze'> {
  const text = get('override-freeze');
  if (text === '') return {};
  try {
    return { overrideFreeze: parseReason(text) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    report(`The input "override-freeze" is not valid. ${error.message}`);
    return {};
  }
}
