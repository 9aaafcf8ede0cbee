import type { Invocation } from '../render/text/options.ts';
import { shellWord } from '../render/text/words.ts';

/** The options from commander, with a member for each option that was given or has a default. */
export interface Given {
  readonly [option: string]: unknown;
}

/** Options that select the account and the manifest folder, in the order in which a command is printed. */
const ACCOUNT = [
  ['endpoint', '--endpoint'],
  ['edgerc', '--edgerc'],
  ['section', '--section'],
  ['accountKey', '--account-key'],
] as const;
const STREAMS = 'streams';

/** Returns how to type the next command so that it uses the same account, based on the options of this run. */
export function typingOf(given: Given, program: string): Invocation {
  return {
    program,
    account: [...simulator(given, program), ...account(given), ...streams(given)],
    only: list('--only', given['only']),
    rotate: repeated('--rotate', given['rotate']),
    allow: allowed(given['allow']),
  };
}

/** `npm start` selects the simulator itself. */
function simulator({ simulator }: Given, program: string): readonly string[] {
  if (typeof simulator === 'string') return ['--simulator', shellWord(simulator)];
  return simulator === true && program === 'datastream' ? ['--simulator'] : [];
}

function account(given: Given): readonly string[] {
  return ACCOUNT.flatMap(([member, option]) => {
    const value = given[member];
    return typeof value === 'string' ? [option, shellWord(value)] : [];
  });
}

function streams({ streams }: Given): readonly string[] {
  return typeof streams === 'string' && streams !== STREAMS ? ['--streams', shellWord(streams)] : [];
}

function list(option: string, given: unknown): readonly string[] {
  const words = Array.isArray(given) ? given.map(String) : [];
  return words.length === 0 ? [] : [option, ...words.map(shellWord)];
}

function repeated(option: string, given: unknown): readonly string[] {
  return Array.isArray(given) ? given.flatMap((word) => [option, shellWord(String(word))]) : [];
}

function allowed(given: unknown): readonly string[] {
  const limits = Object.entries(given ?? {}).map(([kind, limit]) => `${kind}=${String(limit)}`);
  return limits.length === 0 ? [] : ['--allow', limits.join(',')];
}
