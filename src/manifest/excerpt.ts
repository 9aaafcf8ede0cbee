import type { Diagnostic } from '../model/diagnostic.ts';
import { isPlainKey, KNOWN_KEYS } from './members/known-keys.ts';

/** The source line of a finding, without anything that may be a secret. */
export interface Excerpt {
  readonly text: string;
  /** Of the place in `text`; from 1. */
  readonly column: number;
}

const MASK = '***';

/** `- ` of list items, a key and its colon, and the value. */
const MEMBER = /^(\s*(?:-\s+)*)("[^"]*"|'[^']*'|[\w.-]+)(\s*:)(?:(\s+)(\S.*))?$/u;
const ITEM = /^(\s*(?:-\s+)+)(\S.*)$/u;

/** A piece of the line, as it is or replaced. */
interface Piece {
  readonly source: string;
  readonly shown: string;
}

/**
 * The line of a finding. Only values of known keys that hold no secrets are shown, since a finding is often about a secret in the
 * wrong place: a literal password, a misspelt member, a text whose quote is not closed. Comments are left out too.
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

/** Lines of a file as findings count them: the parser skips a byte order mark. */
export function linesIn(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split(/\r?\n/);
}

/** In text that is not valid YAML, a line may be part of a value that began above it. */
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
    const shown = isTrusted && isPlainKey(key) ? plainValue(value) : maskedValue(value);
    return [same(`${lead}${written}${colon}${blank}`), ...shown];
  }
  const [, dash = '', item = ''] = ITEM.exec(line) ?? [];
  if (item === '') return undefined;
  const list = ancestorsOf(lines, index).at(0);
  const isPlain = isTrusted && list !== undefined && isPlainKey(list);
  return [same(dash), ...(isPlain ? plainValue(item) : maskedValue(item))];
}

function same(source: string): Piece {
  return { source, shown: source };
}

function maskedValue(value: string): readonly Piece[] {
  return value === '' ? [] : [{ source: value, shown: value.startsWith('#') ? '' : MASK }];
}

/** A value without its comment. Of a block in braces, members are shown as those on lines of their own are. */
function plainValue(value: string): readonly Piece[] {
  if (/^[|>]/.test(value)) return [same(value.slice(0, 1)), ...maskedValue(value.slice(1).trim())];
  if (/^["']/.test(value) || /[{}]|^\[.*:/.test(value)) return bracedValue(value);
  // A key that is not written as most keys are, so that nothing says what its value is.
  if (/:\s/.test(value)) return maskedValue(value);
  const [text = ''] = value.split(/(?:^|\s)#/);
  return [same(text), { source: value.slice(text.length), shown: '' }];
}

function bracedValue(value: string): readonly Piece[] {
  if (/["'#]/.test(value)) {
    const [, closed = ''] = /^("[^"\\]*"|'[^']*')\s*(?:#.*)?$/.exec(value) ?? [];
    return closed === ''
      ? maskedValue(value)
      : [same(closed), { source: value.slice(closed.length), shown: '' }];
  }
  const parts = value.split(/(?<=[{}[\],])|(?=[{}[\],])/);
  // What is in the braces of a key that may hold a secret is part of its value, whatever its own keys are.
  const opened = parts.map((part) => /^\s*([\w.-]+)\s*:\s*$/.exec(part)?.[1]);
  return opened.every((key) => key === undefined || isPlainKey(key))
    ? parts.flatMap(bracedPart)
    : maskedValue(value);
}

function bracedPart(part: string): readonly Piece[] {
  const [, lead = '', key = ''] = /^(\s*([\w.-]+)\s*:\s+)\S/.exec(part) ?? [];
  if (/^\s*[{}[\],]?\s*$/.test(part) || /^\s*[\w.-]+\s*:\s*$/.test(part) || isPlainKey(key))
    return [same(part)];
  return [same(lead), { source: part.slice(lead.length), shown: MASK }];
}

/** Keys of the blocks that a line is in, the nearest first. A line above it that is no key of a block counts as an unknown key. */
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

/** Where a line begins, where its key does, and the key if a block follows it; `?` if none can. */
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

/** Where a column of the source is in the shown text: a replaced piece counts as its beginning. */
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
