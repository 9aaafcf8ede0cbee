import { KINDS } from '../model/collection.ts';
import type { ActiveConfiguration } from '../model/configuration.ts';
import { type Diagnostic, isFormError } from '../model/diagnostic.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { Manifest, ValueFinding } from '../model/manifest.ts';
import { PROPERTY_LOGGING, type PropertyManifest } from '../model/property-logging.ts';
import { completeDocument, completeManifest } from './configured-values.ts';
import { closest } from './findings/did-you-mean.ts';
import { error, type Problem, type Problems, valueAt } from './findings/problem.ts';
import { type Draft, draftOf } from './members/draft.ts';
import { manifestOf } from './normalise.ts';
import { propertyManifestOf } from './normalise-property.ts';
import { deliveryRule } from './rules/delivery.ts';
import { destinationsRule } from './rules/destinations.ts';
import { documentRule, notAManifest, reservedNameRule } from './rules/document.ts';
import { listsRule } from './rules/lists.ts';
import { policyViolations, withViolations } from './rules/policy.ts';
import { propertyLoggingRules } from './rules/property-logging.ts';
import { rotationRule } from './rules/rotation.ts';
import { checkAllowed, checkReferences } from './rules/secret-references.ts';
import { contradictionRule, specRule } from './rules/spec.ts';
import { diagnostic, documentsIn, type ManifestDocument, withoutTrees } from './yaml/document.ts';
import { MOST_FAULTS } from './yaml/faults.ts';

/** One document that looks like the manifest of a stream. `manifest` is present if the document has no error of form. */
export interface Entry {
  readonly document: ManifestDocument;
  readonly draft: Draft;
  readonly manifest: Manifest | undefined;
  readonly findings: readonly Diagnostic[];
}

/** One document that looks like a manifest of the kind `PropertyLogging`. */
export interface PropertyEntry {
  readonly document: ManifestDocument;
  readonly root: JsonObject;
  readonly manifest: PropertyManifest | undefined;
  readonly findings: readonly Diagnostic[];
}

/** The contents of one file. */
export interface ParsedFile {
  /** Manifests of streams. */
  readonly entries: readonly Entry[];
  /** Manifests of the kind `PropertyLogging`. */
  readonly properties: readonly PropertyEntry[];
  /** Findings that belong to no entry: invalid YAML, and documents that are not manifests. */
  readonly findings: readonly Diagnostic[];
}

/** What manifests are checked against, other than their own rules. */
export interface ParseOptions {
  /** What the configuration file says about manifests. */
  readonly configuration?: Pick<ActiveConfiguration, 'allowedSecrets' | 'manifestDefaults'> &
    Partial<Pick<ActiveConfiguration, 'policies'>>;
  /** The clock of this machine, milliseconds since 1970. Absent: no time is reported as in the future. */
  readonly now?: number;
}

