import { UNSEEN } from '../../model/unseen.ts';

/** Most text: nothing to look for. */
const PLAIN = /^[ -~]*$/;

/**
 * What a build agent obeys anywhere in a line: `##[command]` and `##vso[command]` (Azure Pipelines, and older GitHub
 * runners, see ActionCommand.cs of actions/runner) and `##teamcity[command]`.
 */
const COMMAND_MARK = /#(?=#[a-z]*\[)/gi;
/** GitHub's runner obeys a line that begins with `::` after any blanks. */
const COMMAND_LINE = /^(\s*):(?=:)/;

/**
 * Text that was written by others, with everything in it escaped that acts or hides: ESC becomes `\u001b`, and `##vso[`
 * becomes `\u0023#vso[`.
 */
export function visible(text: string): string {
  return withoutMarks(PLAIN.test(text) ? text : text.replace(UNSEEN, escaped));
}

/** The same for text of several lines: only its line breaks stay, and no line is a command to a build agent. */
export function visibleLines(text: string): string {
  return logText(text.split('\n').map(visible).join('\n'));
}

/**
 * Finished output in which no line is a command to a build agent. Every output passes through here last, because only
 * then it is known where lines begin.
 */
export function logText(text: string): string {
  if (!text.includes('::')) return withoutMarks(text);
  return withoutMarks(text)
    .split('\n')
    .map((line) => line.replace(COMMAND_LINE, '$1\\u003a'))
    .join('\n');
}

function withoutMarks(text: string): string {
  return text.includes('##') ? text.replace(COMMAND_MARK, escaped) : text;
}

/** A character as JSON writes it: `\u001b`, or a pair of those beyond the first 65,536. */
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');
}

/** JSON text in which nothing acts on a terminal or a build agent. Only strings hold such characters, so the value is the same. */
export function visibleJson(value: unknown): string {
  return withoutMarks(JSON.stringify(value, null, 2).replace(UNSEEN, (c) => (c === '\n' ? c : escaped(c))));
}
