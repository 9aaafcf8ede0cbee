import { isObject, parseJson } from '../../model/json.ts';
import type { SetupReport } from '../../render/schemas/init.ts';
import { consentToWrite } from '../session/consent.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { InitOptions } from '../session/file-options.ts';
import { failureText, inspectSetup, type RunGh, type SetupState } from './inspect-setup.ts';
import { ghCommand, type SetupCommand, shellText } from './setup-commands.ts';

type SetupLine = SetupReport['commands'][number];

/** A command, and the state that its setting had before the run. */
interface Planned {
  readonly command: SetupCommand;
  readonly state: SetupState;
}

/**
 * Creates the settings on GitHub that do not exist yet, after asking, one after the other. It stops at the first
 * failure; running it again continues there. Existing settings are not changed.
 */
export async function setUpGithub(
  context: Context,
  options: Pick<InitOptions, 'yes'>,
  directory: string,
  commands: readonly SetupCommand[],
): Promise<SetupReport> {
  const gh: RunGh = (args, input) => context.gh(directory, args, input);
  try {
    const repository = await repositoryName(gh);
    const states = await inspectSetup(context, gh, commands);
    const planned = commands.map((command, index) => ({ command, state: states[index] ?? OPEN }));
    return { repository, ...(await confirmAndRun(context, options, gh, planned, repository)) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { outcome: 'unavailable', reason: error.message, commands: commands.map(notRun) };
  }
}

const OPEN: SetupState = { tag: 'open' };

/** Returns the exit code. 3: the user did not confirm. */
export function setupExitCode({ outcome }: SetupReport): Result['exitCode'] {
  switch (outcome) {
    case 'done':
    case 'incomplete':
    case 'not-confirmed':
      return 0;
    case 'failed':
    case 'unavailable':
      return 1;
    case 'cancelled':
      return 3;
    default:
      return outcome satisfies never;
  }
}

async function repositoryName(gh: RunGh): Promise<string> {
  const result = await gh(['repo', 'view', '--json', 'nameWithOwner']);
  if (result.tag === 'missing') {
    throw new UsageError(
      'gh is not installed. Install it (https://cli.github.com), or change the settings of these steps on GitHub yourself.',
    );
  }
  const found = result.tag === 'ended' && result.exitCode === 0 ? parseJson(result.stdout) : undefined;
  const name = isObject(found) ? found['nameWithOwner'] : undefined;
  if (typeof name === 'string') return name;
  throw new UsageError(
    `gh cannot read the repository${failureText(result)} Log in with \`gh auth login\`, and push the main branch (step 2).`,
  );
}

async function confirmAndRun(
  context: Context,
  { yes }: Pick<InitOptions, 'yes'>,
  gh: RunGh,
  planned: readonly Planned[],
  repository: string,
): Promise<SetupReport> {
  const open = planned.filter(({ state }) => state.tag === 'open');
  if (open.length > 0) {
    const consent = await consentToWrite(context, {
      yes,
      preview: () => open.map(({ command }) => `  ${shellText(command)}`).join('\n'),
      question: `Run ${open.length === 1 ? 'this command' : `these ${open.length} commands`} for ${repository}?`,
      withoutTerminal: 'Not a terminal: pass --yes to run these commands without confirmation.',
      cancelled: 'Setup cancelled.',
    });
    if (consent.tag === 'refused') {
      const outcome = context.ask ? 'cancelled' : 'not-confirmed';
      return {
        outcome,
        reason: consent.message,
        commands: planned.map((one) => lineOf(one) ?? notRun(one.command)),
      };
    }
  }
  return runAll(context, gh, planned, open.length);
}

async function runAll(
  context: Context,
  gh: RunGh,
  planned: readonly Planned[],
  total: number,
): Promise<SetupReport> {
  const lines: SetupLine[] = [];
  let started = 0;
  for (const one of planned) {
    const known = lineOf(one);
    const isStopped = context.signal.aborted || lines.some(({ result }) => result === 'failed');
    if (known || isStopped) {
      lines.push(known ?? notRun(one.command));
      continue;
    }
    started += 1;
    context.say(`${started}/${total}  ${shellText(one.command)}`);
    lines.push(await runOne(context, gh, one.command));
  }
  return { ...resultOf(lines), commands: lines };
}

const AGAIN = 'run `datastream init --github` again: it skips what exists';

function resultOf(lines: readonly SetupLine[]): Pick<SetupReport, 'outcome' | 'reason'> {
  const has = (result: SetupLine['result']) => lines.some((line) => line.result === result);
  if (has('failed')) return { outcome: 'failed', reason: `A command failed. Fix the cause, and ${AGAIN}.` };
  if (has('not-run'))
    return { outcome: 'failed', reason: `The setup was interrupted. To continue, ${AGAIN}.` };
  if (has('waits')) return { outcome: 'incomplete', reason: `Some commands wait. Afterwards, ${AGAIN}.` };
  return { outcome: 'done' };
}

async function runOne(context: Context, gh: RunGh, command: SetupCommand): Promise<SetupLine> {
  const { args, input } = ghCommand(command);
  try {
    const result = await gh(args, await inputText(context, input));
    if (result.tag === 'ended' && result.exitCode === 0)
      return { command: shellText(command), result: 'done' };
    return { command: shellText(command), result: 'failed', reason: `gh failed${failureText(result)}` };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { command: shellText(command), result: 'failed', reason: error.message };
  }
}

async function inputText(
  { files, home }: Context,
  input: ReturnType<typeof ghCommand>['input'],
): Promise<string | undefined> {
  if (input === undefined || 'text' in input) return input?.text;
  const text = await files.read(`${home}/${input.homeFile}`);
  if (text.trim() === '') throw new UsageError(`~/${input.homeFile} is empty.`);
  return text;
}

/** Returns the result of a command that is not run. Undefined if the command has to run. */
function lineOf({ command, state }: Planned): SetupLine | undefined {
  switch (state.tag) {
    case 'open':
      return undefined;
    case 'exists':
      return { command: shellText(command), result: 'exists' };
    case 'waits':
      return { command: shellText(command), result: 'waits', reason: state.reason };
    default:
      return state satisfies never;
  }
}

function notRun(command: SetupCommand): SetupLine {
  return { command: shellText(command), result: 'not-run' };
}
