import { inFormat } from '../document/formats.ts';
import type { MigrateReport } from '../schemas/migrate.ts';
import type { RenderOptions } from '../text/options.ts';
import { migrateDocument } from './document.ts';
import { migrateJson } from './json.ts';

/** Renders the result of a migration: the manifests, what was omitted and why, and the remaining manual steps. */
export function renderMigrate(report: MigrateReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => migrateJson(report),
    () => migrateDocument(report, options),
  );
}
