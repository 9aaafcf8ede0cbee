import type { Command } from 'commander';
import type { ConfiguredRun } from '../commands/session/configure.ts';
import type { Result } from '../commands/session/context.ts';
import type { DeclaredOptions, OptionsOf } from '../commands/session/declared-option.ts';
import { type ConfigurationOptions, DEBUG, LOG_FORMAT } from '../commands/session/option-groups.ts';
import { defined } from '../model/defined.ts';
import type { RenderOptions } from '../render/text/options.ts';
import { declareOptions, givenNames, givenOptions, readOptions } from './declare.ts';
import { typingOf } from './invocation.ts';
import type { LoggingOptions } from './logging.ts';
import type { Terminal } from './terminal.ts';

/** What a command does in a terminal. The program runs it once the command line is parsed. */
export type Work = (terminal: Terminal) => Promise<Result>;

/** How results are written. It depends on the terminal, not on options. */
type Output = Required<Pick<RenderOptions, 'color' | 'width' | 'typing'>> & Pick<RenderOptions, 'reference'>;

/** What one command declares. */
interface CommandDeclaration<D extends DeclaredOptions> {
  readonly name: string;
  readonly description: string;
  readonly options: D;
  /** What the help shows below the options. */
  readonly after: string;
  /** Whether a run needs the configuration file before it starts. Default: it does. */
  needsConfiguration?(context: Terminal['context'], options: OptionsOf<D>): Promise<boolean>;
  /** Imports and runs the use case. Use cases are loaded only when they are chosen. */
  run(context: Terminal['context'], options: CommandOptions<D>, origins: Origins): Promise<Result>;
}

type CommandOptions<D> = OptionsOf<D> & Output & ConfigurationOptions;

/** Where the values of the options come from that the configuration file can set. Empty: it was not read. */
type Origins = Partial<ConfiguredRun<unknown>['origins']>;

/** The command that a command line selects. */
export interface ChosenCommand {
  readonly name: string;
  readonly work: Work;
  readonly logging: LoggingOptions;
}

/** A command, ready to be added to a program. Its options include those of all commands. */
export interface DeclaredCommand {
  readonly name: string;
  readonly description: string;
  readonly options: DeclaredOptions;
  /** Adds it to the program. When the command line selects it, `choose` receives its work. */
  addTo(program: Command, choose: (chosen: ChosenCommand) => void): void;
}

/** Joins the declaration of a command with what all commands do: read options, configuration and logging. */
export function declareCommand<D extends DeclaredOptions>(declared: CommandDeclaration<D>): DeclaredCommand {
  const { name, description, after } = declared;
  const sendsRequests = 'endpoint' in declared.options;
  const options = { ...declared.options, ...(sendsRequests ? DEBUG : {}), ...LOG_FORMAT };
  return {
    name,
    description,
    options,
    addTo: (program, choose) => {
      const command = program.command(name).description(description);
      declareOptions(command, options);
      command.addHelpText('after', `\n${after}`);
      command.action(() => {
        const work: Work = async ({ context, color, width, program, reference }) => {
          const read = readOptions(command, declared.options);
          const typing = typingOf(givenOptions(command, declared.options, read), program);
          const output = { color, width, typing, ...defined({ reference }) };
          return runConfigured(declared, command, context, { ...read, ...output });
        };
        choose({ name, work, logging: readOptions(command, { ...DEBUG, ...LOG_FORMAT }) });
      });
    },
  };
}

/** Reads the configuration file, if the command has its options, and runs the command. */
async function runConfigured<D extends DeclaredOptions>(
  { name, options: declared, needsConfiguration, run }: CommandDeclaration<D>,
  command: Command,
  context: Terminal['context'],
  options: OptionsOf<D> & Output,
): Promise<Result> {
  // A simulator without manifests needs no configuration.
  if (!('config' in declared && 'streams' in options)) return run(context, options, {});
  if (needsConfiguration && !(await needsConfiguration(context, options))) return run(context, options, {});
  const { configure } = await import('../commands/session/configure.ts');
  const configured = await configure(context, options, { declared, given: givenNames(command) });
  if (configured.tag === 'configured') return run(context, configured.options, configured.origins);
  for (const finding of configured.findings) context.listen({ tag: 'finding', finding });
  const { renderFindings } = await import('../render/findings/findings.ts');
  const report = { ...configured, files: 1, manifests: [] };
  const { color, width, reference } = options;
  const format = 'format' in options && options.format === 'json' ? 'json' : 'terminal';
  return {
    output: renderFindings(report, { color, width, format, ...defined({ reference }) }, name),
    exitCode: 1,
  };
}
