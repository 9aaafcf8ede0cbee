import { parseEnv } from 'node:util';

/** Destination secrets of one run, and what is wrong with the text that they came in. */
export interface ReadSecrets {
  readonly secrets: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/**
 * An assignment with all lines of its value: name, blanks, quoted value, and what is left of the line. As Node reads it,
 * quotes end at the next one of their kind, whatever precedes it.
 */
const ASSIGNMENT = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=([ \t]*)("[^"]*"|'[^']*'|`[^`]*`)?(.*)$/gm;
/** Where Node cuts an unquoted value off, though no blank begins a comment there. */
const CUT = /^[^#]*(?<![ \t])#/;
/** A quote that nothing closes: Node takes it for a part of the value, or in the last line leaves the variable out. */
const UNCLOSED = /^["'`]/;
/** What may follow a closing quote. */
const NOTHING_MORE = /^[ \t]*$|^[ \t]+#/;

/**
 * Reads a dotenv text: `NAME=value`, quoted where a value has several lines. A line that belongs to nothing is told by
 * its number, never by its text: an unquoted key would lose all of its lines but the first. So is a value that Node would
 * cut short or leave out, and a name that is set twice, with its name.
 * @param place what a sentence calls the text: `the input "secrets"`, or a file
 */
export function readSecrets(text: string, place: string): ReadSecrets {
  const plain = text.replaceAll('\r\n', '\n');
  const secrets = new Map<string, string>();
  for (const [name, value] of Object.entries(parseEnv(plain))) {
    if (value !== undefined) secrets.set(name, value);
  }
  return { secrets, problems: problemsOf(plain, place) };
}

/** Every value that a dotenv text assigns, to be masked in logs: of a name that is set twice, both. */
export function assignedValues(text: string): readonly string[] {
  const plain = text.replaceAll('\r\n', '\n');
  const each = [...plain.matchAll(ASSIGNMENT)].flatMap(([one]) => Object.values(parseEnv(one)));
  return [...each, ...Object.values(parseEnv(plain))].filter((value) => value !== undefined);
}

/** After a quote that ends too early or never nothing is certain, and next to a stray line a "name" may be part of a value. */
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
