import type { ImportReport } from './import-document.ts';
import { visibleJson } from './visible.ts';

/** An import's result as `import --format json` prints it. */
export function importJson(report: ImportReport): string {
  return `${visibleJson({ formatVersion: 1, ...report })}\n`;
}
