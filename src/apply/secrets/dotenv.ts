import { parseEnv } from 'node:util';

/** The destination secrets of one run, and the errors in the text that contained them. */
export interface ReadSecrets {
  readonly secrets: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/**
 * An assignment with all lines of its value: name, blanks, quoted value, and the rest of the line. As in
 * Node, a quoted value ends at the next quote of the same kind, whatever precedes that quote.
 */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=([ \t]*)("[^"]*"|'[^']*'|`[^`]*`)?(.*)$/gm;
/** A `#` at which Node ends an unquoted value, although no blank before it starts a comment. */
const CUT = /^[^#]*(?<![ \t])#/;
/**
 * A quote that is never closed. Node takes it as a part of the value, or omits the variable if it is in the
 * last line.
 */
const UNCLOSED = /^["'`]/;
/** What is allowed after a closing quote. */
const NOTHING_MORE = /^[ \t]*$|^[ \t]+#/;

/**
 * Reads a dotenv text: `NAME=value`, quoted if a value has several lines. A line that is no part of an
 * assignment is reported by its number and never by its text: an unquoted key would lose all of its lines but
 * the first. A value that Node would shorten or omit, and a name that is set twice, are reported too, with
 * the name.
 * @param place the name of the text in sentences: `the input "secrets"`, or a file
 */
export function readSecrets(text: string, place: string): ReadSecrets {
  const plain = text.replaceAll('\r\n', '\n');
  const secrets = new Map<string, string>();
  for (const [name, value] of Object.entries(parseEnv(plain))) {
    if (value !== undefined) secrets.set(name, value);
  }
  return { secrets, problems: problemsOf(plain, place) };
}

/**
 * Writes an assignment that `readSecrets` reads as exactly this value. Single quotes come first, because a shell reads
 * them in the same way.
 * @param name of the variable: letters, digits and underscores
 * @returns `undefined` if no quotes can hold the value: it contains all three kinds, or a carriage return
 */
export function dotenvLine(name: string, value: string): string | undefined {
  const lines = ["'", '"', '`'].map((quote) => `${name}=${quote}${value}${quote}\n`);
  return lines.find((line) => {
    const { secrets, problems } = readSecrets(line, name);
    return problems.length === 0 && secrets.size === 1 && secrets.get(name) === value;
  });
}

/**
 * Every value that a dotenv text assigns, to be masked in logs. If a name is set twice, both values are
 * returned.
 */
export function assignedValues(text: string): readonly string[] {
  const plain = text.replaceAll('\r\n', '\n');
  const each = [...plain.matchAll(ASSIGNMENT)].flatMap(([one]) => Object.values(parseEnv(one)));
  return [...each, ...Object.values(parseEnv(plain))].filter((value) => value !== undefined);
}

/**
 * Finds the errors of a dotenv text. After a quote that ends too early or never, the rest of the text cannot
 * be interpreted. Next to a line that is no part of an assignment, a "name" may be part of a value.
 */
function problemsOf(text: string, place: string): readonly string[] {
  const stray = strayLine(text);
  const cut: string[] = [];
  const lines = new Map<string, number>();
  for (const { index, 1: name = '', 2: blanks = '', 3: quoted, 4: rest = '' } of text.matchAll(ASSIGNMENT)) {
    const line = text.slice(0, index).split('\n').length;
    if (stray !== undefined && line > stray) break;
    const first = lines.get(name);
    if (first !== undefined) {
      cut.push(
        `Line ${line} of ${place}: ${name} is set twice, first in line ${first}. Remove one of the two.`,
      );
    }
    lines.set(name, first ?? line);
    const where = `Line ${line} of ${place}: the value of ${name}`;
    if (quoted === undefined && UNCLOSED.test(rest)) {
      return [
        ...(stray === undefined ? cut : []),
        `${where} begins with a quote that is never closed. Close it; a quote that belongs to the value takes another ` +
          'kind of quotes around it.',
      ];
    }
    if (quoted === undefined) {
      if (CUT.test(blanks + rest))
        cut.push(`${where} would end at a # that has no blank before it. Quote the value.`);
    } else if (!NOTHING_MORE.test(rest)) {
      return [
        ...(stray === undefined ? cut : []),
        `${where} would end at a quote that more text follows. Use the other kind of quotes around the value; a ` +
          'comment takes a blank before its #.',
      ];
    }
  }
  if (stray === undefined) return cut;
  return [
    `Line ${stray} of ${place} belongs to no NAME=value. It is a dotenv text: quote values that have ` +
      'several lines.',
  ];
}

function strayLine(text: string): number | undefined {
  const rest = text.replace(ASSIGNMENT, (found) => found.replace(/[^\n]+/g, ''));
  const stray = rest.split('\n').findIndex((line) => !/^\s*(#.*)?$/.test(line));
  return stray < 0 ? undefined : stray + 1;
}