/** Every rule about one manifest of a stream, in the order of a manifest's parts. */
const RULES: readonly ((draft: Draft, now?: number) => Problems)[] = [
  documentRule,
  reservedNameRule,
  specRule,
  contradictionRule,
  rotationRule,
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
export function parseFile(file: string, text: string, options: ParseOptions = {}): ParsedFile {
  const { documents, findings } = documentsIn(file, text);
  const light = withoutTrees(file, text, documents);
  const entries: Entry[] = [];
  const properties: PropertyEntry[] = [];
  const others = [...findings];
  let accepted = findings.length;
  for (const [index, document] of documents.entries()) {
    if (accepted >= MOST_FAULTS) {
      others.push(diagnostic(document, unchecked()));
      break;
    }
    const { value } = document;
    if (!isObject(value)) {
      others.push(diagnostic(document, notAManifest(value)));
      accepted += 1;
      continue;
    }
    const kept = light[index] ?? document;
    const isProperty = isPropertyLogging(value);
    const entry = isProperty
      ? propertyEntryOf(document, kept, value)
      : streamEntryOf(document, kept, value, options);
    if ('draft' in entry) entries.push(entry);
    else properties.push(entry);
    accepted += entry.findings.length;
  }
  return { entries, properties, findings: others };
}

/** A misspelled kind counts as the most similar one. */
function isPropertyLogging({ kind }: JsonObject): boolean {
  return typeof kind === 'string' && closest(kind, [PROPERTY_LOGGING, ...KINDS]) === PROPERTY_LOGGING;
}

function unchecked(): Problem {
  const message = 'The file has too many findings: it is not checked from here on.';
  return error(valueAt([]), 'too-many-findings', message, 'Fix the findings above first.');
}

function streamEntryOf(
  document: ManifestDocument,
  light: ManifestDocument,
  root: JsonObject,
  options: ParseOptions,
): Entry {
  const defaults = options.configuration?.manifestDefaults;
  const complete = completeManifest(root, defaults);
  const [whole, kept] = [document, light].map((one) => completeDocument(one, complete, defaults));
  return entryOf(whole ?? document, kept ?? light, draftOf(complete.root, complete.shared), options);
}

function entryOf(
  document: ManifestDocument,
  light: ManifestDocument,
  draft: Draft,
  options: ParseOptions,
): Entry {
  const problems = problemsOf(streamRules(draft, options));
  const findings = problems.map((problem) =>
    withManifest(diagnostic(document, offline(problem, draft)), document, draft),
  );
  const source = { file: document.file, line: document.start.line };
  const values = problems.flatMap((problem) => valueFinding(document, problem) ?? []);
  const manifest = findings.some(isFormError) ? undefined : manifestOf(draft, source);
  const judged = manifest && values.length > 0 ? { ...manifest, valueFindings: values } : manifest;
  const violations = judged ? policyViolations(document, draft, judged, options.configuration?.policies) : [];
  return {
    document: light,
    draft,
    findings: [...findings, ...violations.map(({ finding }) => withManifest(finding, document, draft))],
    manifest: judged && withViolations(judged, violations),
  };
}

/**
 * Downgrades a value problem to a warning if the manifest names its stream by id. Without the account the live stream's
 * values are unknown, and the stream may have that value.
 */
function offline(problem: Problem, { bound }: Draft): Problem {
  return problem.members && bound ? { ...problem, severity: 'warning' } : problem;
}

/** A value in the configuration file is used by several manifests, so a finding about it names the manifest. */
function withManifest(finding: Diagnostic, { file }: ManifestDocument, { name }: Draft): Diagnostic {
  return finding.file === file || name === undefined ? finding : { ...finding, manifests: [name] };
}

function valueFinding(document: ManifestDocument, problem: Problem): ValueFinding | undefined {
  const { severity, code, message, hint, members } = problem;
  if (!members) return undefined;
  const { file, line, column } = document.position(problem.place);
  const sentences = hint === undefined ? message : `${message} ${hint}`;
  return {
    severity,
    code,
    message: `${file}:${line}:${column}: ${sentences}`,
    members: members.map((path) => path.slice(1)),
  };
}

function propertyEntryOf(
  document: ManifestDocument,
  light: ManifestDocument,
  root: JsonObject,
): PropertyEntry {
  const findings = problemsOf(propertyLoggingRules(root)).map((problem) => diagnostic(document, problem));
  const source = { file: document.file, line: document.start.line };
  const manifest = findings.some(isFormError) ? undefined : propertyManifestOf(root, source);
  return { document: light, root, findings, manifest };
}

/** Stops after `MOST_FAULTS` problems. */
function problemsOf(found: Iterable<Problem>): readonly Problem[] {
  const problems: Problem[] = [];
  for (const problem of found) {
    if (problems.length >= MOST_FAULTS) return [...problems, unchecked()];
    problems.push(problem);
  }
  return problems;
}

function* streamRules(draft: Draft, { configuration, now }: ParseOptions): Problems {
  for (const rule of RULES) yield* rule(draft, now);
  const allowed = configuration?.allowedSecrets;
  if (allowed) yield* checkAllowed(draft.spec, ['spec'], allowed);
}
