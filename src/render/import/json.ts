import { visibleJson } from '../text/escape-control.ts';
import type { ImportReport } from './document.ts';

/** Returns the result of an import as `import --format json` prints it. */
export function importJson(report: ImportReport): string {
  return `${visibleJson({ formatVersion: 1, ...report })}\n`;
}
