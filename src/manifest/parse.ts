import { type Diagnostic, isFormError } from '../model/diagnostic.ts';
import { isObject } from '../model/json.ts';
import type { Manifest, ValueFinding } from '../model/manifest.ts';
import { error, type Problem, type Problems, valueAt } from './findings/problem.ts';
import { type Draft, draftOf } from './members/draft.ts';
import { manifestOf } from './normalise.ts';
import { deliveryRule } from './rules/delivery.ts';
import { destinationsRule } from './rules/destinations.ts';
import { documentRule, notAManifest } from './rules/document.ts';
import { listsRule } from './rules/lists.ts';
import { checkReferences } from './rules/secret-references.ts';
import { contradictionRule, specRule } from './rules/spec.ts';
import { diagnostic, documentsIn, type ManifestDocument, withoutTrees } from './yaml/document.ts';
import { MOST_FAULTS } from './yaml/faults.ts';

/** One document that looks like a manifest. `manifest` is present if the document has no error of form. */
export interface Entry {
  readonly document: ManifestDocument;
  readonly draft: Draft;
  readonly manifest: Manifest | undefined;
  readonly findings: readonly Diagnostic[];
}

/** The contents of one file. */
export interface ParsedFile {
  readonly entries: readonly Entry[];
  /** Findings that belong to no entry: invalid YAML, and documents that are not manifests. */
  readonly findings: readonly Diagnostic[];
}

/** Every rule about one document, in the order of a manifest's parts. */
const RULES: readonly ((draft: Draft) => Problems)[] = [
  documentRule,
  specRule,
  contradictionRule,
  listsRule,
  deliveryRule,
  destinationsRule,
  ({ spec }) => checkReferences(spec, ['spec']),
];

/**
 * Parses a file's text to manifests and findings. After `MOST_FAULTS` findings the rest of the file is not checked, and
 * a finding says so.
 * @param file its path as users know it; only used in findings
 */
export function parseFile(file: string, text: string): ParsedFile {
  const { documents, findings } = documentsIn(file, text);
  const light = withoutTrees(file, text, documents);
  const entries: Entry[] = [];
  const others = [...findings];
  let accepted = findings.length;
  for (const [index, document] of documents.entries()) {
    if (accepted >= MOST_FAULTS) {
      others.push(diagnostic(document, unchecked()));
      break;
    }
    const { value } = document;
    if (isObject(value)) entries.push(entryOf(document, light[index] ?? document, draftOf(value)));
    else others.push(diagnostic(document, notAManifest(value)));
    accepted += isObject(value) ? (entries.at(-1)?.findings.length ?? 0) : 1;
  }
  return { entries, findings: others };
}

function unchecked(): Problem {
  const message = 'The file has too many findings: it is not checked from here on.';
  return error(valueAt([]), 'too-many-findings', message, 'Fix the findings above first.');
}

function entryOf(document: ManifestDocument, light: ManifestDocument, draft: Draft): Entry {
  const problems = problemsOf(draft);
  const findings = problems.map((problem) => diagnostic(document, offline(problem, draft)));
  const source = { file: document.file, line: document.start.line };
  const values = problems.flatMap((problem) => valueFinding(document, problem) ?? []);
  const manifest = findings.some(isFormError) ? undefined : manifestOf(draft, source);
  const judged = manifest && values.length > 0 ? { ...manifest, valueFindings: values } : manifest;
  return { document: light, draft, findings, manifest: judged };
}

/**
 * Downgrades a value problem to a warning if the manifest names its stream by id. Without the account the live stream's
 * values are unknown, and the stream may have that value.
 */
function offline(problem: Problem, { bound }: Draft): Problem {
  return problem.members && bound ? { ...problem, severity: 'warning' } : problem;
}

function valueFinding(document: ManifestDocument, problem: Problem): ValueFinding | undefined {
  const { severity, code, message, hint, members } = problem;
  if (!members) return undefined;
  const { line, column } = document.position(problem.place);
  const sentences = hint === undefined ? message : `${message} ${hint}`;
  return {
    severity,
    code,
    message: `${document.file}:${line}:${column}: ${sentences}`,
    members: members.map((path) => path.slice(1)),
  };
}

function problemsOf(draft: Draft): readonly Problem[] {
  const problems: Problem[] = [];
  for (const rule of RULES) {
    for (const problem of rule(draft)) {
      if (problems.length >= MOST_FAULTS) return [...problems, unchecked()];
      problems.push(problem);
    }
  }
  return problems;
}
