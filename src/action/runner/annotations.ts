import type { Diagnostic } from '../../model/diagnostic.ts';
import { count, listing } from '../../render/text/words.ts';
import type { Runner } from './runner.ts';

/** GitHub shows this many annotations of each kind for one step, and silently drops the others. */
const MOST = 10;

type Annotating = Pick<Runner, 'error' | 'warning' | 'notice'>;

/** Annotates findings at their files and lines, up to GitHub's limit. The rest are counted. */
export function annotate(runner: Annotating, findings: readonly Diagnostic[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  for (const finding of errors.slice(0, MOST)) runner.error(sentence(finding), finding, finding.code);
  for (const finding of warnings.slice(0, MOST)) runner.warning(sentence(finding), finding, finding.code);
  const rest = [
    ...(errors.length > MOST ? [count(errors.length - MOST, 'more error')] : []),
    ...(warnings.length > MOST ? [count(warnings.length - MOST, 'more warning')] : []),
  ];
  if (rest.length > 0)
    runner.notice(`There ${isOne(errors, warnings) ? 'is' : 'are'} ${listing(rest)}: see the job summary.`);
}

function isOne(errors: readonly Diagnostic[], warnings: readonly Diagnostic[]): boolean {
  return Math.max(0, errors.length - MOST) + Math.max(0, warnings.length - MOST) === 1;
}

function sentence({ message, hint }: Diagnostic): string {
  return hint === undefined ? message : `${message} ${hint}`;
}
