import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { type FindingsReport, findingsDocument } from './document.ts';
import { findingsJson } from './json.ts';

/**
 * Findings about manifests as text, by file and place.
 * @param command whose output it is: `plan` if a plan was asked for and the manifests have errors
 */
export function renderFindings(report: FindingsReport, options: RenderOptions, command = 'validate'): string {
  return inFormat(
    options,
    () => findingsJson(report.findings),
    () => findingsDocument(report, command),
  );
}
