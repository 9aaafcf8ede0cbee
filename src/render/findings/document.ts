import { capitalized } from '../../model/capitalized.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { explanationAddress } from '../../model/explanation-address.ts';
import type { Document, FindingView, Sentence } from '../document/document.ts';
import { howToExplain } from '../document/explained-codes.ts';
import type { FindingCounts } from '../schemas/validate.ts';
import type { RenderOptions } from '../text/options.ts';
import { count } from '../text/words.ts';

/** The findings of a validation, and the number of files and manifests. */
export interface FindingsReport {
  readonly findings: readonly Diagnostic[];
  /** The number of files that were read. */
  readonly files: number;
  /** The manifests of streams that could be read. Only their number is shown. */
  readonly manifests: readonly unknown[];
  /** The same for manifests of properties. Absent: none. */
  readonly properties?: readonly unknown[];
  /** Returns the source line of a finding with possible secrets removed, or undefined if it cannot be shown. */
  readonly excerpt?: (finding: Diagnostic) => { readonly text: string; readonly column: number } | undefined;
}

/** Builds the document of findings, sorted by file and position. */
export function findingsDocument(report: FindingsReport, options: RenderOptions, command: string): Document {
  const shown = countsText(report);
  return {
    title: `DataStream ${command}`,
    summary: shown,
    headline: [headline(report, command)],
    blocks: [
      ...(report.findings.length === 0
        ? []
        : [
            {
              tag: 'findings' as const,
              findings: sortedFindings(report.findings).map((one) => view(one, report, options)),
            },
          ]),
      ...(report.findings.length === 0
        ? []
        : [
            {
              tag: 'closing' as const,
              total: { tone: 'strong' as const, text: `${capitalized(command)}: ${shown}.` },
              lines: options.format === 'terminal' ? [howToExplain(options)] : [],
            },
          ]),
    ],
  };
}

/** Sorts findings by file, line, column, then code, so that the same findings always have the same order. */
export function sortedFindings(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return findings.toSorted(
    (a, b) =>
      compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code),
  );
}

/** Returns the number of findings of each severity. */
export function findingCounts(findings: readonly Diagnostic[]): FindingCounts {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function countsText(report: FindingsReport): string {
  const { errors, warnings } = findingCounts(report.findings);
  return `${count(errors, 'error')}, ${count(warnings, 'warning')} in ${count(report.files, 'file')} (${manifestsText(report)})`;
}

function manifestsText({ manifests, properties = [] }: FindingsReport): string {
  const streams = count(manifests.length, 'manifest');
  return properties.length === 0 ? streams : `${streams} of streams and ${properties.length} of properties`;
}

function headline(report: FindingsReport, command: string): Sentence {
  const { errors, warnings } = findingCounts(report.findings);
  const read = `${manifestsText(report)} in ${count(report.files, 'file')}`;
  if (errors > 0) {
    const done = command === 'verify' ? 'verified' : 'planned';
    return { tone: 'danger', text: `${count(errors, 'error')} to fix before anything can be ${done}.` };
  }
  if (warnings > 0) return { tone: 'change', text: `Valid, with ${count(warnings, 'warning')}: ${read}.` };
  return { tone: 'good', text: `Valid: ${read}.` };
}

/** Returns where a finding is explained, if this copy of the program is published. */
export function linkOf({ code }: Diagnostic, reference: string | undefined): { readonly url?: string } {
  return reference === undefined ? {} : { url: explanationAddress(reference, 'findings', code) };
}

function view(finding: Diagnostic, report: FindingsReport, { reference }: RenderOptions): FindingView {
  const { severity, code, message, hint, file, line, column } = finding;
  const excerpt = report.excerpt?.(finding);
  return {
    tone: severity === 'error' ? 'danger' : 'change',
    file,
    place: `${file}:${line}:${column}`,
    severity,
    code,
    message,
    ...linkOf(finding, reference),
    ...(hint === undefined ? {} : { hint }),
    ...(excerpt ? { excerpt: { ...excerpt, line } } : {}),
  };
}
