import type { Diagnostic } from '../../model/diagnostic.ts';
import { count, listing } from '../../render/text/words.ts';

/** GitHub shows this many annotations of each kind for one step, and silently drops the others. */
const MOST = 10;

/** A location in a file of the repository; both numbers start at 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Writes annotations; a finding has a location in a file. */
export interface Annotating {
  notice(text: string): void;
  warning(text: string, place: SourceLocation, title: string): void;
  error(text: string, place: SourceLocation, title: string): void;
}

/** Annotates findings at their files and lines, up to GitHub's limit. The rest are counted. */
export function annotate(log: Annotating, findings: readonly Diagnostic[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  for (const finding of errors.slice(0, MOST)) log.error(sentence(finding), finding, finding.code);
  for (const finding of warnings.slice(0, MOST)) log.warning(sentence(finding), finding, finding.code);
  const rest = [
    ...(errors.length > MOST ? [count(errors.length - MOST, 'more error')] : []),
    ...(warnings.length > MOST ? [count(warnings.length - MOST, 'more warning')] : []),
  ];
  if (rest.length > 0)
    log.notice(`There ${isOne(errors, warnings) ? 'is' : 'are'} ${listing(rest)}: see the job summary.`);
}

function isOne(errors: readonly Diagnostic[], warnings: readonly Diagnostic[]): boolean {
  return Math.max(0, errors.length - MOST) + Math.max(0, warnings.length - MOST) === 1;
}

function sentence({ message, hint }: Diagnostic): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
