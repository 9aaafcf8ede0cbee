import type { YAMLError } from 'yaml';
import type { FindingCode } from '../../model/finding-code.ts';

/** A fault in the YAML itself. */
export interface YamlFault {
  readonly code: FindingCode;
  readonly message: string;
  readonly hint?: string;
  /** Its offset in the text. */
  readonly offset: number;
  /** The offset of the first occurrence of the same thing. */
  readonly first?: number;
}

/** Maximum number of documents in one file. */
export const MOST_DOCUMENTS = 1_000;
/** Maximum nesting depth of lists and members. */
export const DEEPEST = 64;
/**
 * Maximum number of lexemes (words, signs and blanks) in one document: ten times what a stream of 1000 properties
 * needs.
 */
export const MOST_LEXEMES = 50_000;
/** Maximum length of one string or comment, in characters. The longest string that the API accepts has a thousand. */
export const LONGEST_TEXT = 65_536;
/** Maximum number of faults that are reported for one file. After that, the rest of the file is not checked. */
export const MOST_FAULTS = 100;
/** Maximum number of values in one document. Repeated aliases count each time. */
export const MOST_VALUES = 25_000;

type FaultText = readonly [message: string, hint: string];

/**
 * A sentence for each code of the parser. The parser's own messages can quote the text they are about, and that text
 * can be a secret that begins with a special character.
 */
const WORDS: { readonly [code in YAMLError['code']]?: FaultText } = {
  ALIAS_PROPS: ['An alias (*name) cannot have an anchor or a tag.', 'Leave the anchor or the tag out.'],
  BAD_ALIAS: ['An alias (*name) has no usable name here.', 'A text that begins with * needs quotes.'],
  BAD_COLLECTION_TYPE: ['The tag here does not fit its value.', 'Remove the tag.'],
  BAD_DIRECTIVE: ['A line that begins with % is not a directive that YAML 1.2 knows.', 'Remove that line.'],
  BAD_DQ_ESCAPE: [
    'The text in double quotes has a backslash that means nothing.',
    'Use single quotes, or write each backslash twice.',
  ],
  BAD_INDENT: [
    'The indentation does not fit the lines above.',
    'Give members of one block the same indentation, in spaces; a bracket above may not be closed.',
  ],
  BAD_PROP_ORDER: ['An anchor or a tag is out of place.', 'Put it directly before its value.'],
  BAD_SCALAR_START: ['A text begins with a character that YAML reserves.', 'Put the text in quotes.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'A member is in the middle of a text.',
    'Give each member a line of its own, indented like the others; a text with ": " in it needs quotes.',
  ],
  BLOCK_IN_FLOW: [
    'Inside [ ] and { } there is a block that is written by indentation.',
    'Use [ ] and { } inside as well.',
  ],
  KEY_OVER_1024_CHARS: [
    'The name of a member is too long.',
    'A colon may be missing, or a quote not closed.',
  ],
  MISSING_CHAR: [
    'A character is missing: a closing quote or bracket, a comma, a colon, or the blank after one.',
    'Close what is open before this place.',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'The name of a member goes over several lines.',
    'A colon may be missing, or a quote not closed.',
  ],
  MULTIPLE_ANCHORS: ['A value has two anchors.', 'Remove one of them.'],
  MULTIPLE_TAGS: ['A value has two tags.', 'Remove them.'],
  UNEXPECTED_TOKEN: [
    'Something is out of place in the YAML.',
    'Look for a missing quote, dash or colon; text with special characters needs quotes.',
  ],
};

const OTHER: FaultText = ['This is not valid YAML.', 'Look for missing quotes, dashes and colons.'];

/** Converts a parser error to a fault with our own message. */
export function yamlFault(problem: YAMLError): YamlFault {
  const [offset] = problem.pos;
  if (problem.code === 'TAB_AS_INDENT') return tab(offset);
  if (problem.code === 'TAG_RESOLVE_FAILED') return tag(offset);
  const [message, hint] = WORDS[problem.code] ?? OTHER;
  return { code: 'yaml-syntax', message, hint, offset };
}

/** Reports nesting deeper than `DEEPEST`. */
export function tooDeep(offset: number): YamlFault {
  return {
    code: 'too-deep',
    message: `Lists and members are nested more than ${DEEPEST} levels deep.`,
    hint: 'A manifest needs fewer than ten.',
    offset,
  };
}

/** Reports more lexemes than `MOST_LEXEMES`, or one longer than `LONGEST_TEXT`. */
export function tooLong(offset: number): YamlFault {
  return {
    code: 'too-large',
    message: 'The document is too large for a manifest.',
    hint: 'Split it into several manifests.',
    offset,
  };
}

/** Reports more documents than `MOST_DOCUMENTS`. */
export function tooManyDocuments(offset: number): YamlFault {
  return {
    code: 'too-many-documents',
    message: `The file holds more than ${MOST_DOCUMENTS} documents.`,
    hint: 'Split it into several files.',
    offset,
  };
}

function tab(offset: number): YamlFault {
  return {
    code: 'yaml-tab',
    message: 'A tab is used as indentation.',
    hint: 'Indent with spaces.',
    offset,
  };
}

function tag(offset: number): YamlFault {
  return {
    code: 'yaml-tag',
    message: 'A tag (!name) has no meaning in a manifest.',
    hint: 'Remove it; a text that begins with ! needs quotes.',
    offset,
  };
}
