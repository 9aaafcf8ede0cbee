import type { Diagnostic } from '../model/diagnostic.ts';
import { REDACTED } from '../model/secret.ts';
import { isPlainKey, KNOWN_KEYS } from './members/known-keys.ts';

/** The source line of a finding, without anything that may be a secret. */
export interface Excerpt {
  readonly text: string;
  /** The column in `text`, starting at 1. */
  readonly column: number;
}

/** Matches `- ` of list items, a key with its colon, and the value. */
const MEMBER = /^(\s*(?:-\s+)*)("[^"]*"|'[^']*'|[\w.-]+)(\s*:)(?:(\s+)(\S.*))?$/u;
const ITEM = /^(\s*(?:-\s+)+)(\S.*)$/u;

/** A part of the line, unchanged or replaced. */
interface Piece {
  readonly source: string;
  readonly shown: string;
}

/**
 * Returns the line of a finding. Only values of known keys that contain no secrets are shown, because a finding is
 * often about a secret in the wrong place: a literal password, a misspelt member, a string whose quote is not closed.
 * Comments are omitted too.
 * @param lines of the file
 * @returns nothing if the line has no form that is safe to show
 */
export function excerptOf(lines: readonly string[], finding: Diagnostic): Excerpt | undefined {
  const line = lines[finding.line - 1];
  if (line === undefined || line.trim() === '') return undefined;
  const isTrusted = !isAboutForm(finding) && areAllPlain(ancestorsOf(lines, finding.line - 1));
  const pieces = piecesOf(line, isTrusted, lines, finding.line - 1);
  return (
    pieces && { text: pieces.map(({ shown }) => shown).join(''), column: shownColumn(pieces, finding.column) }
  );
}

/** Splits a file into lines as findings count them: the parser skips a byte order mark. */
export function linesIn(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split(/\r?\n/);
}

/** In text that is not valid YAML, a line may be part of a value that began on an earlier line. */
function isAboutForm({ code }: Diagnostic): boolean {
  return /^(yaml-|merge-conflict|template|too-|alias-cycle)/.test(code);
}

function piecesOf(
  line: string,
  isTrusted: boolean,
  lines: readonly string[],
  index: number,
): readonly Piece[] | undefined {
  const [, lead = '', written = '', colon = '', blank = '', value = ''] = MEMBER.exec(line) ?? [];
  const key = unquoted(written);
  if (key !== '') {
    if (!isTrusted && !KNOWN_KEYS.has(key)) return undefined;
    const shown = isTrusted && isPlainKey(key) ? plainValue(value) : redactedValue(value);
    return [same(`${lead}${written}${colon}${blank}`), ...shown];
  }
  const [, dash = '', item = ''] = ITEM.exec(line) ?? [];
  if (item === '') return undefined;
  const list = ancestorsOf(lines, index).at(0);
  const isPlain = isTrusted && list !== undefined && isPlainKey(list);
  return [same(dash), ...(isPlain ? plainValue(item) : redactedValue(item))];
}

function same(source: string): Piece {
  return { source, shown: source };
}

function redactedValue(value: string): readonly Piece[] {
  return value === '' ? [] : [{ source: value, shown: value.startsWith('#') ? '' : REDACTED }];
}

/**
 * Returns a value without its comment. Members of a block in braces are shown under the same conditions as members on
 * separate lines.
 */
function plainValue(value: string): readonly Piece[] {
  if (/^[|>]/.test(value)) return [same(value.slice(0, 1)), ...redactedValue(value.slice(1).trim())];
  if (/^["']/.test(value) || /[{}]|^\[.*:/.test(value)) return bracedValue(value);
  // The key has an unusual form, so the meaning of its value is unknown.
  if (/:\s/.test(value)) return redactedValue(value);
  const [text = ''] = value.split(/(?:^|\s)#/);
  return [same(text), { source: value.slice(text.length), shown: '' }];
}

function bracedValue(value: string): readonly Piece[] {
  if (/["'#]/.test(value)) {
    const [, closed = ''] = /^("[^"\\]*"|'[^']*')\s*(?:#.*)?$/.exec(value) ?? [];
    return closed === ''
      ? redactedValue(value)
      : [same(closed), { source: value.slice(closed.length), shown: '' }];
  }
  const parts = value.split(/(?<=[{}[\],])|(?=[{}[\],])/);
  // If a key may hold a secret, everything in its braces is part of its value, whatever the keys inside are.
  const opened = parts.map((part) => /^\s*([\w.-]+)\s*:\s*$/.exec(part)?.[1]);
  return opened.every((key) => key === undefined || isPlainKey(key))
    ? parts.flatMap(bracedPart)
    : redactedValue(value);
}

function bracedPart(part: string): readonly Piece[] {
  const [, lead = '', key = ''] = /^(\s*([\w.-]+)\s*:\s+)\S/.exec(part) ?? [];
  if (/^\s*[{}[\],]?\s*$/.test(part) || /^\s*[\w.-]+\s*:\s*$/.test(part) || isPlainKey(key))
    return [same(part)];
  return [same(lead), { source: part.slice(lead.length), shown: REDACTED }];
}

/**
 * Returns the keys of the blocks that contain a line, innermost first. An enclosing line that is not the key of a block
 * counts as an unknown key.
 */
function ancestorsOf(lines: readonly string[], index: number): readonly string[] {
  const keys: string[] = [];
  let { indent, isItem } = formOf(lines[index] ?? '');
  for (let at = index - 1; at >= 0 && (indent > 0 || isItem); at -= 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (/^---(\s|$)/.test(line)) break;
    const above = formOf(line);
    const isAbove = above.indent < indent || (isItem && above.indent === indent && !above.isItem);
    if (!isAbove) continue;
    const isFirstOfItem = above.isItem && above.keyIndent === indent;
    if (!isFirstOfItem) keys.push(above.blockKey);
    ({ indent, isItem } = above);
  }
  return keys;
}

/**
 * Returns the indentation of a line, the column of its key, and the key if a block follows it; `?` if that cannot be
 * determined.
 */
function formOf(line: string) {
  const [, lead = '', written = '', , , value = ''] = MEMBER.exec(line) ?? [];
  const indent = line.length - line.trimStart().length;
  const opensBlock = written !== '' && /^(&\S+\s*)?(#.*)?$/.test(value);
  return {
    indent,
    isItem: /^\s*-(\s|$)/.test(line),
    keyIndent: written === '' ? indent : lead.length,
    blockKey: opensBlock ? unquoted(written) : '?',
  };
}

function areAllPlain(keys: readonly string[]): boolean {
  return keys.every(isPlainKey);
}

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}

/** Maps a column of the source to the shown text. A column in a replaced part maps to the beginning of that part. */
function shownColumn(pieces: readonly Piece[], column: number): number {
  let [source, shown] = [0, 0];
  for (const piece of pieces) {
    const offset = column - 1 - source;
    if (offset < piece.source.length) return shown + (piece.source === piece.shown ? offset : 0) + 1;
    source += piece.source.length;
    shown += piece.shown.length;
  }
  return shown + 1;
}
