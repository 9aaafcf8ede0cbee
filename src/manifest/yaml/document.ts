import { type Alias, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FilePosition } from '../../model/file-position.ts';
import type { Json } from '../../model/json.ts';
import type { Path, Problem, ValuePath } from '../findings/problem.ts';
import { MOST_FAULTS, type YamlFault, yamlFault } from './faults.ts';
import { conflictFault, withTemplateFault } from './foreign-text.ts';
import { readYaml, type YamlDocument } from './parse.ts';
import { type Position, positionsIn } from './position.ts';
import { offsetOf, plain } from './to-json.ts';

/** One document of a file as plain data, with the position of each part. */
export interface ManifestDocument {
  readonly file: string;
  readonly value: Json;
  /** The position at which the document's content begins. */
  readonly start: Position;
  /**
   * Returns the position of a part. If the part is missing, it is the position of its nearest existing parent. A part that
   * comes from the configuration file is in that file.
   */
  position(place: ValuePath): FilePosition;
}

/** The contents of one file: every valid YAML document, and a finding for each fault. */
export interface FileContent {
  readonly documents: readonly ManifestDocument[];
  readonly findings: readonly Diagnostic[];
}

/** Parses text to documents. Empty documents are omitted. A document with a fault is reported and omitted. */
export function documentsIn(file: string, text: string): FileContent {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const positionOf = positionsIn(source);
  const conflict = conflictFault(source);
  if (conflict) return { documents: [], findings: [finding(file, conflict, positionOf)] };
  const documents: ManifestDocument[] = [];
  const faults: YamlFault[] = [];
  const read = readYaml(source);
  for (const document of read.documents) {
    if (hasErrors(document, faults) || document.contents === null) continue;
    const { value, faults: found, targets } = plain(document.contents);
    faults.push(...found);
    if (found.length > 0 || value === null) continue;
    const { contents } = document;
    const position = (place: ValuePath) => ({
      file,
      ...positionOf(offsetOf(nodeAt(contents, place, targets))),
    });
    documents.push({ file, value, start: positionOf(offsetOf(contents)), position });
  }
  if (read.fault) faults.push(read.fault);
  const accepted = withTemplateFault(source, faults).slice(0, MOST_FAULTS);
  return { documents, findings: accepted.map((fault) => finding(file, fault, positionOf)) };
}

/**
 * Returns the documents of a file without their syntax trees, which take fifty times the memory of the text. A later
 * request for a position parses the text again. That is rare (findings across files), and repositories are large.
 */
export function withoutTrees(
  file: string,
  text: string,
  documents: readonly ManifestDocument[],
): readonly ManifestDocument[] {
  let again: readonly ManifestDocument[] | undefined;
  return documents.map(({ value, start }, index) => ({
    file,
    value,
    start,
    position: (place) => {
      again ??= documentsIn(file, text).documents;
      return again[index]?.position(place) ?? { file, ...start };
    },
  }));
}

/** Converts a problem in a document to a finding in a file. */
export function diagnostic(document: ManifestDocument, problem: Problem): Diagnostic {
  const { place, members, ...words } = problem;
  const rule = members ? ({ rule: 'value' } as const) : {};
  return { ...words, ...rule, ...document.position(place) };
}

/**
 * Keeps the first error at each position, because all parser errors there come from one mistake. A tab as indentation
 * hides all following errors, because the lines after it are not where they appear to be.
 */
function hasErrors(document: YamlDocument, faults: YamlFault[]): boolean {
  const seen = new Set<number>();
  const problems = [...document.errors, ...document.warnings];
  for (const problem of problems.slice(0, MOST_FAULTS)) {
    if (!seen.has(problem.pos[0])) faults.push(yamlFault(problem));
    seen.add(problem.pos[0]);
    if (faults.at(-1)?.code === 'yaml-tab') break;
  }
  return problems.length > 0;
}

function finding(file: string, fault: YamlFault, positionOf: (offset: number) => Position): Diagnostic {
  const { offset, first, message, ...words } = fault;
  const where = first === undefined ? '' : ` The first one is on line ${positionOf(first).line}.`;
  return { severity: 'error', ...words, message: `${message}${where}`, file, ...positionOf(offset) };
}

type Targets = ReadonlyMap<Alias, Node>;

function nodeAt(contents: Node, place: ValuePath, targets: Targets): Node {
  let found = contents;
  for (const [index, step] of place.path.entries()) {
    const wantsName = place.part === 'name' && index === place.path.length - 1;
    const next = child(resolved(found, targets), step, wantsName);
    if (!next) return found;
    found = next;
  }
  return found;
}

function child(node: Node, step: Path[number], wantsName: boolean): Node | null | undefined {
  if (isSeq<Node>(node)) return typeof step === 'number' ? node.items[step] : undefined;
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
  return wantsName ? pair?.key : (pair?.value ?? pair?.key);
}

function resolved(node: Node, targets: Targets): Node {
  return isAlias(node) ? (targets.get(node) ?? node) : node;
}
