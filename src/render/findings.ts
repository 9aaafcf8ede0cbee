import { face } from './faces.ts';
import { type FindingsReport, findingsDocument } from './findings-document.ts';
import { findingsJson } from './findings-json.ts';
import type { RenderOptions } from './options.ts';

/**
 * Findings about manifests as text, by file and place.
 * @param command whose output it is: `plan` if a plan was asked for and the manifests have errors
 */
export function renderFindings(report: FindingsReport, options: RenderOptions, command = 'validate'): string {
  return face(
    options,
    () => findingsJson(report.findings),
    () => findingsDocument(report, command),
  );
}
