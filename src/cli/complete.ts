import process from 'node:process';
import { readNames } from '../commands/completion/names.ts';
import type { Context } from '../commands/session/context.ts';
import { COMMANDS } from './commands.ts';
import { type Candidate, type Completion, completeWords } from './complete-words.ts';
import { openTerminal } from './terminal.ts';

/**
 * Prints what a shell offers at the cursor, for the scripts of `datastream completion`. The first line is `words`,
 * `files` or `folders`. After `words`, each line is a candidate, a tab and its description. Errors are not printed: a
 * shell would show them in the middle of the line that the user types.
 *
 * @param line the words after the name of the program as they were typed, with their quotes; the last one ends at the
 * cursor
 */
export async function complete(line: readonly string[]): Promise<number> {
  const terminal = openTerminal(process);
  const completion = completeWords(
    COMMANDS,
    line.map((word) => unquote(word, terminal.context.home)),
  );
  const candidates = await candidatesOf(completion, terminal.context).catch(() => []);
  terminal.close();
  const names =
    completion.tag === 'names' && completion.orFiles && candidates.length === 0 ? 'files' : 'words';
  const tag = completion.tag === 'names' ? names : completion.tag;
  const lines = candidates.map(({ text, description }) => `${text}\t${description}`);
  process.stdout.write(`${[tag, ...lines].join('\n')}\n`);
  return 0;
}

async function candidatesOf(completion: Completion, context: Context): Promise<readonly Candidate[]> {
  switch (completion.tag) {
    case 'words':
      return completion.candidates;
    case 'files':
    case 'folders':
      return [];
    case 'names': {
      const { kind, command, given, prefix, typed } = completion;
      const names = await readNames(context, kind, { declared: command.options, given });
      return names
        .filter((name) => name.startsWith(typed))
        .map((name) => ({ text: `${prefix}${name}`, description: '' }));
    }
    default:
      return completion satisfies never;
  }
}

/**
 * Removes the quotes of a word as it was typed. Nothing in it is executed: variables and commands remain text. A
 * quote need not be closed, because the user is still typing.
 */
function unquote(word: string, home: string): string {
  return word
    .replace(/^~(?=\/|$)/, () => home)
    .replace(/'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.)/gs, (_all, single, double, escaped) => {
      return single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped;
    });
}
