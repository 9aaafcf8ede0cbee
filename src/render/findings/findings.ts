import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { type FindingsReport, findingsDocument } from './document.ts';
import { findingsJson } from './json.ts';

/**
 * Renders findings about manifests, sorted by file and position.
 *
 * @param command the command that prints them: `plan` if a plan was requested and the manifests have errors
 */
export function renderFindings(report: FindingsReport, options: RenderOptions, command = 'validate'): string {
  return inFormat(
    options,
    () => findingsJson(report.findings, options.reference),
    () => findingsDocument(report, options, command),
  );
}
