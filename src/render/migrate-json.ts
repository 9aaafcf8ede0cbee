import type { MigrateReport } from './migrate-document.ts';
import { migrationSteps } from './migrate-steps.ts';
import { visibleJson } from './visible.ts';

/** A migration's result as `migrate --format json` prints it. */
export function migrateJson(report: MigrateReport): string {
  return `${visibleJson({ formatVersion: 1, ...report, steps: migrationSteps({}) })}\n`;
}
