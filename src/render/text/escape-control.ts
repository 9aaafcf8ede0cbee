import { UNSEEN } from '../../model/unseen.ts';

/** Matches most texts, which have nothing to escape. */
const PLAIN = /^[ -~]*$/;

/**
 * Matches commands that a build agent executes anywhere in a line: `##[command]` and `##vso[command]` (Azure Pipelines,
 * and older GitHub runners, see ActionCommand.cs of actions/runner) and `##teamcity[command]`.
 */
const COMMAND_MARK = /#(?=#[a-z]*\[)/gi;
/** GitHub's runner executes a line that begins with `::`, after any number of blanks. */
const COMMAND_LINE = /^(\s*):(?=:)/;

/**
 * Escapes every character of an external text that controls a terminal or is invisible. ESC becomes `\u001b`, and
 * `##vso[` becomes `\u0023#vso[`.
 */
export function visible(text: string): string {
  return withoutMarks(PLAIN.test(text) ? text : text.replace(UNSEEN, escaped));
}

/**
 * Escapes text of several lines like `visible`. Only its line breaks are kept, and no line is a command to a build
 * agent.
 */
export function visibleLines(text: string): string {
  return logText(text.split('\n').map(visible).join('\n'));
}

/**
 * Escapes the complete output, so that no line is a command to a build agent. Every output passes this function last,
 * because only then is it known where lines begin.
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

/** Escapes a character as in JSON: `\u001b`, or a surrogate pair for characters above U+FFFF. */
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');
}

/**
 * Returns JSON that is escaped for terminals and build agents. Only strings contain such characters, so the value is
 * the same.
 */
export function visibleJson(value: unknown): string {
  return withoutMarks(JSON.stringify(value, null, 2).replace(UNSEEN, (c) => (c === '\n' ? c : escaped(c))));
}
