import type { Diagnostic } from '../../model/diagnostic.ts';
import { visibleJson } from '../text/escape-control.ts';
import { findingCounts, linkOf, sortedFindings } from './document.ts';

/**
 * Returns findings as `validate --format json` prints them.
 * @param reference the address of the reference. Absent: findings have no links
 */
export function findingsJson(findings: readonly Diagnostic[], reference?: string): string {
  const printed = sortedFindings(findings).map((finding) => ({ ...finding, ...linkOf(finding, reference) }));
  const value = { formatVersion: 1, findings: printed, summary: findingCounts(findings) };
  return `${visibleJson(value)}\n`;
}
