import { shellWord } from '../../render/text/words.ts';

/** A setting of the repository on GitHub that one command of `gh` creates. */
export type SetupCommand =
  | { readonly tag: 'environment'; readonly environment: string; readonly branch: string }
  | { readonly tag: 'branch'; readonly environment: string; readonly branch: string }
  | {
      readonly tag: 'secret';
      readonly name: string;
      /** Default: a secret of the repository. */
      readonly environment?: string;
      /** The file with the value, below the home folder. */
      readonly file: string;
    }
  | {
      readonly tag: 'variable';
      readonly name: string;
      readonly value: string;
      /** Any other value is as good. */
      readonly isExample?: true;
    };

/** The arguments of a command of `gh`, and its standard input. A secret is never an argument. */
export interface GhCommand {
  readonly args: readonly string[];
  readonly input?: { readonly text: string } | { readonly homeFile: string };
}

/**
 * The request body for custom branch policies in GitHub. Source:
 * https://docs.github.com/rest/deployments/environments.
 */
const ONLY_NAMED_BRANCHES =
  '{"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}';

/** Returns the path of an environment in GitHub's API. `gh` fills in the repository. */
export function environmentPath(environment: string): string {
  return `repos/{owner}/{repo}/environments/${encodeURIComponent(environment)}`;
}

/** Returns the command that creates a setting. */
export function ghCommand(command: SetupCommand): GhCommand {
  switch (command.tag) {
    case 'environment':
      return {
        args: ['api', '-X', 'PUT', environmentPath(command.environment), '--input', '-'],
        input: { text: ONLY_NAMED_BRANCHES },
      };
    case 'branch': {
      const path = `${environmentPath(command.environment)}/deployment-branch-policies`;
      return { args: ['api', '-X', 'POST', path, '-f', `name=${command.branch}`] };
    }
    case 'secret': {
      const { name, environment, file } = command;
      const where = environment === undefined ? [] : ['--env', environment];
      return { args: ['secret', 'set', name, ...where], input: { homeFile: file } };
    }
    case 'variable':
      return { args: ['variable', 'set', command.name, '--body', command.value] };
    default:
      return command satisfies never;
  }
}

/** Returns the command for a POSIX shell. */
export function shellText(command: SetupCommand): string {
  const { args, input } = ghCommand(command);
  const text = ['gh', ...args.map(shellWord)].join(' ');
  if (input === undefined) return text;
  return 'text' in input ? `echo ${shellWord(input.text)} | ${text}` : `${text} < ~/${input.homeFile}`;
}
