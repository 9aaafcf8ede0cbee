import type { DeclaredOption, DeclaredOptions, NameKind } from '../commands/session/declared-option.ts';
import { flagOf } from './declare.ts';
import type { DeclaredCommand } from './declared-command.ts';

/** What a shell offers for the word at the cursor. */
export type Completion =
  | { readonly tag: 'words'; readonly candidates: readonly Candidate[] }
  /** The shell completes the paths itself. */
  | { readonly tag: 'files' | 'folders' }
  | {
      readonly tag: 'names';
      readonly kind: NameKind;
      /** True if the shell completes paths if no name fits. */
      readonly orFiles: boolean;
      /** What precedes the name in the word: `--only=`, or nothing. */
      readonly prefix: string;
      /** The beginning of the name. */
      readonly typed: string;
      readonly command: Pick<DeclaredCommand, 'options'>;
      /** Values of the options that were given, by the name of the option. */
      readonly given: Readonly<Record<string, string>>;
    };

/** A word that can be at the cursor, and its description. */
export interface Candidate {
  readonly text: string;
  readonly description: string;
}

type Completable = Pick<DeclaredCommand, 'name' | 'description' | 'options'>;

const NOTHING: Completion = { tag: 'words', candidates: [] };
const HELP: Candidate = { text: '--help', description: 'show the help' };
const VERSION: Candidate = { text: '--version', description: 'show the version' };

/**
 * Returns what can be at the cursor.
 *
 * @param words the words after the name of the program, without quotes; the last one ends at the cursor
 */
export function completeWords(commands: readonly Completable[], words: readonly string[]): Completion {
  const [name = '', ...rest] = words;
  const current = rest.pop();
  if (current === undefined) {
    const named = commands.map((one) => ({ text: one.name, description: one.description }));
    return startingWith(name, name.startsWith('-') ? [HELP, VERSION] : named);
  }
  const command = commands.find((one) => one.name === name);
  return command ? completeCommand(command, readLine(command.options, rest), current) : NOTHING;
}

/** The words of a command line before the cursor. */
interface Line {
  /** The option whose value can be at the cursor. */
  readonly open?: DeclaredOption;
  readonly arguments: number;
  readonly given: Readonly<Record<string, string>>;
  /** True after `--`: what follows are arguments, even if they begin with a hyphen. */
  readonly ended: boolean;
}

function readLine(options: DeclaredOptions, words: readonly string[]): Line {
  return words.reduce<Line>((line, word) => readWord(options, line, word), {
    arguments: 0,
    given: {},
    ended: false,
  });
}

function readWord(options: DeclaredOptions, { open, ...line }: Line, word: string): Line {
  if (line.ended) return { ...line, arguments: line.arguments + 1 };
  if (open && (requiresValue(open) || !word.startsWith('-'))) {
    const [name = ''] = Object.entries(options).find(([, option]) => option === open) ?? [];
    const read = { ...line, given: { ...line.given, [name]: word } };
    return isVariadic(open) ? { ...read, open: { ...open, value: '[more...]' } } : read;
  }
  if (word === '--') return { ...line, ended: true };
  if (!word.startsWith('--')) return { ...line, arguments: line.arguments + 1 };
  const { flag, value } = splitFlag(word);
  const [name, option] = findOption(options, flag) ?? [];
  if (name === undefined || option === undefined) return line;
  const given = { ...line.given, [name]: value ?? '' };
  return option.value !== undefined && value === undefined
    ? { ...line, given, open: option }
    : { ...line, given };
}

function completeCommand(command: Completable, line: Line, current: string): Completion {
  const { options } = command;
  const { open, ended, given } = line;
  const isFlag = !ended && current.startsWith('-') && !(open && requiresValue(open));
  if (isFlag) {
    const { flag, value } = splitFlag(current);
    if (value === undefined) return startingWith(current, [...flagsOf(options, given), HELP]);
    const [, option] = findOption(options, flag) ?? [];
    return option ? completeValue(option, { command, given, prefix: `${flag}=`, typed: value }) : NOTHING;
  }
  const found = open ?? argumentAt(options, line.arguments);
  return found ? completeValue(found, { command, given, prefix: '', typed: current }) : NOTHING;
}

function completeValue(
  { choices, completes, completesFiles, value = '' }: DeclaredOption,
  word: Omit<Extract<Completion, { tag: 'names' }>, 'tag' | 'kind' | 'orFiles'>,
): Completion {
  if (choices) {
    const texts = choices.map((choice) => ({ text: `${word.prefix}${choice}`, description: '' }));
    return startingWith(`${word.prefix}${word.typed}`, texts);
  }
  if (completes !== undefined)
    return { tag: 'names', kind: completes, orFiles: completesFiles === true, ...word };
  if (/^[<[]file/.test(value)) return { tag: 'files' };
  return /^[<[]dir/.test(value) ? { tag: 'folders' } : NOTHING;
}

/** The options that can follow: those that were not given, and those that can be given again. */
function flagsOf(options: DeclaredOptions, given: Line['given']): readonly Candidate[] {
  return Object.entries(options).flatMap(([name, { positional, repeatable, value, help, negated }]) => {
    if (positional || (name in given && !repeatable && !value?.includes('...'))) return [];
    const flag = { text: flagOf(name), description: help };
    return negated === undefined ? [flag] : [flag, { text: noFlagOf(name), description: negated }];
  });
}

function findOption(options: DeclaredOptions, flag: string): readonly [string, DeclaredOption] | undefined {
  return Object.entries(options).find(([name, { positional }]) => !positional && flagOf(name) === flag);
}

function noFlagOf(name: string): string {
  return flagOf(name).replace('--', '--no-');
}

function argumentAt(options: DeclaredOptions, index: number): DeclaredOption | undefined {
  const all = Object.values(options).filter(({ positional }) => positional);
  const last = all.at(-1);
  return all[index] ?? (last && isVariadic(last) ? last : undefined);
}

function splitFlag(word: string): { readonly flag: string; readonly value?: string } {
  const end = word.indexOf('=');
  return end < 0 ? { flag: word } : { flag: word.slice(0, end), value: word.slice(end + 1) };
}

function requiresValue({ value = '' }: DeclaredOption): boolean {
  return value.startsWith('<');
}

function isVariadic({ value = '' }: DeclaredOption): boolean {
  return value.includes('...');
}

function startingWith(typed: string, candidates: readonly Candidate[]): Completion {
  return { tag: 'words', candidates: candidates.filter(({ text }) => text.startsWith(typed)) };
}
