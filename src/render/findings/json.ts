import type { Diagnostic } from '../../model/diagnostic.ts';
import { visibleJson } from '../text/escape-control.ts';
import { findingCounts, sortedFindings } from './document.ts';

/** Returns findings as `validate --format json` prints them. */
export function findingsJson(findings: readonly Diagnostic[]): string {
  const value = { formatVersion: 1, findings: sortedFindings(findings), summary: findingCounts(findings) };
  return `${visibleJson(value)}\n`;
}
