import { inFormat } from '../document/formats.ts';
import type { ImportReport } from '../schemas/import.ts';
import type { RenderOptions } from '../text/options.ts';
import { importDocument } from './document.ts';
import { importJson } from './json.ts';

/** Renders the result of an import: the manifests it wrote, and the secrets that have to be set. */
export function renderImport(report: ImportReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => importJson(report),
    () => importDocument(report, options),
  );
}
