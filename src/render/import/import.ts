import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { type ImportReport, importDocument } from './document.ts';
import { importJson } from './json.ts';

export type { ImportReport, NotImported } from './document.ts';

/** An import's result as text: the manifests it wrote, and the secrets that are still to be set. */
export function renderImport(report: ImportReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => importJson(report),
    () => importDocument(report, options),
  );
}
