import { Document, Pair, type Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { isReference } from '../model/secret.ts';
import type { Path } from './findings/problem.ts';
import { scalarOf, seenText } from './yaml/seen-text.ts';

/** A line of YAML. A comment can follow it if it has a path. */
export interface ManifestLine {
  readonly text: string;
  /** The value that begins in this line. Absent for the head of a block or list, and inside a text of several lines. */
  readonly path?: Path;
}

/** A value of a manifest that has no parts of its own: a scalar, a reference, or an empty block or list. */
export interface ManifestValue {
  readonly path: Path;
  readonly value: Json;
}

/** Returns the values of a manifest in their order. */
export function valuesIn(value: Json, path: Path = []): readonly ManifestValue[] {
  if (isLeaf(value)) return [{ path, value }];
  const parts = isArray(value) ? [...value.entries()] : Object.entries(value);
  return parts.flatMap(([step, part]) => valuesIn(part, [...path, step]));
}

/**
 * Writes a manifest as YAML with one value a line, so that each value can have a comment. Parsing the lines returns the
 * same values.
 */
export function manifestLines(root: JsonObject): readonly ManifestLine[] {
  return linesOf(root, []);
}

function isLeaf(value: Json): value is Exclude<Json, JsonObject | readonly Json[]> {
  if (isArray(value)) return value.length === 0;
  return !isObject(value) || isReference(value) || Object.keys(value).length === 0;
}

function linesOf(value: JsonObject | readonly Json[], path: Path): readonly ManifestLine[] {
  if (isArray(value)) return value.flatMap((item, index) => itemLines(item, [...path, index]));
  return Object.entries(value).flatMap(([name, member]) => memberLines(name, member, [...path, name]));
}

function memberLines(name: string, value: Json, path: Path): readonly ManifestLine[] {
  const map = new YAMLMap();
  map.items.push(new Pair(textNode(name, 'QUOTE_DOUBLE'), nodeOf(isLeaf(value) ? value : null)));
  const text = textOf(map);
  if (isLeaf(value)) return leafLines(text, path);
  return [{ text: text.replace(/ null$/, '') }, ...linesOf(value, path).map((line) => indented(line, '  '))];
}

function itemLines(value: Json, path: Path): readonly ManifestLine[] {
  if (!isLeaf(value)) return linesOf(value, path).map((line, at) => indented(line, at === 0 ? '- ' : '  '));
  const list = new YAMLSeq();
  list.items.push(nodeOf(value));
  return leafLines(textOf(list), path);
}

function leafLines(text: string, path: Path): readonly ManifestLine[] {
  return text.split('\n').map((line, at) => (at === 0 ? { text: line, path } : { text: line }));
}

function indented(line: ManifestLine, by: string): ManifestLine {
  return { ...line, text: `${by}${line.text}` };
}

function nodeOf(value: Json): YAMLMap | YAMLSeq | Scalar {
  if (isArray(value)) return flow(new YAMLSeq());
  if (!isObject(value)) return textNode(value, 'BLOCK_LITERAL');
  const map = flow(new YAMLMap());
  for (const [name, member] of Object.entries(value)) {
    map.items.push(new Pair(scalarOf(name), textNode(member, 'QUOTE_DOUBLE')));
  }
  return map;
}

function flow<C extends YAMLMap | YAMLSeq>(collection: C): C {
  collection.flow = true;
  return collection;
}

/** Text of several lines that needs no sign for blanks or empty lines at its ends, such as a certificate. */
const PLAIN_LINES = /^[^\s:][^\n]*(?:\n[^\s:][^\n]*)+\n?$/;

/**
 * Creates a scalar. Output is escaped for build agents (`##[` and `::` at the beginning of a line), and in double quotes
 * these escapes do not change the value.
 */
function textNode(value: Json, ofLines: 'BLOCK_LITERAL' | 'QUOTE_DOUBLE'): Scalar {
  const scalar = scalarOf(value);
  if (typeof value !== 'string') return scalar;
  const isPlain = seenText(value) === value && !value.includes('##');
  if (isPlain && ofLines === 'BLOCK_LITERAL' && PLAIN_LINES.test(value)) scalar.type = 'BLOCK_LITERAL';
  else if (!isPlain || value.includes('\n') || value.startsWith('::')) scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

function textOf(contents: YAMLMap | YAMLSeq): string {
  const document = new Document(undefined, { version: '1.2', compat: 'yaml-1.1' });
  document.contents = contents;
  const style = { lineWidth: 0, flowCollectionPadding: true, doubleQuotedMinMultiLineLength: 1_000_000_000 };
  return seenText(document.toString(style).replace(/\n$/, ''));
}
