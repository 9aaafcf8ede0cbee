import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { type ImportReport, importDocument } from './document.ts';
import { importJson } from './json.ts';

export type { ImportReport, NotImported } from './document.ts';

/** Renders the result of an import: the manifests it wrote, and the secrets that have to be set. */
export function renderImport(report: ImportReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => importJson(report),
    () => importDocument(report, options),
  );
}
