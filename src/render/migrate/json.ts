import type { MigrateReport } from '../schemas/migrate.ts';
import { visibleJson } from '../text/escape-control.ts';
import { migrationSteps } from './next-steps.ts';

/** Returns the result of a migration as `migrate --format json` prints it. */
export function migrateJson(report: MigrateReport): string {
  return `${visibleJson({ formatVersion: 1, ...report, steps: migrationSteps({}) })}\n`;
}
