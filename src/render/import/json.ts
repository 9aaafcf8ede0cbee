import type { ImportReport } from '../schemas/import.ts';
import { visibleJson } from '../text/escape-control.ts';

/** Returns the result of an import as `import --format json` prints it. */
export function importJson(report: ImportReport): string {
  return `${visibleJson({ formatVersion: 1, ...report })}\n`;
}
