import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../commands/session/context.ts';
import {
  type DeclaredOption,
  type DeclaredOptions,
  defaultsOf,
  isList,
  type OptionsOf,
} from '../commands/session/declared-option.ts';
import { listing } from '../render/text/words.ts';

/** Gives declared options to commander, and converts what it parsed to the options of a command. */

/** Adds the options and arguments to a command. Its help lists them in this order. */
export function declareOptions(command: Command, declared: DeclaredOptions): void {
  for (const [name, option] of Object.entries(declared)) {
    if (option.positional) command.addArgument(argumentOf(option));
    else command.addOption(optionOf(name, option));
    if (option.negated) command.option(`--no-${kebabCase(name)}`, option.negated);
  }
}

/** Returns how the option is written: `--secrets-dir` for `secretsDir`. */
export function flagOf(name: string): string {
  return `--${kebabCase(name)}`;
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function argumentOf(declared: DeclaredOption): Argument {
  const { value = '', help, choices, default: fallback } = declared;
  const argument = new Argument(value, help);
  if (choices) argument.choices([...choices]);
  if (declared.parse) argument.argParser(parserOf(declared));
  return fallback === undefined ? argument : argument.default(fallback);
}

function optionOf(name: string, declared: DeclaredOption): Option {
  const { value, help, implied, conflicts = [], required = false, default: fallback } = declared;
  const option = new Option(
    [flagOf(name), ...(value === undefined ? [] : [value])].join(' '),
    implied === undefined ? help : `${help} (default: ${implied})`,
  );
  option.conflicts([...conflicts]).makeOptionMandatory(required);
  if (value !== undefined && !option.variadic) option.argParser(parserOf(declared));
  if (fallback === undefined) return option;
  return declared.parse ? option.default(declared.parse(fallback), fallback) : option.default(fallback);
}

/** Commander passes the earlier value of the option, or its default, as `before`. */
function parserOf(declared: DeclaredOption): (text: string, before: unknown) => unknown {
  return (text, before) => {
    try {
      if (!isList(declared)) return parse(declared, text, before);
      return [...(Array.isArray(before) ? before : []), parse(declared, text, undefined)];
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

function parse({ choices, parse }: DeclaredOption, text: string, before: unknown): unknown {
  if (choices?.includes(text) === false) throw new UsageError(`Choose ${listing(choices, 'or')}.`);
  return parse ? parse(text, before as never) : text;
}

/** Returns the names of the options that were given as flags. */
export function givenNames(command: Command): ReadonlySet<string> {
  return new Set(Object.keys(command.opts()).filter((name) => command.getOptionValueSource(name) === 'cli'));
}

/** Returns what the command line itself states: flags and arguments, without defaults. */
export function givenOptions<O extends object>(
  command: Command,
  declared: DeclaredOptions,
  options: O,
): Partial<O> {
  const given = givenNames(command);
  const stated = Object.entries(options).filter(([name]) => given.has(name) || declared[name]?.positional);
  return Object.fromEntries(stated) as Partial<O>;
}

/** Returns the options that were given to the command, with their defaults. */
export function readOptions<D extends DeclaredOptions>(command: Command, declared: D): OptionsOf<D> {
  const positional = Object.keys(declared).filter((name) => declared[name]?.positional);
  const given = {
    ...defaultsOf(declared),
    ...command.opts(),
    ...Object.fromEntries(positional.map((name, index) => [name, command.processedArgs[index]])),
  };
  const values = Object.entries(given).flatMap(([name, value]): readonly [string, unknown][] => {
    const { negated, implied, parse } = declared[name] ?? {};
    if (negated !== undefined && value === false) return [];
    return [[name, implied !== undefined && value === true ? (parse?.(implied) ?? implied) : value]];
  });
  return Object.fromEntries(values) as OptionsOf<D>;
}
