import { type Argument, Command, type Option } from 'commander';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { block, cell, code, page, table } from './markdown.ts';

/** The page of the commands: arguments, options and examples of each, as their help shows them. */
export function commandsPage(): string {
  const program = new Command('datastream');
  for (const command of COMMANDS) command.addTo(program, () => undefined);
  return page('Commands', [
    'Each command also shows this with `--help`. The README has a [table of the exit codes](../../README.md#what-do-the-exit-codes-mean).',
    ...program.commands.flatMap(partsOf),
  ]);
}

function partsOf(command: Command): readonly string[] {
  const rows = [
    ...command.registeredArguments.map(argumentRow),
    ...command.options.filter(({ hidden }) => !hidden).map(optionRow),
  ];
  return [
    `## ${command.name()}`,
    cell(command.description()),
    block('text', `datastream ${command.name()} ${command.usage()}`),
    rows.length === 0 ? '' : table(['argument or option', 'required', 'default', 'description'], rows),
    block('text', textAfter(command)),
  ];
}

function argumentRow(argument: Argument): readonly string[] {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return [
    code(argument.required ? `<${name}>` : `[${name}]`),
    argument.required ? 'yes' : 'no',
    shownDefault(argument),
    described(argument),
  ];
}

function optionRow(option: Option): readonly string[] {
  const fallback = option.negate ? '' : shownDefault(option);
  return [code(option.flags), option.mandatory ? 'yes' : 'no', fallback, described(option)];
}

function described({ description, argChoices }: Argument | Option): string {
  const choices = argChoices ? ` One of ${argChoices.map(code).join(', ')}.` : '';
  return `${cell(description)}${choices}`;
}

/** The default as the command line takes it. */
function shownDefault({ defaultValue, defaultValueDescription }: Argument | Option): string {
  if (defaultValueDescription !== undefined) return code(defaultValueDescription);
  return defaultValue === undefined ? '' : code(String(defaultValue));
}

/** What the help of a command shows below its options: examples and, for some, exit codes. */
function textAfter(command: Command): string {
  const written: string[] = [];
  command.configureOutput({ writeOut: (text) => void written.push(text) });
  command.outputHelp();
  return written.join('').slice(command.helpInformation().length).trim();
}
