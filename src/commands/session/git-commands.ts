import { type Context, UsageError } from './context.ts';

/** Commands of git that only read, in one folder. Each fails with a `UsageError`. */
export interface Git {
  /** @param explain returns the message of the error if the command fails, given the first line of git's error */
  bytes(args: readonly string[], explain?: (says: string) => string, input?: string): Promise<Uint8Array>;
  lines(
    args: readonly string[],
    explain?: (says: string) => string,
    input?: string,
  ): Promise<readonly string[]>;
  succeeds(args: readonly string[]): Promise<boolean>;
}

/** Opens a folder that exists for `--changed-since`. */
export function gitIn(context: Context, folder: string): Git {
  const run = async (args: readonly string[], input?: string) => {
    const result = await context.git(folder, args, input);
    if (result.tag === 'ended') return result;
    throw new UsageError(
      '--changed-since needs git, which is not installed. Omit the option to plan all manifests.',
    );
  };
  const bytes: Git['bytes'] = async (args, explain = failed(args), input) => {
    const { exitCode, stdout, stderr } = await run(args, input);
    if (exitCode === 0) return stdout;
    throw new UsageError(explain(firstLine(stderr)));
  };
  return {
    bytes,
    lines: async (args, explain, input) => {
      const text = decode(await bytes(args, explain, input));
      return text.split('\n').slice(0, -1);
    },
    succeeds: async (args) => (await run(args)).exitCode === 0,
  };
}

/** Returns a function that returns the message of a failed command, given the first line of git's error. */
export function failed([command]: readonly string[]): (says: string) => string {
  return (says) =>
    `--changed-since cannot compare: git ${command} failed${says === '' ? '' : ` (${says})`}. Omit the option to plan all manifests.`;
}

function firstLine(stderr: string): string {
  const [line = ''] = stderr.trim().split('\n');
  return line.replace(/^(?:fatal|error): /, '').replace(/\.$/, '');
}

/** Decodes what git prints. A byte order mark is not a part of a manifest. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
