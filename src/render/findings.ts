import { face } from './faces.ts';
import { type FindingsReport, findingsDocument } from './findings-document.ts';
import { findingsJson } from './json.ts';
import type { RenderOptions } from './options.ts';

/** Findings about manifests as text, by file and place. */
export function renderFindings(report: FindingsReport, options: RenderOptions): string {
  return face(
    options,
    () => findingsJson(report.findings),
    () => findingsDocument(report),
  );
}
