import { face } from './faces.ts';
import { type ImportReport, importDocument } from './import-document.ts';
import { importJson } from './import-json.ts';
import type { RenderOptions } from './options.ts';

export type { ImportReport, NotImported } from './import-document.ts';

/** An import's result as text: the manifests it wrote, and the secrets that are still to be set. */
export function renderImport(report: ImportReport, options: RenderOptions): string {
  return face(
    options,
    () => importJson(report),
    () => importDocument(report, options),
  );
}
